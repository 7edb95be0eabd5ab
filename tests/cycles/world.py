"""The world of the engine's stories with cycles in it: the timer's tick, steps, turns, and faults in all of them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from copy import deepcopy
from datetime import timedelta
from functools import partial
from inspect import isasyncgenfunction
from typing import Any, Final, Self
from warnings import catch_warnings, simplefilter

from provisioning.cycles.control import Cycles
from provisioning.cycles.listing import CycleLister
from provisioning.cycles.people import PeopleOfCycle
from provisioning.cycles.running import CycleRunner
from provisioning.model import Cycle, CycleKind, LogEntry
from provisioning.ports import HrSource, LogQuery, TemporaryFailure
from tests.engine.world import SOURCES, World
from tests.fakes.interposed import Calls, ProcessDied, interposed
from tests.fakes.steps import StepsInMemory

_TICKS: Final = 5


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


class BreaksOnce:
    """A port of which the first list that is read breaks off after so many items."""

    def __init__(self, port: object, after: int) -> None:
        self._port = port
        self._after: int | None = after

    def __getattr__(self, name: str) -> object:
        method = getattr(self._port, name)
        return self._broken(method) if isasyncgenfunction(method) else method

    def _broken[Item](self, method: Callable[..., AsyncIterator[Item]]) -> Callable[..., AsyncIterator[Item]]:
        async def broken(*arguments: object) -> AsyncIterator[Item]:
            after, self._after = self._after, None
            number = 0
            async for item in method(*arguments):
                if number == after:
                    break
                yield item
                number += 1
            if after is not None:
                raise TemporaryFailure("the list broke off")

        return broken


class CycleWorld(World):
    """Bob's people can be listed; generic ones are known by their events alone.

    `listable` names the HR systems whose people can be listed; `breaking` holds ports by their name here in which a
    list breaks off.
    """

    def __init__(self) -> None:
        super().__init__()
        self.steps = StepsInMemory(self.clock)
        self.breaking: Mapping[str, object] = {}
        self.listable = frozenset({"bob"})

    def control(self, calls: Calls | None = None) -> Cycles:
        """Return what controls cycles in a process of its own, whose calls outside go through `calls`."""
        through = calls or Calls()
        cycles, steps = interposed(self.cycles, through), interposed(self.steps, through)
        employees, settings = interposed(self._listed("employees"), through), interposed(self.settings, through)
        listers = {source: self._listed(source) for source in self.listable}
        people = PeopleOfCycle(listers, {"bob": interposed(self.bob, through)}, employees)
        lister = CycleLister(people, self._listed("entra"), cycles, settings, self.clock)
        runner = CycleRunner(lister, cycles, interposed(self.queue, through), steps, self.clock, self.gate)
        return Cycles(runner, cycles, employees, settings, SourcesByName(), self.listable, self.clock)

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

    def copy(self) -> Self:
        """Return another world in the same state, in a thirtieth of the time that it takes to get there."""
        with catch_warnings():
            # Of the fakes' counters, which Python 3.14 no longer copies.
            simplefilter("ignore", DeprecationWarning)
            return deepcopy(self)

    def _listed(self, port: str) -> Any:  # noqa: ANN401 - whichever port has this name
        return self.breaking.get(port, getattr(self, port))

    async def live(self, calls: Calls | None = None) -> None:
        """Work everything off in a process whose calls go through `calls`; what fails comes again two minutes later.

        The timer ticks first, and again every half an hour until a cycle was begun and none is under way.
        """
        before = len(await self.all_cycles())
        await self._tried(lambda: self.control(calls).tick())
        for _ in range(_TICKS):
            while self.steps.next_at() or len(self.queue):
                await self._work_a_message(calls)
                await self._take_a_step(calls)
                self.clock.turn(seconds=2)
            if len(await self.all_cycles()) > before and not await self.under_way():
                return
            self.clock.turn(minutes=30)
            await self.control().tick()

    async def under_way(self) -> bool:
        """Whether a cycle has not ended."""
        return any([(await self.cycles.state(source)).running for source in SOURCES])

    async def all_cycles(self) -> Sequence[Cycle]:
        """Return all cycles, the latest first."""
        return (await self.cycles.listed()).cycles

    async def _work_a_message(self, calls: Calls | None) -> None:
        while self.queue.is_due():
            if not await self._tried(partial(self.process(calls).work, self.queue.first())):
                self.queue.deliver_again()
                return
            self.queue.remove_first()

    async def _tried(self, work: Callable[[], Awaitable[object]]) -> bool:
        """Do some work; return False, and let two minutes go by, if it fails."""
        try:
            await work()
        except (TemporaryFailure, ProcessDied):
            self.clock.turn(minutes=2)
            return False
        return True

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
        if await self._tried(lambda: self.control(calls).step(due[0])):
            self.steps.remove_first()

    async def log_of(self, employee_id: str, source: str = "bob") -> Sequence[LogEntry]:
        """Return the log entries of a person, newest first."""
        return (await self.log.read(LogQuery(source=source, employee_id=employee_id))).entries

    async def later(self, **time: float) -> None:
        """Let time go by, as for timedelta; who is due meanwhile is looked at."""
        self.clock.turn(hours=timedelta(**time).total_seconds() / 3600)
        await self.look()
