"""Replication lag in the Graph stand-in: a new user is not found for a while."""

import pytest

from local.emulator.json_values import JsonObject
from tests.local.standin_client import GraphStandIn
from tests.local.turnable_clock import TurnableClock

_LAG_SECONDS = 3


@pytest.fixture
async def ana(graph: GraphStandIn) -> str:
    """The id of a user who was created just now, with a lag."""
    await graph.faults(replicationLagMs=_LAG_SECONDS * 1000)
    return await graph.created_id("ana", employeeId="7")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        pytest.param("GET", "/users/{id}", None, id="get-by-id"),
        pytest.param("GET", "/users/ana@contoso.com", None, id="get-by-login-name"),
        pytest.param("PATCH", "/users/{id}", {"jobTitle": "Pilot"}, id="patch"),
        pytest.param("PUT", "/users/{id}/manager/$ref", {"@odata.id": "/users/boss"}, id="set-manager"),
        pytest.param("PUT", "/users/boss/manager/$ref", {"@odata.id": "/users/{id}"}, id="as-manager"),
        pytest.param("POST", "/users/{id}/revokeSignInSessions", None, id="revoke"),
    ],
)
async def test_a_new_user_is_a_404_until_the_lag_is_over(
    graph: GraphStandIn, time: TurnableClock, ana: str, method: str, path: str, body: JsonObject | None
) -> None:
    await graph.seed(users=[{"id": "boss", "userPrincipalName": "boss@contoso.com"}])
    path = path.replace("{id}", ana)
    sent: JsonObject | None = body and {name: str(value).replace("{id}", ana) for name, value in body.items()}

    early = await graph.send(method, path, sent)
    time.turn(seconds=_LAG_SECONDS)
    late = await graph.send(method, path, sent)

    assert early.status == 404
    assert late.status in {200, 204}


async def test_a_filter_omits_a_new_user_until_the_lag_is_over(
    graph: GraphStandIn, time: TurnableClock, ana: str
) -> None:
    early = await graph.get("/users", filter="employeeId eq '7'")
    time.turn(seconds=_LAG_SECONDS)
    late = await graph.get("/users", filter="employeeId eq '7'")

    assert (early.column("id"), late.column("id")) == ([], [ana])


async def test_uniqueness_is_enforced_at_once(graph: GraphStandIn, ana: str) -> None:
    reply = await graph.create("ana")

    assert ana
    assert (reply.status, reply.at("error", "details", 0, "code")) == (400, "ObjectConflict")


async def test_a_seeded_user_is_found_at_once(graph: GraphStandIn, ana: str) -> None:
    await graph.seed(users=[{"userPrincipalName": "bo@contoso.com"}])

    assert ana
    assert (await graph.get("/users")).column("userPrincipalName") == ["bo@contoso.com"]
