"""An employee as Personio's v1 API shows them: each attribute with label, value, type and universal id."""

from collections.abc import Collection

from local.emulator.json_values import Json, JsonObject
from local.hr.personio.attributes import (
    ATTRIBUTES,
    CUSTOM_PREFIX,
    Attribute,
    Kind,
    is_labelled,
    person_id,
    plain,
    unit,
    zoned_date,
    zoned_moment,
)


def show_employee(attributes: JsonObject, names: Collection[str] | None, hidden: Collection[str]) -> JsonObject:
    """Return an employee with all standard attributes, the empty ones too, and the custom ones that were put.

    Args:
        attributes: as they were put, with `id`, `status`, `created_at` and `last_modified_at`.
        names: the attributes that are asked for; None for all.
        hidden: what the credentials may not read; it is missing without a word.
    """
    known = (*ATTRIBUTES, *(name for name in attributes if name not in ATTRIBUTES))
    wanted = [name for name in known if (names is None or name in names) and name not in hidden]
    return {"type": "Employee", "attributes": {name: _labelled(name, attributes.get(name)) for name in wanted}}


def _labelled(name: str, value: Json) -> Json:
    attribute = ATTRIBUTES.get(name) or Attribute(name.replace(CUSTOM_PREFIX, "Custom attribute "))
    universal_id = None if name.startswith(CUSTOM_PREFIX) else name
    given: JsonObject = value if isinstance(value, dict) and is_labelled(value) else {}
    shown: JsonObject = {"label": attribute.label, "type": _type(attribute.kind), "universal_id": universal_id}
    return {**shown, **given, "value": _value(name, attribute, plain(value))}


def _type(kind: Kind) -> str:
    match kind:
        case Kind.INTEGER:
            return "integer"
        case Kind.DATE | Kind.MOMENT:
            return "date"
        case _:
            return "standard"


def _value(name: str, attribute: Attribute, value: Json) -> Json:
    if value is None:
        return attribute.empty
    match attribute.kind:
        case Kind.DATE:
            return zoned_date(value)
        case Kind.MOMENT:
            return zoned_moment(value)
        case Kind.UNIT:
            return _unit(name, value)
        case Kind.PERSON:
            return _supervisor(value)
        case _:
            return value


def _unit(name: str, value: Json) -> Json:
    found = unit(name, value)
    if found is None:
        return None
    return {"type": name.capitalize(), "attributes": {"id": found.unit_id, "name": found.name}}


def _supervisor(value: Json) -> Json:
    number = person_id(value)
    return None if number is None else {"type": "Employee", "attributes": {"id": _labelled("id", number)}}
