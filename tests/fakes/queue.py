"""The queue of events in memory, in the format of the wire."""

from provisioning.model import HrEvent
from provisioning.storage.queue import decode, encode


class QueueInMemory:
    """EventQueue port. A message stays until it is removed, so that it can be delivered again."""

    def __init__(self) -> None:
        self._messages: list[bytes] = []

    def __len__(self) -> int:
        return len(self._messages)

    async def put(self, event: HrEvent) -> None:
        """See ports.EventQueue."""
        self._messages.append(encode(event))

    def first(self) -> HrEvent:
        """Return the event of the message that is next, without removing it."""
        return decode(self._messages[0])

    def remove_first(self) -> None:
        """Remove the message that is next."""
        del self._messages[0]

    def everything(self) -> list[HrEvent]:
        """Return the events of all messages."""
        return [decode(message) for message in self._messages]
