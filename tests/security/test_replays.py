"""Calls of HR systems that somebody recorded and sends again later: their versions are old, and change nothing."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest

from provisioning.model import EventType, HrEvent
from provisioning.ports import HrSource, RequestRejected
from provisioning.sources.bamboohr import BambooSource
from provisioning.sources.bob import BobSource
from provisioning.sources.personio.webhooks import PersonioSource
from tests.engine.people import anna
from tests.engine.world import World
from tests.sources.bamboohr import test_webhooks as bamboohr
from tests.sources.payloads import as_body
from tests.sources.personio import test_webhooks as personio
from tests.sources.test_bob import SECRET, signed

NAME = "anna.ek@contoso.com"
DAY = "2026-03-02"

type Sent = tuple[bytes, Mapping[str, str]]
type Call = Callable[[str, str], Sent]
"""Makes a call, signed as it must be, from a word for what happened and a time of the day."""


def bob(word: str, time: str) -> Sent:
    body = as_body(
        {
            "companyId": 1,
            "type": "employee.access.revoked.immediately" if word == "revoked" else f"employee.{word}",
            "triggeredAt": f"{DAY}T{time}",
            "data": {"employeeId": "e1"},
        }
    )
    return body, signed(body)


def of_personio(word: str, time: str) -> Sent:
    body = as_body(
        {
            "company_id": "1",
            "event_name": f"person.{word}",
            "occurred_at": f"{DAY}T{time}Z",
            "payload": {"id": "e1"},
        }
    )
    return body, personio.SENT


def of_bamboohr(word: str, time: str) -> Sent:
    happened = datetime.fromisoformat(f"{DAY}T{time}Z")
    body = as_body(
        {"type": f"employee.{word}", "timestamp": happened.isoformat(), "data": {"employeeId": "e1"}},
    )
    return body, bamboohr.signed(body, str(int(happened.timestamp())))


each_system = pytest.mark.parametrize(
    ("source", "call"),
    [
        (BobSource([SECRET]), bob),
        (PersonioSource([personio.TOKEN]), of_personio),
        (BambooSource([bamboohr.KEY]), of_bamboohr),
    ],
    ids=["Bob", "Personio", "BambooHR"],
)


async def world_with_anna() -> World:
    """Return a world in which every thin event is Bob's, as only Bob's people can be read there."""
    world = World()
    world.bob.show(anna())
    return world


async def send(world: World, source: HrSource, sent: Sent) -> bool:
    """Have a call come in now and be worked off; return whether Anna can sign in then."""
    [event] = source.receive(*sent, world.clock.now()).events.values()
    await world.happen(event.model_copy(update={"source": "bob"}))
    return world.accounts()[NAME].enabled


@each_system
async def test_a_deletion_sent_again_after_the_person_is_back_blocks_nobody(source: HrSource, call: Call) -> None:
    world, deletion = await world_with_anna(), call("deleted", "11:10:00")
    assert await send(world, source, call("created", "11:00:00"))
    assert not await send(world, source, deletion)
    assert await send(world, source, call("created", "11:20:00"))
    world.clock.turn(hours=1)
    assert await send(world, source, deletion)


@each_system
async def test_a_creation_sent_again_after_the_file_was_deleted_brings_nobody_back(
    source: HrSource, call: Call
) -> None:
    world, creation = await world_with_anna(), call("created", "11:00:00")
    assert await send(world, source, creation)
    assert not await send(world, source, call("deleted", "11:10:00"))
    world.clock.turn(hours=1)
    assert not await send(world, source, creation)


@each_system
async def test_a_nudge_sent_again_only_has_the_truth_read(source: HrSource, call: Call) -> None:
    world, nudge = await world_with_anna(), call("updated", "11:00:00")
    assert await send(world, source, nudge)
    world.clock.turn(hours=1)
    writes = len(world.entra.writes)
    assert await send(world, source, nudge)
    assert len(world.entra.writes) == writes


async def test_a_revocation_sent_again_after_access_was_restored_blocks_nobody() -> None:
    world, source, revocation = await world_with_anna(), BobSource([SECRET]), bob("revoked", "11:10:00")
    assert await send(world, source, bob("created", "11:00:00"))
    assert not await send(world, source, revocation)
    restored = EventType.ACCESS_RESTORED
    at = world.clock.now()
    await world.happen(HrEvent(id="back", source="bob", type=restored, occurred_at=at, employee_id="e1"))
    world.clock.turn(hours=1)
    assert await send(world, source, revocation)


def test_a_call_of_bamboohr_older_than_its_last_repetition_is_refused() -> None:
    body, headers = of_bamboohr("deleted", "09:00:00")
    late = datetime(2026, 3, 2, 12, 0, 1, tzinfo=UTC)
    with pytest.raises(RequestRejected, match="more than 3 hours old") as rejected:
        BambooSource([bamboohr.KEY]).receive(body, headers, late)
    assert rejected.value.status == 401


def test_a_recorded_call_cannot_be_given_another_time() -> None:
    body, headers = bob("deleted", "11:10:00")
    newer = body.replace(b"11:10:00", b"11:59:00")
    with pytest.raises(RequestRejected) as rejected:
        BobSource([SECRET]).receive(newer, headers, datetime(2026, 3, 2, 12, tzinfo=UTC))
    assert rejected.value.status == 401
