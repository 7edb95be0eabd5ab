"""Dates and times as text, by format strings.

Source: .NET, custom and standard date and time format strings; the names of months and days are English.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

USUAL_TEXT: Final = "M/d/yyyy h:mm:ss tt"
"""How a date leaves a function as text. Source: Microsoft's reference, CDate."""
STANDARD: Final[Mapping[str, str]] = MappingProxyType(
    {
        "d": "M/d/yyyy",
        "D": "dddd, MMMM d, yyyy",
        "g": "M/d/yyyy h:mm tt",
        "G": USUAL_TEXT,
        "o": "yyyy-MM-dd'T'HH:mm:ss.fffffffK",
        "O": "yyyy-MM-dd'T'HH:mm:ss.fffffffK",
        "r": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
        "R": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
        "s": "yyyy-MM-dd'T'HH:mm:ss",
        "t": "h:mm tt",
        "T": "h:mm:ss tt",
        "u": "yyyy-MM-dd HH:mm:ss'Z'",
    }
)
"""What a format string of a single letter stands for."""
MONTHS: Final = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905 - a row reads better
)
DAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905 - as above
_PARTS: Final = re.compile(
    r"""(?P<quoted>'[^']*'|"[^"]*")|\\(?P<escaped>.)|%|(?P<letters>(?P<letter>[yMdhHmsfFtzKg])(?P=letter)*)|(?P<plain>.)""",
    re.DOTALL,
)


class Part(NamedTuple):
    """A part of a format string: letters that stand for something, or what stands for itself."""

    letters: str
    literal: str


@lru_cache(maxsize=256)
def parts_of(format_string: str) -> tuple[Part, ...]:
    """Return the parts of a .NET format string."""
    return tuple(
        Part(found["letters"] or "", (found["quoted"] or "")[1:-1] or found["escaped"] or found["plain"] or "")
        for found in _PARTS.finditer(STANDARD.get(format_string, format_string))
    )


def written(moment: datetime, format_string: str) -> str:
    """Return a date and time as text in a .NET format."""
    parts = parts_of(format_string)
    texts = [
        part.literal or (_WRITERS[part.letters[0]](moment, len(part.letters)) if part.letters else "") for part in parts
    ]
    for index, (before, part) in enumerate(pairwise(parts)):
        if before.literal == "." and part.letters.startswith("F") and not texts[index + 1]:
            texts[index] = ""  # as .NET: no point without a fraction behind it
    return "".join(texts)


def _year(moment: datetime, count: int) -> str:
    return f"{moment.year % 100 if count < 3 else moment.year:0{count}}"  # noqa: PLR2004 - y and yy, by the source


def _month(moment: datetime, count: int) -> str:
    return _number_or_name(moment.month, MONTHS[moment.month - 1], count)


def _day(moment: datetime, count: int) -> str:
    return _number_or_name(moment.day, DAYS[moment.weekday()], count)


def _number_or_name(number: int, name: str, count: int) -> str:
    match count:
        case 1 | 2:
            return f"{number:0{count}}"
        case 3:
            return name[:3]
        case _:
            return name


def _fraction(moment: datetime, count: int) -> str:
    return f"{moment.microsecond:06}0"[: min(count, 7)]


def _half_of_the_day(moment: datetime, count: int) -> str:
    return ("AM" if moment.hour < 12 else "PM")[: min(count, 2)]  # noqa: PLR2004 - noon


def _offset(moment: datetime, count: int) -> str:
    """Return the offset from UTC; a time without one is in UTC, as on Microsoft's servers."""
    minutes = (moment.utcoffset() or timedelta()) // timedelta(minutes=1)
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return f"{sign}{hours:0{min(count, 2)}}" + (f":{rest:02}" if count > 2 else "")  # noqa: PLR2004 - zzz


def _kind(moment: datetime, _count: int) -> str:
    if moment.tzinfo is None:
        return ""
    return _offset(moment, 3) if moment.utcoffset() else "Z"


_WRITERS: Final[Mapping[str, Callable[[datetime, int], str]]] = MappingProxyType(
    {
        "y": _year,
        "M": _month,
        "d": _day,
        "H": lambda moment, count: f"{moment.hour:0{min(count, 2)}}",
        "h": lambda moment, count: f"{moment.hour % 12 or 12:0{min(count, 2)}}",
        "m": lambda moment, count: f"{moment.minute:0{min(count, 2)}}",
        "s": lambda moment, count: f"{moment.second:0{min(count, 2)}}",
        "f": _fraction,
        "F": lambda moment, count: _fraction(moment, count).rstrip("0"),
        "t": _half_of_the_day,
        "z": _offset,
        "K": _kind,
        "g": lambda _moment, _count: "A.D.",
    }
)
