"""What is kept of one person, over HTTP: shown, and erased."""

from datetime import timedelta
from typing import Any

import pytest
from azure.functions import HttpRequest, HttpResponse
from pydantic import JsonValue

from provisioning.model import Intended
from provisioning.ports import RequestRejected
from provisioning.retention import exporting
from tests.engine.people import anna, mona, updated
from tests.engine.world import World
from tests.retention.house import House, what_is_left
from tests.retention.test_erasing import world_with_much_about_anna
from tests.web.requests import document, request

LEAD = "it.lead@contoso.com"
ASKS: dict[str, JsonValue] = {"reason": "Anna asked for it", "confirm": "e1"}


def about(body: object = None, employee_id: str = "e1", source: str = "generic", **params: str) -> HttpRequest:
    headers = {"X-MS-CLIENT-PRINCIPAL-NAME": LEAD}
    return request(body, params=params, route={"source": source, "id": employee_id}, headers=headers)


async def erase(world: World, **changes: JsonValue) -> HttpResponse:
    return await House(world).api.erase(about({**ASKS, **changes}))


async def export(world: World, employee_id: str = "e1", **params: str) -> Any:  # noqa: ANN401 - JSON
    return document(await House(world).api.export(about(employee_id=employee_id, **params)))


async def test_an_export_holds_what_every_store_keeps_of_the_person() -> None:
    world = await world_with_much_about_anna()
    shown = await export(world)
    assert shown.keys() == {
        *("source", "employeeId", "exportedAt", "record", "logEntries", "cursor"),
        *("parkedMessages", "stagedDisables", "disables", "openCycleItems"),
    }
    assert shown["record"]["fields"]["firstName"]["value"] == "Anna"
    assert shown["record"]["fields"]["lastDayOfWork"]["version"].startswith("2026-03-02T11:10:00")
    assert shown["record"]["link"]["origin"] == "created"
    assert [entry["employeeId"] for entry in shown["logEntries"]] == ["e1", "e1"]
    assert shown["parkedMessages"][0]["body"] == {"v": 1, "event": {"id": "x"}}
    assert shown["stagedDisables"][0]["displayName"] == "Anna Ek"
    assert shown["openCycleItems"][0]["employee"]["firstName"] == "Anna"
    assert shown["disables"][0]["employeeId"] == "e1"


async def test_an_export_is_accounted_for() -> None:
    world = await world_with_much_about_anna()
    await export(world)
    entry = world.audit.entries[-1]
    assert (entry.by, entry.action) == (LEAD, "person.exported")
    assert entry.details == {"source": "generic", "employeeId": "e1"}


async def test_many_log_entries_are_exported_in_several_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "ENTRIES_AT_ONCE", 2)
    world = World()
    for minute in range(5):
        await world.happen(updated(anna(job_title=f"Nurse {minute}"), minute=minute))
    first = await export(world)
    second = await export(world, cursor=first["cursor"], code="a key")
    third = await export(world, cursor=second["cursor"])
    assert [len(answer["logEntries"]) for answer in (first, second, third)] == [2, 2, 1]
    ids = {entry["id"] for answer in (first, second, third) for entry in answer["logEntries"]}
    assert ids == {entry.id for entry in world.log.entries}
    assert "record" not in second
    assert third["cursor"] is None


async def test_a_person_is_erased_and_the_answer_says_what_went_and_what_is_still_to_be_done() -> None:
    world = await world_with_much_about_anna()
    told = document(await erase(world))
    assert told["erased"] == {
        "records": 1,
        "logEntries": 2,
        "accountTies": 1,
        "parkedMessages": 1,
        "stagedDisables": 1,
        "disables": 1,
        "openCycleItems": 1,
    }
    assert "erase the person there first" in told["afterwards"]
    assert await what_is_left(world) == {}


async def test_the_audit_trail_says_who_erased_whom_once() -> None:
    world = await world_with_much_about_anna()
    await erase(world)
    with pytest.raises(RequestRejected, match="nothing is known of employee 'e1' of 'generic'") as rejected:
        await erase(world)
    assert rejected.value.status == 404
    (entry,) = (entry for entry in world.audit.entries if entry.action == "person.erased")
    assert (entry.by, entry.sentence) == (LEAD, "erased what was kept of employee e1 of generic: Anna asked for it")


async def test_who_works_is_not_erased_unless_that_is_said() -> None:
    world = World()
    await world.happen(updated(mona()), updated(anna()))
    with pytest.raises(RequestRejected, match=r'works since 2026-01-05; .*"evenIfEmployed": true') as rejected:
        await erase(world)
    assert rejected.value.status == 409
    assert (await what_is_left(world))["records"] == 1
    assert (await erase(world, evenIfEmployed=True)).status_code == 200
    assert await what_is_left(world) == {}


async def test_nobody_is_erased_while_an_account_is_being_created_whatever_is_said() -> None:
    world = World()
    stored = await world.employees.read("generic", "e1")
    begun = Intended(login_name="anna.ek@contoso.com", at=world.clock.now() - timedelta(minutes=1))
    await world.employees.save(stored, stored.record.model_copy(update={"intended": begun}))
    with pytest.raises(RequestRejected, match="try again in a quarter of an hour") as rejected:
        await erase(world, evenIfEmployed=True)
    assert rejected.value.status == 409


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"reason": "x", "confirm": "e2"}, "confirm must repeat the employee id, 'e1'; nothing was erased"),
        ({"reason": "x"}, "confirm is missing"),
        ({"confirm": "e1"}, "reason is missing"),
        ({"confirm": "e1", "reason": "  "}, "reason"),
        ({"confirm": "e1", "reason": "one\nFAKE ENTRY"}, "reason holds a control character"),
        ({"confirm": "e1", "reason": "x" * 501}, "reason"),
        ({"confirm": "e1", "reason": "x", "evenIfEmployed": "yes"}, "evenIfEmployed must be true or false"),
        ({"confirm": "e1", "reason": "x", "force": True}, "force is not a field that is known here"),
        ([], "object"),
    ],
    ids=[
        "another id",
        "no confirmation",
        "no reason",
        "an empty reason",
        "a reason of two lines",
        "a long reason",
        "a text for a switch",
        "a field that there is not",
        "no object",
    ],
)
async def test_a_demand_that_is_not_clear_erases_nothing(body: object, words: str) -> None:
    world = await world_with_much_about_anna()
    before = await what_is_left(world)
    with pytest.raises(RequestRejected, match=words) as rejected:
        await House(world).api.erase(about(body))
    assert rejected.value.status == 400
    assert await what_is_left(world) == before


async def test_of_whom_nothing_is_known_nothing_is_shown() -> None:
    world = World()
    with pytest.raises(RequestRejected, match="nothing is known of employee 'e9' of 'generic'") as rejected:
        await export(world, "e9")
    assert rejected.value.status == 404
    assert world.audit.entries == []


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"cursor": "nonsense"}, "cursor is not one that an earlier answer gave"),
        ({"limit": "5"}, "limit is not known here; an export takes cursor"),
    ],
)
async def test_a_page_of_an_export_that_makes_no_sense_is_refused(params: dict[str, str], words: str) -> None:
    with pytest.raises(RequestRejected, match=words) as rejected:
        await export(await world_with_much_about_anna(), **params)
    assert rejected.value.status == 400
