"""The world of the engine's stories with cycles in it: the timer's tick, steps, turns, and faults in all of them."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from provisioning.cycles.control import Cycles
from provisioning.cycles.listing import CycleLister
from provisioning.cycles.people import PeopleOfCycle
from provisioning.cycles.running import CycleRunner
from provisioning.model import Cycle, CycleKind, LogEntry
from provisioning.ports import HrSource, LogQuery, TemporaryFailure
from tests.engine.world import SOURCES, World
from tests.fakes.interposed import Calls, ProcessDied, interposed
from tests.fakes.steps import StepsInMemory


class SourcesByName:
    """HrSources of which only the names matter."""

    def built_in(self) -> Collection[str]:
        """See ports.HrSources."""
        return SOURCES

    async def find(self, name: str) -> HrSource | None:
        """See ports.HrSources."""
        raise NotImplementedError(name)

    async def names(self) -> Collection[str]:
        """See ports.HrSources."""
        return SOURCES


class CycleWorld(World):
    """Bob's people can be listed; generic ones are known by their events alone."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = StepsInMemory(self.clock)

    def control(self, calls: Calls | None = None) -> Cycles:
        """Return what controls cycles in a process of its own, whose calls outside go through `calls`."""
        through = calls or Calls()
        cycles, steps = interposed(self.cycles, through), interposed(self.steps, through)
        employees, settings = interposed(self.employees, through), interposed(self.settings, through)
        people = PeopleOfCycle({"bob": self.bob}, {"bob": interposed(self.bob, through)}, employees)
        lister = CycleLister(people, self.entra, cycles, settings, self.clock)
        runner = CycleRunner(lister, cycles, interposed(self.queue, through), steps, self.clock)
        return Cycles(runner, cycles, employees, settings, SourcesByName(), {"bob"}, self.clock)

    async def tick(self) -> int:
        """Let the timer tick and everything be worked off that comes of it; return how many cycles were started."""
        started = await self.control().tick()
        await self.work_off()
        return started

    async def cycle(self, kind: CycleKind, source: str = "bob", *, accept_fewer: bool = False) -> Cycle:
        """Run a cycle that an administrator starts to its end, and return it."""
        begun = await self.control().start(source, kind, "an administrator", accept_fewer=accept_fewer)
        await self.work_off()
        return await self.ended(begun.id)

    async def ended(self, cycle_id: str) -> Cycle:
        """Return a cycle, which must have ended."""
        stored = await self.cycles.read(cycle_id)
        assert stored is not None
        assert stored.cycle.ended, stored.cycle
        return stored.cycle

    async def work_off(self, *disturbed: Calls) -> None:
        """Take the steps that are due and deliver the queue, until there is nothing of either.

        Each step is taken by the next of the disturbed processes, then by undisturbed ones; after a failure the message
        comes again two minutes later.
        """
        left = [*disturbed]
        while self.steps.next_at() or len(self.queue):
            await self.deliver()
            await self._take_a_step(left.pop(0) if left else None)
            self.clock.turn(seconds=2)

    async def _take_a_step(self, calls: Calls | None) -> None:
        due = self.steps.due()
        if not due:
            return
        try:
            await self.control(calls).step(due[0])
        except (TemporaryFailure, ProcessDied):
            self.clock.turn(minutes=2)
        else:
            self.steps.remove_first()

    async def log_of(self, employee_id: str, source: str = "bob") -> Sequence[LogEntry]:
        """Return the log entries of a person, newest first."""
        return (await self.log.read(LogQuery(source=source, employee_id=employee_id))).entries

    async def later(self, **time: float) -> None:
        """Let time go by, as for timedelta; who is due meanwhile is looked at."""
        self.clock.turn(hours=timedelta(**time).total_seconds() / 3600)
        await self.look()
