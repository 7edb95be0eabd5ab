"""`/users/delta` of the Graph stand-in."""

import pytest

from local.emulator.json_values import JsonObject
from tests.local.standin_client import GraphStandIn
from tests.local.turnable_clock import TurnableClock


async def _round(graph: GraphStandIn, address: str) -> tuple[list[JsonObject], str]:
    """Follow a round to its end; return what it reported and the deltaLink."""
    reported: list[JsonObject] = []
    reply = await graph.send("GET", address)
    while isinstance(reply.body, dict) and "@odata.nextLink" in reply.body:
        reported += reply.objects("value")
        reply = await graph.send("GET", reply.text("@odata.nextLink"))
    return reported + reply.objects("value"), reply.text("@odata.deltaLink")


async def test_the_first_round_reports_everybody_and_the_next_one_nothing(graph: GraphStandIn) -> None:
    await graph.seed(users=[{"userPrincipalName": f"user{number}@contoso.com"} for number in range(650)])

    reported, link = await _round(graph, "/users/delta")
    again, _ = await _round(graph, link)

    assert len({str(user["id"]) for user in reported}) == len(reported) == 650
    assert again == []


async def test_a_later_round_reports_created_changed_and_deleted_users(graph: GraphStandIn) -> None:
    ana, bo = await graph.created_id("ana"), await graph.created_id("bo")
    await graph.created_id("untouched")
    _, link = await _round(graph, "/users/delta?$select=jobTitle")

    await graph.send("PATCH", f"/users/{ana}", {"jobTitle": "Pilot"})
    await graph.send("DELETE", f"/users/{bo}")
    cy = await graph.created_id("cy", jobTitle=None)
    reported, _ = await _round(graph, link)

    assert reported == [
        {"id": ana, "jobTitle": "Pilot"},
        {"id": bo, "@removed": {"reason": "changed"}},
        {"id": cy, "jobTitle": None},
    ]


async def test_a_purged_user_is_reported_as_deleted_for_good(graph: GraphStandIn) -> None:
    ana = await graph.created_id("ana")
    _, link = await _round(graph, "/users/delta()")

    await graph.send("DELETE", f"/users/{ana}")
    await graph.send("DELETE", f"/directory/deletedItems/{ana}")
    reported, _ = await _round(graph, link)

    assert reported == [{"id": ana, "@removed": {"reason": "deleted"}}]


async def test_a_user_that_is_not_replicated_yet_is_reported_in_the_next_round(
    graph: GraphStandIn, time: TurnableClock
) -> None:
    await graph.faults(replicationLagMs=5000)
    ana = await graph.created_id("ana")
    first, link = await _round(graph, "/users/delta?$select=id")

    time.turn(seconds=5)
    second, _ = await _round(graph, link)

    assert (first, second) == ([], [{"id": ana}])


async def test_the_latest_token_skips_what_is_there(graph: GraphStandIn) -> None:
    await graph.created_id("ana")

    skipped, link = await _round(graph, "/users/delta?$deltatoken=latest")
    bo = await graph.created_id("bo")
    reported, _ = await _round(graph, link)

    assert skipped == []
    assert [user["id"] for user in reported] == [bo]


async def test_the_page_size_is_what_the_client_prefers(graph: GraphStandIn) -> None:
    await graph.seed(users=[{"userPrincipalName": f"user{number}@contoso.com"} for number in range(5)])

    reply = await graph.send("GET", "/users/delta", headers={"Prefer": "odata.maxpagesize=2"})

    assert len(reply.objects("value")) == 2


@pytest.mark.parametrize("query", [{"deltatoken": "nonsense"}, {"skiptoken": "e30"}, {"filter": "id eq '7'"}])
async def test_a_bad_token_or_an_unsupported_option_is_refused(graph: GraphStandIn, query: dict[str, str]) -> None:
    assert (await graph.get("/users/delta", **query)).status == 400
