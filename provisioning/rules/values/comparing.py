"""Tell whether Entra takes two values of an attribute for the same, so that nothing is written twice."""

from datetime import UTC, datetime

from pydantic import JsonValue

from provisioning.attributes import Kind, UserAttribute, find_attribute


def same(name: str, one: JsonValue, other: JsonValue) -> bool:
    """Return whether two values of an attribute are the same to Entra: null and empty are, and an instant's spellings.

    The order of a list means nothing, nor does the case of addresses and codes; that of names and other texts does.
    """
    attribute = find_attribute(name)
    if one in _NOTHING or other in _NOTHING:
        return one in _NOTHING and other in _NOTHING
    return one == other if attribute is None else _key(one, attribute) == _key(other, attribute)


_NOTHING: tuple[JsonValue, ...] = ("", None, [])


def _key(value: JsonValue, attribute: UserAttribute) -> object:
    if isinstance(value, list):
        return frozenset(_key(item, attribute) for item in value)
    if isinstance(value, str) and attribute.form and attribute.form.any_case:
        return value.casefold()
    if attribute.kind in {Kind.DATE, Kind.LAST_DAY, Kind.ANY}:
        # To Python 1 and true are equal, to Entra they are not.
        return isinstance(value, bool), _instant(value)
    return value


def _instant(value: JsonValue) -> object:
    """Return the instant that a text names, else the value itself; one without an offset is UTC."""
    if not isinstance(value, str) or "T" not in value:
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return moment.replace(tzinfo=moment.tzinfo or UTC)
