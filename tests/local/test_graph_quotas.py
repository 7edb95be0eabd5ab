"""The quotas of the Graph stand-in: writes in 150 seconds, resource units in 10."""

import pytest

from tests.local.standin_client import GraphStandIn
from tests.local.turnable_clock import TurnableClock

_USED = "x-ms-throttle-limit-percentage"


async def test_writes_beyond_the_quota_wait_until_the_oldest_is_150_seconds_past(
    graph: GraphStandIn, time: TurnableClock
) -> None:
    await graph.faults(writesPer150s=2)
    await graph.created_id("ana")
    time.turn(seconds=100)
    await graph.created_id("bo")

    refused = await graph.create("cy")
    assert (refused.status, refused.at("error", "code")) == (429, "TooManyRequests")
    assert refused.headers["Retry-After"] == "50"

    time.turn(seconds=49)
    assert (await graph.create("cy")).status == 429
    time.turn(seconds=1)
    assert (await graph.create("cy")).status == 201


async def test_reads_are_not_held_up_by_the_write_quota(graph: GraphStandIn) -> None:
    await graph.faults(writesPer150s=0)

    assert (await graph.create("ana")).status == 429
    assert (await graph.get("/users")).status == 200


@pytest.mark.parametrize(
    ("query", "allowed"),
    [
        pytest.param({}, 4, id="plain-costs-2"),
        pytest.param({"select": "id"}, 8, id="select-costs-1"),
        pytest.param({"top": "10"}, 8, id="small-page-costs-1"),
        pytest.param({"top": "20"}, 4, id="page-of-20-costs-2"),
        pytest.param({"select": "id", "top": "10"}, 8, id="never-below-1"),
        pytest.param({"expand": "manager"}, 2, id="expand-costs-3"),
    ],
)
async def test_reading_users_costs_units_by_its_query(
    graph: GraphStandIn, time: TurnableClock, query: dict[str, str], allowed: int
) -> None:
    await graph.faults(unitsPer10s=8)
    for _ in range(allowed):
        assert (await graph.get("/users", **query)).status == 200

    refused = await graph.get("/users", **query)
    time.turn(seconds=10)

    assert (refused.status, refused.headers["Retry-After"]) == (429, "10")
    assert (await graph.get("/users", **query)).status == 200


async def test_answers_say_what_they_cost(graph: GraphStandIn) -> None:
    assert (await graph.get("/users")).headers["x-ms-resource-unit"] == "2"
    assert (await graph.get("/users", select="id")).headers["x-ms-resource-unit"] == "1"
    assert (await graph.create("ana")).headers["x-ms-resource-unit"] == "1"


async def test_from_four_fifths_of_a_quota_the_answers_say_how_much_is_used(graph: GraphStandIn) -> None:
    await graph.faults(writesPer150s=10)

    for number in range(7):
        assert _USED not in (await graph.create(f"user{number}")).headers
    assert (await graph.create("user7")).headers[_USED] == "0.80"
    assert (await graph.create("user8")).headers[_USED] == "0.90"


async def test_a_reset_empties_the_windows(graph: GraphStandIn) -> None:
    for _ in range(2):
        await graph.faults(writesPer150s=1)
        assert (await graph.create("ana")).status == 201
        assert (await graph.create("bo")).status == 429
        await graph.control("POST", "reset")


async def test_revoking_deleting_restoring_and_references_are_writes(graph: GraphStandIn) -> None:
    ana, boss = await graph.created_id("ana"), await graph.created_id("boss")
    await graph.send("PATCH", f"/users/{ana}", {})
    await graph.set_manager(ana, boss)
    await graph.send("DELETE", f"/users/{ana}/manager/$ref")
    await graph.send("POST", f"/users/{ana}/revokeSignInSessions")
    await graph.send("DELETE", f"/users/{ana}")
    await graph.send("POST", f"/directory/deletedItems/{ana}/restore")

    assert (await graph.stats())["writes"] == 8
