"""What keeps disables within the threshold, in memory."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from provisioning.linked_accounts import LinkedAccounts
from provisioning.model import Batch, BatchStatus, StagedDisable, StagedState
from provisioning.ports import Added, BadCursor, BatchPage, ConcurrentChange, EmployeeStore, Person, Refused, StagedPage
from provisioning.staging import Staging
from tests.fakes.audit import AuditInMemory

_FINAL = {StagedState.DONE, StagedState.KEPT}


class LedgerInMemory:
    """DisableLedger port. `taken` holds each place that was taken, in order."""

    def __init__(self) -> None:
        self._disabled: dict[Person, datetime] = {}
        self.taken: list[tuple[datetime, Person]] = []

    async def count(self, person: Person, window: timedelta, now: datetime) -> tuple[int, bool]:
        """See ports.DisableLedger."""
        within = self._within(window, now)
        return len(within), person in within

    async def take(self, person: Person, allowed: int | None, window: timedelta, now: datetime) -> bool:
        """See ports.DisableLedger."""
        within = self._within(window, now)
        if allowed is not None and len(within) >= allowed and person not in within:
            return False
        self._disabled[person] = now
        self.taken.append((now, person))
        return True

    def _within(self, window: timedelta, now: datetime) -> set[Person]:
        return {person for person, at in self._disabled.items() if now - at < window}


class BatchesInMemory:
    """BatchStore port."""

    def __init__(self) -> None:
        self._batches: dict[str, Batch] = {}
        self._disables: dict[str, dict[Person, StagedDisable]] = {}

    async def add(self, disable: StagedDisable, new: Batch) -> Added:
        """See ports.BatchStore."""
        batch = await self.open() or new
        disables = self._disables.setdefault(batch.id, {})
        person = disable.source, disable.employee_id
        known = disables.get(person)
        disable = disable.model_copy(update={"batch": batch.id})
        if known and known == disable.model_copy(update={"staged_at": known.staged_at, "due_at": known.due_at}):
            return Added(batch, new=False)
        disables[person] = disable
        self._batches[batch.id] = batch.model_copy(update={"count": len(disables)})
        return Added(self._batches[batch.id], new=known is None)

    async def settle(self, batch_id: str, person: Person, state: StagedState) -> None:
        """See ports.BatchStore."""
        disables = self._disables.get(batch_id, {})
        if person in disables and disables[person].state not in _FINAL:
            disables[person] = disables[person].model_copy(update={"state": state})

    async def decide(self, batch_id: str, status: BatchStatus, by: str, at: datetime, expected: int | None) -> Batch:
        """See ports.BatchStore."""
        batch = self._batches.get(batch_id)
        if batch is None:
            raise Refused(f"there is no batch {batch_id[:100]!r}")
        if batch.status is status:
            return batch
        if batch.status is not BatchStatus.OPEN:
            raise Refused(f"the batch was {batch.status} by {batch.decided_by} already; a decision stands")
        if expected not in {None, batch.count}:
            raise ConcurrentChange
        decided = batch.model_copy(update={"status": status, "decided_by": by, "decided_at": at})
        self._batches[batch_id] = decided
        return decided

    async def open(self) -> Batch | None:
        """See ports.BatchStore."""
        return next((batch for batch in self._batches.values() if batch.status is BatchStatus.OPEN), None)

    async def read(self, batch_id: str) -> Batch | None:
        """See ports.BatchStore."""
        return self._batches.get(batch_id)

    async def listed(self, cursor: str | None = None, limit: int = 50) -> BatchPage:
        """See ports.BatchStore. A cursor is how many were shown, as text."""
        shown = _number(cursor)
        latest_first = sorted(self._batches.values(), key=lambda batch: batch.opened_at, reverse=True)
        page = latest_first[shown : shown + limit]
        return BatchPage(page, str(shown + limit) if shown + limit < len(latest_first) else None)

    async def people(self, batch_id: str, cursor: str | None = None, limit: int = 50) -> StagedPage:
        """See ports.BatchStore. A cursor is how many were shown, as text."""
        shown = _number(cursor)
        disables = [disable for _, disable in sorted(self._disables.get(batch_id, {}).items())]
        return StagedPage(
            disables[shown : shown + limit], str(shown + limit) if shown + limit < len(disables) else None
        )

    async def states(self, batch_id: str) -> Mapping[StagedState, int]:
        """See ports.BatchStore."""
        return Counter(disable.state for disable in self._disables.get(batch_id, {}).values())

    async def disable(self, batch_id: str, person: Person) -> StagedDisable | None:
        """See ports.BatchStore."""
        return self._disables.get(batch_id, {}).get(person)

    async def forget_name(self, batch_id: str, person: Person) -> None:
        """See ports.BatchStore."""
        known = await self.disable(batch_id, person)
        if known:
            self._disables[batch_id][person] = known.nameless()


def _number(cursor: str | None) -> int:
    if cursor and not cursor.isdecimal():
        raise BadCursor(cursor)
    return int(cursor or 0)


def staging_in_memory(employees: EmployeeStore) -> Staging:
    """Return what holds disables against the threshold, with nobody disabled yet."""
    return Staging(LedgerInMemory(), BatchesInMemory(), AuditInMemory(), LinkedAccounts(employees))
