"""People as version 1 of Personio's API shows them, read as employees.

Source: developer.personio.de, reference/get_company-employees, and personio/api-docs (the personnel data API). Every
attribute is labelled: {"label", "value", "type", "universal_id"}, older ones without the last two. The label changes
with the language, so an attribute is known by its key; what the credential may not read is left out.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from pydantic import JsonValue

from provisioning.fields import ABSENT, Absent
from provisioning.ports import AccessDenied, Shown
from provisioning.sources.personio.values import part_of, plain, shown_from, unlabelled

_PLAIN: Final[Mapping[str, str]] = {
    "firstName": "first_name",
    "lastName": "last_name",
    "preferredName": "preferred_name",
    "workEmail": "email",
    "startDate": "hire_date",
    "terminationDate": "termination_date",
    "lastDayOfWork": "last_working_day",
    "status": "status",
    "jobTitle": "position",
    "employmentType": "employment_type",
    "createdAt": "created_at",
}
"""Our name → Personio's. A status `inactive` is not `terminated`: Personio keeps it apart from the date of leaving."""
_NAMED: Final[Mapping[str, str]] = {"department": "department", "site": "office", "companyName": "subcompany"}
"""Attributes that are objects with a name."""
_SUPERVISOR: Final = "supervisor"
_ID: Final = "id"
_LEFT_OUT: Final = frozenset(
    {"last_modified_at", "profile_picture", "fix_salary", "fix_salary_interval", "hourly_salary"}
)
"""What no account needs, and is not kept even if the credential may read it."""
_NOT_CUSTOM: Final = frozenset({_ID, _SUPERVISOR, *_PLAIN.values(), *_NAMED.values(), *_LEFT_OUT})


def person_from(attributes: Mapping[str, JsonValue]) -> Shown:
    """Return a person of Personio's as an employee; the id is the employee number as well.

    Every attribute that has no place of its own becomes a custom one by its key, such as `dynamic_24407`.

    Args:
        attributes: The labelled values by key.

    Raises:
        AccessDenied: The id is not among them.
    """
    employee_id = id_in(attributes)
    fields: dict[str, JsonValue | Absent] = {"id": employee_id, "employeeNumber": employee_id}
    fields |= {name: _value(attributes, key) for name, key in _PLAIN.items()}
    fields |= {name: part_of(_value(attributes, key), "name") for name, key in _NAMED.items()}
    fields["managerId"] = part_of(_value(attributes, _SUPERVISOR), _ID)
    return shown_from(fields, dict(_custom(attributes)))


def id_in(attributes: Mapping[str, JsonValue]) -> str:
    """Return a person's id as text.

    Raises:
        AccessDenied: It is not there.
    """
    value = _value(attributes, _ID)
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise AccessDenied("Personio shows somebody without an id; let the API credential read the attribute 'id'")
    return str(value).strip()


def _value(attributes: Mapping[str, JsonValue], key: str) -> JsonValue | Absent:
    if key in attributes:
        return unlabelled(attributes[key])
    entries = (entry for entry in attributes.values() if isinstance(entry, dict))
    return next((unlabelled(entry) for entry in entries if entry.get("universal_id") == key), ABSENT)


def _custom(attributes: Mapping[str, JsonValue]) -> Iterator[tuple[str, JsonValue | Absent]]:
    for key, entry in attributes.items():
        if key not in _NOT_CUSTOM:
            is_date = isinstance(entry, dict) and entry.get("type") == "date"
            yield key, plain(unlabelled(entry), is_date=is_date)
