"""People as version 2 of Personio's API shows them, read as employees: a person, and their employments beside it.

Source: developer.personio.de, reference/get_v2-persons and reference/get_v2-persons-person-id-employments. Without
rights to attributes Personio shows ids only, so what is missing means nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import JsonValue

from provisioning.fields import ABSENT, Absent
from provisioning.ports import AccessDenied, Shown
from provisioning.sources.personio.values import part_of, plain, shown_from

type _Object = Mapping[str, JsonValue]

_OF_PERSON: Final[Mapping[str, str]] = {
    "firstName": "first_name",
    "lastName": "last_name",
    "preferredName": "preferred_name",
    "workEmail": "email",
    "createdAt": "created_at",
}
_STATUSES: Final = {"ACTIVE": "active", "LEAVE": "leave", "ONBOARDING": "onboarding", "INACTIVE": "inactive"}
_RANKS: Final = {"ACTIVE": 3, "LEAVE": 3, "ONBOARDING": 2, "INACTIVE": 1}
_LAST_DAYS: Final = ("last_working_day", "last_working_date")
"""Personio's description of a termination has the first name, its examples the second."""
_CUSTOM_OF_EMPLOYMENT: Final = ("contract_end_date", "weekly_working_hours")
DEPARTMENT: Final = "department"
TEAM: Final = "team"


@dataclass(frozen=True, slots=True)
class Names:
    """Names of what an employment shows by id only; ABSENT if it is not known, None if there is none."""

    department: str | Absent | None = ABSENT
    team: str | Absent | None = ABSENT
    legal_entity: str | Absent | None = ABSENT


def person_from(person: _Object, employment: _Object, names: Names, custom: Collection[str] = ()) -> Shown:
    """Return a person of Personio's as an employee; the id is the employee number as well.

    Nothing else is kept, whatever the credential may read.

    Args:
        person: The person.
        employment: The one of their employments that counts; empty if there is none.
        names: Of the parts of the company in it.
        custom: What becomes `custom.<key>`: ids or global ids of the person's custom attributes, or of the employment
            `contract_end_date`, `weekly_working_hours`, `team` (its name) and `office_id`.

    Raises:
        AccessDenied: The person has no id.
    """
    employee_id = id_of(person)
    fields: dict[str, JsonValue | Absent] = {"id": employee_id, "employeeNumber": employee_id}
    fields |= {name: person.get(key, ABSENT) for name, key in _OF_PERSON.items()}
    fields |= _of_employment(employment)
    fields |= {"department": names.department, "companyName": names.legal_entity}
    own = _custom_of_employment(employment, names)
    return shown_from(fields, {key: own[key] if key in own else _custom_of(person, key) for key in custom})


def id_of(person: _Object) -> str:
    """Return a person's id.

    Raises:
        AccessDenied: It is not there.
    """
    value = person.get("id")
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise AccessDenied("Personio shows somebody without an id; check what the API credential may read")
    return str(value).strip()


def employment_that_counts(employments: Sequence[_Object]) -> _Object:
    """Return the employment that describes the person now; an empty one if there is none.

    One that is under way comes first, even if another is about to start: else somebody who changes to another company
    of the group would lose access until then. Then comes one that is to start, then one that ended; of several of a
    kind, the one that starts last, and of these the one that Personio lists first.
    """
    return max(employments, key=_precedence, default={})


def unit_id(employment: _Object, kind: str) -> str | Absent | None:
    """Return the id of the department or team of an employment; None if it has none, ABSENT if that is not shown."""
    units = employment.get("org_units", ABSENT)
    if not isinstance(units, list):
        return None if units is None else ABSENT
    ids = (unit.get("id") for unit in units if isinstance(unit, dict) and unit.get("type") == kind)
    found = next(ids, None)
    return None if found is None else str(found)


def legal_entity_id(employment: _Object) -> str | Absent | None:
    """Return the id of the company that employs the person; None if there is none, ABSENT if that is not shown."""
    found = part_of(employment.get("legal_entity", ABSENT), "id")
    return found if isinstance(found, Absent) or found is None else str(found)


def _precedence(employment: _Object) -> tuple[int, str]:
    return _RANKS.get(str(employment.get("status")).upper(), 0), str(employment.get("employment_start_date") or "")


def _of_employment(employment: _Object) -> dict[str, JsonValue | Absent]:
    kind = employment.get("type", ABSENT)
    return {
        "startDate": employment.get("employment_start_date", ABSENT),
        "terminationDate": _termination_date(employment),
        "lastDayOfWork": _of_termination(employment, _LAST_DAYS),
        "status": _STATUSES.get(str(employment.get("status")).upper(), ABSENT),
        "jobTitle": part_of(employment.get("position", ABSENT), "title"),
        "managerId": part_of(employment.get("supervisor", ABSENT), "id"),
        "employmentType": kind.lower() if isinstance(kind, str) else kind,
    }


def _termination_date(employment: _Object) -> JsonValue | Absent:
    """Return the termination date, or the day on which the employment ended otherwise, if it did."""
    date = _of_termination(employment, ("termination_date",))
    return date or employment.get("employment_end_date") or date


def _of_termination(employment: _Object, keys: Sequence[str]) -> JsonValue | Absent:
    termination = employment.get("termination", ABSENT)
    if not isinstance(termination, dict):
        return None if termination is None else ABSENT
    said = [termination[key] for key in keys if key in termination]
    return next((value for value in said if value is not None), said[0] if said else ABSENT)


def _custom_of(person: _Object, key: str) -> JsonValue | Absent:
    """Return the value of a custom attribute; its id goes before the global id of another one."""
    listed = person.get("custom_attributes")
    attributes = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    found = (each for name in ("id", "global_id") for each in attributes if str(each.get(name)) == key)
    attribute = next(found, {})
    return plain(attribute.get("value", ABSENT), is_date=str(attribute.get("type")).lower() == "date")


def _custom_of_employment(employment: _Object, names: Names) -> dict[str, JsonValue | Absent]:
    custom: dict[str, JsonValue | Absent] = {key: employment.get(key, ABSENT) for key in _CUSTOM_OF_EMPLOYMENT}
    return custom | {TEAM: names.team, "office_id": part_of(employment.get("office", ABSENT), "id")}
