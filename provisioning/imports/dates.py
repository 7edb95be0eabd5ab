"""How dates are written in a file: which pattern reads them, and which other patterns would."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Final, override

from provisioning.imports.questions import Question

_PATTERN: Final = re.compile(r"(YYYY|MM?|DD?)([-./]?)(YYYY|MM?|DD?)\2(YYYY|MM?|DD?)")
_TIME_OF_DAY: Final = (
    r"(?:[T ]\s?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?:\s?[AaPp][Mm])?\s?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_NUMBER: Final = "([0-9]{4}|[0-9]{1,2})"
_WITH_SEPARATORS: Final = re.compile(rf"{_NUMBER}\s?([-./])\s?{_NUMBER}\s?\2\s?{_NUMBER}{_TIME_OF_DAY}")
_WITHOUT: Final = re.compile(rf"([0-9]{{8}}){_TIME_OF_DAY}")
_WIDTH: Final = {"Y": 4, "M": 2, "D": 2}
_USUAL_ORDERS: Final = ("YMD", "DMY", "MDY")
_LONGEST: Final = 50
"""Characters of a date and a time."""
_REMEMBERED: Final = 4_096
"""Texts; the same days come again and again in a file."""


@dataclass(frozen=True, slots=True)
class DatePattern:
    """The order of year, month and day, such as DMY, and what stands between them, if anything."""

    order: str
    separator: str

    @override
    def __str__(self) -> str:
        return self.separator.join(letter * _WIDTH[letter] for letter in self.order)

    def read(self, text: str) -> date | None:
        """Return the date that a text holds, None if it is not written like that; a time of day counts for nothing."""
        return _read(self, text.strip()) if len(text) <= _LONGEST else None

    def numbers(self, text: str) -> list[str] | None:
        """Return the three numbers in a text with this separator, in order."""
        if self.separator:
            found = _WITH_SEPARATORS.fullmatch(text)
            return [found[1], found[3], found[4]] if found and found[2] == self.separator else None
        found = _WITHOUT.fullmatch(text)
        if not found:
            return None
        ends = [sum(_WIDTH[letter] for letter in self.order[:place]) for place in range(len(self.order) + 1)]
        return [found[1][start:end] for start, end in pairwise(ends)]


ISO: Final = DatePattern("YMD", "-")
"""What a date is written like unless something else is named."""


def pattern_of(text: str) -> DatePattern:
    """Return the pattern that a text such as DD.MM.YYYY or M/D/YYYY names.

    Raises:
        ValueError: It is none; the text of the error is a sentence.
    """
    found = _PATTERN.fullmatch(text.strip().upper())
    parts = [found[1], found[3], found[4]] if found else []
    order = "".join(part[0] for part in parts)
    separator = found[2] if found else ""
    if sorted(order) != ["D", "M", "Y"] or (not separator and {"M", "D"} & set(parts)):
        raise ValueError(
            "is not a pattern for dates; write it like YYYY-MM-DD, DD.MM.YYYY or MM/DD/YYYY, years with four digits"
        )
    return DatePattern(order, separator)


@lru_cache(maxsize=_REMEMBERED)
def _read(pattern: DatePattern, text: str) -> date | None:
    parts = dict(zip(pattern.order, pattern.numbers(text) or (), strict=False))
    if any((len(part) == _WIDTH["Y"]) is not (letter == "Y") for letter, part in parts.items()):
        return None
    try:
        return date(int(parts["Y"]), int(parts["M"]), int(parts["D"]))
    except (KeyError, ValueError):
        return None


def patterns_that_read(text: str) -> tuple[DatePattern, ...]:
    """Return which of the usual patterns read a text as a date; several, if day and month may be swapped."""
    return _patterns(text) if len(text) <= _LONGEST else ()


@lru_cache(maxsize=_REMEMBERED)
def _patterns(text: str) -> tuple[DatePattern, ...]:
    found = _WITH_SEPARATORS.fullmatch(text.strip())
    usual = (DatePattern(order, found[2] if found else "") for order in _USUAL_ORDERS)
    return tuple(pattern for pattern in usual if pattern.read(text))


class DateTally:
    """Takes the dates of a file one by one, and tells whether another pattern reads more of them than the one named."""

    def __init__(self, in_force: DatePattern) -> None:
        self._in_force = in_force
        self._read: Counter[DatePattern] = Counter()
        self._first_unread: tuple[int, str] | None = None

    def add(self, line: int, header: str, text: str) -> None:
        """Take what a row holds in a column for dates; `line` is where the row begins."""
        is_read = self._in_force.read(text) is not None
        self._read.update({*patterns_that_read(text), *([self._in_force] if is_read else [])})
        if not is_read and self._first_unread is None:
            self._first_unread = line, header

    def question(self) -> Question | None:
        """Return the question how dates are written; None if the pattern in force reads as many as any."""
        most = max(self._read.values(), default=0)
        if self._first_unread is None or self._read[self._in_force] == most:
            return None
        line, header = self._first_unread
        question = (
            f"the column {header!r} holds dates that are not written as {self._in_force}, such as in line {line}; "
            "how are dates written in this file?"
        )
        choices = sorted(str(pattern) for pattern, count in self._read.items() if count == most)
        return Question("dates", question, tuple(choices))
