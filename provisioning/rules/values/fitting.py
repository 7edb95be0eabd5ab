"""Fit a value to an attribute of the account: its kind, its form and its length."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Final, Literal

from pydantic import JsonValue

from provisioning.attributes import Kind, UserAttribute
from provisioning.fields import ABSENT, FIRST_YEAR, Absent

type OnTooLong = Literal["cut", "refuse"]

_LISTS: Final = frozenset({Kind.ONE_TEXT_LIST, Kind.TEXT_LIST})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of an attribute: `value` is written (None or []: it is emptied), unless it is ABSENT.

    `sentence` completes "the attribute is …"; `warns` says that an administrator should read it.
    """

    sentence: str
    value: JsonValue | Absent = ABSENT
    warns: bool = False


def left_alone(reason: str) -> Outcome:
    """Return that nothing is written, as it should be."""
    return Outcome(f"left alone: {reason}")


def not_written(reason: str) -> Outcome:
    """Return that what should be written cannot be."""
    return Outcome(f"not written: {reason}", warns=True)


class _Unfit(Exception):
    """A value does not fit; the text completes "the value is not …"."""


def fit(value: JsonValue, attribute: UserAttribute, on_too_long: OnTooLong, *, whose: str) -> Outcome:
    """Return a value that is not empty as Graph takes it, or why it is not written. The sentence never repeats it.

    Args:
        value: What the mapping gives.
        attribute: Where it goes.
        on_too_long: What the mapping wants done to a text that is too long.
        whose: What the sentence calls the value, as "the HR system's value".
    """
    try:
        fitted = _of_kind(value, attribute)
    except _Unfit as unfit:
        return not_written(f"{whose} is not {unfit}")
    length = max(map(len, _texts(fitted)), default=0)
    if attribute.longest is None or length <= attribute.longest:
        return Outcome("written", fitted)
    if on_too_long == "refuse" or not attribute.can_be_cut:
        return not_written(f"{length} characters, Entra holds {attribute.longest}")
    return Outcome(f"cut to the {attribute.longest} characters that Entra holds", _cut(fitted, attribute.longest), True)


def is_empty(value: JsonValue, attribute: UserAttribute) -> bool:
    """Return whether a value is none: null, a blank text, or, where a list is taken, one without anything in it."""
    if isinstance(value, list) and attribute.kind in _LISTS | {Kind.ANY}:
        return all(item is None or item == "" for item in map(_trimmed, value))
    return value is None or _trimmed(value) == ""


def emptied(attribute: UserAttribute) -> JsonValue:
    """Return what Graph takes to empty an attribute."""
    return [] if attribute.kind in _LISTS else None


def as_text(value: bool | float | str) -> str:  # noqa: FBT001 - a JSON value
    """Return a plain JSON value as it is written to Entra."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _of_kind(value: JsonValue, attribute: UserAttribute) -> JsonValue:
    match attribute.kind:
        case Kind.DATE | Kind.LAST_DAY:
            return _date(value, attribute.kind)
        case Kind.TEXT_LIST:
            return list({text.casefold(): text for text in _items(value, attribute)}.values())
        case Kind.ONE_TEXT_LIST:
            return _only_one(_items(value, attribute))
        case Kind.BOOLEAN:
            return _truth(value)
        case Kind.ANY:
            return _as_it_is(value)
    return _text(value, attribute)


def _text(value: JsonValue, attribute: UserAttribute) -> str:
    if value is None or isinstance(value, dict | list):
        raise _Unfit("plain text")
    text = as_text(value).strip()
    if attribute.form is None:
        return text
    spelt = attribute.form.read(text)
    if spelt is None:
        raise _Unfit(attribute.form.name)
    return spelt


def _items(value: JsonValue, attribute: UserAttribute) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [_text(item, attribute) for item in items if not is_empty(item, attribute)]


def _only_one(items: list[str]) -> list[JsonValue]:
    if len(items) > 1:
        raise _Unfit("one value alone, and Entra holds one")
    return list(items)


def _as_it_is(value: JsonValue) -> JsonValue:
    items = value if isinstance(value, list) else [value]
    if any(isinstance(item, dict | list) for item in items):
        raise _Unfit("text, a number, true or false, or a list of these")
    said: list[JsonValue] = [item for item in map(_trimmed, items) if item is not None and item != ""]
    return said if isinstance(value, list) else said[0]


def _truth(value: JsonValue) -> bool:
    text = _trimmed(value)
    text = text.casefold() if isinstance(text, str) else text
    if text is True or text == "true":
        return True
    if text is False or text == "false":
        return False
    raise _Unfit("true or false")


def _date(value: JsonValue, kind: Kind) -> str:
    try:
        moment = datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
        if moment is None or moment.year < FIRST_YEAR:
            raise _Unfit("a date")
        # Graph drops a date without a time part.
        return f"{moment.date()}T00:00:00Z" if kind is Kind.DATE else _end_of_day(moment)
    except (ValueError, OverflowError):
        raise _Unfit("a date") from None


def _end_of_day(moment: datetime) -> str:
    """Return the end of a day, by the calendar; a time other than midnight was meant as such, in UTC if not said.

    Source: Microsoft's page on configuring employeeLeaveDateTime writes a day's end like this.
    """
    if moment.time() == time():
        return f"{moment.date()}T23:59:59Z"
    return f"{moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _trimmed(value: JsonValue) -> JsonValue:
    return value.strip() if isinstance(value, str) else value


def _texts(value: JsonValue) -> Sequence[str]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]


def _cut(value: JsonValue, longest: int) -> JsonValue:
    if isinstance(value, list):
        return [_cut(item, longest) for item in value]
    return value[:longest].rstrip() if isinstance(value, str) else value
