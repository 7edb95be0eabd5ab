"""The queue of events in memory, in the format of the wire, by a clock that is turned."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from provisioning.messages import decode, encode
from provisioning.model import CycleTurn, HrEvent, Retry
from provisioning.ports import Clock, Message
from provisioning.storage.queue import whole_seconds

_AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class _Waiting:
    """A message, when it can be taken, and how often it was."""

    due_at: datetime
    body: bytes
    deliveries: int = 0


class QueueInMemory:
    """MessageQueue port. A message stays until it is removed, so that it can be delivered again.

    Without a clock, every message can be taken at once.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock
        self._messages: list[_Waiting] = []

    def __len__(self) -> int:
        return len(self._messages)

    async def put(
        self, message: HrEvent | CycleTurn, after: timedelta = timedelta(), retry: Retry | None = None
    ) -> None:
        """See ports.EventQueue."""
        self._add(encode(message, retry), after)

    async def put_raw(self, body: bytes, after: timedelta) -> None:
        """See ports.MessageQueue."""
        self._add(body, after)

    def next_at(self) -> datetime | None:
        """Return when the next message can be taken, or could already; None when there is none."""
        return min((message.due_at for message in self._messages), default=None)

    def is_due(self) -> bool:
        """Whether a message can be taken."""
        next_at = self.next_at()
        return next_at is not None and (self._clock is None or next_at <= self._clock.now())

    def first(self) -> Message:
        """Return the message that can be taken next, without removing it."""
        first = self._first()
        return decode(first.body, first.deliveries + 1)

    def first_body(self) -> bytes:
        """Return its body as it stands on the queue."""
        return self._first().body

    def deliver_again(self) -> None:
        """Have the message that is next come once more: it was taken, and not removed."""
        self._first().deliveries += 1

    def remove_first(self) -> None:
        """Remove the message that is next."""
        self._messages.remove(self._first())

    def everything(self) -> list[HrEvent]:
        """Return the events of all messages, due or not; turns in cycles are left out."""
        contents = [message.content for message in self.messages()]
        return [content for content in contents if isinstance(content, HrEvent)]

    def turns(self) -> list[CycleTurn]:
        """Return the turns in cycles of all messages, due or not; events are left out."""
        contents = [message.content for message in self.messages()]
        return [content for content in contents if isinstance(content, CycleTurn)]

    def messages(self) -> list[Message]:
        """Return all messages, due or not."""
        return [decode(message.body) for message in self._messages]

    def _first(self) -> _Waiting:
        return min(self._messages, key=lambda message: message.due_at)

    def _add(self, body: bytes, after: timedelta) -> None:
        now = self._clock.now() if self._clock else _AT_ONCE
        wait = timedelta(seconds=whole_seconds(after)) if self._clock else timedelta()
        self._messages.append(_Waiting(now + wait, body))
