"""What shall be done for a person and why, and what was done."""

from collections.abc import Mapping
from enum import StrEnum

from provisioning.fields import Frozen, Instant
from provisioning.model.employees import EventType
from provisioning.model.operations import Operation
from provisioning.model.records import DisableCause, LinkOrigin
from provisioning.model.staging import Brake
from provisioning.model.timing import DisableTiming


class StepName(StrEnum):
    """The steps of Entra's provisioning logs."""

    IMPORT = "import"
    SCOPING = "scoping"
    MATCHING = "matching"
    PROCESSING = "processing"
    REFERENCE_RESOLUTION = "referenceResolution"
    EXPORT = "export"


class Status(StrEnum):
    """How a step or a whole attempt ended, in the words of Entra's provisioning logs."""

    SUCCESS = "success"
    WARNING = "warning"
    FAILURE = "failure"
    SKIPPED = "skipped"


class Step(Frozen):
    """One step of an attempt, with a sentence for the administrator."""

    name: StepName
    status: Status
    description: str


class TakenOver(Frozen):
    """The HR id from which an account passes on, and what we had done to the account under it."""

    employee_id: str
    disabled_at: Instant | None = None
    sessions_revoked: bool = False


class Plan(Frozen):
    """What shall be done for one person, decided without doing it.

    `account_id` is the account that the operations are about: None when the plan creates it.
    `found` says that the account was found without a link, and is to be linked: one that was there before, or one that
    we had created without having learnt that.
    `review_at` (UTC) is when to look again whatever happens; None means: when HR next says something.
    `taken_over` names the HR id under which the person was known before, whose account it was.
    `named_after` is what the account's login name is made from now, if that is to be remembered.
    `disables` says that the account is to be blocked now, `disabled_because` why, as in the record, and `due_at` (UTC)
    since when it should have been.
    `brake` says what the threshold makes of a disable; one without it was never held against the threshold.
    `overruled` says that somebody lifted our block, and that it is left so.
    `in_force` is what the record is to remember when every operation took effect; None: what it remembers now.
    """

    steps: tuple[Step, ...]
    operations: tuple[Operation, ...] = ()
    account_id: str | None = None
    found: LinkOrigin | None = None
    skip_reason: str | None = None
    review_at: Instant | None = None
    waiting_for_manager: str | None = None
    taken_over: TakenOver | None = None
    named_after: Mapping[str, str] | None = None
    disables: bool = False
    disabled_because: DisableCause | None = None
    due_at: Instant | None = None
    brake: Brake | None = None
    overruled: bool = False
    in_force: Mapping[str, str] | None = None


class AppliedOperation(Frozen):
    """An operation as it was carried out, with Graph's request ids and, if it failed in part or whole, why.

    `left_out` names the attributes of it that were not written.
    """

    operation: Operation
    status: Status
    request_ids: tuple[str, ...] = ()
    message: str | None = None
    left_out: tuple[str, ...] = ()


class LogEntry(Frozen):
    """One attempt to provision one person. `at` is its start (UTC), `duration_ms` in milliseconds.

    `disable` tells how late the disable was, if one took effect.
    """

    id: str
    at: Instant
    duration_ms: int
    source: str
    employee_id: str
    event_id: str
    event_type: EventType
    status: Status
    reason: str
    steps: tuple[Step, ...]
    operations: tuple[AppliedOperation, ...] = ()
    account_id: str | None = None
    user_principal_name: str | None = None
    review_at: Instant | None = None
    disable: DisableTiming | None = None
