"""Dates and times out of texts, by .NET's format strings or as they are usually written.

Source: .NET, DateTimeStyles and custom date and time format strings.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Final

from provisioning.rules.expressions.date_formats import MONTHS
from provisioning.rules.expressions.date_patterns import reader_of
from provisioning.rules.expressions.errors import Unfit

USUAL_FORMATS: Final = (
    "yyyy-M-dK",
    "yyyy-M-d'T'H:mmK",
    "yyyy-M-d'T'H:mm:ss.FFFFFFFK",
    "yyyy-M-d H:mmK",
    "yyyy-M-d H:mm:ss.FFFFFFFK",
    "M/d/yyyy",
    "M/d/yyyy H:mmK",
    "M/d/yyyy H:mm:ss.FFFFFFFK",
    "M/d/yyyy h:mm ttK",
    "M/d/yyyy h:mm:ss.FFFFFFF ttK",
    "yyyy/M/d",
    "yyyy/M/d H:mm:ss.FFFFFFFK",
    "d MMMM yyyy",
    "MMMM d, yyyy",
    "ddd, d MMM yyyy H:mm:ss 'GMT'",
)
"""How a date is read where no format is given: ISO 8601 first, then as in the United States, as .NET does."""
_TURN_OF_THE_CENTURY: Final = 2049  # 00 to 49 are 2000 to 2049, as in .NET
_ALL_WHITE: Final = frozenset({"AllowLeadingWhite", "AllowTrailingWhite", "AllowInnerWhite"})
STYLES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        name.lower(): frozenset({name})
        for name in (
            *("AllowLeadingWhite", "AllowTrailingWhite", "AllowInnerWhite", "NoCurrentDateDefault"),
            *("AdjustToUniversal", "AssumeLocal", "AssumeUniversal", "RoundtripKind"),
        )
    }
    | {"none": frozenset(), "allowwhitespaces": _ALL_WHITE}
)
USUAL_STYLES: Final = frozenset({"RoundtripKind", "AllowLeadingWhite", "AllowTrailingWhite"})
"""What an empty dateTimeStyles means. Source: Microsoft's reference, FormatDateTime."""


def in_utc(moment: datetime) -> datetime:
    """Return a moment in UTC; one without an offset is in UTC already. Raise Unfit when that leaves the calendar."""
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise Unfit("needs a date between the years 1 and 9999") from None


def styles_of(text: str | None) -> frozenset[str]:
    """Return the names of .NET's DateTimeStyles that a text lists; raise Unfit for a name that is none."""
    if not text or not text.strip():
        return USUAL_STYLES
    names = [name.strip().removeprefix("DateTimeStyles.").lower() for name in text.replace("|", ",").split(",")]
    if any(name not in STYLES for name in names):
        raise Unfit("needs names of DateTimeStyles, such as AllowWhiteSpaces or AdjustToUniversal")
    return frozenset().union(*(STYLES[name] for name in names))


def read(text: str, format_string: str, styles: frozenset[str] = USUAL_STYLES) -> datetime:
    """Return the date and time that a text holds in a .NET format; raise Unfit when it does not."""
    reader = reader_of(format_string, "AllowInnerWhite" in styles)
    stripped = text.lstrip() if "AllowLeadingWhite" in styles else text
    found = reader.pattern.fullmatch(stripped.rstrip() if "AllowTrailingWhite" in styles else stripped)
    if found is None:
        raise Unfit("needs a date in the format that is given")
    moment = _moment({name: group or "" for name, group in zip(reader.fields, found.groups(), strict=True)})
    return in_utc(moment) if "AdjustToUniversal" in styles else moment


def read_usual(text: str, styles: frozenset[str] = USUAL_STYLES) -> datetime:
    """Return the date and time that a text holds in one of the usual formats; raise Unfit when it is in none."""
    for format_string in USUAL_FORMATS:
        try:
            return read(text, format_string, styles)
        except Unfit:
            continue
    raise Unfit("needs a date such as 2026-09-30 or 9/30/2026 5:00:00 PM")


def _moment(values: Mapping[str, str]) -> datetime:
    try:
        return datetime(
            _year(values),
            _month(values.get("month", "1")),
            int(values.get("day", "1")),
            _hour(int(values.get("hour", "0")), values.get("half", "").upper()[:1]),
            int(values.get("minute", "0")),
            int(values.get("second", "0")),
            int(values.get("fraction", "").ljust(6, "0")[:6]),
            _zone(values.get("offset", "")),
        )
    except ValueError:
        raise Unfit("needs a date that is in the calendar") from None


def _year(values: Mapping[str, str]) -> int:
    if "year" in values:
        return int(values["year"])
    short = int(values["short year"])
    return short + (2000 if short <= _TURN_OF_THE_CENTURY % 100 else 1900)


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    return [name[:3].lower() for name in MONTHS].index(text[:3].lower()) + 1


def _hour(hour: int, half: str) -> int:
    """Return the hour of the day; 12 AM is midnight. With AM or PM, an hour beyond 12 is none."""
    if not half:
        return hour
    if not 1 <= hour <= 12:  # noqa: PLR2004 - hours of a clock's face
        raise ValueError(hour)
    return hour % 12 + (12 if half == "P" else 0)


def _zone(offset: str) -> timezone | None:
    if not offset:
        return None
    if offset in "Zz":
        return UTC
    digits = offset[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")  # noqa: PLR2004 - hh or hhmm
    away = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-away if offset.startswith("-") else away)
