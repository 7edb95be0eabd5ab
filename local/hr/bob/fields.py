"""Which fields of a person Bob returns, and in machine or human form."""

from collections.abc import Collection, Iterable

from local.emulator.json_values import Json, JsonObject

# What comes back when the request names no fields.
DEFAULT_FIELDS = ("root.id", "root.companyId", "root.firstName", "root.surname", "root.displayName", "root.email")
APPEND, REPLACE = "APPEND", "REPLACE"
_HUMAN = "humanReadable"


def show_person(person: JsonObject, fields: Collection[str], hidden: Collection[str], human: str | None) -> JsonObject:
    """Return the requested fields of a person, nested.

    Fields that are unknown or hidden from the service user are left out without a word, as Bob does.

    Args:
        person: as it is kept; its node `humanReadable`, if there is one, holds human values that cannot be derived.
        fields: paths such as `root.id` and `work.title`.
        hidden: paths that the service user may not see.
        human: None for machine values, APPEND for a `humanReadable` node besides, REPLACE for human values instead.
    """
    visible = [field for field in fields if not _is_hidden(field, hidden)]
    machine = _pick(person, visible)
    for field in hidden:
        _strip(machine, _segments(field))
    if human is None:
        return machine
    readable = _overlay(_human_object(machine), person.get(_HUMAN))
    return readable if human == REPLACE else {**machine, _HUMAN: readable}


def _segments(field: str) -> list[str]:
    return field.removeprefix("root.").split(".")


def _is_hidden(field: str, hidden: Iterable[str]) -> bool:
    segments = _segments(field)
    return any(segments[: len(_segments(path))] == _segments(path) for path in hidden)


def _pick(person: JsonObject, fields: Iterable[str]) -> JsonObject:
    picked: JsonObject = {}
    for field in fields:
        _copy(person, picked, _segments(field))
    return picked


def _copy(source: JsonObject, target: JsonObject, segments: list[str]) -> None:
    """Copy one path; a missing one copies nothing, a null is copied as null."""
    first, rest = segments[0], segments[1:]
    if first not in source:
        return
    value = source[first]
    if not rest:
        target[first] = dict(value) if isinstance(value, dict) else value
        return
    inner = target.setdefault(first, {})
    if isinstance(value, dict) and isinstance(inner, dict):
        _copy(value, inner, rest)


def _strip(shown: JsonObject, segments: list[str]) -> None:
    inner = shown.get(segments[0])
    if len(segments) == 1:
        shown.pop(segments[0], None)
    elif isinstance(inner, dict):
        _strip(inner, segments[1:])


def _human_object(machine: JsonObject) -> JsonObject:
    return {name: _human_value(value) for name, value in machine.items()}


def _human_value(value: Json) -> Json:
    """Bob writes a referred person as the display name, numbers as text and booleans as words."""
    match value:
        case {"displayName": str(name)}:
            return name
        case dict():
            return _human_object(value)
        case bool():
            return "Yes" if value else "No"
        case int() | float():
            return str(value)
        case _:
            return value


def _overlay(derived: JsonObject, given: Json) -> JsonObject:
    """Return the derived human values, replaced where the person itself brings one for the same field."""
    if not isinstance(given, dict):
        return derived
    return {name: _overlaid(value, given.get(name, value)) for name, value in derived.items()}


def _overlaid(derived: Json, given: Json) -> Json:
    return _overlay(derived, given) if isinstance(derived, dict) else given
