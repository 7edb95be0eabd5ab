"""What was done and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from provisioning.model import LogEntry, Status


@dataclass(frozen=True, slots=True)
class LogQuery:
    """Which log entries to read, newest first. Times are UTC; `until` is not included."""

    source: str | None = None
    employee_id: str | None = None
    status: Status | None = None
    since: datetime | None = None
    until: datetime | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class LogPage:
    """Log entries, newest first, and where the next page starts (None: there is none)."""

    entries: Sequence[LogEntry]
    cursor: str | None


class ProvisioningLog(Protocol):
    """Keeps what was done and why."""

    async def write(self, entry: LogEntry) -> None:
        """Add an entry; writing the same entry again changes nothing."""
        ...

    async def read(self, query: LogQuery) -> LogPage:
        """Read one page without a scan.

        Of an employee or a status, that reads one entry more than the page holds; of everything, up to that many of
        each status and day.

        Raises:
            BadCursor: The cursor is not one that an earlier page gave.
        """
        ...

    async def erase(self, source: str, employee_id: str, until: datetime | None = None) -> int:
        """Take away a person's entries of attempts that began before `until` (UTC; None: all); return how many.

        Repeating it, also after a crash in the middle or twice at once, ends with all of them gone.
        """
        ...

    async def forget_before(self, before: datetime, at_most: int) -> int:
        """Delete entries of whole days (UTC) before the one of this time; see ports.Forgets."""
        ...
