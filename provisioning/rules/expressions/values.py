"""The values that an expression works with, and how one kind becomes another.

Texts are what .NET makes of them: True and False, dates as M/d/yyyy h:mm:ss tt in UTC. A list that holds one value
counts as that value wherever one is wanted, an empty list as null.
"""

import math
import re
from datetime import datetime
from typing import Final

from pydantic import JsonValue

from provisioning.rules.expressions.date_formats import USUAL_TEXT, written
from provisioning.rules.expressions.date_reading import in_utc, read_usual
from provisioning.rules.expressions.errors import Unfit
from provisioning.rules.expressions.limits import LARGEST_NUMBER, LARGEST_VALUE, MOST_ITEMS

type Scalar = str | bool | int | float | datetime | None
type Value = Scalar | tuple[Scalar, ...]

_WHOLE_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,19}")
_TRUTHS: Final = {"true": True, "false": False}


def from_json(value: JsonValue) -> Value:
    """Return an employee's JSON value as an expression sees it; raise Unfit for an object or too much of anything."""
    if isinstance(value, list):
        if len(value) > MOST_ITEMS:
            raise Unfit(f"holds more than {MOST_ITEMS:,} values")
        return bounded(tuple(item for item in map(_scalar, value) if item is not None))
    return bounded(_scalar(value))


def to_json(value: Value) -> JsonValue:
    """Return a result as JSON; dates become texts."""
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    return as_text(value) if isinstance(value, datetime) else value


def bounded(value: Value) -> Value:
    """Return a value as it is; raise Unfit when it is larger than values may be."""
    parts = value if isinstance(value, tuple) else (value,)
    if len(parts) > MOST_ITEMS:
        raise Unfit(f"comes to more than {MOST_ITEMS:,} values")
    if sum(_size(part) for part in parts) > LARGEST_VALUE:
        raise Unfit(f"comes to more than {LARGEST_VALUE // 1024} KiB")
    return value


def scalar(value: Value) -> Scalar:
    """Return the one value that a value is or holds; raise Unfit for a list of several."""
    if not isinstance(value, tuple):
        return value
    if len(value) > 1:
        raise Unfit("holds several values where one is needed: choose one with Item, or combine them with Join")
    return value[0] if value else None


def as_text(value: Value) -> str | None:
    """Return a value as text; null stays null."""
    match scalar(value):
        case None:
            return None
        case datetime() as instant:
            return written(in_utc(instant), USUAL_TEXT)
        case float() as number if number.is_integer():
            return str(int(number))
        case other:
            return str(other)


def as_number(value: Value) -> int | None:
    """Return a value as a whole number, null and an empty text as null; raise Unfit for what is none."""
    match scalar(value):
        case None | "":
            return None
        case bool() | datetime():
            raise Unfit("needs a whole number")
        case int() as number:
            return number
        case float() as number if number.is_integer():
            return int(number)
        case str() as text if _WHOLE_NUMBER.fullmatch(text.strip()) and _fits(int(text)):
            return int(text)
        case _:
            raise Unfit("needs a whole number")


def as_date(value: Value) -> datetime | None:
    """Return a value as a date and time, null and an empty text as null; raise Unfit for what is none."""
    match scalar(value):
        case datetime() as instant:
            return instant
        case None:
            return None
        case str() as text:
            return read_usual(text) if text.strip() else None
        case _:
            raise Unfit("needs a date")


def as_truth(value: Value) -> bool:
    """Return whether a value counts as true: True and numbers but 0 do, null and an empty text do not."""
    match scalar(value):
        case None | "":
            return False
        case bool() | int() | float() as number:
            return bool(number)
        case str() as text if text.strip().lower() in _TRUTHS:
            return _TRUTHS[text.strip().lower()]
        case str() as text if _WHOLE_NUMBER.fullmatch(text.strip()):
            return int(text) != 0
        case _:
            raise Unfit("needs True or False")


def is_empty(value: Value) -> bool:
    """Return whether a value is null, an empty text or an empty list."""
    return value in (None, "", ())


def _scalar(value: JsonValue) -> Scalar:
    match value:
        case list() | dict():
            raise Unfit("holds a structure instead of plain values: name the part of it that you mean")
        case int() if not _fits(value):
            raise Unfit("holds a number of more than 64 bits: have the HR system send it as a text")
        case float() if not math.isfinite(value):
            raise Unfit("holds what is no number")
        case str() if not _is_unicode(value):
            raise Unfit("holds half a character")
        case _:
            return value


def _fits(number: int) -> bool:
    return -LARGEST_NUMBER <= number < LARGEST_NUMBER


def _is_unicode(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def _size(part: Scalar) -> int:
    if not isinstance(part, str):
        return 8
    return len(part) if part.isascii() or len(part) > LARGEST_VALUE else len(part.encode())
