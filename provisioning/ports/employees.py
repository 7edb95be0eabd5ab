"""What is kept of people."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from provisioning.model import EmployeeRecord


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as read from the store. `etag` None: not stored yet."""

    record: EmployeeRecord
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class DueReview:
    """A person whose time to be looked at has come."""

    source: str
    employee_id: str
    review_at: datetime


@dataclass(frozen=True, slots=True)
class OverdueDisable:
    """A person whose account is to be blocked since then (UTC), and is not."""

    source: str
    employee_id: str
    since: datetime


class EmployeeStore(Protocol):
    """Keeps one record a person, who is due when, and who waits for which manager."""

    async def read(self, source: str, employee_id: str) -> StoredRecord:
        """Read a record; an empty one without etag when the person is not known yet."""
        ...

    async def save(self, before: StoredRecord, after: EmployeeRecord) -> StoredRecord:
        """Store a record together with its entries in the due index and among those who wait, all or nothing.

        Raises:
            ConcurrentChange: The stored record is no longer the one in `before`.
        """
        ...

    def everybody(self, source: str) -> AsyncIterator[EmployeeRecord]:
        """Yield the record of everybody of a source, a page at a time."""
        ...

    async def claim(self, account_id: str, source: str, employee_id: str) -> tuple[str, str]:
        """Tie an account to a person unless it is tied already; return (source, employee id) of who holds it."""
        ...

    async def owner(self, account_id: str) -> tuple[str, str] | None:
        """Return (source, employee id) of the person that an account is tied to, or None."""
        ...

    async def count_owned(self) -> int:
        """Return how many accounts are tied to people of any source; reads a thousand keys a transaction."""
        ...

    async def pass_on(self, account_id: str, source: str, before: str, after: str) -> tuple[str, str]:
        """Tie an account to another person of the same source, if it is tied to `before` or to nobody.

        Args:
            account_id: The account.
            source: The HR system.
            before: The id under which it knew the person.
            after: The id under which it knows the person now.

        Returns:
            (source, employee id) of who holds the account then; repeating it changes nothing.
        """
        ...

    def due(self, source: str, until: datetime) -> AsyncIterator[DueReview]:
        """Yield who is due at or before `until`, the longest due first; reads nothing else."""
        ...

    async def done(self, review: DueReview) -> None:
        """Take a due entry off the index; no error when it is gone already."""
        ...

    def overdue(self, source: str) -> AsyncIterator[OverdueDisable]:
        """Yield whose record says `overdue_since`, the longest overdue first; reads nothing else."""
        ...

    async def waiting_for(self, source: str, manager_id: str) -> Sequence[str]:
        """Return the ids of employees who wait for this manager to have an account."""
        ...

    async def release(self, source: str, employee_id: str) -> int:
        """Untie every account that is tied to a person, and return how many; repeating it changes nothing."""
        ...

    async def remove(self, stored: StoredRecord) -> None:
        """Take a record away, together with its entries in the indexes; without etag it was not there.

        Raises:
            ConcurrentChange: The stored record is no longer this one.
        """
        ...

    def sources(self) -> AsyncIterator[str]:
        """Yield every source of which somebody is known, also those from which nothing is taken any more."""
        ...
