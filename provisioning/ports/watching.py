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


@dataclass(frozen=True, slots=True)
class ParkedPage:
    """Parked messages, in the order of their ids, and where the next page starts (None: there is none)."""

    messages: Sequence[ParkedMessage]
    cursor: str | None


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

    async def holds(self, source: str) -> timedelta | None:
        """Return for how long a message about a person of this source is to wait, or None: it may go on.

        Whoever asks when the time for another try has come is let through, and is that try.
        """
        ...

    async def failed(self, fault: Exception) -> None:
        """Say what an attempt failed of; an OwnFault begins a quarantine, or makes it longer."""
        ...

    async def worked(self, source: str) -> None:
        """Say that an attempt reached the HR system and Entra, which ends their quarantine."""
        ...
