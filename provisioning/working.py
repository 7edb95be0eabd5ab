"""Work off the messages of the queue of events: events, and people's turns in cycles. Both go the same way.

What fails for a passing reason is put back to wait, and is done for the host: its count of tries, which ends on the
poison queue, is left to what cannot even be put back. See rules.backing_off for how long and how often.
"""

import logging
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from provisioning import own_faults
from provisioning.engine import Engine
from provisioning.hearing import Hearing
from provisioning.messages import UnreadableMessage, decode
from provisioning.model import CycleTurn, HrEvent, Retry, Status
from provisioning.parking import Parking
from provisioning.passing_over import passed_over
from provisioning.ports import (
    Clock,
    CycleStore,
    Gate,
    Message,
    MessageQueue,
    MessageTooLarge,
    OwnFault,
    TemporaryFailure,
)
from provisioning.rules.backing_off import (
    failed_again,
    is_to_be_parked,
    not_to_blame,
    wait_after,
    wait_while_held,
)
from provisioning.rules.quarantine import ENDS_ACCESS_LOOKS_AGAIN, needs_source
from provisioning.rules.quarantine import wait as wait_in

WORN_OUT: Final = "the app ended while it worked on it, or could not put it back, five times"
KEEPS_A_CYCLE_WAITING: Final = timedelta(hours=1)
"""So long a person's turn is tried again while the cycle waits; then the person's event goes on by itself."""
POISON_COMES_BACK_AFTER: Final = timedelta(hours=1)
_WHILE_IT_CANNOT_BE_TOLD: Final = timedelta(minutes=1)

type Content = HrEvent | CycleTurn

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Worker:
    """Has the engine provision whom a message is about, and decides what becomes of a message that fails."""

    engine: Engine
    cycles: CycleStore
    queue: MessageQueue
    gate: Gate
    parking: Parking
    clock: Clock
    hearing: Hearing

    async def work(self, message: Message) -> None:
        """Provision the person; a turn that was taken already, or whose cycle was stopped, is passed over.

        Raises:
            TemporaryFailure: It could not be done now, nor put back: the host must deliver it again.
        """
        try:
            await self._work(message)
        except TemporaryFailure as failure:
            await self._failed(message, failure)

    async def park(self, content: Content, reason: str = WORN_OUT, retry: Retry | None = None) -> None:
        """Keep a message that is not tried any more, with the reason; a cycle goes on without the person.

        Raises:
            TemporaryFailure: It could not be kept.
        """
        event = await self._event(content)
        if event is None:
            return
        await self.parking.add(event, reason, retry, self.clock.now())
        await self.engine.park(event, reason)
        if isinstance(content, CycleTurn):
            await self.cycles.done(content.cycle, content.number, Status.FAILURE)

    async def park_worn_out(self, body: bytes) -> None:
        """Park a message of the poison queue, where it would die after seven days, whether or not it can be read.

        What cannot be parked goes back to the queue of events for an hour, where it lives until it is done.

        Raises:
            TemporaryFailure: Not even that is possible now: the host must deliver it again.
        """
        try:
            await self._park_body(body)
        except TemporaryFailure as failure:
            _logger.warning("a message that used up its tries could not be parked, and waits an hour: %s", failure)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it must not be lost
            own_faults.told(error, _logger)
        else:
            return
        await self.queue.put_raw(body, POISON_COMES_BACK_AFTER)

    async def _park_body(self, body: bytes) -> None:
        try:
            message = decode(body)
        except UnreadableMessage as unreadable:
            _logger.error("a message is parked that cannot be read: %s", unreadable)  # noqa: TRY400 - its place is known
            await self.parking.add_unreadable(body, str(unreadable), self.clock.now())
        else:
            await self.park(message.content, WORN_OUT, message.retry)

    async def _work(self, message: Message) -> None:
        event = await self._event(message.content)
        if event is None:
            return
        if await passed_over(message, event, self.engine, self.parking.thin):
            return
        held_for = await self.gate.holds(event.source, needs_source=needs_source(event))
        if held_for is not None:
            await self._hold(message, event, held_for)
            return
        await _if_possible(self.hearing.note(message))
        entry = await self.engine.provision(event)
        if isinstance(message.content, CycleTurn):
            await self.cycles.done(message.content.cycle, message.content.number, entry.status)
        await _if_possible(self.gate.worked(event.source))

    async def _hold(self, message: Message, event: HrEvent, held_for: timedelta) -> None:
        """Put a message back that nobody tries now; somebody whose access should have ended is told of meanwhile.

        What needs the HR system says nothing by itself. Of the rest, each time costs a read or two until that is noted.
        Whoever is overdue looks again every minute, so that after a recovery they are the first.
        """
        if not needs_source(event) and await self.engine.overdue.note(event):
            held_for = min(held_for, ENDS_ACCESS_LOOKS_AGAIN)
        wait = wait_while_held(held_for, _key(message.content))
        await self.queue.put(message.content, wait, not_to_blame(message.retry, wait))

    async def _event(self, content: Content) -> HrEvent | None:
        """Return what a message is about; None if it is a turn that was taken already, or whose cycle was stopped."""
        if isinstance(content, HrEvent):
            return content
        item = await self.cycles.item(content.cycle, content.number)
        return item.event if item else None

    async def _failed(self, message: Message, failure: TemporaryFailure) -> None:
        if isinstance(failure, OwnFault) and await self._failed_for_everybody(message, failure):
            return
        retry = failed_again(message.retry, self.clock.now())
        wait = wait_after(retry.attempts, failure.retry_after, _key(message.content))
        if not (
            await self._parked(message.content, str(failure), retry)
            or await self._left_the_cycle(message.content, str(failure), wait, retry, kept=retry)
        ):
            await self.queue.put(message.content, wait, retry)

    async def _failed_for_everybody(self, message: Message, fault: OwnFault) -> bool:
        """Put a message back whose fault keeps everybody from being worked on; return False if it is about one alone.

        It waits as long as one that is held, and its time does not count, but for the cycle that waits for it.
        """
        try:
            await self.gate.failed(fault, about=await self._employee_id(message.content))
            held_for = await self._held_for(fault)
        except TemporaryFailure:
            held_for = _WHILE_IT_CANNOT_BE_TOLD
        if held_for is None:
            return False
        content, retry = message.content, failed_again(message.retry, self.clock.now())
        wait = wait_while_held(held_for, _key(content))
        kept = not_to_blame(message.retry, wait, retry.failed_at)
        if not await self._left_the_cycle(content, str(fault), wait, retry, kept=None):
            await self.queue.put(content, wait, retry if isinstance(content, CycleTurn) else kept)
        return True

    async def _held_for(self, fault: OwnFault) -> timedelta | None:
        """Return how long others wait for the end of a fault; None if it keeps nobody else from being worked on."""
        quarantine = await self.gate.closed(fault.where)
        return wait_in(quarantine, self.clock.now()) if quarantine else None

    async def _employee_id(self, content: Content) -> str | None:
        event = await self._event(content)
        return event.employee_id if event else None

    async def _parked(self, content: Content, reason: str, retry: Retry) -> bool:
        """Park a message that has failed for too long; what cannot be parked now goes on being tried."""
        if not is_to_be_parked(retry, 1, retry.failed_at):
            return False  # the setting, which need not be read then, is an hour at least
        try:
            settings, _ = await self.engine.gatherer.settings.read()
            if not is_to_be_parked(retry, settings.retries.park_after_hours, retry.failed_at):
                return False
            await self.park(content, reason, retry)
        except TemporaryFailure:
            return False
        return True

    async def _left_the_cycle(
        self, content: Content, reason: str, wait: timedelta, retry: Retry, *, kept: Retry | None
    ) -> bool:
        """Let a person go on without the cycle whom it would have to wait for, and with it everybody of later ones.

        `kept` goes on with the person's event.
        """
        if not isinstance(content, CycleTurn) or retry.failed_at + wait - retry.since <= KEEPS_A_CYCLE_WAITING:
            return False
        try:
            event = await self._event(content)
            if event:
                await self.queue.put(event, wait, kept)
                await self.cycles.done(content.cycle, content.number, Status.FAILURE)
        except MessageTooLarge:
            await self.park(content, reason, retry)
        except TemporaryFailure:
            return False
        return True


async def _if_possible(told: Awaitable[None]) -> None:
    """Tell the gate something; what it cannot keep now, another attempt tells it again."""
    with suppress(TemporaryFailure):
        await told


def _key(content: Content) -> str:
    return content.id if isinstance(content, HrEvent) else f"{content.cycle}|{content.number}"
