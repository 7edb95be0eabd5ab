"""What keeps the app going: the queue of events, and the clock."""

from datetime import datetime
from typing import Protocol

from provisioning.model import HrEvent


class EventQueue(Protocol):
    """Takes events to be provisioned; delivers each at least once, in no order."""

    async def put(self, event: HrEvent) -> None:
        """Put an event on the queue, to stay until it is done.

        Raises:
            MessageTooLarge: It does not fit into one message.
        """
        ...


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the time in UTC, aware."""
        ...
