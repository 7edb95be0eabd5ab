"""Checks the type and length of property values and brings them into the form that Graph stores."""

from collections.abc import Callable, Mapping
from datetime import datetime

from local.emulator.clock import graph_timestamp
from local.emulator.json_values import Json, JsonObject
from local.graph.errors import bad_request, invalid_property, invalid_type, invalid_value, read_only
from local.graph.properties import Kind, Property, find_property


def normalise_written(body: Mapping[str, Json]) -> JsonObject:
    """Return the properties of a POST or PATCH body as they are stored.

    Raises:
        GraphError: 400 for an unknown or read-only property, or a value of the wrong type or length.
    """
    return {name: normalise(name, value, _writable(name)) for name, value in body.items()}


def normalise(name: str, value: Json, known: Property) -> Json:
    """Return one value as it is stored; null stays null, and is an empty list for a collection.

    Raises:
        GraphError: 400 for the wrong type or length, or null where the property cannot be cleared.
    """
    if value is None:
        if not known.clearable:
            raise invalid_value(name)
        return [] if known.kind in {Kind.TEXTS, Kind.OBJECTS} else None
    return _BY_KIND[known.kind](name, value, known)


def _writable(name: str) -> Property:
    known = find_property(name)
    if known is None:
        raise invalid_property(name)
    if not known.writable:
        raise read_only(name)
    return known


def _text(name: str, value: Json, known: Property) -> Json:
    """Refuse an empty text too: Graph clears a property with null alone."""
    if not isinstance(value, str):
        raise invalid_type(name)
    if not value or (known.longest is not None and len(value) > known.longest):
        raise invalid_value(name)
    return value


def _boolean(name: str, value: Json, _: Property) -> Json:
    if not isinstance(value, bool):
        raise invalid_type(name)
    return value


def _date_time(name: str, value: Json, _: Property) -> Json:
    """Demand a time part and an offset, as Edm.DateTimeOffset does: a plain date is refused, not read as midnight."""
    if not isinstance(value, str):
        raise invalid_type(name)
    try:
        moment = datetime.fromisoformat(value) if "T" in value else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise bad_request(f"Cannot convert the literal '{value}' to the expected type 'Edm.DateTimeOffset'.")
    return graph_timestamp(moment)


def _texts(name: str, value: Json, known: Property) -> Json:
    if not isinstance(value, list):
        raise invalid_type(name)
    return [_text(name, item, known) for item in value]


def _object(name: str, value: Json, known: Property) -> Json:
    if not isinstance(value, dict):
        raise invalid_type(name)
    for member in value:
        if member not in known.members:
            raise invalid_property(member)
    return {member: None if text is None else _text(name, text, known) for member, text in value.items()}


def _objects(name: str, value: Json, _: Property) -> Json:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise invalid_type(name)
    return value


def _anything(_: str, value: Json, __: Property) -> Json:
    return value


_BY_KIND: Mapping[Kind, Callable[[str, Json, Property], Json]] = {
    Kind.TEXT: _text,
    Kind.BOOLEAN: _boolean,
    Kind.DATE_TIME: _date_time,
    Kind.TEXTS: _texts,
    Kind.OBJECT: _object,
    Kind.OBJECTS: _objects,
    Kind.ANY: _anything,
}
