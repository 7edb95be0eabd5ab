"""What this version makes of what a later one left behind: docs/deploy.md, "Back to the version before"."""

import json
from base64 import b64decode
from collections.abc import AsyncIterator

import pytest
from azure.data.tables import UpdateMode

from provisioning.messages import encode
from provisioning.model import Status
from provisioning.ports import Message, OwnFault
from provisioning.storage.employees import TABLE as EMPLOYEES
from provisioning.storage.employees import TableEmployeeStore
from provisioning.storage.settings import TABLE as SETTINGS
from provisioning.storage.settings import TableSettingsStore
from provisioning.storage.tables import Tables, pack, unpack
from tests.builders import NOON
from tests.engine.people import anna, mona, updated
from tests.engine.world import World
from tests.storage.own import own_tables

UNKNOWN = "fieldOfALaterVersion"


@pytest.fixture
async def tables(azurite: str) -> AsyncIterator[Tables]:
    async with own_tables(azurite) as made:
        yield made


async def rewrite(tables: Tables, table: str, *, later: bool) -> None:
    """Add a field that only a later version knows to every document of a table, or take it away again."""
    client = await tables.table(table)
    async for row in client.list_entities():
        document = json.loads(unpack(row) or "{}")
        if not document:
            continue
        document.pop(UNKNOWN, None)
        added = {UNKNOWN: 1} if later else {}
        await client.update_entity({**row, **pack(json.dumps(document | added))}, mode=UpdateMode.REPLACE)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b'{"v":2,"event":{}}', "the message is not of version 1", id="of another version"),
        pytest.param(
            encode(updated(anna())).replace(b'"id":', b'"fieldOfALaterVersion":1,"id":', 1),
            "the message holds no event",
            id="with a field that is not known here",
        ),
    ],
)
async def test_a_message_of_a_later_version_is_parked_as_it_is_and_lost_for_nobody(body: bytes, reason: str) -> None:
    world = World()
    await world.process().park_worn_out(body)
    (parked,) = world.parked.messages
    assert b64decode(parked.body) == body
    assert reason in parked.reason


async def test_settings_of_a_later_version_are_a_fault_that_is_told_and_not_half_of_them_in_force(
    tables: Tables,
) -> None:
    store = TableSettingsStore(tables)
    await store.change({"leadDays": 3}, by="x", at=NOON, check=lambda _: [])
    await rewrite(tables, SETTINGS, later=True)
    with pytest.raises(OwnFault, match=f"cannot be read by this version: {UNKNOWN}"):
        await store.read()


async def test_a_setting_of_a_later_version_is_taken_away_by_null_and_the_rest_stays(tables: Tables) -> None:
    store = TableSettingsStore(tables)
    kept, _ = await store.change({"leadDays": 3}, by="x", at=NOON, check=lambda _: [])
    await rewrite(tables, SETTINGS, later=True)
    await store.change({UNKNOWN: None}, by="x", at=NOON, check=lambda _: [])
    assert (await store.read())[0] == kept


async def test_a_person_whose_record_a_later_version_wrote_fails_waits_on_the_queue_and_is_done_when_it_runs_again(
    tables: Tables,
) -> None:
    world = World()
    world.employees = TableEmployeeStore(tables)  # type: ignore[assignment] # the same port, on tables
    await world.process().work(Message(updated(anna())))
    await rewrite(tables, EMPLOYEES, later=True)

    await world.process().work(Message(updated(anna(job_title="Doctor"), minute=1)))
    await world.process().work(Message(updated(mona(), minute=1)))
    assert [(entry.employee_id, entry.status) for entry in world.log.entries[-2:]] == [
        ("e1", Status.FAILURE),
        ("m1", Status.SUCCESS),
    ]
    assert len(world.queue) == 1

    await rewrite(tables, EMPLOYEES, later=False)
    await world.deliver()
    assert world.log.entries[-1].status is Status.SUCCESS
    assert world.accounts()["anna.ek@contoso.com"].attributes["jobTitle"] == "Doctor"
