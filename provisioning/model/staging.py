"""Disables that are staged and not done, because there are too many at once."""

from enum import StrEnum
from typing import Self

from provisioning.fields import Frozen, Instant


class BatchStatus(StrEnum):
    """What an administrator decided about a batch."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"


class StagedState(StrEnum):
    """What became of one staged disable."""

    STAGED = "staged"
    DONE = "done"  # approved, and the account is disabled
    KEPT = "kept"  # rejected, and the account is left as it is
    WITHDRAWN = "withdrawn"  # the person is not to be disabled any more


class Batch(Frozen):
    """Staged disables that are approved or rejected together. Times are UTC.

    `allowed` and `window_hours` say which threshold was reached when it was opened; `count` is how many disables were
    ever put into it.
    """

    id: str
    status: BatchStatus = BatchStatus.OPEN
    opened_at: Instant
    count: int = 0
    allowed: int
    window_hours: int
    decided_at: Instant | None = None
    decided_by: str | None = None


class StagedDisable(Frozen):
    """One disable of a batch. `due_at` is when the account should have been disabled (UTC)."""

    batch: str
    source: str
    employee_id: str
    display_name: str | None = None
    user_principal_name: str | None = None
    reason: str
    due_at: Instant
    staged_at: Instant
    state: StagedState = StagedState.STAGED

    def nameless(self) -> Self:
        """Return what is left of it when the person is erased; what was not decided is not staged any more."""
        state = StagedState.WITHDRAWN if self.state is StagedState.STAGED else self.state
        erased = {"display_name": None, "user_principal_name": None, "reason": "erased", "state": state}
        return self.model_copy(update=erased)


class Staged(Frozen):
    """What a person's record keeps of a staged disable: its batch, why it was staged, and since when it is due (UTC).

    `at` is when it was staged (UTC).
    """

    batch: str
    because: str
    at: Instant
    due_at: Instant | None = None


class Disables(Frozen):
    """What is known of disables when it is decided about one.

    Attributes:
        disabled: How many people's accounts were disabled within the window.
        passed: Whether this person is one of them.
        linked: How many accounts are linked to people.
        batch: The batch in which this person's disable is staged, by their record.
    """

    disabled: int
    passed: bool
    linked: int
    batch: Batch | None = None


class Passage(StrEnum):
    """How a disable gets past the threshold, or why it does not."""

    ROOM = "room"  # fewer were disabled than are allowed
    IMMEDIATE = "immediate"  # the HR system ended access at once: done, and counted, even if more than are allowed
    APPROVED = "approved"  # by an administrator: done, and not counted
    STAGED = "staged"  # not done until an administrator decides
    KEPT = "kept"  # not done, as an administrator rejected it


class Brake(Frozen):
    """What the threshold says of one disable.

    Attributes:
        passage: How it gets past, or why not.
        because: What it is staged because of, as in the record; the same for as long as the HR system says nothing new.
        reason: The part of a sentence that tells why the account is to be disabled.
        allowed: How many disables the threshold allows within its window.
    """

    passage: Passage
    because: str
    reason: str
    allowed: int

    @property
    def goes(self) -> bool:
        """Whether the account is disabled."""
        return self.passage not in {Passage.STAGED, Passage.KEPT}
