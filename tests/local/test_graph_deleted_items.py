"""The recycle bin of the Graph stand-in."""

import pytest

from local.emulator.json_values import Json, JsonObject
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
    ("addresses", "taken"),
    [
        pytest.param({"mail": "ana@contoso.com"}, "ana@contoso.com", id="mail"),
        pytest.param({"proxyAddresses": ["smtp:a@contoso.com", "smtp:b@contoso.com"]}, "b@contoso.com", id="alias"),
    ],
)
async def test_an_address_that_was_taken_meanwhile_keeps_a_user_from_coming_back_with_it(
    graph: GraphStandIn, addresses: dict[str, Json], taken: str
) -> None:
    await graph.seed(users=[{"id": "1", "userPrincipalName": "first@contoso.com", **addresses}])
    await graph.send("DELETE", "/users/1")
    await graph.seed(users=[{"userPrincipalName": taken}])

    refused = await graph.send("POST", f"{_BIN}/1/restore", {"newUserPrincipalName": "again@contoso.com"})
    without: JsonObject = {"newUserPrincipalName": "again@contoso.com", "autoReconcileProxyConflict": True}
    restored = await graph.send("POST", f"{_BIN}/1/restore", without)

    assert (refused.status, refused.at("error", "details", 0, "target")) == (400, "proxyAddresses")
    assert restored.status == 200
    shown = await graph.get("/users/1", select="mail,proxyAddresses")
    kept = ["smtp:a@contoso.com"] if "proxyAddresses" in addresses else []
    assert (shown.at("mail"), shown.at("proxyAddresses")) == (None, kept)


async def test_an_administrator_is_not_restored_by_an_app_that_is_none(graph: GraphStandIn) -> None:
    await graph.seed(users=[{"id": "1", "userPrincipalName": "root@contoso.com", "isAdministrator": True}])
    await graph.send("DELETE", "/users/1")

    assert (await graph.send("POST", f"{_BIN}/1/restore")).status == 403


async def test_deleted_users_are_found_by_the_end_of_their_names(graph: GraphStandIn, ana: str) -> None:
    await graph.send("DELETE", f"/users/{await graph.created_id('ana')}")
    await graph.send("DELETE", f"/users/{await graph.created_id('joana')}")
    query = {"$filter": "endsWith(userPrincipalName,'ana@contoso.com')", "$select": "id", "$top": "999"}

    plain = await graph.send("GET", f"{_BIN}/graph.user", params=query)
    advanced = await graph.send(
        "GET", f"{_BIN}/graph.user", params={**query, "$count": "true"}, headers={"ConsistencyLevel": "eventual"}
    )

    assert plain.at("error", "code") == "Request_UnsupportedQuery"
    assert len(advanced.objects("value")) == 3
    assert ana in advanced.column("id")


@pytest.mark.parametrize(
    "body",
    [
        {"newUserPrincipalName": "ana@fabrikam.com"},
        {"newUserPrincipalName": ""},
        {"newUserPrincipalName": 7},
        {"new_user_principal_name": "ana2@contoso.com"},
        {"autoReconcileProxyConflict": "true"},
    ],
    ids=["domain-not-verified", "empty", "number", "snake-case", "boolean-as-text"],
)
async def test_a_bad_body_of_a_restore_is_refused(graph: GraphStandIn, ana: str, body: dict[str, Json]) -> None:
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
