"""When accounts were to be blocked, and when they were."""

from provisioning.fields import Frozen, Instant


class DisableTiming(Frozen):
    """How late one disable was. Times are UTC.

    Attributes:
        due_at: When the account should have been blocked.
        done_at: When it was.
        late_seconds: The time between the two, in whole seconds.
        after_approval: It was staged, and waited for an administrator.
    """

    due_at: Instant
    done_at: Instant
    late_seconds: int
    after_approval: bool = False


class DoneDisable(Frozen):
    """A disable that took effect, and whose account it was about."""

    source: str
    employee_id: str
    timing: DisableTiming
