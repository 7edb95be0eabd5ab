"""The recycle bin of the Graph stand-in."""

import pytest

from local.emulator.json_values import Json
from tests.local.standin_client import GraphStandIn
from tests.local.turnable_clock import TurnableClock

_BIN = "/directory/deletedItems"
_DELETED_USERS = f"{_BIN}/microsoft.graph.user"


@pytest.fixture
async def ana(graph: GraphStandIn) -> str:
    """The id of a user who was created and deleted."""
    user_id = await graph.created_id("ana", employeeId="7")
    await graph.send("DELETE", f"/users/{user_id}")
    return user_id


async def test_a_deleted_user_is_listed_with_its_id_before_its_name(graph: GraphStandIn, ana: str) -> None:
    listed = await graph.get(_DELETED_USERS, filter="employeeId eq '7'", select="id,userPrincipalName,deletedDateTime")

    assert listed.objects("value") == [
        {
            "id": ana,
            "userPrincipalName": ana.replace("-", "") + "ana@contoso.com",
            "deletedDateTime": "2026-03-01T12:00:00Z",
        }
    ]
    assert (await graph.get(f"{_BIN}/{ana}")).at("id") == ana


async def test_the_list_has_the_address_that_the_sdk_writes_too(graph: GraphStandIn, ana: str) -> None:
    assert (await graph.get(f"{_BIN}/graph.user")).column("id") == [ana]


async def test_a_restored_user_is_what_it_was(graph: GraphStandIn, ana: str) -> None:
    restored = await graph.send("POST", f"{_BIN}/{ana}/restore")

    assert (restored.status, restored.at("id")) == (200, ana)
    shown = await graph.get("/users/ana@contoso.com", select="id,employeeId,deletedDateTime")
    assert (shown.at("id"), shown.at("employeeId"), shown.at("deletedDateTime")) == (ana, "7", None)
    assert (await graph.get(_DELETED_USERS)).objects("value") == []


async def test_restoring_under_a_taken_name_is_a_conflict_until_another_is_given(graph: GraphStandIn, ana: str) -> None:
    await graph.created_id("ana")

    refused = await graph.send("POST", f"{_BIN}/{ana}/restore", {})
    restored = await graph.send("POST", f"{_BIN}/{ana}/restore", {"newUserPrincipalName": "ana2@contoso.com"})

    assert (refused.status, refused.at("error", "details", 0, "code")) == (400, "ObjectConflict")
    assert (restored.status, restored.at("userPrincipalName")) == (200, "ana2@contoso.com")


@pytest.mark.parametrize(
    "body",
    [
        {"newUserPrincipalName": "ana@fabrikam.com"},
        {"newUserPrincipalName": ""},
        {"newUserPrincipalName": 7},
        {"new_user_principal_name": "ana2@contoso.com"},
    ],
    ids=["domain-not-verified", "empty", "number", "snake-case"],
)
async def test_a_bad_name_to_restore_under_is_refused(graph: GraphStandIn, ana: str, body: dict[str, Json]) -> None:
    assert (await graph.send("POST", f"{_BIN}/{ana}/restore", body)).status == 400


async def test_a_purged_user_is_gone_for_good(graph: GraphStandIn, ana: str) -> None:
    assert (await graph.send("DELETE", f"{_BIN}/{ana}")).status == 204

    assert (await graph.get(f"{_BIN}/{ana}")).status == 404
    assert (await graph.send("POST", f"{_BIN}/{ana}/restore")).status == 404


async def test_after_30_days_a_deleted_user_is_gone(graph: GraphStandIn, ana: str, time: TurnableClock) -> None:
    time.turn(days=29.9)
    assert (await graph.get(f"{_BIN}/{ana}")).status == 200

    time.turn(days=0.1)
    assert (await graph.get(f"{_BIN}/{ana}")).status == 404
