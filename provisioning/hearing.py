"""Note which sources say something, so that it can be told which have fallen silent."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from provisioning.model import EventType, HrEvent
from provisioning.ports import Clock, HeardStore, Message

NOTED_EVERY: Final = timedelta(minutes=5)
"""So an hour of events costs each instance and source a dozen transactions."""
_OUR_OWN: Final = frozenset({EventType.REVIEW, EventType.LISTED})


@dataclass(frozen=True, slots=True)
class Hearing:
    """Notes who is heard, for one process."""

    store: HeardStore
    clock: Clock
    _noted: dict[str, datetime] = field(default_factory=dict)

    async def note(self, message: Message) -> None:
        """Note that a message came from its source, unless that was noted a moment ago.

        Looks of our own say nothing about a source, nor does what was tried before and comes again.

        Raises:
            TemporaryFailure: The tables did not answer.
        """
        event = message.content
        if not isinstance(event, HrEvent) or event.type in _OUR_OWN or message.retry or message.deliveries > 1:
            return
        now = self.clock.now()
        before = self._noted.get(event.source)
        if before is None or now - before >= NOTED_EVERY:
            await self.store.note(event.source, now)
            self._noted[event.source] = now
