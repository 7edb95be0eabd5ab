"""What retries and parked messages cost in transactions on tables."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from azure.data.tables.aio import TableServiceClient

from provisioning.messages import encode
from provisioning.model import Retry, Status
from provisioning.ports import LogQuery, Message
from provisioning.storage.employees import TableEmployeeStore
from provisioning.storage.log import TableProvisioningLog
from provisioning.storage.parked import TableParkedStore
from provisioning.working import Worker
from tests.engine.people import anna, updated
from tests.engine.world import World
from tests.storage.counting import CountingTransport
from tests.storage.own import OwnTables

LOG_OF_ANNA = LogQuery(source="generic", employee_id="e1", limit=1)


@dataclass(slots=True)
class Counted:
    """A world whose records, log and parked messages are on tables."""

    world: World
    transport: CountingTransport
    store: TableParkedStore

    def used(self) -> int:
        """Return the number of transactions since the last call."""
        return self.transport.since_last_look().transactions

    def worker(self) -> Worker:
        """Return what works off messages."""
        return self.world.process()


@pytest.fixture
async def counted(azurite: str) -> AsyncIterator[Counted]:
    transport = CountingTransport()
    tables = OwnTables(TableServiceClient.from_connection_string(azurite, transport=transport))
    world, store = World(), TableParkedStore(tables)
    world.employees = TableEmployeeStore(tables)  # type: ignore[assignment] # the same port, on tables
    world.log = TableProvisioningLog(tables)  # type: ignore[assignment] # the same port, on tables
    world.parked = store  # type: ignore[assignment] # the same port, on tables
    for name in ("employees", "provisioninglog", "parked"):
        await tables.table(name)
    made = Counted(world, transport, store)
    await made.worker().work(Message(updated(anna())))
    world.clock.turn(hours=1)
    made.used()
    yield made
    await tables.close()


async def test_to_pass_a_retry_over_is_two_reads_and_an_entry_of_the_log(counted: Counted) -> None:
    event, now = updated(anna()), counted.world.clock.now()
    await counted.worker().work(Message(event))
    counted.used()
    counted.world.clock.turn(minutes=1)
    retry = Retry(attempts=1, since=now - timedelta(minutes=1), failed_at=now - timedelta(minutes=1))
    await counted.worker().work(Message(event, retry))
    assert counted.used() == 2 + 2
    (newest, *_) = (await counted.world.log.read(LOG_OF_ANNA)).entries
    assert newest.status is Status.SKIPPED


async def test_a_retry_with_news_costs_one_read_more_than_an_event(counted: Counted) -> None:
    await counted.worker().work(Message(updated(anna(job_title="Midwife"), minute=1)))
    plain, now = counted.used(), counted.world.clock.now()
    counted.world.clock.turn(hours=1)
    retry = Retry(attempts=1, since=now, failed_at=now)
    await counted.worker().work(Message(updated(anna(job_title="Doctor"), minute=2), retry))
    assert counted.used() == plain + 1


async def test_to_park_a_message_is_one_row_beside_the_record_and_the_log(counted: Counted) -> None:
    await counted.worker().park_worn_out(encode(updated(anna(job_title="Midwife"), minute=1)))
    row, record, log = 1, 2, 2
    assert counted.used() == row + record + log


async def test_to_take_away_what_is_parked_of_a_person_is_four_transactions(counted: Counted) -> None:
    event = updated(anna(job_title="Midwife"), minute=1)
    await counted.worker().work(Message(event))
    plain = counted.used()
    await counted.worker().park(updated(anna(job_title="Doctor"), minute=2))
    counted.world.clock.turn(hours=1)
    counted.used()
    await counted.worker().work(Message(updated(anna(job_title="Boss"), minute=3)))
    read, query, removal, record = 1, 1, 1, 1
    assert counted.used() == plain + read + query + removal + record


async def test_to_count_them_is_one_query(counted: Counted) -> None:
    for number in range(20):
        await counted.worker().park(updated(anna(id=f"e{number}"), minute=1))
    counted.used()
    assert (await counted.store.count()).count == 20
    assert counted.used() == 1


async def test_a_page_is_one_query(counted: Counted) -> None:
    for number in range(5):
        await counted.worker().park(updated(anna(id=f"e{number}"), minute=1))
    counted.used()
    await counted.store.page(limit=3)
    assert counted.used() == 1
