"""What keeps the app going: the queue of events, and the clock."""

from datetime import datetime, timedelta
from typing import Protocol

from provisioning.model import CycleStep, CycleTurn, HrEvent, Retry


class EventQueue(Protocol):
    """Takes events to be provisioned; delivers each at least once, in no order."""

    async def put(
        self, message: HrEvent | CycleTurn, after: timedelta = timedelta(), retry: Retry | None = None
    ) -> None:
        """Put an event, or a person's turn in a cycle, on the queue, to stay until it is done.

        Args:
            message: What to put there.
            after: It is not taken before this time has gone by; seven days at most.
            retry: How it failed before.

        Raises:
            MessageTooLarge: It does not fit into one message.
        """
        ...


class StepQueue(Protocol):
    """Takes the steps of cycles; delivers each at least once."""

    async def put(self, step: CycleStep, after: timedelta = timedelta()) -> None:
        """Put a step on the queue, to be taken not before this time has gone by."""
        ...


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the time in UTC, aware."""
        ...
