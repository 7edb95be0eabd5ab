"""Values of Personio's attributes, made plain, and the employee that they make."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from pydantic import JsonValue, ValidationError

from provisioning.fields import ABSENT, Absent
from provisioning.model import Employee
from provisioning.ports import Shown

NAME_SEPARATOR: Final = ", "
_VALUE: Final = "value"


def unlabelled(entry: JsonValue | Absent) -> JsonValue | Absent:
    """Return what an attribute holds: {"label", "value"} as version 1 sends it, or the value itself."""
    if isinstance(entry, dict) and ("label" in entry or _VALUE in entry):
        return entry.get(_VALUE, ABSENT)
    return entry


def part_of(value: JsonValue | Absent, key: str) -> JsonValue | Absent:
    """Return a part of an object such as a department: {"type", "attributes": {key: …}}, or {key: …}.

    Nothing, which Personio writes as null or as an empty list, has nothing in it: null.
    """
    if isinstance(value, Absent):
        return ABSENT
    if value is None or value == []:
        return None
    if not isinstance(value, dict):
        return value
    inside = value.get("attributes", value)
    return unlabelled(inside.get(key, ABSENT)) if isinstance(inside, dict) else ABSENT


def plain(value: JsonValue | Absent, *, is_date: bool = False) -> JsonValue | Absent:
    """Return a value as a mapping can use it: an object by its name, a list as one text, a date without a time.

    An empty text, which Personio writes where it could write null, is null.

    Args:
        value: As Personio sends it; ABSENT stays so, and so does an object without a name.
        is_date: Personio calls it a date, and writes a time of day to it.
    """
    if isinstance(value, dict):
        return part_of(value, "name")
    if isinstance(value, list):
        return _listed(value)
    if isinstance(value, str):
        return (_day(value) if is_date else value).strip() or None
    return value


def _listed(values: Sequence[JsonValue]) -> JsonValue | Absent:
    items = [plain(value) for value in values]
    if any(isinstance(item, Absent) for item in items):
        return ABSENT
    return NAME_SEPARATOR.join(str(item) for item in items) or None


def _day(text: str) -> str:
    """Return the date that stands on the wall, as for every date: its offset changes with summer time."""
    try:
        return datetime.fromisoformat(text).date().isoformat()
    except ValueError:
        return text


def shown_from(fields: Mapping[str, JsonValue | Absent], custom: Mapping[str, JsonValue | Absent]) -> Shown:
    """Return an employee; a field that is ABSENT or cannot be read is absent, and the latter is named.

    Args:
        fields: By our names, in camel case; `id` among them.
        custom: What else is said, by the names of its own.
    """
    said: dict[str, object] = {name: value for name, value in fields.items() if not isinstance(value, Absent)}
    more = {name: value for name, value in custom.items() if not isinstance(value, Absent)}
    if more:
        said["custom"] = more
    try:
        return Shown(Employee.model_validate(said))
    except ValidationError as error:
        unreadable = frozenset(str(details["loc"][0]) for details in error.errors())
        return Shown(Employee.model_validate({k: v for k, v in said.items() if k not in unreadable}), unreadable)
