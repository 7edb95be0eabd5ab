"""Outages: what is outside fails for a while, by the clock of the world."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import override

from provisioning.ports import TemporaryFailure
from tests.engine.world import World
from tests.fakes.interposed import Call, Calls

type Fault = Callable[[], Exception]

ENTRA, TABLES, QUEUE, PARKED, BOB = (
    "EntraInMemory.",
    "EmployeesInMemory.",
    "QueueInMemory.",
    "ParkedInMemory.",
    "PeopleInMemory.",
)


def answers_503(*, retry_after: timedelta | None = None) -> Fault:
    """Return the failure of an outage, which may ask for a wait."""
    return lambda: TemporaryFailure("Microsoft Graph answered 503", retry_after=retry_after)


class Outage(Calls):
    """Lets calls whose names begin with one of `of` fail for a time, which begins now, without effect.

    `met` holds when they were made.
    """

    def __init__(self, world: World, *of: str, lasts: timedelta, fault: Fault | None = None) -> None:
        super().__init__()
        self._world = world
        self._of = of
        self._until = world.clock.now() + lasts
        self._fault = fault or answers_503()
        self.met: list[datetime] = []

    @override
    async def make(self, name: str, call: Call) -> object:
        if name.startswith(self._of) and self._world.clock.now() < self._until:
            self.met.append(self._world.clock.now())
            raise self._fault()
        return await super().make(name, call)

    def calls_of(self, name: str) -> int:
        """Return how many calls went through whose names begin so."""
        return sum(each.startswith(name) for each in self.names)
