"""What a night of deleting, and the erasure of one person, cost in transactions."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from azure.data.tables.aio import TableServiceClient

from provisioning.model import AuditEntry, DisableTiming, DoneDisable, EmployeeRecord, EventType, LogEntry, Status
from provisioning.ports import StoredRecord
from provisioning.storage.audit import TableAuditTrail
from provisioning.storage.employees import TableEmployeeStore
from provisioning.storage.log import TableProvisioningLog
from provisioning.storage.timings import TableTimingStore
from tests.storage.counting import CountingTransport
from tests.storage.own import OwnTables

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=100)


@dataclass(slots=True)
class Counted:
    """Stores on tables of their own, which exist already."""

    transport: CountingTransport
    log: TableProvisioningLog
    audit: TableAuditTrail
    employees: TableEmployeeStore
    timings: TableTimingStore

    def used(self) -> int:
        """Return the number of transactions since the last call."""
        return self.transport.since_last_look().transactions

    async def write(self, count: int, people: int) -> None:
        """Write log entries of one day, of so many people in turn."""
        for n in range(count):
            told = {"id": f"l{n}", "at": NOON + timedelta(seconds=n), "duration_ms": 1, "source": "hr", "steps": ()}
            of_whom = {"employee_id": f"e{n % people}", "event_id": f"v{n}", "event_type": EventType.UPDATED}
            plain = {"status": Status.SUCCESS, "reason": "done"}
            await self.log.write(LogEntry.model_validate(told | of_whom | plain))
        self.used()


@pytest.fixture
async def stores(azurite: str) -> AsyncIterator[Counted]:
    transport = CountingTransport()
    tables = OwnTables(TableServiceClient.from_connection_string(azurite, transport=transport))
    for name in ("provisioninglog", "audit", "employees", "disables"):
        await tables.table(name)
    made = Counted(
        transport,
        TableProvisioningLog(tables),
        TableAuditTrail(tables),
        TableEmployeeStore(tables),
        TableTimingStore(tables),
    )
    made.used()
    yield made
    await tables.close()


DAYS_READ, DAY_DELETED, OTHER_STATUSES = 1, 1, 3
"""Which days there are, the day's mark, and a look at each status that the day has no entry of."""


@pytest.mark.parametrize(("entries", "people"), [(300, 300), (300, 30), (300, 1)])
async def test_old_log_entries_cost_two_transactions_a_person_and_one_a_hundred_of_them(
    stores: Counted, entries: int, people: int
) -> None:
    await stores.write(entries, people)
    assert await stores.log.forget_before(LATER, 1_000) == entries
    of_people = people * (1 + -(-entries // people // 100))
    of_the_day = 1 + entries // 100
    assert stores.used() == DAYS_READ + of_people + of_the_day + OTHER_STATUSES + DAY_DELETED


async def test_a_night_without_old_entries_costs_one_read(stores: Counted) -> None:
    await stores.write(3, 3)
    assert await stores.log.forget_before(NOON, 1_000) == 0
    assert stores.used() == 1


async def test_a_persons_log_costs_one_read_and_two_transactions_a_hundred_of_a_day(stores: Counted) -> None:
    await stores.write(250, 1)
    assert await stores.log.erase("hr", "e0") == 250
    assert stores.used() == 1 + 2 * 3


async def test_an_audit_entry_is_one_transaction_and_a_thousand_old_ones_are_eleven(stores: Counted) -> None:
    for n in range(300):
        await stores.audit.write(AuditEntry(id=f"a{n}", at=NOON, by="x", action="x", sentence="x"))
    assert stores.used() == 300
    assert await stores.audit.forget_before(LATER, 1_000) == 300
    assert stores.used() == 1 + 3


async def test_three_hundred_old_disables_are_four_transactions(stores: Counted) -> None:
    for n in range(300):
        timing = DisableTiming(due_at=NOON, done_at=NOON + timedelta(seconds=n), late_seconds=n)
        await stores.timings.add(DoneDisable(source="hr", employee_id=f"e{n}", timing=timing))
    assert stores.used() == 300
    assert await stores.timings.forget_before(LATER, 1_000) == 300
    assert stores.used() == 1 + 3


async def test_a_record_is_emptied_untied_and_removed_in_four_transactions(stores: Counted) -> None:
    record = EmployeeRecord(source="hr", employee_id="e1", review_at=NOON, shared_key="x")
    stored = await stores.employees.save(StoredRecord(EmployeeRecord(source="hr", employee_id="e1")), record)
    await stores.employees.claim("a1", "hr", "e1")
    stores.used()
    blank = await stores.employees.save(stored, EmployeeRecord(source="hr", employee_id="e1"))
    await stores.employees.release("hr", "e1")
    await stores.employees.remove(blank)
    assert stores.used() == 1 + 2 + 1
