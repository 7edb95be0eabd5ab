"""Entries of the log of which a crash left one copy alone, and deletions that meet."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from provisioning.model import EventType, LogEntry, Status
from provisioning.storage.log import TableProvisioningLog
from provisioning.storage.log_rows import TABLE, of_employee, row_of
from tests.storage.own import OwnTables, own_tables

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=100)


@pytest.fixture
async def tables(azurite: str) -> AsyncIterator[OwnTables]:
    async with own_tables(azurite) as opened:
        yield opened


def entry(name: str, at: datetime = NOON, person: str = "e1") -> LogEntry:
    about = {"id": name, "at": at, "source": "hr", "employee_id": person, "event_id": name, "duration_ms": 1}
    plain = {"event_type": EventType.UPDATED, "status": Status.FAILURE, "reason": "x", "steps": ()}
    return LogEntry.model_validate(about | plain)


async def rows(tables: OwnTables) -> int:
    table = await tables.table(TABLE)
    return len([row async for row in table.list_entities(select=["RowKey"])])


async def leave(tables: OwnTables, kept: LogEntry, partition: str) -> None:
    """Leave one copy of an entry, as a crash does."""
    table = await tables.table(TABLE)
    await table.upsert_entity(row_of(kept) | {"PartitionKey": partition})


async def test_an_entry_that_a_crash_left_under_its_person_alone_is_deleted_with_the_next_one(
    tables: OwnTables,
) -> None:
    log = TableProvisioningLog(tables)
    await leave(tables, entry("crashed"), of_employee("e1"))
    await log.write(entry("came again", NOON + timedelta(minutes=2)))
    assert await log.forget_before(LATER, 1_000) == 1
    assert await rows(tables) == 0


async def test_an_entry_that_a_crash_left_under_its_person_alone_is_erased(tables: OwnTables) -> None:
    await leave(tables, entry("crashed"), of_employee("e1"))
    assert await TableProvisioningLog(tables).erase("hr", "e1") == 1
    assert await rows(tables) == 0


async def test_an_entry_whose_deletion_was_cut_short_is_deleted_in_the_next_night(tables: OwnTables) -> None:
    log = TableProvisioningLog(tables)
    await log.write(entry("a"))
    table = await tables.table(TABLE)
    await table.delete_entity(of_employee("e1"), str(row_of(entry("a"))["RowKey"]))
    assert await log.forget_before(LATER, 1_000) == 1
    assert await rows(tables) == 0


async def test_two_hosts_that_delete_the_same_at_once_do_no_harm(tables: OwnTables) -> None:
    log = TableProvisioningLog(tables)
    for n in range(40):
        await log.write(entry(f"{n}", NOON + timedelta(minutes=n), f"e{n % 7}"))
    young = entry("young", LATER)
    await log.write(young)
    hosts = [TableProvisioningLog(tables) for _ in range(3)]
    await asyncio.gather(
        hosts[0].forget_before(LATER, 1_000), hosts[1].forget_before(LATER, 1_000), hosts[2].erase("hr", "e3")
    )
    copies, mark = 2, 1
    assert await rows(tables) == copies + mark
