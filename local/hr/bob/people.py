"""Bob's people: put with nested or dotted names, found by id or e-mail address."""

from collections.abc import Mapping

from local.emulator.control import ControlError
from local.emulator.json_values import Json, JsonObject
from local.hr.people import People

_ROOT = "root"


class BobPeople(People):
    """All people by Bob's id."""

    def put(self, person_id: str, fields: Mapping[str, Json]) -> JsonObject:
        """Replace a person, whose fields may be nested or have dotted names; return the person in nested form.

        Raises:
            ControlError: a dotted name goes through a value that is no object, or the id contradicts the address.
        """
        person = nested(fields)
        if person.setdefault("id", person_id) != person_id:
            raise ControlError(f"The body's id '{person['id']}' is not the id '{person_id}' in the address.")
        self.keep(person_id, person)
        return person

    def find_by_any(self, key: str) -> JsonObject | None:
        """Return the person with this id or e-mail address, the latter without regard to case."""
        return self.find(key) or next(
            (kept.person for kept in self.all() if str(kept.person.get("email", "")).lower() == key.lower()), None
        )


def nested(fields: Mapping[str, Json]) -> JsonObject:
    """Turn dotted names such as `work.title` and `root.firstName` into nested objects; nested ones stay.

    Raises:
        ControlError: a dotted name goes through a value that is no object.
    """
    person: JsonObject = {}
    for name, value in fields.items():
        segments = name.split(".")
        if segments[0] == _ROOT and len(segments) == 1 and isinstance(value, dict):
            person |= value
        else:
            _place(person, segments[1:] if segments[0] == _ROOT else segments, value)
    return person


def _place(person: JsonObject, segments: list[str], value: Json) -> None:
    target = person
    for segment in segments[:-1]:
        inner = target.setdefault(segment, {})
        if not isinstance(inner, dict):
            raise ControlError(f"'{'.'.join(segments)}' goes through '{segment}', which is no object.")
        target = inner
    last = segments[-1]
    before = target.get(last)
    target[last] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value
