"""People as version 1 of Personio's API shows them, read as employees.

Source: developer.personio.de, reference/get_company-employees, and personio/api-docs (the personnel data API). Every
attribute is labelled: {"label", "value", "type", "universal_id"}, older ones without the last two. The label changes
with the language, so an attribute is known by its key; what the credential may not read is left out.
"""

from collections.abc import Collection, Mapping
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


def person_from(attributes: Mapping[str, JsonValue], custom: Collection[str] = ()) -> Shown:
    """Return a person of Personio's as an employee; the id is the employee number as well.

    Nothing else is kept, whatever the credential may read: Personio knows birthdays, salaries and bank accounts too.

    Args:
        attributes: The labelled values by key.
        custom: Keys or universal ids of further attributes, such as `dynamic_24407` or `team`; they become
            `custom.<key>`.

    Raises:
        AccessDenied: The id is not among them.
    """
    employee_id = id_in(attributes)
    fields: dict[str, JsonValue | Absent] = {"id": employee_id, "employeeNumber": employee_id}
    fields |= {name: _value(attributes, key) for name, key in _PLAIN.items()}
    fields |= {name: part_of(_value(attributes, key), "name") for name, key in _NAMED.items()}
    fields["managerId"] = part_of(_value(attributes, _SUPERVISOR), _ID)
    return shown_from(fields, {key: _custom(_entry(attributes, key)) for key in custom})


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
    return unlabelled(_entry(attributes, key))


def _entry(attributes: Mapping[str, JsonValue], key: str) -> JsonValue | Absent:
    if key in attributes:
        return attributes[key]
    entries = (entry for entry in attributes.values() if isinstance(entry, dict))
    return next((entry for entry in entries if entry.get("universal_id") == key), ABSENT)


def _custom(entry: JsonValue | Absent) -> JsonValue | Absent:
    is_date = isinstance(entry, dict) and entry.get("type") == "date"
    return plain(unlabelled(entry), is_date=is_date)
