"""Disables that are staged and not done, because there are too many at once."""

from enum import StrEnum

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

    `allowed` and `window_hours` say which threshold was reached when it was opened.
    """

    id: str
    status: BatchStatus = BatchStatus.OPEN
    opened_at: Instant
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


class Staged(Frozen):
    """What a person's record keeps of a staged disable: its batch, and because of what it was staged."""

    batch: str
    because: str
    at: Instant
