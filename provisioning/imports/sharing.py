"""Whose keys stand in several rows of a file, so that one person would get the account of another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final

from provisioning.setting_groups.lifecycle import normal_status

_NAMED_AT_MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Keys:
    """What tells a row's person from others: the id, and of who works, what an account is matched by.

    An id is the employee number of who has no other one.
    """

    id: str
    employee_number: str | None = None
    work_email: str | None = None


def is_living(status: str | None, last_days: tuple[date | None, ...], today: date) -> bool:
    """Return whether somebody works or will, so that an address or a number of theirs is taken.

    Args:
        status: The HR status.
        last_days: The termination date and the last day of work; one that cannot be read is None.
        today: The day on which the file was drawn (UTC).
    """
    return normal_status(status) != "terminated" and not any(day < today for day in last_days if day)


class RepeatedKeys:
    """Takes the keys of all rows, and tells which rows share one; the lines of a key are kept only if there are two."""

    def __init__(self) -> None:
        self._ids = _Holders()
        self._numbers = _Holders()
        self._emails = _Holders()

    def add(self, line: int, keys: Keys) -> None:
        """Take the keys of the row that begins in a line."""
        self._ids.add(keys.id, line)
        if keys.employee_number:
            self._numbers.add(keys.employee_number.casefold(), line)
        if keys.work_email:
            self._emails.add(keys.work_email.casefold(), line)

    def clashes(self, line: int, keys: Keys) -> Iterator[tuple[str, str]]:
        """Yield (field, reason) for each key of a row that another row has as well; a person twice is told once."""
        twice = self._ids.others(keys.id, line)
        if twice:
            yield "id", f"stands in {twice} as well; each person stands in the file once"
            return
        for field, key, holders in (
            ("employeeNumber", keys.employee_number, self._numbers),
            ("workEmail", keys.work_email, self._emails),
        ):
            if key and (others := holders.others(key.casefold(), line)):
                yield field, f"is shared with {others}, so that it cannot be told whose account is whose"


class _Holders:
    """Which lines hold a key."""

    def __init__(self) -> None:
        self._first: dict[str, int] = {}
        self._several: dict[str, list[int]] = {}

    def add(self, key: str, line: int) -> None:
        first = self._first.setdefault(key, line)
        if first != line:
            self._several.setdefault(key, [first]).append(line)

    def others(self, key: str, line: int) -> str | None:
        """Return the other lines in words, None if there are none."""
        lines = self._several.get(key, [])
        others = [*islice((other for other in lines if other != line), _NAMED_AT_MOST)]
        return _in_words(others, len(lines) - 1) if others else None


def _in_words(lines: list[int], count: int) -> str:
    if count == 1:
        return f"line {lines[0]}"
    named = list(map(str, lines))
    *most, last = [*named, f"{count - len(named)} more"] if count > len(named) else named
    return f"lines {', '.join(most)} and {last}"
