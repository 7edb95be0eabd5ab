"""HiBob (Bob): a person as its people API shows them, read as an employee.

Source: apidocs.hibob.com, people read API. Fields that the service user may not see are left out of the answer without
a word, so a missing field means nothing. A field holds a machine value; the readable form, which is asked for besides,
has the names of list items instead of their ids, but display names instead of people and dates in another order.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final

from pydantic import JsonValue

from provisioning.fields import ABSENT, Absent
from provisioning.ports import Shown
from provisioning.sources.showing import shown

ID_FIELD: Final = "root.id"
_FIELDS: Final[Mapping[str, str]] = {
    "employeeNumber": "work.employeeIdInCompany",
    "firstName": "root.firstName",
    "lastName": "root.surname",
    "displayName": "root.displayName",
    "workEmail": "root.email",
    "privateEmail": "home.privateEmail",
    "startDate": "work.startDate",
    "terminationDate": "internal.terminationDate",
    "lastDayOfWork": "internal.lastDayOfWork",
    "jobTitle": "work.title",
    "department": "work.department",
    "site": "work.site",
    "workPhone": "work.workPhone",
    "workMobile": "work.workMobile",
    "employmentType": "payroll.employment.type",
}
"""Our name → Bob's field path."""
_LIST_FIELDS: Final = frozenset({"jobTitle", "department", "site", "employmentType"})
"""Fields that can hold the id of a list item; their readable form goes first."""
_MANAGER: Final = "managerId"
_MANAGER_FIELDS: Final = ("work.manager", "work.reportsTo")
"""The first that holds somebody's id counts."""
_STATUS_FIELDS: Final = ("internal.status", "internal.lifecycleStatus")
FIELDS: Final = (ID_FIELD, *_FIELDS.values(), *_MANAGER_FIELDS, *_STATUS_FIELDS)
"""The field paths that are asked for."""
UNCONFIRMED: Final = frozenset({"internal.lastDayOfWork"})
"""Bob's documents name this field for ending an employment, not for reading it: asked for as long as Bob takes that."""
_STATUSES: Final = {
    "hired": "onboarding",
    "employed": "active",
    "terminated": "terminated",
    "gardenleave": "gardenLeave",
}


def person_from(employee_id: str, person: Mapping[str, Any], custom: Collection[str] = ()) -> Shown:
    """Return a person of Bob's as an employee; fields that are missing or cannot be read are absent.

    Args:
        employee_id: Bob's id, a text of 19 digits.
        person: The answer of the people API, with or without a `humanReadable` part.
        custom: Further field paths, such as `custom.field_17` or `about.hobbies`; see `custom_name`.
    """
    readable = person.get("humanReadable")
    readable = readable if isinstance(readable, dict) else {}
    fields: dict[str, object] = {"id": employee_id}
    for name, path in _FIELDS.items():
        value = _plain(_at(person, path), "name" if name in _LIST_FIELDS else "id")
        label = _at(readable, path) if name in _LIST_FIELDS else ABSENT
        if not isinstance(value, Absent):
            fields[name] = label if value is not None and isinstance(label, str) else value
    status = _status(person)
    known = fields | ({"status": status} if status else {}) | _custom(person, readable, custom)
    return _with_manager(known, [_at(person, path) for path in _MANAGER_FIELDS])


def custom_name(path: str) -> str:
    """Return what a field path is called behind `custom.`: dots become `_`, and Bob's category custom is left out.

    So `custom.field_17` is read as the attribute `custom.field_17`, and `about.hobbies` as `custom.about_hobbies`.
    """
    return path.removeprefix("custom.").replace(".", "_")


def id_of(person: Mapping[str, Any]) -> str | None:
    """Return Bob's id of a person in an answer, or None if it shows none."""
    value = _at(person, ID_FIELD)
    return str(value).strip() or None if isinstance(value, str | int) else None


def _at(person: Mapping[str, Any], path: str) -> JsonValue | Absent:
    """Return the value at a field path. Bob writes `/work/title`: {"value"} or nested objects; root is the top."""
    slashed = person.get("/" + path.replace(".", "/"))
    if isinstance(slashed, dict) and "value" in slashed:
        value: JsonValue = slashed["value"]
        return value
    node: Any = person
    for part in path.removeprefix("root.").split("."):
        if not isinstance(node, dict) or part not in node:
            return ABSENT
        node = node[part]
    found: JsonValue = node
    return found


def _plain(value: JsonValue | Absent, telling: str) -> JsonValue | Absent:
    """Return what stands for an object: an id, or a list item's name; without that it stays what it is."""
    return value.get(telling, value) if isinstance(value, dict) else value


def _with_manager(fields: Mapping[str, object], values: Collection[JsonValue | Absent]) -> Shown:
    """Return the person with their manager's id; a display name in its place is not read."""
    said = [_plain(value, "id") for value in values if not isinstance(value, Absent)]
    ids = [str(value) for value in said if isinstance(value, str | int) and str(value).strip().isdecimal()]
    if ids or not any(said):
        return shown({**fields, _MANAGER: ids[0] if ids else None} if said else fields)
    person = shown(fields)
    return replace(person, unreadable=person.unreadable | {_MANAGER})


def _status(person: Mapping[str, Any]) -> str | None:
    status, lifecycle = (_plain(_at(person, path), "name") for path in _STATUS_FIELDS)
    if isinstance(lifecycle, str) and (known := _STATUSES.get(_letters(lifecycle))):
        return known
    if status == "Inactive":
        # Kinds of leave are the customer's own words.
        return "leave" if isinstance(lifecycle, str) else "inactive"
    return "active" if status == "Active" else None


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalpha())


def _custom(person: Mapping[str, Any], readable: Mapping[str, Any], paths: Collection[str]) -> dict[str, object]:
    values = {custom_name(path): _custom_value(_at(person, path), _at(readable, path)) for path in paths}
    shown_ones = {name: value for name, value in values.items() if not isinstance(value, Absent)}
    return {"custom": shown_ones} if shown_ones else {}


def _custom_value(value: JsonValue | Absent, label: JsonValue | Absent) -> JsonValue | Absent:
    """Return a custom field's value, readable where it holds ids of list items; dates stay as machines write them."""
    holds_ids = isinstance(value, list | dict) or (isinstance(value, str) and value.isdecimal())
    return label if holds_ids and isinstance(label, str) else value
