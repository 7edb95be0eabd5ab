"""How fields are read and written: frozen types in camelCase JSON, and the kinds of values that HR systems send.

Three cases are kept apart: a value, an explicit null, and absent (the source left the field out).
"""

from datetime import UTC, date, datetime
from enum import Enum
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, StringConstraints
from pydantic.alias_generators import to_camel

FIRST_YEAR: Final = 1900
LONGEST_ID: Final = 128


class Absent(Enum):
    """The type of ABSENT, so that a checker can tell it from a value."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT
"""What a field holds that the source did not send: not null, not false, never a reason to clear anything."""


class Frozen(BaseModel):
    """A frozen type that reads and writes camelCase JSON and refuses fields it does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        populate_by_name=True,
        coerce_numbers_to_str=True,
        hide_input_in_errors=True,  # an error's text can end in a log, and values are about people
    )

    def to_json(self) -> dict[str, JsonValue]:
        """Return the JSON form with every field."""
        return self.model_dump(mode="json", by_alias=True)


def _blank_to_null(value: object) -> object:
    if isinstance(value, str):
        return value.strip() or None
    return value


def _printable(value: str) -> str:
    if any(ord(letter) < ord(" ") or letter == "\x7f" for letter in value):
        raise ValueError("holds a control character; send plain text")
    return value


def _wall_date(value: object) -> object:
    """Take the date that stands on the wall: '2014-11-09T00:00:00+01:00' is 9 November, whatever UTC says."""
    blank_is_null = _blank_to_null(value)
    if blank_is_null is None or type(blank_is_null) is date:
        return blank_is_null
    if not isinstance(blank_is_null, str):
        raise ValueError("is not a date; send it like 2026-09-30")  # noqa: TRY004 - pydantic reads ValueError only
    try:
        day = datetime.fromisoformat(blank_is_null).date()
    except ValueError:
        raise ValueError("is not a date; send it like 2026-09-30") from None
    if day.year < FIRST_YEAR:
        raise ValueError(f"lies before {FIRST_YEAR}; send null when there is no date")
    return day


def _in_utc(value: object) -> object:
    """Read an instant; one without an offset is UTC."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            raise ValueError("is not a time; send it like 2026-09-30T08:15:00Z") from None
    if not isinstance(value, datetime):
        raise ValueError("is not a time; send it like 2026-09-30T08:15:00Z")  # noqa: TRY004 - as above
    try:
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        raise ValueError("is outside the calendar") from None


Text = Annotated[
    Annotated[str, Field(max_length=1024), AfterValidator(_printable)] | None, BeforeValidator(_blank_to_null)
]
WallDate = Annotated[date | None, BeforeValidator(_wall_date)]
Instant = Annotated[datetime, BeforeValidator(_in_utc)]
HrId = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_ID), AfterValidator(_printable)
]
