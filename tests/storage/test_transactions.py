"""How many transactions storage is asked for, and how many rows are read: this is what running the app costs."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from azure.data.tables.aio import TableServiceClient
from azure.storage.queue.aio import QueueClient

from provisioning.cycles.due import DueReviews
from provisioning.engine import Engine
from provisioning.gathering import Gatherer
from provisioning.linked_accounts import LinkedAccounts
from provisioning.model import EventType, LogEntry, Stamped, Status
from provisioning.parking import Parking
from provisioning.ports import LogQuery, StoredRecord
from provisioning.staging import Staging
from provisioning.storage.employees import TableEmployeeStore
from provisioning.storage.ledger import TableDisableLedger
from provisioning.storage.log import TableProvisioningLog
from provisioning.storage.queue import StorageEventQueue
from provisioning.storage.settings import TableSettingsStore
from provisioning.storage.staging import TableBatchStore
from provisioning.storage.timings import TableTimingStore
from tests.engine.people import anna, updated
from tests.fakes.audit import AuditInMemory
from tests.fakes.clock import TurnedClock
from tests.fakes.directory import EntraInMemory
from tests.fakes.gate import OpenGate
from tests.fakes.parked import ParkedInMemory
from tests.fakes.queue import QueueInMemory
from tests.storage.counting import CountingTransport
from tests.storage.own import OwnTables

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass(slots=True)
class Stores:
    """The stores on tables of their own, which exist already."""

    transport: CountingTransport
    employees: TableEmployeeStore
    settings: TableSettingsStore
    log: TableProvisioningLog
    timings: TableTimingStore
    ledger: TableDisableLedger
    batches: TableBatchStore
    clock: TurnedClock = field(default_factory=TurnedClock)

    def used(self) -> tuple[int, int]:
        """Return the number of transactions and of rows read since the last call."""
        counts = self.transport.since_last_look()
        return counts.transactions, counts.rows

    async def save(self, employee_id: str, **fields: object) -> StoredRecord:
        """Save somebody new."""
        before = await self.employees.read("generic", employee_id)
        return await self.employees.save(before, before.record.model_copy(update=fields))


@pytest.fixture
async def stores(azurite: str) -> AsyncIterator[Stores]:
    transport = CountingTransport()
    tables = OwnTables(TableServiceClient.from_connection_string(azurite, transport=transport))
    employees, settings = TableEmployeeStore(tables), TableSettingsStore(tables)
    made = Stores(
        transport,
        employees,
        settings,
        TableProvisioningLog(tables),
        TableTimingStore(tables),
        TableDisableLedger(tables),
        TableBatchStore(tables),
    )
    for name in ("employees", "settings", "provisioninglog", "disables", "staging"):
        await tables.table(name)
    made.used()
    yield made
    await tables.close()


def entry(number: int, employee_id: str = "e1", status: Status = Status.SUCCESS) -> LogEntry:
    return LogEntry(
        id=f"{number:04}",
        at=NOON + timedelta(seconds=number),
        duration_ms=1,
        source="generic",
        employee_id=employee_id,
        event_id="v1",
        event_type=EventType.UPDATED,
        status=status,
        reason="done",
        steps=(),
    )


async def write(stores: Stores, entries: list[LogEntry]) -> None:
    await stores.log.write(entries[0])
    await asyncio.gather(*map(stores.log.write, entries[1:]))
    stores.used()


async def test_to_read_a_person_is_one_transaction(stores: Stores) -> None:
    await stores.employees.read("generic", "e1")
    assert stores.used() == (1, 0)
    await stores.save("e1")
    stores.used()
    await stores.employees.read("generic", "e1")
    assert stores.used() == (1, 1)


async def test_to_save_a_person_with_every_index_is_one_transaction(stores: Stores) -> None:
    fields = {f"custom.field{n}": Stamped(value="x" * 5_000, version="v") for n in range(30)}
    saved = await stores.save("e1", review_at=NOON, waiting_for_manager="m1", fields=fields)
    stores.used()
    moved = {"review_at": NOON + timedelta(days=1), "waiting_for_manager": "m2"}
    await stores.employees.save(saved, saved.record.model_copy(update=moved))
    assert stores.used() == (1, 0)


async def test_to_tell_whose_an_account_is_takes_one_transaction(stores: Stores) -> None:
    await stores.employees.claim("account", "generic", "e1")
    assert stores.used() == (1, 0)
    await stores.employees.owner("account")
    assert stores.used() == (1, 1)


async def test_to_pass_an_account_on_is_one_read_and_one_write(stores: Stores) -> None:
    await stores.employees.claim("account", "generic", "e1")
    stores.used()
    await stores.employees.pass_on("account", "generic", "e1", "e2")
    assert stores.used() == (2, 1)
    await stores.employees.pass_on("account", "generic", "e1", "e2")
    assert stores.used() == (1, 1)


async def test_those_who_wait_are_one_query_that_reads_nobody_else(stores: Stores) -> None:
    for n in range(20):
        await stores.save(f"e{n}", waiting_for_manager=f"m{n % 10}", review_at=NOON)
    stores.used()
    await stores.employees.waiting_for("generic", "m1")
    assert stores.used() == (1, 2)


async def test_the_timer_with_nothing_due_asks_once_for_each_source_and_reads_no_row(stores: Stores) -> None:
    for n in range(50):
        await stores.save(f"e{n}", review_at=NOON + timedelta(days=1), waiting_for_manager="m1")
    stores.used()
    due = DueReviews(stores.employees, stores.settings, QueueInMemory(), stores.clock, OpenGate())
    assert await due.queue_all(["generic", "bob"]) == 0
    settings_read = 1
    assert stores.used() == (settings_read + 2, 0)


async def test_the_timer_reads_one_row_for_each_who_is_due(stores: Stores) -> None:
    for n in range(50):
        await stores.save(f"e{n}", review_at=NOON + timedelta(days=n - 4))
    stores.used()
    due = DueReviews(stores.employees, stores.settings, QueueInMemory(), stores.clock, OpenGate())
    assert await due.queue_all(["generic"]) == 5
    settings_read = query = 1
    assert stores.used() == (settings_read + query + 5, 5)


async def test_an_entry_of_the_log_is_two_transactions_and_the_first_of_a_day_one_more(stores: Stores) -> None:
    await stores.log.write(entry(1))
    assert stores.used() == (3, 0)
    await stores.log.write(entry(2))
    assert stores.used() == (2, 0)


async def test_a_page_of_one_persons_log_reads_no_more_than_one_row_beyond_it(stores: Stores) -> None:
    await write(stores, [entry(n, f"e{n % 2}") for n in range(1_000)])
    page = await stores.log.read(LogQuery(employee_id="e1"))
    assert [found.id for found in page.entries] == [f"{n:04}" for n in range(999, 899, -2)]
    transactions, rows = stores.used()
    assert transactions == 1
    assert rows <= 51
    await stores.log.read(LogQuery(employee_id="e1", cursor=page.cursor))
    transactions, rows = stores.used()
    assert transactions == 1
    assert rows <= 51


async def test_a_page_of_the_whole_log_reads_a_page_of_each_status_at_most(stores: Stores) -> None:
    statuses = list(Status)
    await write(stores, [entry(n, status=statuses[n % 4]) for n in range(300)])
    assert len((await stores.log.read(LogQuery())).entries) == 50
    transactions, rows = stores.used()
    days = 1
    assert transactions <= days + len(statuses)
    assert rows <= days + 51 * len(statuses)


async def test_a_page_of_one_status_reads_that_status(stores: Stores) -> None:
    await write(stores, [entry(n, status=Status.FAILURE if n % 10 == 0 else Status.SUCCESS) for n in range(300)])
    assert len((await stores.log.read(LogQuery(status=Status.FAILURE))).entries) == 30
    transactions, rows = stores.used()
    assert (transactions, rows) == (2, 31)


async def test_an_event_is_one_transaction_on_the_queue(azurite: str) -> None:
    transport = CountingTransport()
    async with QueueClient.from_connection_string(azurite, "counted-events", transport=transport) as client:
        queue = StorageEventQueue(client)
        await queue.put(updated(anna()))
        transport.since_last_look()
        await queue.put(updated(anna()))
        assert transport.since_last_look().transactions == 1


@pytest.mark.parametrize(
    ("minute", "fields", "what", "transactions"),
    [
        # Settings and record are read; intent, claim and outcome are written; who waits is asked for; how late
        # a disable was is one; to hold it against the threshold is two, and one more every five minutes, to count the
        # linked accounts; whether a batch is open in which the person may wait is one; the log is two.
        (1, {}, "createAccount", 2 + 3 + 1 + 2),
        # Before a change, what is remembered of the attributes is forgotten; then the outcome is written.
        (2, {"job_title": "Midwife"}, "updateAccount", 2 + 2 + 2),
        (3, {"job_title": "Midwife", "last_day_of_work": "2026-03-01"}, "disableAccount", 2 + 2 + 1 + 3 + 1 + 2),
    ],
)
async def test_an_event_costs_a_handful_of_transactions(
    stores: Stores, minute: int, fields: dict[str, str], what: str, transactions: int
) -> None:
    entra = EntraInMemory(stores.clock)
    staging = Staging(stores.ledger, stores.batches, AuditInMemory(), LinkedAccounts(stores.employees))
    gatherer = Gatherer(stores.employees, entra, stores.settings, {}, stores.clock, staging)
    queue, parking = QueueInMemory(), Parking(ParkedInMemory(), stores.employees, frozenset())
    engine = Engine(gatherer, entra, stores.employees, stores.log, queue, stores.timings, parking, staging)
    await stores.log.write(entry(0))
    if what != "createAccount":
        await engine.provision(updated(anna()))
    # A fresh link costs one more, to make up for nudges that a crash may have swallowed.
    stores.clock.turn(hours=1)
    stores.used()
    done = await engine.provision(updated(anna(**fields), minute=minute))
    assert done.operations[0].operation.type == what
    assert stores.used()[0] == transactions
