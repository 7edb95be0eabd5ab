"""What is kept of provisioning cycles, and of the people that they still have to work off."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from provisioning.model import Cycle, CycleItem, SourceState, Status


@dataclass(frozen=True, slots=True)
class StoredCycle:
    """A cycle as read from the store."""

    cycle: Cycle
    etag: str


@dataclass(frozen=True, slots=True)
class CyclePage:
    """Cycles, the latest first, and where the next page starts (None: there is none)."""

    cycles: Sequence[Cycle]
    cursor: str | None


class CycleStore(Protocol):
    """Keeps cycles, what the next one of a source needs of the earlier ones, and the items of those under way."""

    async def state(self, source: str) -> SourceState:
        """Return what earlier cycles of a source left; an empty state if there were none."""
        ...

    async def start(self, cycle: Cycle) -> Cycle:
        """Store a new cycle as the one under way of its source; return the one that is under way then.

        That is another one if another had not ended; starting the same cycle again changes nothing.
        """
        ...

    async def read(self, cycle_id: str) -> StoredCycle | None:
        """Read a cycle; None when there is none of this id."""
        ...

    async def save(self, before: StoredCycle, after: Cycle) -> StoredCycle:
        """Store a cycle that goes on.

        Raises:
            ConcurrentChange: The stored one is no longer the one in `before`.
        """
        ...

    async def end(self, before: StoredCycle, after: Cycle, state: SourceState) -> None:
        """Store a cycle that ended, and what it leaves for the next one, all or nothing.

        `state` names no cycle as running. It is stored as it is, unless another cycle of the source is under way.
        Repeating it with the same `after` changes nothing.

        Raises:
            ConcurrentChange: The stored one is no longer the one in `before`.
        """
        ...

    async def listed(self, source: str | None = None, cursor: str | None = None, limit: int = 50) -> CyclePage:
        """Read a page of cycles, of one source or of all, the latest first.

        Raises:
            BadCursor: The cursor is not one that an earlier page gave.
        """
        ...

    async def add_items(self, cycle_id: str, items: Iterable[CycleItem]) -> None:
        """Store items that are not done yet, a hundred a transaction; those of the same number are replaced."""
        ...

    async def item(self, cycle_id: str, number: int) -> CycleItem | None:
        """Return an item that is not done yet; None when it is done, or was taken away."""
        ...

    async def done(self, cycle_id: str, number: int, status: Status) -> None:
        """Note how an item ended; of an item that is done already, that changes nothing."""
        ...

    async def open_items(self, cycle_id: str, first: int, last: int, at_most: int) -> int:
        """Return how many items from number `first` to `last` are not done yet, or `at_most` if there are more."""
        ...

    async def outcomes(self, cycle_id: str) -> Mapping[Status, int]:
        """Return how many items ended with which status."""
        ...

    async def forget_items(self, cycle_id: str) -> None:
        """Take away the items of a cycle, done or not; repeating it changes nothing."""
        ...

    async def items_about(self, cycle_id: str, employee_id: str) -> Sequence[CycleItem]:
        """Return the items about a person that are not done yet; this reads all that are not."""
        ...

    def with_items(self) -> AsyncIterator[str]:
        """Yield the ids of cycles of which there are items, whether or not there is such a cycle."""
        ...

    async def forget_before(self, before: datetime, at_most: int) -> int:
        """Delete cycles that began before this time and have ended, with their items; see ports.Forgets."""
        ...
