"""People as a stand-in keeps them, with the stale reads that follow a change; alike for every HR system."""

import itertools
from dataclasses import dataclass

from local.emulator.clock import Clock
from local.emulator.control import UnknownSubjectError
from local.emulator.faults import FaultPlan
from local.emulator.json_values import JsonObject


@dataclass(frozen=True, slots=True)
class Kept:
    """A person as reads show them.

    Attributes:
        person_id: the HR system's id, as text.
        number: the place in lists; it stays the same however the person changes.
        person: what was put, in the form that the HR system's module chose.
    """

    person_id: str
    number: int
    person: JsonObject


@dataclass(frozen=True, slots=True)
class _Versions:
    """A person before and after the latest change; reads show `previous` (None: nobody) until `fresh_at`."""

    number: int
    current: JsonObject
    previous: JsonObject | None = None
    fresh_at: float = 0

    def seen(self, monotonic: float) -> JsonObject | None:
        return self.current if monotonic >= self.fresh_at else self.previous


class People:
    """All people of one HR system by id."""

    def __init__(self, clock: Clock, faults: FaultPlan) -> None:
        self._clock = clock
        self._faults = faults
        self._versions: dict[str, _Versions] = {}
        self._numbers = itertools.count(1)

    def keep(self, person_id: str, person: JsonObject) -> None:
        """Replace a person; while `staleReadMs` lasts, reads show the one before."""
        now = self._clock.monotonic()
        before = self._versions.get(person_id)
        seen = None if before is None else before.seen(now)
        number = next(self._numbers) if before is None else before.number
        fresh_at = now + self._faults.settings.stale_read_ms / 1000
        self._versions[person_id] = _Versions(number, person, seen, fresh_at)

    def remove(self, person_id: str) -> None:
        """Delete a person at once.

        Raises:
            UnknownSubjectError: there is none with this id.
        """
        if self._versions.pop(person_id, None) is None:
            raise UnknownSubjectError(f"There is no person with the id '{person_id}'.")

    def latest(self, person_id: str) -> JsonObject | None:
        """Return what was put last for this id, whether or not reads show it yet."""
        versions = self._versions.get(person_id)
        return None if versions is None else versions.current

    def find(self, person_id: str) -> JsonObject | None:
        """Return the person with this id, as reads show them now."""
        versions = self._versions.get(person_id)
        return None if versions is None else versions.seen(self._clock.monotonic())

    def all(self) -> list[Kept]:
        """Return the people that reads show now, in the order in which they were added."""
        now = self._clock.monotonic()
        return [
            Kept(person_id, versions.number, seen)
            for person_id, versions in self._versions.items()
            if (seen := versions.seen(now)) is not None
        ]

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
                self._versions[person_id] = _Versions(next(self._numbers), person)
