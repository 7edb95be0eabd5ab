"""Whether a text is a schedule of a timer, as the host takes it.

Source: Microsoft, "Timer trigger for Azure Functions", NCRONTAB expressions: six fields (second, minute, hour, day,
month, day of the week), of which the first can be left out; each is `*`, a value, a range, a list, or any with a step.
"""

import re
from typing import Final

_DAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIELDS: Final = (
    ("second", 0, 59, ()),
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("day of the week", 0, 6, _DAYS),
)
_PART: Final = re.compile(r"(\*|[0-9a-z]+(?:-[0-9a-z]+)?)(?:/([0-9]{1,3}))?")


def problem_with(schedule: str) -> str | None:
    """Return why the host would not take a schedule, as the end of a sentence about it, or None if it would."""
    fields = schedule.lower().split()
    if len(fields) not in {len(_FIELDS) - 1, len(_FIELDS)}:
        return f"has {len(fields)} fields instead of six (second, minute, hour, day, month, day of the week)"
    for text, (name, first, last, names) in zip(reversed(fields), reversed(_FIELDS), strict=False):
        if not all(_fits(part, first, last, names) for part in text.split(",")):
            return f"has {text!r} in the place of the {name}"
    return None


def _fits(part: str, first: int, last: int, names: tuple[str, ...]) -> bool:
    found = _PART.fullmatch(part)
    if found is None or found[2] in {"0", "00", "000"}:
        return False
    if found[1] == "*":
        return True
    values = [_value(each, first, names) for each in found[1].split("-")]
    return all(value is not None and first <= value <= last for value in values) and values == sorted(values, key=_key)


def _value(text: str, first: int, names: tuple[str, ...]) -> int | None:
    if text in names:
        return first + names.index(text)
    return int(text) if text.isdecimal() else None


def _key(value: int | None) -> int:
    return -1 if value is None else value
