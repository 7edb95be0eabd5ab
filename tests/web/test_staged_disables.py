"""Staged disables over HTTP: looked at, approved and rejected."""

from typing import Any

import azure.functions as func
import pytest

from provisioning.deciding import Decisions
from provisioning.model import BatchStatus
from provisioning.ports import RequestRejected
from provisioning.web import views
from provisioning.web.staging import StagedDisablesApi
from tests.engine.people import anna, mona, updated
from tests.engine.world import World
from tests.web.requests import document, request

SIGNED_IN = {"X-MS-CLIENT-PRINCIPAL-NAME": "it.lead@contoso.com"}


async def with_two_staged() -> tuple[World, StagedDisablesApi, str]:
    """Return a world with a batch of two, the endpoints over it, and the batch's id."""
    world = World()
    await world.happen(updated(anna()), updated(mona()))
    await world.settings.put({"disableThreshold": {"count": 0}})
    gone = {"last_day_of_work": "2026-03-01"}
    await world.happen(updated(anna(**gone), minute=1), updated(mona(**gone), minute=1))
    batch = await world.batches.open()
    assert batch
    decisions = Decisions(world.batches, world.employees, world.queue, world.audit, world.clock)
    return world, StagedDisablesApi(world.batches, decisions), batch.id


def of(batch_id: str, body: object = b"", **more: Any) -> func.HttpRequest:  # noqa: ANN401 - handed on
    return request(body, route={"id": batch_id}, headers=SIGNED_IN, **more)


async def test_batches_are_listed_with_how_many_wait() -> None:
    world, api, batch_id = await with_two_staged()
    told = document(await api.listed(request(params={"code": "a key", "limit": "10"})))
    (batch,) = told["batches"]
    opened_at = batch.pop("openedAt")
    assert opened_at.endswith("Z")
    assert batch == {
        "id": batch_id,
        "status": "open",
        "count": 2,
        "waiting": 2,
        "decidedBy": None,
        "decidedAt": None,
        "allowed": 0,
        "windowHours": 24,
    }
    assert told["cursor"] is None
    record = await world.record("e1")
    shown = views.record(record)["staged"]
    assert isinstance(shown, dict)
    assert shown["batch"] == batch_id


async def test_a_batch_is_shown_with_its_people_a_page_at_a_time() -> None:
    _, api, batch_id = await with_two_staged()
    first = document(await api.read(of(batch_id, params={"limit": "1"})))
    second = document(await api.read(of(batch_id, params={"limit": "1", "cursor": first["cursor"]})))
    assert [first["waiting"], second["waiting"]] == [2, 2]
    people = [*first["people"], *second["people"]]
    assert [each["userPrincipalName"] for each in people] == ["anna.ek@contoso.com", "mona.alm@contoso.com"]
    anna_staged = people[0]
    assert (anna_staged["source"], anna_staged["employeeId"], anna_staged["displayName"]) == (
        "generic",
        "e1",
        "Anna Ek",
    )
    assert (anna_staged["reason"], anna_staged["state"]) == ("the last day was 2026-03-01 in UTC", "staged")
    assert set(anna_staged) >= {"dueAt", "stagedAt"}


@pytest.mark.parametrize(("decision", "enabled"), [("approved", False), ("rejected", True)])
async def test_a_decision_is_taken_in_and_carried_out(decision: str, enabled: bool) -> None:  # noqa: FBT001 - a case
    world, api, batch_id = await with_two_staged()
    decide = api.approve if decision == "approved" else api.reject
    answer = await decide(of(batch_id, {"expected": 2}))
    assert (answer.status_code, document(answer)) == (202, {"status": decision, "queued": 2})
    await world.deliver()
    assert [seen.enabled for seen in world.accounts().values()] == [enabled, enabled]
    shown = document(await api.read(of(batch_id)))
    assert (shown["status"], shown["decidedBy"], shown["waiting"]) == (decision, "it.lead@contoso.com", 0)
    entry = world.audit.entries[-1]
    assert (entry.action, entry.by) == (f"disables.{decision}", "it.lead@contoso.com")
    assert entry.details == {"batch": batch_id, "count": 2}


async def test_a_batch_that_grew_since_it_was_looked_at_is_not_decided() -> None:
    world, api, batch_id = await with_two_staged()
    with pytest.raises(RequestRejected, match="holds 2 disables by now, not 1; look at it again") as rejected:
        await api.approve(of(batch_id, {"expected": 1}))
    assert rejected.value.status == 409
    opened = await world.batches.open()
    assert opened
    assert opened.status is BatchStatus.OPEN


async def test_a_decision_cannot_be_turned_round() -> None:
    _, api, batch_id = await with_two_staged()
    await api.reject(of(batch_id))
    with pytest.raises(RequestRejected, match=r"rejected by it.lead@contoso.com already") as rejected:
        await api.approve(of(batch_id))
    assert rejected.value.status == 409


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"expected": "2"}, "expected"),
        ({"expected": -1}, "expected"),
        ({"count": 2}, "count"),
        ([], "object"),
        (b"{", "JSON"),
    ],
    ids=["text", "below zero", "another name", "a list", "broken"],
)
async def test_a_body_that_makes_no_sense_decides_nothing(body: object, words: str) -> None:
    world, api, batch_id = await with_two_staged()
    with pytest.raises(RequestRejected, match=words) as rejected:
        await api.approve(of(batch_id, body))
    assert rejected.value.status == 400
    assert await world.batches.open()


@pytest.mark.parametrize("what", ["read", "approve", "reject"])
async def test_a_batch_that_does_not_exist_is_not_found(what: str) -> None:
    _, api, _ = await with_two_staged()
    with pytest.raises(RequestRejected, match="there is no batch 'b9'") as rejected:
        await getattr(api, what)(of("b9"))
    assert rejected.value.status == 404


@pytest.mark.parametrize("params", [{"status": "open"}, {"limit": "0"}, {"cursor": "?"}], ids=str)
async def test_a_page_that_does_not_exist_is_refused(params: dict[str, str]) -> None:
    _, api, batch_id = await with_two_staged()
    with pytest.raises(RequestRejected) as of_the_list:
        await api.listed(request(params=params))
    with pytest.raises(RequestRejected) as of_the_people:
        await api.read(of(batch_id, params=params))
    assert (of_the_list.value.status, of_the_people.value.status) == (400, 400)
