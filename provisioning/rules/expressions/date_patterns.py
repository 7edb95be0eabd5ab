"""The pattern that a date's text matches, for each of .NET's format strings.

Source: .NET, custom date and time format strings. A little more is taken than .NET takes: one digit where the format
has two, as long as it is clear where the number ends.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import Final, NamedTuple

from provisioning.rules.expressions.date_formats import DAYS, MONTHS, Part, parts_of
from provisioning.rules.expressions.errors import Unfit
from provisioning.rules.expressions.regexes import Pattern, escaped, pattern_of

_OFFSET: Final = "[Zz]|[+-][0-9]{1,2}(?::?[0-9]{2})?"
_NUMBERS: Final = frozenset("yMdhHmsf")
_LONGEST_NUMBER: Final = 2  # of the letters that stand for a number; MMM and dddd are names


class Reader(NamedTuple):
    """A pattern and what each of its groups holds."""

    pattern: Pattern
    fields: tuple[str, ...]


@lru_cache(maxsize=256)
def reader_of(format_string: str, inner_white: bool) -> Reader:  # noqa: FBT001 - one of .NET's styles
    """Return what reads dates in a .NET format, with `inner_white` whatever spaces are between its parts.

    Raise Unfit for a format without a year: nothing here knows the present one.
    """
    parts = parts_of(format_string)
    pieces = [_piece(parts, index) for index in range(len(parts))]
    fields = tuple(field for field, _ in pieces if field)
    if not {"year", "short year"} & set(fields):
        raise Unfit("needs a format that names the year")
    glue = r"\s*" if inner_white else ""
    return Reader(pattern_of(glue.join(pattern for _, pattern in pieces)), fields)


def _piece(parts: tuple[Part, ...], index: int) -> tuple[str, str]:
    """Return what the part of a format string stands for, if for anything, and the pattern that matches it."""
    letters, literal = parts[index]
    behind_point = letters.startswith("F") and index > 0 and parts[index - 1].literal == "."
    if literal == "." and index + 1 < len(parts) and parts[index + 1].letters.startswith("F"):
        return "", ""
    if not letters:
        return ("offset", "([Zz])") if literal == "Z" else ("", escaped(literal))
    if behind_point:
        return "fraction", rf"(?:\.([0-9]{{0,{min(len(letters), 7)}}}))?"
    return _piece_of_letters(letters, alone=not _touches_a_number(parts, index))


def _touches_a_number(parts: tuple[Part, ...], index: int) -> bool:
    neighbours = chain(parts[max(index - 1, 0) : index], parts[index + 1 : index + 2])
    return any(part.letters[:1] in _NUMBERS for part in neighbours if part.letters)


def _piece_of_letters(letters: str, *, alone: bool) -> tuple[str, str]:
    kind, count = letters[0], len(letters)
    if kind in _FIELDS and count <= _LONGEST_NUMBER:
        return _FIELDS[kind], "([0-9]{2})" if count == _LONGEST_NUMBER and not alone else "([0-9]{1,2})"
    field, pattern = _PIECES[kind]
    return field, pattern(count)


def _either(names: list[str]) -> str:
    return "(?i:" + "|".join([*names, *(name[:3] for name in names)]) + ")"


_FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {"y": "short year", "M": "month", "d": "day", "H": "hour", "h": "hour", "m": "minute", "s": "second"}
)
_PIECES: Final[Mapping[str, tuple[str, Callable[[int], str]]]] = MappingProxyType(
    {
        "y": ("year", lambda _count: "([0-9]{4})"),
        "M": ("month", lambda _count: f"({_either(MONTHS)})"),
        "d": ("", lambda _count: _either(DAYS)),
        "H": ("hour", lambda _count: "([0-9]{2})"),
        "h": ("hour", lambda _count: "([0-9]{2})"),
        "m": ("minute", lambda _count: "([0-9]{2})"),
        "s": ("second", lambda _count: "([0-9]{2})"),
        "f": ("fraction", lambda count: f"([0-9]{{{min(count, 7)}}})"),
        "F": ("fraction", lambda count: f"([0-9]{{0,{min(count, 7)}}})"),
        "t": ("half", lambda count: "((?i:[AP]M))" if count > 1 else "((?i:[AP]))"),
        "K": ("offset", lambda _count: f"(?: ?({_OFFSET}))?"),
        "z": ("offset", lambda _count: f"({_OFFSET})"),
        "g": ("", lambda _count: r"(?i:A\.D\.|AD)"),
    }
)
"""What each group of letters stands for, if it is no number of one or two digits, and its pattern."""
