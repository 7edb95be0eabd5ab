r"""Login names of new accounts, and the mail nickname that goes with one.

Source: Microsoft Graph, user resource: mailNickname has 64 characters of ASCII at most, and neither blanks nor any of
@ ( ) \ [ ] " ; : < > ,
"""

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from pydantic import JsonValue

from provisioning.model import Domains, Employee, EmployeeRecord
from provisioning.rules.naming.by_expression import by_expression
from provisioning.rules.naming.by_schema import attributes_of, by_schema
from provisioning.rules.naming.parts import LONGEST_LOCAL_PART, Names, problem_with
from provisioning.rules.naming.transliteration import plain
from provisioning.settings import Settings

__all__ = ["Names", "first_free", "mail_nickname", "names", "problem_with"]

_NEEDED_WITH_WORK_EMAIL: Final = ("firstName", "lastName", "workEmail")
_NOT_IN_NICKNAME: Final = re.compile(r"[^A-Za-z0-9.\-_]")


def names(record: EmployeeRecord, settings: Settings, domains: Domains | None, now: datetime) -> Names:
    """Return the login names to try for a person's account, the best first, or why there is none yet.

    Args:
        record: What is kept of the person.
        settings: What is in force.
        domains: The tenant's; None if they cannot be read, and then Entra will tell whether a domain is verified.
        now: The time (UTC), for expressions.
    """
    employee, verified = record.employee, domains.verified if domains else None
    obstacle = _waits_for(employee.attributes(), settings)
    if obstacle:
        return Names(problem=obstacle)
    match settings.login_name.mode:
        case "workEmail":
            return _work_email(employee.work_email or "", verified)
        case "schema":
            return by_schema(employee, settings.login_name, domains)
        case "expression":
            return by_expression(record, settings.login_name.expression or "", verified, now)


def first_free(names: Names, taken: Collection[str]) -> str | None:
    """Return the best name that nobody holds, or None. `taken` holds names in lower case."""
    return next((name for name in names.candidates if name.lower() not in taken), None)


def mail_nickname(employee: Employee, login_name: str, settings: Settings) -> str:
    """Return a mail nickname: first and last name in one word, in plain letters.

    Without any letter that can be written plainly, it is the login name's local part.
    """
    own = settings.login_name.transliteration
    parts = (plain(name or "", employee.country, own) for name in (employee.first_name, employee.last_name))
    return _cut(_NOT_IN_NICKNAME.sub("", "".join(parts))) or _cut(login_name.partition("@")[0])


def _cut(nickname: str) -> str:
    return nickname[:LONGEST_LOCAL_PART].strip(".")


def _work_email(address: str, verified: frozenset[str] | None) -> Names:
    problem = problem_with(address, verified)
    if problem:
        return Names(problem=f"the work e-mail address {address} {problem}")
    return Names((address,), named_after={"workEmail": address})


def _waits_for(known: Mapping[str, JsonValue], settings: Settings) -> str | None:
    """Return the sentence that names what the HR system still owes, or None."""
    missing = [name for name in _needed(settings) if not _is_filled(known.get(name))]
    parts = attributes_of(settings.login_name) if settings.login_name.mode == "schema" else []
    unsent = [name for name in parts if name not in known and name not in missing]
    if not missing and not unsent:
        return None
    hint = f"; null will do for {', '.join(unsent)} if the person has none" if unsent else ""
    return f"waits for {', '.join([*missing, *unsent])} from the HR system{hint}"


def _needed(settings: Settings) -> list[str]:
    by_mode = ("workEmail",) if settings.login_name.mode == "workEmail" else ()
    if settings.required_attributes is None:
        return list(_NEEDED_WITH_WORK_EMAIL) if by_mode else []
    return list(dict.fromkeys([*settings.required_attributes, *by_mode]))


def _is_filled(value: JsonValue) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    return value is not None and value not in ([], {})
