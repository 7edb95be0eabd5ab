"""Personio's attributes: how each is labelled in v1, and how plain and labelled values are read.

Names, labels and shapes are those of the example in
https://github.com/personio/api-docs (personio-personnel-data-api-oa3.yaml).
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

from local.emulator.json_values import Json, JsonObject

BERLIN = ZoneInfo("Europe/Berlin")
CUSTOM_PREFIX = "dynamic_"
_DATE_LENGTH = len("2026-01-12")


class Kind(Enum):
    """What an attribute holds."""

    STANDARD = "standard"
    INTEGER = "integer"
    DATE = "date"
    MOMENT = "moment"
    UNIT = "unit"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of every employee: its English label, what it holds, and what stands there when it is empty."""

    label: str
    kind: Kind = Kind.STANDARD
    empty: Json = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A department, team, office or subcompany."""

    unit_id: int
    name: str


ATTRIBUTES: Mapping[str, Attribute] = {
    "id": Attribute("ID", Kind.INTEGER),
    "first_name": Attribute("First name", empty=""),
    "last_name": Attribute("Last name", empty=""),
    "preferred_name": Attribute("Name (preferred)", empty=""),
    "email": Attribute("Email"),
    "gender": Attribute("Gender", empty=""),
    "status": Attribute("Status"),
    "position": Attribute("Position", empty=""),
    "supervisor": Attribute("Supervisor", Kind.PERSON),
    "employment_type": Attribute("Employment type", empty="internal"),
    "weekly_working_hours": Attribute("Weekly hours", empty="40"),
    "hire_date": Attribute("Hire date", Kind.DATE),
    "contract_end_date": Attribute("Contract ends", Kind.DATE),
    "termination_date": Attribute("Termination date", Kind.DATE),
    "termination_type": Attribute("Termination type", empty=""),
    "termination_reason": Attribute("Termination reason", empty=""),
    "probation_period_end": Attribute("Probation period end", Kind.DATE),
    "created_at": Attribute("created_at", Kind.MOMENT),
    "last_modified_at": Attribute("Last modified", Kind.MOMENT),
    "subcompany": Attribute("Subcompany", Kind.UNIT),
    "office": Attribute("Office", Kind.UNIT),
    "department": Attribute("Department", Kind.UNIT),
    "cost_centers": Attribute("Cost center", empty=[]),
    "last_working_day": Attribute("Last day of work", Kind.DATE),
    "team": Attribute("Team", Kind.UNIT),
}


def is_labelled(value: Json) -> bool:
    """Tell whether a value comes in the form in which v1 shows it: with a label."""
    return isinstance(value, dict) and {"label", "value"} <= value.keys()


def plain(value: Json) -> Json:
    """Return the value without its label, if it has one."""
    return value["value"] if isinstance(value, dict) and is_labelled(value) else value


def wall_date(value: Json) -> str | None:
    """Return the day that stands in a date, with or without a time; None for an empty one.

    Raises:
        ValueError: it is no date.
    """
    text = plain(value)
    return date.fromisoformat(str(text)[:_DATE_LENGTH]).isoformat() if text else None


def zoned_date(value: Json) -> str | None:
    """Return midnight in Berlin at the beginning of a day, with the offset of that day.

    Raises:
        ValueError: it is no date.
    """
    day = wall_date(value)
    return None if day is None else datetime.fromisoformat(day).replace(tzinfo=BERLIN).isoformat()


def zoned_moment(value: Json) -> str | None:
    """Return a time, which may come in any zone, as Berlin's clocks show it; None for an empty one.

    Raises:
        ValueError: it is no time.
    """
    text = plain(value)
    return datetime.fromisoformat(str(text)).astimezone(BERLIN).isoformat(timespec="seconds") if text else None


def unit(name: str, value: Json) -> Unit | None:
    """Read the department, office, … of an attribute: a name, `{"id", "name"}`, or the form that v1 shows.

    A name alone gets an id that follows from it, so that it is the same for everybody and after a restart.
    """
    match plain(value):
        case {"attributes": {"id": int(unit_id), "name": str(text)}} | {"id": int(unit_id), "name": str(text)}:
            return Unit(unit_id, text)
        case str(text) if text:
            return Unit(zlib.crc32(f"{name}:{text}".encode()), text)
        case _:
            return None


def person_id(value: Json) -> int | None:
    """Read the id of a supervisor: a number, a text of digits, `{"id"}`, or the form that v1 shows."""
    match plain(value):
        case {"attributes": {"id": inner}} | {"id": inner}:
            return person_id(inner)
        case int(number):
            return number
        case str(digits) if digits.isdecimal():
            return int(digits)
        case _:
            return None


def custom_names(attributes: JsonObject) -> list[str]:
    """Return the names of the customer's own attributes."""
    return [name for name in attributes if name.startswith(CUSTOM_PREFIX)]
