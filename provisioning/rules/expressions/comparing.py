"""When two values are equal, and which comes first.

Source: Microsoft's reference, IIF and Switch. Letters compare by case. Null and an empty text are the same, as the
page's own way to test for an empty attribute shows: Switch([country],[country],"","Other").
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from provisioning.rules.expressions.date_reading import in_utc, read_usual
from provisioning.rules.expressions.errors import Unfit
from provisioning.rules.expressions.values import Scalar, Value, as_number, as_text, scalar

_ORDERINGS: Final[Mapping[str, Callable[[int], bool]]] = MappingProxyType(
    {
        "<": lambda order: order < 0,
        "<=": lambda order: order <= 0,
        ">": lambda order: order > 0,
        ">=": lambda order: order >= 0,
    }
)


def same_text(one: Value, other: Value) -> bool:
    """Return whether two values are the same text, as Switch compares them; True and "true" are the same."""
    texts = (as_text(one) or "", as_text(other) or "")
    if isinstance(scalar(one), bool) or isinstance(scalar(other), bool):
        return texts[0].lower() == texts[1].lower()
    return texts[0] == texts[1]


def holds(left: Value, operator: str, right: Value) -> bool:
    """Return whether a comparison holds; with nothing on one side, nothing is smaller or greater."""
    one, other = scalar(left), scalar(right)
    if operator == "=":
        return _equal(one, other)
    if operator == "<>":
        return not _equal(one, other)
    if one in (None, "") or other in (None, ""):
        return False
    return _ORDERINGS[operator](_order(one, other))


def _equal(one: Scalar, other: Scalar) -> bool:
    if isinstance(one, datetime) or isinstance(other, datetime):
        try:
            return _instant(one) == _instant(other)
        except Unfit:
            return False
    numbers = _numbers(one, other) if not (isinstance(one, str) and isinstance(other, str)) else None
    return numbers[0] == numbers[1] if numbers else same_text(one, other)


def _order(one: Scalar, other: Scalar) -> int:
    """Return -1, 0 or 1. Two texts are numbers if both can be, else their letters' codes count."""
    if isinstance(one, datetime) or isinstance(other, datetime):
        first, second = _instant(one), _instant(other)
        return (first > second) - (first < second)
    if numbers := _numbers(one, other):
        return (numbers[0] > numbers[1]) - (numbers[0] < numbers[1])
    if isinstance(one, str) and isinstance(other, str):
        return (one > other) - (one < other)
    raise Unfit("needs two numbers, two dates or two texts")


def _instant(value: Scalar) -> datetime:
    match value:
        case datetime():
            return in_utc(value)
        case str():
            return in_utc(read_usual(value))
        case _:
            raise Unfit("needs a date on both sides")


def _numbers(one: Scalar, other: Scalar) -> tuple[float, float] | None:
    """Return both values as numbers, None unless both are."""
    numbers: list[float] = []
    for value in (one, other):
        if isinstance(value, bool) or value in (None, ""):
            return None
        try:
            number = value if isinstance(value, float) else as_number(value)
        except Unfit:
            return None
        if number is None:
            return None
        numbers.append(number)
    return numbers[0], numbers[1]
