"""Tell whether Entra takes two values of an attribute for the same, so that nothing is written twice."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from pydantic import JsonValue

from provisioning.attributes import Kind, UserAttribute, find_attribute

_NOTHING: Final[tuple[JsonValue, ...]] = ("", None, [])
_INSTANTS: Final = frozenset({Kind.DATE, Kind.LAST_DAY, Kind.ANY})


def same(name: str, one: JsonValue, other: JsonValue) -> bool:
    """Return whether two values of an attribute are the same to Entra: null and empty are, and an instant's spellings.

    The order of a list means nothing, nor does the case of addresses and codes; that of names and other texts does.
    """
    return _spelt(name, one) == _spelt(name, other)


def fingerprint(name: str, value: JsonValue) -> str:
    """Return a short text that stands for a value of an attribute: the same for values that are the same to Entra.

    Other values have another one, but for one pair in some quintillions.
    """
    return sha256(_spelt(name, value).encode()).hexdigest()[:16]


def _spelt(name: str, value: JsonValue) -> str:
    """Return the one spelling of a value; each kind of JSON value begins with a character of its own."""
    return "" if value in _NOTHING else _part(value, find_attribute(name))


def _part(value: JsonValue, attribute: UserAttribute | None) -> str:
    if isinstance(value, list):
        return f"[{','.join(sorted({_part(item, attribute) for item in value}))}]"
    if isinstance(value, str):
        return _text(value, attribute)
    if isinstance(value, float) and value.is_integer():
        return _json(int(value))
    return _json(value)


def _text(value: str, attribute: UserAttribute | None) -> str:
    if attribute and attribute.form and attribute.form.any_case:
        return _json(value.casefold())
    moment = _instant(value) if attribute and attribute.kind in _INSTANTS else None
    return f"@{moment.isoformat()}" if moment else _json(value)


def _instant(value: str) -> datetime | None:
    """Return the instant in UTC that a text names, if it does; one without an offset is UTC."""
    if "T" not in value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _json(value: JsonValue) -> str:
    return json.dumps(value, sort_keys=True)
