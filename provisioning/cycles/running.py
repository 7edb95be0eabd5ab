"""Take a cycle on, step by step. Each step is a message, so that a cycle outlives whatever happens to an instance."""

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import uuid4

from provisioning import own_faults
from provisioning.cycles.ending import end
from provisioning.cycles.listing import CycleLister
from provisioning.cycles.people import NotBelieved
from provisioning.model import Cycle, CyclePhase, CycleStep, CycleTurn, Lease, Quarantine
from provisioning.ports import (
    Clock,
    ConcurrentChange,
    CycleStore,
    EventQueue,
    Gate,
    OwnFault,
    Refused,
    StepQueue,
    StoredCycle,
    TemporaryFailure,
)

WINDOW: Final = 256
"""How many people of a cycle are on the queue at once, so that an event of today does not wait behind all of them."""
PAUSE: Final = timedelta(seconds=1)
STEP_TAKES_AT_MOST: Final = timedelta(minutes=2)
LISTING_TAKES_AT_MOST: Final = timedelta(minutes=40)
LISTING_TRIES: Final = 3
LISTING_PAUSE: Final = timedelta(minutes=1)
STUCK_AFTER: Final = timedelta(hours=2)
REST: Final = timedelta(minutes=5)
"""How long a cycle waits before it looks again whether the app can work."""

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CycleRunner:
    """Takes the steps of cycles: list, put on the queue, wait, finish."""

    lister: CycleLister
    cycles: CycleStore
    queue: EventQueue
    steps: StepQueue
    clock: Clock
    gate: Gate

    async def begin(self, cycle: Cycle) -> None:
        """Have a cycle take its next step, whatever became of the step before."""
        await self.steps.put(CycleStep(cycle=cycle.id, holder=uuid4().hex))

    async def take(self, step: CycleStep) -> None:
        """Take a cycle's next step, unless another message is about to.

        Raises:
            TemporaryFailure: The store or the queue did not answer; the same message must come again.
        """
        stored = await self.cycles.read(step.cycle)
        if stored is None or self._is_anothers(stored.cycle, step.holder):
            return
        if stored.cycle.ended:
            await self.cycles.forget_items(step.cycle)  # whoever ended it may not have come to that
            return
        try:
            stored = await self._lease(stored, step.holder)
            after, pause = await self._advanced(stored.cycle)
            if after.ended:
                await end(self.cycles, stored, after)
            else:
                await self._go_on(stored, after, pause)
        except ConcurrentChange:
            _logger.info("a cycle was stopped, or another message takes its steps")
            await self._clear_up(step.cycle)

    async def _clear_up(self, cycle_id: str) -> None:
        """Take away what this step stored of a cycle that was stopped meanwhile."""
        stored = await self.cycles.read(cycle_id)
        if stored and stored.cycle.ended:
            await self.cycles.forget_items(cycle_id)

    def _is_anothers(self, cycle: Cycle, holder: str) -> bool:
        lease = cycle.lease
        return lease is not None and lease.holder != holder and self.clock.now() < lease.until

    async def _lease(self, stored: StoredCycle, holder: str) -> StoredCycle:
        cycle = stored.cycle
        lists = cycle.phase is CyclePhase.LISTING
        until = self.clock.now() + (LISTING_TAKES_AT_MOST if lists else STEP_TAKES_AT_MOST)
        # A try counts before it is made: one that takes too much time or memory ends the process.
        update = {"lease": Lease(holder=holder, until=until), "tries": cycle.tries + lists}
        return await self.cycles.save(stored, cycle.model_copy(update=update))

    async def _go_on(self, stored: StoredCycle, after: Cycle, pause: timedelta) -> None:
        holder = uuid4().hex
        # Until shortly after the message comes, no other one takes the step; if it never comes, another one may.
        lease = Lease(holder=holder, until=self.clock.now() + pause + STEP_TAKES_AT_MOST / 4)
        await self.cycles.save(stored, after.model_copy(update={"lease": lease}))
        await self.steps.put(CycleStep(cycle=after.id, holder=holder), pause)

    async def _advanced(self, cycle: Cycle) -> tuple[Cycle, timedelta]:
        quarantine = await self._held_by(cycle)
        if quarantine:
            return self._resting(cycle, quarantine), REST
        if await self.lister.rests(cycle):
            reason = "provisioning was switched off; the next cycle begins when it is on again"
            return self._ended(cycle, CyclePhase.STOPPED, reason), timedelta()
        if cycle.phase is CyclePhase.LISTING:
            return await self._listed(cycle)
        return await self._released(cycle), PAUSE

    async def _held_by(self, cycle: Cycle) -> Quarantine | None:
        """Return the quarantine for whose end a cycle has to wait; when it is time, a list is a try as good as any.

        People are worked off without their HR system, by what its list said of them.
        """
        if cycle.phase is not CyclePhase.LISTING:
            return await self.gate.closed()
        quarantine = await self.gate.closed(cycle.source)
        return quarantine if quarantine and await self.gate.holds(cycle.source) is not None else None

    async def _listed(self, cycle: Cycle) -> tuple[Cycle, timedelta]:
        if cycle.tries > LISTING_TRIES:
            reason = f"the app ended while it listed the people, {LISTING_TRIES} times; look at its time and memory"
            return self._failed(cycle, reason), timedelta()
        try:
            after = await self.lister.list(cycle, await self.cycles.state(cycle.source))
        except NotBelieved as reason:
            return self._failed(cycle, str(reason)), timedelta()
        except OwnFault as fault:
            await self.gate.failed(fault)
            quarantine = await self.gate.closed(cycle.source)
            return (self._resting(cycle, quarantine), REST) if quarantine else self._not_listed(cycle, str(fault))
        except (TemporaryFailure, Refused) as failure:
            return self._not_listed(cycle, str(failure))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a list must not end in silence
            return self._not_listed(cycle, own_faults.told(error, _logger))
        with suppress(TemporaryFailure):
            await self.gate.worked(cycle.source)
        return after, timedelta()

    def _resting(self, cycle: Cycle, quarantine: Quarantine) -> Cycle:
        """Return a cycle that waits until the app can work again: time and tries do not count meanwhile."""
        tries = cycle.tries - 1 if cycle.phase is CyclePhase.LISTING else cycle.tries
        reason = f"waits for the end of a quarantine: {quarantine.reason}"
        return cycle.model_copy(update={"tries": tries, "changed_at": self.clock.now(), "reason": reason})

    def _not_listed(self, cycle: Cycle, reason: str) -> tuple[Cycle, timedelta]:
        if cycle.tries >= LISTING_TRIES:
            return self._failed(cycle, f"{reason} ({cycle.tries} tries)"), timedelta()
        again = {"changed_at": self.clock.now(), "reason": f"{reason}; tried again"}
        return cycle.model_copy(update=again), LISTING_PAUSE * cycle.tries

    async def _released(self, cycle: Cycle) -> Cycle:
        """Put as many people on the queue as the window has room for; when all are done, go on to the next phase."""
        last = cycle.matched if cycle.phase is CyclePhase.MATCHED else cycle.total
        waiting = await self.cycles.open_items(cycle.id, 1, cycle.released, WINDOW) if cycle.released else 0
        upto = min(cycle.released + WINDOW - waiting, last)
        for number in range(cycle.released + 1, upto + 1):
            await self.queue.put(CycleTurn(cycle=cycle.id, number=number))
        processed = max(cycle.processed, cycle.released - waiting)
        moved = processed > cycle.processed or upto > cycle.released
        now = self.clock.now()
        changed_at = now if moved else cycle.changed_at
        released = {"released": max(upto, cycle.released), "processed": processed, "changed_at": changed_at}
        after = cycle.model_copy(update={**released, "reason": None})
        if waiting == 0 and cycle.released >= last:
            return self._next_phase(after)
        if now - changed_at > STUCK_AFTER:
            return self._failed(after, f"{waiting} people were not worked off within two hours")
        return after

    def _next_phase(self, cycle: Cycle) -> Cycle:
        if cycle.phase is CyclePhase.MATCHED and cycle.total > cycle.matched:
            return cycle.model_copy(update={"phase": CyclePhase.OTHERS})
        return cycle.model_copy(update={"phase": CyclePhase.FINISHED, "finished_at": self.clock.now()})

    def _failed(self, cycle: Cycle, reason: str) -> Cycle:
        _logger.error("the %s cycle of %s stopped: %s", cycle.kind, cycle.source, reason)
        return self._ended(cycle, CyclePhase.FAILED, reason)

    def _ended(self, cycle: Cycle, phase: CyclePhase, reason: str) -> Cycle:
        return cycle.model_copy(update={"phase": phase, "reason": reason, "finished_at": self.clock.now()})
