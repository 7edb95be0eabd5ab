"""The app as it is built for Azure, over fakes: at rest, or with all that can be wrong."""

from datetime import datetime, timedelta
from typing import Any, Final, override

from provisioning.bootstrap import App
from provisioning.linked_accounts import LinkedAccounts
from provisioning.model import (
    Batch,
    Cycle,
    CycleKind,
    CyclePhase,
    DoneDisable,
    EventType,
    LogEntry,
    ParkedMessage,
    StagedDisable,
    Status,
)
from provisioning.ports import Refused, StoredPacing, TemporaryFailure
from provisioning.rules.lateness import timing_of
from provisioning.rules.quarantine import begun
from provisioning.staging import Staging
from tests.engine.world import World
from tests.fakes.notices import ChannelInMemory, NoticesInMemory
from tests.fakes.quarantine import QuarantinesInMemory
from tests.fakes.quotas import QuotasInMemory

SETTINGS: Final[dict[str, Any]] = {
    "enabled": True,
    "monitoring": {"secretExpiry": {"BOB_SERVICE_USER_TOKEN": "2026-03-05"}},
    "notifications": {"email": {"sender": "robot@contoso.com", "to": ["it@contoso.com"]}},
}


class Queue:
    """QueueDepth port; in which three messages wait since yesterday, or none at all."""

    def __init__(self, since: datetime | None) -> None:
        self._since = since

    async def length(self) -> int:
        """See ports.QueueLength."""
        return 3 if self._since else 0

    async def first_put_at(self) -> datetime | None:
        """See ports.QueueDepth."""
        return self._since


class BrokenQuotas(QuotasInMemory):
    """QuotaStore port, which can be told to fail."""

    broken: bool = False

    @override
    async def read(self) -> StoredPacing:
        if self.broken:
            raise TemporaryFailure("the storage account did not do its part")
        return await super().read()


class Watched:
    """The app as it is built for Azure, over fakes: at rest, or with all that can be wrong."""

    def __init__(self, *, wrong: bool) -> None:
        self.world, self.quarantines, self.quotas = World(), QuarantinesInMemory(), BrokenQuotas()
        self.email = ChannelInMemory("email")
        self.app = App({"GRAPH_BASE_URL": "http://example.com"} if wrong else {})
        waiting_since = self.world.clock.now() - timedelta(days=1) if wrong else None
        world = self.world
        vars(self.app).update(
            clock=world.clock,
            settings=world.settings,
            employees=world.employees,
            timings=world.timings,
            log=world.log,
            parked=world.parked,
            heard=world.heard,
            cycle_store=world.cycles,
            own_queue=Queue(waiting_since),
            quarantines=self.quarantines,
            quota_store=self.quotas,
            notices=NoticesInMemory(),
            channels=[self.email],
            staging=Staging(world.ledger, world.batches, world.audit, LinkedAccounts(world.employees)),
            queue_depths={
                name: Queue(waiting_since) for name in ("hr-events", "hr-events-poison", "cycles", "cycles-poison")
            },
        )

    async def tick(self, *, times: int = 1) -> None:
        """Let the timer `watch` look, five minutes apart."""
        for _ in range(times):
            self.world.clock.turn(minutes=5)
            await self.app.watch.tick()

    async def go_wrong(self) -> None:
        """Bring about an alert of every kind but the one that a part cannot be looked at."""
        world, now = self.world, self.world.clock.now()
        await world.settings.put(SETTINGS)
        self.email.fault = Refused("the app may not send from the mailbox")
        long_ago = now - timedelta(days=5)
        await world.heard.note("bob", long_ago)
        await self.quarantines.save(None, begun("bob", "the token is not taken", long_ago))
        timing = timing_of(now - timedelta(hours=2), now - timedelta(hours=1), after_approval=True)
        await world.timings.add(DoneDisable(source="generic", employee_id="1", timing=timing))
        stored = await world.employees.read("generic", "2")
        await world.employees.save(stored, stored.record.model_copy(update={"overdue_since": long_ago}))
        await world.parked.add(ParkedMessage(id="p", body="e30=", reason="no JSON", parked_at=now))
        await world.log.write(_failure(now))
        await self._fail_a_cycle(now)
        staged = StagedDisable(batch="b", source="generic", employee_id="3", reason="left", due_at=now, staged_at=now)
        await world.batches.add(staged, Batch(id="b", opened_at=now, allowed=20, window_hours=24))

    async def _fail_a_cycle(self, now: datetime) -> None:
        cycle = Cycle(id="c", source="bob", kind=CycleKind.FULL, by="a test", started_at=now, changed_at=now)
        await self.world.cycles.start(cycle)
        stored = await self.world.cycles.read("c")
        assert stored
        state = (await self.world.cycles.state("bob")).model_copy(update={"running": None})
        failed = cycle.model_copy(update={"phase": CyclePhase.FAILED, "reason": "listed nobody"})
        await self.world.cycles.end(stored, failed, state)


def _failure(at: datetime) -> LogEntry:
    return LogEntry(
        id="f",
        at=at,
        duration_ms=1,
        source="bob",
        employee_id="4",
        event_id="event-1",
        event_type=EventType.UPDATED,
        status=Status.FAILURE,
        reason="Bob answered 401",
        steps=(),
    )
