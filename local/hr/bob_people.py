"""Bob's people as the stand-in keeps them, with the stale reads that follow a change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from local.emulator.clock import Clock
from local.emulator.control import ControlError, UnknownSubjectError
from local.emulator.faults import FaultPlan
from local.emulator.json_values import Json, JsonObject

_ROOT = "root"


@dataclass(frozen=True, slots=True)
class Versions:
    """A person before and after the latest change.

    Attributes:
        current: what was put last.
        previous: what reads show until then; None: no such person.
        fresh_at: the monotonic second from which reads show the current version.
    """

    current: JsonObject
    previous: JsonObject | None = None
    fresh_at: float = 0

    def seen(self, monotonic: float) -> JsonObject | None:
        """Return what a read at this monotonic second shows."""
        return self.current if monotonic >= self.fresh_at else self.previous


class BobPeople:
    """All people by Bob's id."""

    def __init__(self, clock: Clock, faults: FaultPlan) -> None:
        self._clock = clock
        self._faults = faults
        self._versions: dict[str, Versions] = {}

    def put(self, person_id: str, fields: Mapping[str, Json]) -> JsonObject:
        """Replace a person, whose fields may be nested or have dotted names; return the person in nested form.

        Raises:
            ControlError: a dotted name goes through a value that is no object, or the id contradicts the address.
        """
        person = nested(fields)
        if person.setdefault("id", person_id) != person_id:
            raise ControlError(f"The body's id '{person['id']}' is not the id '{person_id}' in the address.")
        now = self._clock.monotonic()
        before = self._versions.get(person_id)
        seen = None if before is None else before.seen(now)
        self._versions[person_id] = Versions(person, seen, now + self._faults.settings.stale_read_ms / 1000)
        return person

    def remove(self, person_id: str) -> None:
        """Delete a person at once.

        Raises:
            UnknownSubjectError: there is none with this id.
        """
        if self._versions.pop(person_id, None) is None:
            raise UnknownSubjectError(f"There is no person with the id '{person_id}'.")

    def all(self) -> Iterator[JsonObject]:
        """Yield the people that reads show now."""
        now = self._clock.monotonic()
        seen = (versions.seen(now) for versions in self._versions.values())
        return (person for person in seen if person is not None)

    def find(self, key: str) -> JsonObject | None:
        """Return the person with this id or e-mail address, the latter without regard to case."""
        versions = self._versions.get(key)
        if versions is not None:
            return versions.seen(self._clock.monotonic())
        return next((person for person in self.all() if str(person.get("email", "")).lower() == key.lower()), None)

    def reset(self) -> None:
        """Forget everybody."""
        self._versions.clear()

    def dump(self) -> JsonObject:
        """Return the current versions by id."""
        return {person_id: versions.current for person_id, versions in self._versions.items()}

    def load(self, saved: JsonObject) -> None:
        """Take over what `dump` returned earlier."""
        self.reset()
        for person_id, person in saved.items():
            if isinstance(person, dict):
                self._versions[person_id] = Versions(person)


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
