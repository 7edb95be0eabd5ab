"""What an administrator must know: alerts, the trail of administrative acts, and where the app cannot work."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field, JsonValue

from provisioning.fields import Frozen, Instant


class AlertKind(StrEnum):
    """What an alert is about."""

    FAILED_CYCLE = "failedCycle"
    FAILURES = "failures"
    PARKED = "parked"
    WAITING_MESSAGES = "waitingMessages"
    STAGED_DISABLES = "stagedDisables"
    QUARANTINE = "quarantine"
    LATE_DISABLES = "lateDisables"
    SILENT_SOURCE = "silentSource"
    EXPIRING = "expiringSecret"
    MISCONFIGURED = "misconfigured"
    NOT_NOTIFIED = "notNotified"
    CANNOT_TELL = "cannotTell"


class Alert(Frozen):
    """Something that an administrator must look at, for as long as it is so.

    `key` stays the same for as long as it is the same matter, so that it is told of once; `sentence` names nobody but
    by display name and employee id, and says what to do; `since` is UTC.

    `count` says of how many people, messages or disables it tells, so that it is told again when it has grown. `marks`
    stand for those whom nobody may join unseen, a mark each: then whoever comes to them is told of.
    `part` is the part of the app that tells it: while that cannot be looked at, the alert is not over.
    """

    kind: AlertKind
    key: str
    sentence: str
    since: Instant
    count: int = 1
    marks: tuple[str, ...] = ()
    part: str = ""


class AuditEntry(Frozen):
    """One administrative act, or one decision of the app about itself. `at` is UTC; `by` names who, in words.

    `action` is a word like `disables.approved` or `quarantine.entered`; `details` holds figures and ids, no personal
    data beyond employee ids.
    """

    id: str
    at: Instant
    by: str
    action: str
    sentence: str
    details: Mapping[str, JsonValue] = Field(default_factory=dict)


class Quarantine(Frozen):
    """Where the app cannot work, for a reason of our own side: credentials, consent, or settings.

    Attributes:
        where: `entra`, `settings`, or an HR system's name.
        reason: A sentence that says what to put right.
        since: When it began (UTC).
        tries: How often it was tried since, in vain.
        next_try_at: When it is tried again (UTC).
        ended_at: When it ended (UTC), while that is still being written down; it keeps nobody waiting then.
    """

    where: str
    reason: str
    since: Instant
    tries: int = 0
    next_try_at: Instant
    ended_at: Instant | None = Field(default=None, exclude_if=lambda at: at is None)


class Retry(Frozen):
    """How often a message failed for a passing reason, since when, and when last (UTC).

    Time in which it was held back, because the app could not work at all, does not count: `since` moves on by it.
    """

    attempts: int
    since: Instant
    failed_at: Instant


class ParkedMessage(Frozen):
    """A message that is not tried any more until an administrator replays it; nothing of it is lost.

    Attributes:
        id: Names it in the API; see parked_ids.
        body: The message as it stood on the queue, in base64.
        reason: Why, as a sentence.
        parked_at: When (UTC).
        since: When it first failed (UTC), if that is known.
        attempts: How often it failed.
        source: Whose person it is about, if the message can be read.
        employee_id: The person.
    """

    id: str
    body: str
    reason: str
    parked_at: Instant
    since: Instant | None = None
    attempts: int = 0
    source: str | None = None
    employee_id: str | None = None
