"""The employee store in memory, with Table Storage's rules: an ETag for each state, and indexes kept along."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from itertools import count

from provisioning.model import EmployeeRecord
from provisioning.ports import ConcurrentChange, DueReview, OverdueDisable, StoredRecord

type Person = tuple[str, str]


class EmployeesInMemory:
    """EmployeeStore port. `saves` counts what was written."""

    def __init__(self) -> None:
        self._records: dict[Person, StoredRecord] = {}
        self._owners: dict[str, Person] = {}
        self._etags = count(1)
        self.saves = 0

    async def read(self, source: str, employee_id: str) -> StoredRecord:
        """See ports.EmployeeStore."""
        unknown = StoredRecord(EmployeeRecord(source=source, employee_id=employee_id))
        return self._records.get((source, employee_id), unknown)

    async def save(self, before: StoredRecord, after: EmployeeRecord) -> StoredRecord:
        """See ports.EmployeeStore."""
        current = await self.read(after.source, after.employee_id)
        if current.etag != before.etag:
            raise ConcurrentChange
        return self._store(after)

    async def everybody(self, source: str) -> AsyncIterator[EmployeeRecord]:
        """See ports.EmployeeStore."""
        for stored in list(self._records.values()):
            if stored.record.source == source:
                yield stored.record

    async def claim(self, account_id: str, source: str, employee_id: str) -> Person:
        """See ports.EmployeeStore."""
        return self._owners.setdefault(account_id, (source, employee_id))

    async def owner(self, account_id: str) -> Person | None:
        """See ports.EmployeeStore."""
        return self._owners.get(account_id)

    async def count_owned(self) -> int:
        """See ports.EmployeeStore."""
        return len(self._owners)

    async def pass_on(self, account_id: str, source: str, before: str, after: str) -> Person:
        """See ports.EmployeeStore."""
        if self._owners.get(account_id) in {None, (source, before)}:
            self._owners[account_id] = source, after
        return self._owners[account_id]

    async def due(self, source: str, until: datetime) -> AsyncIterator[DueReview]:
        """See ports.EmployeeStore."""
        records = [stored.record for (of, _), stored in self._records.items() if of == source]
        waiting = [(record.review_at, record.employee_id) for record in records if record.review_at]
        for review_at, employee_id in sorted(waiting):
            if review_at <= until:
                yield DueReview(source, employee_id, review_at)

    async def done(self, review: DueReview) -> None:
        """See ports.EmployeeStore."""
        record = (await self.read(review.source, review.employee_id)).record
        if record.review_at == review.review_at:
            self._store(record.model_copy(update={"review_at": None}))

    async def overdue(self, source: str) -> AsyncIterator[OverdueDisable]:
        """See ports.EmployeeStore."""
        records = [stored.record for (of, _), stored in self._records.items() if of == source]
        for since, employee_id in sorted((r.overdue_since, r.employee_id) for r in records if r.overdue_since):
            yield OverdueDisable(source, employee_id, since)

    async def waiting_for(self, source: str, manager_id: str) -> Sequence[str]:
        """See ports.EmployeeStore."""
        records = (stored.record for stored in self._records.values())
        return [r.employee_id for r in records if (r.source, r.waiting_for_manager) == (source, manager_id)]

    async def release(self, source: str, employee_id: str) -> int:
        """See ports.EmployeeStore."""
        tied = [account_id for account_id, owner in self._owners.items() if owner == (source, employee_id)]
        for account_id in tied:
            del self._owners[account_id]
        return len(tied)

    async def remove(self, stored: StoredRecord) -> None:
        """See ports.EmployeeStore."""
        current = await self.read(stored.record.source, stored.record.employee_id)
        if current.etag != stored.etag:
            raise ConcurrentChange
        self._records.pop((stored.record.source, stored.record.employee_id), None)

    async def sources(self) -> AsyncIterator[str]:
        """See ports.EmployeeStore."""
        for source in sorted({source for source, _ in self._records}):
            yield source

    def _store(self, record: EmployeeRecord) -> StoredRecord:
        self.saves += 1
        stored = StoredRecord(record, f'"{next(self._etags)}"')
        self._records[record.source, record.employee_id] = stored
        return stored
