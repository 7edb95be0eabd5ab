"""Start and stop cycles, by the timer's tick or an administrator, and work off the people in them."""

import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

from provisioning.cycles.ending import end
from provisioning.cycles.running import CycleRunner
from provisioning.model import (
    Cycle,
    CycleItem,
    CycleKind,
    CyclePhase,
    CycleStep,
    HrEvent,
)
from provisioning.ports import (
    Clock,
    ConcurrentChange,
    CycleStore,
    EmployeeStore,
    HrSources,
    Refused,
    SettingsReader,
    TemporaryFailure,
)
from provisioning.rules.cycles.choosing import due_kind, was_listed
from provisioning.settings import Settings

THE_TIMER: Final = "the timer"
AN_EVENT: Final = "an event that did not say enough"
_TRIES: Final = 5

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Cycles:
    """Controls the cycles of all sources. `listable` names those with an API that lists people."""

    runner: CycleRunner
    cycles: CycleStore
    employees: EmployeeStore
    settings: SettingsReader
    sources: HrSources
    listable: Collection[str]
    clock: Clock

    async def tick(self) -> int:
        """Start the cycle that is due for each source, and give those under way a push; return how many were started.

        While provisioning or its cycles are switched off none is started, nor of a source in quarantine. One source
        whose state cannot be read does not keep the others from being looked at.
        """
        settings, _ = await self.settings.read()
        started = 0
        for source in await self.sources.names():
            try:
                started += await self._tick(source, settings)
            except TemporaryFailure as failure:
                _logger.warning("the cycles of %s could not be looked at: %s", source, failure)
        return started

    async def start(self, source: str, kind: CycleKind, by: str, *, accept_fewer: bool = False) -> Cycle:
        """Start a cycle and return it; or the one that is under way for this source.

        Raises:
            Refused: The source's people cannot be listed, and this kind needs that; a delta cycle has no list to build
                on; or provisioning is switched off.
        """
        settings, _ = await self.settings.read()
        if not settings.enabled:
            raise Refused("provisioning is switched off in the settings, and cycles rest with it; switch it on first")
        if source not in self.listable and kind is not CycleKind.FULL:
            raise Refused(f"people of {source} cannot be listed; a full cycle looks again at everybody who is known")
        if kind is CycleKind.DELTA and not was_listed(await self.cycles.state(source)):
            raise Refused(f"no list of {source} was worked off yet that could have changed; start an initial cycle")
        return await self._begin(self._new(source, kind, by, accept_fewer=accept_fewer))

    async def ask_for_changes(self, source: str) -> None:
        """Start a delta cycle, if the source can be listed, for an event that did not say enough.

        Before the initial cycle it is that one. While provisioning is off nothing begins: the next cycle finds it.
        """
        settings, _ = await self.settings.read()
        if settings.enabled and source in self.listable:
            kind = CycleKind.DELTA if was_listed(await self.cycles.state(source)) else CycleKind.INITIAL
            await self._begin(self._new(source, kind, AN_EVENT))

    async def start_import(self, source: str, events: Iterable[HrEvent], by: str, at: datetime) -> Cycle:
        """Start a cycle of people that an administrator brings along, and return it.

        Args:
            source: Whose people they are.
            events: What is said of each.
            by: Who asks.
            at: As of when that is said (UTC).

        Raises:
            Refused: A cycle of the source is under way.
        """
        cycle = self._new(source, CycleKind.IMPORT, by)
        count = 0

        def items() -> Iterator[CycleItem]:
            nonlocal count
            for count, event in enumerate(events, start=1):
                yield CycleItem(number=count, event=event)

        await self.cycles.add_items(cycle.id, items())
        counts = {"listed": count, "total": count, "matched": count}
        ready = cycle.model_copy(update={"phase": CyclePhase.MATCHED, "listed_at": at, **counts})
        under_way = await self._begin(ready)
        if under_way.id != cycle.id:
            await self.cycles.forget_items(cycle.id)
            raise Refused(f"the {under_way.kind} cycle {under_way.id} of {source} is under way; wait for it or stop it")
        return under_way

    async def stop(self, cycle_id: str, by: str) -> Cycle | None:
        """Stop a cycle; return it, or None if there is none. Who is being worked on is finished, nobody else begun."""
        for _ in range(_TRIES):
            stored = await self.cycles.read(cycle_id)
            if stored is None or stored.cycle.ended:
                return stored.cycle if stored else None
            now = self.clock.now()
            update = {"phase": CyclePhase.STOPPED, "reason": f"stopped by {by}", "finished_at": now}
            try:
                return await end(self.cycles, stored, stored.cycle.model_copy(update=update))
            except ConcurrentChange:
                continue
        raise TemporaryFailure("the cycle kept changing")

    async def step(self, step: CycleStep) -> None:
        """Take a cycle's next step. Raises as CycleRunner.take."""
        await self.runner.take(step)

    async def _tick(self, source: str, settings: Settings) -> bool:
        state = await self.cycles.state(source)
        if state.running:
            under_way = await self.cycles.read(state.running)
            if under_way and not under_way.cycle.ended:
                await self.runner.begin(under_way.cycle)
                return False
        if not (settings.enabled and settings.cycles.enabled) or await self.runner.gate.closed(source):
            return False
        listable = source in self.listable
        kind = due_kind(state, settings.cycles, self.clock.now(), listable=listable)
        if kind is None or not (listable or await self._knows_anybody(source)):
            return False
        await self._begin(self._new(source, kind, THE_TIMER))
        return True

    async def _knows_anybody(self, source: str) -> bool:
        async for _ in self.employees.everybody(source):
            return True
        return False

    async def _begin(self, cycle: Cycle) -> Cycle:
        under_way = await self.cycles.start(cycle)
        await self.runner.begin(under_way)
        return under_way

    def _new(self, source: str, kind: CycleKind, by: str, *, accept_fewer: bool = False) -> Cycle:
        now = self.clock.now()
        return Cycle(
            id=f"{source}-{kind}-{now:%Y%m%dT%H%M%S}-{uuid4().hex[:6]}",
            source=source,
            kind=kind,
            by=by,
            started_at=now,
            changed_at=now,
            accept_fewer=accept_fewer,
        )
