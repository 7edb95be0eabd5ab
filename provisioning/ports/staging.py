"""What keeps disables within the threshold, and the batches that administrators decide about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from provisioning.model import Batch, BatchStatus, Disables, EmployeeRecord, StagedDisable, StagedState

type Person = tuple[str, str]
"""Source and employee id."""


class DisableReader(Protocol):
    """Tells what is known of disables; it changes nothing."""

    async def known(self, record: EmployeeRecord, window: timedelta, now: datetime) -> Disables:
        """Return what is known of disables when one of this person is to be decided.

        Args:
            record: The person.
            window: How long a disable counts.
            now: UTC.

        Raises:
            TemporaryFailure: It cannot be told; then nobody is disabled.
        """
        ...


class DisableLedger(Protocol):
    """Keeps whose accounts were disabled lately, for all instances."""

    async def count(self, person: Person, window: timedelta, now: datetime) -> tuple[int, bool]:
        """Return how many people's accounts were disabled within the window, and whether this person's was."""
        ...

    async def take(self, person: Person, allowed: int | None, window: timedelta, now: datetime) -> bool:
        """Count a disable that is about to be made; return False, and count nothing, when there is no room for it.

        Whoever is counted within the window passes again, and counts from now on; so to repeat it is harmless.

        Args:
            person: Whose account is to be disabled.
            allowed: How many may be within the window; None for any number.
            window: How long a disable counts.
            now: UTC.

        Raises:
            TemporaryFailure: Others kept taking places at the same time, or the store did not answer.
        """
        ...


@dataclass(frozen=True, slots=True)
class Added:
    """The batch into which a disable was put. `new`: it was not in it before; the first one opens the batch."""

    batch: Batch
    new: bool


@dataclass(frozen=True, slots=True)
class BatchPage:
    """Batches, the latest first, and where the next page starts (None: there is none)."""

    batches: Sequence[Batch]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class StagedPage:
    """Disables of a batch, in a fixed order, and where the next page starts (None: there is none)."""

    disables: Sequence[StagedDisable]
    cursor: str | None


class BatchStore(Protocol):
    """Keeps the batches of staged disables. One batch is open at most; a person is in it once."""

    async def add(self, disable: StagedDisable, new: Batch) -> Added:
        """Put a disable into the batch that is open, whichever that is; without one, `new` is opened.

        Adding the same person again changes no more than what is said of them.

        Raises:
            TemporaryFailure: Others kept changing the batch, or the store did not answer.
        """
        ...

    async def settle(self, batch_id: str, person: Person, state: StagedState) -> None:
        """Say what became of a disable. DONE and KEPT are final; of a disable that is not there, nothing is kept."""
        ...

    async def decide(self, batch_id: str, status: BatchStatus, by: str, at: datetime, expected: int | None) -> Batch:
        """Close a batch with a decision, and return it; the same decision again changes nothing.

        Args:
            batch_id: One that was opened.
            status: APPROVED or REJECTED.
            by: Who decides, in words.
            at: When (UTC).
            expected: How many disables whoever decides saw in it; None if that does not matter.

        Raises:
            ConcurrentChange: The batch holds another number of disables by now.
            Refused: It was decided otherwise before, or there is none of this id. The text is a sentence.
        """
        ...

    async def open(self) -> Batch | None:
        """Return the batch that waits for a decision, or None."""
        ...

    async def read(self, batch_id: str) -> Batch | None:
        """Return a batch, or None if there is none of this id."""
        ...

    async def listed(self, cursor: str | None = None, limit: int = 50) -> BatchPage:
        """Return a page of batches, the latest first.

        Raises:
            BadCursor: The cursor is not one that an earlier page gave.
        """
        ...

    async def people(self, batch_id: str, cursor: str | None = None, limit: int = 50) -> StagedPage:
        """Return a page of the disables of a batch.

        Raises:
            BadCursor: The cursor is not one that an earlier page gave.
        """
        ...

    async def states(self, batch_id: str) -> Mapping[StagedState, int]:
        """Return how many disables of a batch are in which state."""
        ...

    async def disable(self, batch_id: str, person: Person) -> StagedDisable | None:
        """Return a person's disable in a batch, or None if there is none."""
        ...

    async def forget_name(self, batch_id: str, person: Person) -> None:
        """Take what tells of a person out of their disable, which stays as one of its batch.

        What was not decided is withdrawn. Repeating it, or of a disable that is not there, changes nothing.
        """
        ...
