"""The queue of events in memory, in the format of the wire."""

from provisioning.model import CycleTurn, HrEvent
from provisioning.storage.queue import decode, encode


class QueueInMemory:
    """EventQueue port. A message stays until it is removed, so that it can be delivered again."""

    def __init__(self) -> None:
        self._messages: list[bytes] = []

    def __len__(self) -> int:
        return len(self._messages)

    async def put(self, message: HrEvent | CycleTurn) -> None:
        """See ports.EventQueue."""
        self._messages.append(encode(message))

    def first(self) -> HrEvent | CycleTurn:
        """Return what the message holds that is next, without removing it."""
        return decode(self._messages[0])

    def remove_first(self) -> None:
        """Remove the message that is next."""
        del self._messages[0]

    def everything(self) -> list[HrEvent]:
        """Return the events of all messages; turns in cycles are left out."""
        return [message for message in map(decode, self._messages) if isinstance(message, HrEvent)]

    def turns(self) -> list[CycleTurn]:
        """Return the turns in cycles of all messages; events are left out."""
        return [message for message in map(decode, self._messages) if isinstance(message, CycleTurn)]
