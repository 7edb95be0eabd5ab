"""Login names by a schema: a beginning, a separator and an end, at a domain.

Source: Personio's integration with Entra ID: [beginning][separator][end]@domain, each an attribute, whole or its first
letter, and _EmployeeID behind a name that is taken already.
"""

from collections.abc import Mapping

from pydantic import JsonValue

from provisioning.model import Domains, Employee
from provisioning.rules.naming.parts import (
    Names,
    as_text,
    first_letter,
    joined,
    number_of,
    numbered,
    plain_part,
    problem_with,
)
from provisioning.setting_groups.login import LoginName, NamePart


def attributes_of(schema: LoginName) -> list[str]:
    """Return the employee's attributes that the names are made from, each once."""
    return list(dict.fromkeys(part.attribute for part in _parts(schema)))


def by_schema(employee: Employee, schema: LoginName, domains: Domains | None) -> Names:
    """Return names for an employee of whom every attribute of the schema was sent.

    There is always one, unless the domain is a problem: if all parts are empty, the work e-mail address, the employee's
    number or the HR system's id stands in.
    """
    domain = schema.domain or (domains.default if domains else None)
    problem = _problem_of(domain, domains)
    if problem:
        return Names(problem=problem)
    known = employee.attributes()
    named_after = {name: _plain_text(known[name]) for name in attributes_of(schema)}
    warnings = [
        f"the login name is made without {name}: its value is no plain text"
        for name in named_after
        if isinstance(known[name], list | dict)
    ]
    parts = [_written(part, named_after[part.attribute], employee.country, schema) for part in _parts(schema)]
    local = joined(parts, (schema.separator or "").lower())
    if not local:
        local, substitute, named_too = _substitute(employee)
        named_after |= named_too
        empty = " and ".join(attributes_of(schema))
        warnings.append(f"the login name is made from {substitute}, as {empty} gave no letter for it")
    names = (f"{name}@{domain}" for name in numbered(local, number_of(employee)))
    return Names(tuple(names), named_after=named_after, warnings=tuple(warnings))


def _parts(schema: LoginName) -> list[NamePart]:
    return [schema.beginning] if schema.end is None else [schema.beginning, schema.end]


def _problem_of(domain: str | None, domains: Domains | None) -> str | None:
    if domain is None:
        why = "the tenant has no default domain" if domains else "the tenant's domains cannot be read"
        return f"set loginName.domain: {why}"
    problem = problem_with(f"a@{domain}", domains.verified if domains else None)
    return f"the login name that loginName.domain gives {problem}" if problem else None


def _written(part: NamePart, text: str, country: str | None, schema: LoginName) -> str:
    whole = plain_part(text, country, schema.transliteration)
    return first_letter(whole) if part.take == "firstLetter" else whole


def _plain_text(value: JsonValue) -> str:
    return "" if isinstance(value, list | dict) else as_text(value)


def _substitute(employee: Employee) -> tuple[str, str, Mapping[str, str]]:
    """Return what stands in for an empty name, what that is, and the attribute it comes from."""
    address = employee.work_email or ""
    local = joined([address.rpartition("@")[0].lower()], "")
    if first_letter(local) and not problem_with(f"{local}@{address.rpartition('@')[2]}", None):
        return local, "the work e-mail address", {"workEmail": address}
    number = employee.employee_number
    return number_of(employee), "the employee's number or id", {"employeeNumber": number} if number else {}
