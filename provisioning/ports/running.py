"""What keeps the app going: the queue of events, and the clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from provisioning.model import CycleStep, CycleTurn, HrEvent, Retry


@dataclass(frozen=True, slots=True)
class Message:
    """What is taken from the queue of events.

    Attributes:
        content: An event, or a person's turn in a cycle.
        retry: How it failed before.
        deliveries: How often the queue has delivered it as it is; more than once means that a worker ended, or could
            not put it back, in the middle of it.
    """

    content: HrEvent | CycleTurn
    retry: Retry | None = None
    deliveries: int = 1


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


class MessageQueue(EventQueue, Protocol):
    """The queue of events as the worker sees it, who may have to keep what it cannot read."""

    async def put_raw(self, body: bytes, after: timedelta) -> None:
        """Put a message on the queue as it was taken from there, to be taken not before this time has gone by."""
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
