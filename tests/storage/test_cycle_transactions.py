"""How many transactions cycles cost, and how many rows are read for them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from azure.data.tables.aio import TableServiceClient
from azure.storage.queue.aio import QueueClient

from provisioning.model import Cycle, CyclePhase, CycleStep, CycleTurn, EmployeeRecord, SourceState, Status
from provisioning.ports import StoredCycle, StoredRecord
from provisioning.storage.cycles import TableCycleStore
from provisioning.storage.employees import TableEmployeeStore
from provisioning.storage.queue import StorageEventQueue, StorageStepQueue
from tests.contracts.cycles import cycle, event, finished, items, under_way
from tests.storage.counting import CountingTransport
from tests.storage.own import OwnTables


@dataclass(slots=True)
class Counted:
    """Stores on tables of their own, which exist already."""

    transport: CountingTransport
    cycles: TableCycleStore
    employees: TableEmployeeStore

    def used(self) -> tuple[int, int]:
        """Return the number of transactions and of rows read since the last call."""
        counts = self.transport.since_last_look()
        return counts.transactions, counts.rows

    async def under_way(self, started: Cycle) -> StoredCycle:
        """Start a cycle, which is not counted."""
        stored = await under_way(self.cycles, started)
        self.used()
        return stored


@pytest.fixture
async def stores(azurite: str) -> AsyncIterator[Counted]:
    transport = CountingTransport()
    tables = OwnTables(TableServiceClient.from_connection_string(azurite, transport=transport))
    for name in ("cycles", "employees"):
        await tables.table(name)
    made = Counted(transport, TableCycleStore(tables), TableEmployeeStore(tables))
    made.used()
    yield made
    await tables.close()


async def test_to_start_a_cycle_is_one_read_and_one_write(stores: Counted) -> None:
    await stores.cycles.start(cycle("c1"))
    assert stores.used() == (2, 0)
    await stores.cycles.start(cycle("c2", source="other"))
    assert stores.used() == (2, 0)


async def test_to_hear_that_another_cycle_is_under_way_is_two_reads(stores: Counted) -> None:
    await stores.under_way(cycle("c1"))
    await stores.cycles.start(cycle("c2"))
    assert stores.used() == (2, 2)


async def test_a_step_is_one_read_and_one_write(stores: Counted) -> None:
    before = await stores.under_way(cycle())
    await stores.cycles.read("c1")
    assert stores.used() == (1, 1)
    await stores.cycles.save(before, cycle(released=100, missing=tuple(f"person {n:05}" for n in range(5_000))))
    assert stores.used() == (1, 0)


async def test_to_end_a_cycle_is_one_read_and_one_write(stores: Counted) -> None:
    before = await stores.under_way(cycle())
    await stores.cycles.end(before, cycle(phase=CyclePhase.FINISHED), SourceState(source="hr", complete_count=7))
    assert stores.used() == (2, 1)


@pytest.mark.parametrize("source", [None, "hr"])
async def test_a_page_of_cycles_is_one_transaction_that_reads_one_row_beyond_it(
    stores: Counted, source: str | None
) -> None:
    for n in range(12):
        await finished(stores.cycles, cycle(f"c{n}", n))
    stores.used()
    page = await stores.cycles.listed(source, limit=5)
    assert stores.used() == (1, 6)
    await stores.cycles.listed(source, page.cursor, limit=5)
    assert stores.used() == (1, 6)


async def test_a_thousand_items_are_ten_transactions(stores: Counted) -> None:
    await stores.cycles.add_items("c1", items(range(1, 1_001)))
    assert stores.used() == (10, 0)


async def test_items_that_are_large_take_more_transactions_so_that_each_stays_small(stores: Counted) -> None:
    large = [
        item.model_copy(update={"event": event(item.number, custom={"x": "y" * 90_000})}) for item in items(range(20))
    ]
    await stores.cycles.add_items("c1", large)
    assert stores.used() == (2, 0)


async def test_a_person_of_a_cycle_is_one_read_and_one_write(stores: Counted) -> None:
    await stores.cycles.add_items("c1", items(range(1, 101)))
    stores.used()
    await stores.cycles.item("c1", 50)
    assert stores.used() == (1, 1)
    await stores.cycles.done("c1", 50, Status.SUCCESS)
    assert stores.used() == (1, 0)


async def test_to_count_who_is_still_open_is_one_transaction_that_reads_nobody_who_is_done(stores: Counted) -> None:
    await stores.cycles.add_items("c1", items(range(1, 301)))
    for number in range(1, 21):
        await stores.cycles.done("c1", number, Status.SUCCESS)
    stores.used()
    assert await stores.cycles.open_items("c1", 1, 100, 256) == 80
    assert stores.used() == (1, 80)
    assert await stores.cycles.open_items("c1", 1, 300, 50) == 50
    assert stores.used() == (1, 50)


async def test_a_thousand_people_are_counted_in_one_transaction_and_forgotten_in_a_dozen(stores: Counted) -> None:
    await stores.cycles.add_items("c1", items(range(1, 1_001)))
    for number in range(1, 11):
        await stores.cycles.done("c1", number, Status.SUCCESS)
    stores.used()
    assert await stores.cycles.outcomes("c1") == {Status.SUCCESS: 10}
    assert stores.used() == (1, 10)
    await stores.cycles.forget_items("c1")
    two_looks_and_the_deletes = 2 + 10
    assert stores.used() == (two_looks_and_the_deletes, 1_000)


async def test_everybody_of_a_source_is_one_transaction_for_each_thousand(stores: Counted) -> None:
    review_at = datetime(2026, 3, 2, tzinfo=UTC)
    for n in range(30):
        record = EmployeeRecord(source="hr", employee_id=f"e{n}", review_at=review_at, waiting_for_manager="m1")
        await stores.employees.save(StoredRecord(record), record)
    stores.used()
    assert len([record async for record in stores.employees.everybody("hr")]) == 30
    assert stores.used() == (1, 30)


async def test_a_turn_and_a_step_are_one_transaction_each_on_their_queues(azurite: str) -> None:
    transport = CountingTransport()
    async with QueueClient.from_connection_string(azurite, "counted-turns", transport=transport) as client:
        events, steps = StorageEventQueue(client), StorageStepQueue(client)
        await events.put(CycleTurn(cycle="c1", number=1))
        transport.since_last_look()
        await events.put(CycleTurn(cycle="c1", number=2))
        await steps.put(CycleStep(cycle="c1", holder="h"), timedelta(seconds=1))
        assert transport.since_last_look().transactions == 2
