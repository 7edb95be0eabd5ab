"""The queue of cycles in memory, in the format of the wire, by a clock that is turned."""

from datetime import datetime, timedelta

from provisioning.messages import decode_step, encode_step
from provisioning.model import CycleStep
from provisioning.ports import Clock
from provisioning.storage.queue import whole_seconds


class StepsInMemory:
    """StepQueue port. A message stays until it is removed, so that it can be delivered again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._messages: list[tuple[datetime, bytes]] = []

    def __len__(self) -> int:
        return len(self._messages)

    async def put(self, step: CycleStep, after: timedelta = timedelta()) -> None:
        """See ports.StepQueue."""
        due_at = self._clock.now() + timedelta(seconds=whole_seconds(after))
        self._messages.append((due_at, encode_step(step)))
        self._messages.sort(key=lambda message: message[0])

    def due(self) -> list[CycleStep]:
        """Return the steps whose time has come, the longest due first, without removing them."""
        return [decode_step(message) for due_at, message in self._messages if due_at <= self._clock.now()]

    def next_at(self) -> datetime | None:
        """Return when the next step is due, or has been; None when there is none."""
        return self._messages[0][0] if self._messages else None

    def remove_first(self) -> None:
        """Remove the message that is longest due, or due next."""
        del self._messages[0]

    def everything(self) -> list[CycleStep]:
        """Return the steps of all messages, due or not."""
        return [decode_step(message) for _, message in self._messages]
