"""Park messages that are not tried any more, and take them away again when nothing they say is left to do.

A parked message is kept until an administrator replays or discards it. What an event says is merged into the person's
record as well, and the person is looked at daily: so it takes effect by itself when the cause is gone, and then the
message goes.
"""

import logging
from base64 import b64decode, b64encode
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from provisioning import parked_ids
from provisioning.messages import UnreadableMessage, decode, encode
from provisioning.model import (
    CycleTurn,
    EmployeeRecord,
    EventType,
    HrEvent,
    LogEntry,
    ParkedMessage,
    Retry,
)
from provisioning.ports import (
    ConcurrentChange,
    EmployeeStore,
    MessageTooLarge,
    ParkedStore,
    TemporaryFailure,
)
from provisioning.rules.superseding import CLOCKS_DIFFER_BY, holds_all, is_thin_event, saw_everything

_MOST_OF_ONE_PERSON: Final = 100

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Parking:
    """Keeps parked messages. `thin` names the HR systems whose events are thin."""

    store: ParkedStore
    employees: EmployeeStore
    thin: Collection[str]

    async def add(self, event: HrEvent, reason: str, retry: Retry | None, now: datetime) -> None:
        """Keep an event with the reason, a sentence, why it is parked at `now` (UTC).

        Raises:
            TemporaryFailure: The tables did not answer.
        """
        await self.store.add(
            ParkedMessage(
                id=parked_ids.of_event(event),
                body=b64encode(_encoded(event)).decode(),
                reason=reason,
                parked_at=now,
                since=retry.since if retry else None,
                attempts=retry.attempts if retry else 0,
                source=event.source,
                employee_id=event.employee_id,
            )
        )

    async def add_unreadable(self, body: bytes, reason: str, now: datetime) -> None:
        """Keep a message as it is that cannot be read, with the reason.

        Raises:
            TemporaryFailure: The tables did not answer.
        """
        kept = b64encode(body).decode()
        await self.store.add(ParkedMessage(id=parked_ids.of_unreadable(body), body=kept, reason=reason, parked_at=now))

    async def settle(self, entry: LogEntry) -> None:
        """Take away what is parked of a person of whom an attempt made everything right that it says.

        What cannot be taken away now is taken away after the person's next attempt.
        """
        with suppress(ConcurrentChange, TemporaryFailure):
            await self._settle(entry)

    async def _settle(self, entry: LogEntry) -> None:
        stored = await self.employees.read(entry.source, entry.employee_id)
        person = (entry.source, entry.employee_id)
        page = await self.store.page(None, _MOST_OF_ONE_PERSON, of=person)
        left = page.cursor is not None
        for message in page.messages:
            if self._is_settled(message, entry, stored.record):
                await self.store.remove(message.id)
                _logger.info("a parked message is taken away, as a later attempt did what it says")
            else:
                left = True
        if not left and stored.record.parked_at:
            await self.employees.save(stored, stored.record.model_copy(update={"parked_at": None}))

    def _is_settled(self, message: ParkedMessage, entry: LogEntry, record: EmployeeRecord) -> bool:
        event = event_in(message)
        if event is None or entry.at < message.parked_at + CLOCKS_DIFFER_BY:
            return False
        is_thin = is_thin_event(event, self.thin)
        return holds_all(record, event, is_thin=is_thin) and saw_everything(entry, is_thin=is_thin)


def event_in(message: ParkedMessage) -> HrEvent | None:
    """Return the event of a parked message; None if it cannot be read."""
    try:
        content = content_of(message)
    except UnreadableMessage:
        return None
    return content if isinstance(content, HrEvent) else None


def content_of(message: ParkedMessage) -> HrEvent | CycleTurn:
    """Return what a parked message holds.

    Raises:
        UnreadableMessage: It is not one of ours, or of a later version.
    """
    return decode(b64decode(message.body)).content


def _encoded(event: HrEvent) -> bytes:
    """Return an event as it can stand on the queue; of a person of a list who is too large for it, a review does."""
    try:
        return encode(event)
    except MessageTooLarge:
        return encode(event.model_copy(update={"type": EventType.REVIEW, "employee": None, "listing": None}))
