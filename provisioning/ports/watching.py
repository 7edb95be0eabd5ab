"""What tells administrators how things stand: alerts, the audit trail, and what is kept for them to decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import JsonValue

from provisioning.model import Alert, AuditEntry, ParkedMessage, Quarantine
from provisioning.settings import Settings


@dataclass(frozen=True, slots=True)
class Sight:
    """How one part of the app stands: what an administrator must know, and figures for health and metrics."""

    alerts: Sequence[Alert] = ()
    figures: Mapping[str, JsonValue] = field(default_factory=dict)


class Watched(Protocol):
    """A part of the app that can be looked at. `name` is that of its figures in `/api/health`."""

    @property
    def name(self) -> str:
        """Such as `quarantine`."""
        ...

    async def look(self, settings: Settings, now: datetime) -> Sight:
        """Tell how the part stands at `now` (UTC), with a few table reads at most.

        Raises:
            TemporaryFailure: It cannot be told.
        """
        ...


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Audit entries, newest first, and where the next page starts (None: there is none)."""

    entries: Sequence[AuditEntry]
    cursor: str | None


class AuditTrail(Protocol):
    """Keeps who decided what, and what the app decided about itself."""

    async def write(self, entry: AuditEntry) -> None:
        """Add an entry; writing the same entry again changes nothing."""
        ...

    async def read(self, cursor: str | None = None, limit: int = 50) -> AuditPage:
        """Read one page, newest first.

        Raises:
            BadCursor: The cursor is not one that an earlier page gave.
        """
        ...

    async def forget_before(self, before: datetime, at_most: int) -> int:
        """Delete entries from before this time (UTC); see ports.Forgets."""
        ...


@dataclass(frozen=True, slots=True)
class ParkedPage:
    """Parked messages, in the order of their ids, and where the next page starts (None: there is none)."""

    messages: Sequence[ParkedMessage]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class ParkedCount:
    """How many messages are parked, and since when the oldest one is (UTC)."""

    count: int = 0
    oldest: datetime | None = None


class ParkedStore(Protocol):
    """Keeps messages that are not tried any more."""

    async def add(self, message: ParkedMessage) -> None:
        """Keep a message; adding the same one again changes nothing."""
        ...

    async def read(self, message_id: str) -> ParkedMessage | None:
        """Return a message, or None if there is none of this id."""
        ...

    async def page(self, cursor: str | None = None, limit: int = 50, of: tuple[str, str] | None = None) -> ParkedPage:
        """Return a page of all messages, or of those of one person: (source, employee id).

        Raises:
            BadCursor: The cursor is not one that an earlier page gave.
        """
        ...

    async def count(self) -> ParkedCount:
        """Count them, without reading the messages themselves."""
        ...

    async def remove(self, message_id: str) -> None:
        """Remove a message; no error when it is gone already."""
        ...


class QuarantineStore(Protocol):
    """Keeps where the app cannot work, for all instances."""

    async def all(self) -> Sequence[Quarantine]:
        """Return every quarantine there is, in one transaction."""
        ...

    async def save(self, before: Quarantine | None, after: Quarantine | None) -> None:
        """Begin (`before` None), change or end (`after` None) one.

        Raises:
            ConcurrentChange: What is stored is no longer what `before` says.
        """
        ...


class Gate(Protocol):
    """Knows where the app cannot work, so that nothing is tried there in vain."""

    async def holds(self, source: str, *, needs_source: bool = True) -> timedelta | None:
        """Return for how long a message about a person of this source is to wait, or None: it may go on.

        Whoever asks when the time for another try has come is let through, and is that try. What can be done without
        the HR system (`needs_source` False) does not wait for it; see rules.quarantine.needs_source.

        Raises:
            TemporaryFailure: It cannot be told.
        """
        ...

    async def closed(self, source: str | None = None) -> Quarantine | None:
        """Return what keeps everybody from being worked on, or everybody of a source; None if nothing does.

        To ask is no try.

        Raises:
            TemporaryFailure: It cannot be told.
        """
        ...

    async def let_through(self, source: str) -> None:
        """Say that the attempt that comes now is a try, as an administrator asks for it.

        Raises:
            TemporaryFailure: It cannot be told whether there is anything to try.
        """
        ...

    async def failed(self, fault: Exception, *, about: str | None = None) -> None:
        """Say what an attempt failed of; an OwnFault begins a quarantine, unless it was about this attempt alone.

        `about` is the employee id of the person whom it was about, if it was about one: others are asked for then.
        """
        ...

    async def worked(self, source: str) -> None:
        """Say that an attempt ended well; if it was a try, that ends the quarantine once a call of our own works."""
        ...


class Reachable(Protocol):
    """Something outside that can be asked whether it takes our credential."""

    async def reach(self) -> None:
        """Make one cheap call that needs what everything else needs.

        Raises:
            OwnFault: It does not take our credential, or a consent is missing.
            TemporaryFailure: It did not answer.
        """
        ...


class QueueLength(Protocol):
    """A queue whose messages can be counted."""

    async def length(self) -> int:
        """Return about how many messages there are, hidden ones as well."""
        ...


class QueueDepth(QueueLength, Protocol):
    """A queue of which it can be told how long its messages wait."""

    async def first_put_at(self) -> datetime | None:
        """Return when the message that is next was put (UTC), or None if all there are wait on purpose."""
        ...


class HeardStore(Protocol):
    """Keeps when each source was last heard, for all instances."""

    async def heard(self) -> Mapping[str, datetime]:
        """Return when each source that ever sent an event last did (UTC), in one transaction."""
        ...

    async def note(self, source: str, at: datetime) -> None:
        """Note that a source was heard (UTC); an older note of another instance may take its place for minutes."""
        ...
