"""What the threshold costs in transactions, and that two instances count together."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from azure.data.tables.aio import TableServiceClient

from provisioning.linked_accounts import LinkedAccounts
from provisioning.model import Batch, BatchStatus, StagedDisable, StagedState
from provisioning.storage.employees import TableEmployeeStore
from provisioning.storage.ledger import MOST, TableDisableLedger
from provisioning.storage.staging import TableBatchStore
from provisioning.storage.tables import LARGEST_PROPERTY
from tests.storage.counting import CountingTransport
from tests.storage.own import OwnTables

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY: Final = timedelta(hours=24)
BATCH: Final = Batch(id="b1", opened_at=NOON, allowed=20, window_hours=24)


@dataclass(slots=True)
class Counted:
    """Tables of their own, which exist already."""

    transport: CountingTransport
    tables: OwnTables

    def used(self) -> tuple[int, int]:
        """Return the number of transactions and of rows read since the last call."""
        counts = self.transport.since_last_look()
        return counts.transactions, counts.rows


@pytest.fixture
async def counted(azurite: str) -> AsyncIterator[Counted]:
    transport = CountingTransport()
    tables = OwnTables(TableServiceClient.from_connection_string(azurite, transport=transport))
    for name in ("staging", "employees"):
        await tables.table(name)
    made = Counted(transport, tables)
    made.used()
    yield made
    await tables.close()


def disable(number: int) -> StagedDisable:
    return StagedDisable(batch="b1", source="hr", employee_id=f"e{number}", reason="left", due_at=NOON, staged_at=NOON)


async def test_to_count_a_disable_is_one_read_and_one_write(counted: Counted) -> None:
    ledger = TableDisableLedger(counted.tables)
    for number in range(3):
        await ledger.count(("hr", str(number)), DAY, NOON)
        assert counted.used()[0] == 1
        await ledger.take(("hr", str(number)), 20, DAY, NOON)
        assert counted.used() == (1, 0)


async def test_linked_accounts_are_counted_every_five_minutes_by_their_keys(counted: Counted) -> None:
    employees = TableEmployeeStore(counted.tables)
    await asyncio.gather(*(employees.claim(f"account-{number}", "hr", f"e{number}") for number in range(30)))
    counted.used()
    linked = LinkedAccounts(employees)
    assert [await linked.count(NOON + timedelta(minutes=minute)) for minute in (0, 1, 4)] == [30, 30, 30]
    assert counted.used() == (1, 30)
    assert await linked.count(NOON + timedelta(minutes=5)) == 30
    assert counted.used() == (1, 30)


async def test_to_stage_a_disable_is_three_reads_and_one_write(counted: Counted) -> None:
    batches = TableBatchStore(counted.tables)
    await batches.add(disable(0), BATCH)
    assert counted.used() == (2, 0)
    await batches.add(disable(1), BATCH)
    assert counted.used() == (4, 2)
    await batches.settle("b1", ("hr", "e1"), StagedState.DONE)
    assert counted.used() == (2, 1)
    await batches.settle("b1", ("hr", "e1"), StagedState.DONE)
    assert counted.used() == (1, 1)


async def test_to_say_that_nobody_waits_whom_no_record_knows_of_is_one_read_and_two_more_while_a_batch_is_open(
    counted: Counted,
) -> None:
    batches = TableBatchStore(counted.tables)
    assert await batches.open() is None
    assert counted.used() == (1, 0)
    await batches.add(disable(0), BATCH)
    counted.used()
    opened = await batches.open()
    assert opened
    await batches.settle(opened.id, ("hr", "e1"), StagedState.DONE)
    assert counted.used() == (3, 2)


async def test_a_decision_is_one_read_and_one_write(counted: Counted) -> None:
    batches = TableBatchStore(counted.tables)
    await batches.add(disable(0), BATCH)
    counted.used()
    await batches.decide("b1", BatchStatus.APPROVED, "Mona Alm", NOON, 1)
    assert counted.used() == (2, 1)


async def test_two_instances_let_no_more_pass_than_allowed(counted: Counted) -> None:
    ledgers = [TableDisableLedger(counted.tables), TableDisableLedger(counted.tables)]
    people = [("hr", str(number)) for number in range(24)]
    taken = await asyncio.gather(*(ledgers[n % 2].take(person, 7, DAY, NOON) for n, person in enumerate(people)))
    assert sum(taken) == 7
    assert [await ledger.count(("", ""), DAY, NOON) for ledger in ledgers] == [(7, False), (7, False)]


async def test_two_instances_stage_into_one_batch(counted: Counted) -> None:
    stores = [TableBatchStore(counted.tables), TableBatchStore(counted.tables)]
    new = [BATCH.model_copy(update={"id": f"b{number}"}) for number in range(2)]
    await asyncio.gather(
        *(stores[n % 2].add(disable(n).model_copy(update={"batch": f"b{n % 2}"}), new[n % 2]) for n in range(12))
    )
    opened = await stores[0].open()
    assert opened
    assert opened.count == 12
    assert await stores[1].states(opened.id) == {StagedState.STAGED: 12}
    assert len((await stores[1].listed()).batches) == 1


async def test_as_many_as_the_settings_can_ask_for_fit_into_the_row(counted: Counted) -> None:
    ledger = TableDisableLedger(counted.tables)
    table = await counted.tables.table("staging")
    await ledger.take(("hr", "first"), MOST, DAY, NOON)
    for row in [row async for row in table.query_entities("PartitionKey eq 'ledger'")]:
        text = "{" + ",".join(f'"{number:016x}":{int(NOON.timestamp())}' for number in range(MOST + 50)) + "}"
        parts = range(0, len(text), LARGEST_PROPERTY)
        document = {f"json{n}": text[start : start + LARGEST_PROPERTY] for n, start in enumerate(parts)}
        await table.upsert_entity({**row, **document})
    later = NOON + timedelta(hours=1)
    assert not await ledger.take(("hr", "new"), MOST, DAY, later)
    assert await ledger.take(("hr", "new"), None, DAY, later)
    assert await ledger.count(("hr", "new"), DAY, later) == (MOST, True)
