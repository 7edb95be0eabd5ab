"""The Graph stand-in as a tenant: token, request ids, domains, organization, seeding and saving."""

import pytest

from local.emulator.control import STATE
from local.emulator.json_values import Json
from local.graph.app import graph_app
from tests.local.standin_client import GraphStandIn, running

_EXTENSION = "extension_0123456789abcdef0123456789abcdef_costCode"


@pytest.mark.parametrize("authorization", ["", "Bearer ", "Basic abc"], ids=["none", "empty", "another-scheme"])
async def test_a_call_without_a_bearer_token_is_a_401(graph: GraphStandIn, authorization: str) -> None:
    reply = await graph.send("GET", "/users", headers={"Authorization": authorization})

    assert (reply.status, reply.at("error", "code")) == (401, "InvalidAuthenticationToken")


async def test_request_ids_are_in_the_headers_and_in_errors(graph: GraphStandIn) -> None:
    reply = await graph.send("GET", "/users/nobody@contoso.com", headers={"client-request-id": "mine"})

    assert reply.headers["client-request-id"] == "mine"
    assert reply.at("error", "innerError") == {
        "date": "2026-03-01T12:00:00",
        "request-id": reply.headers["request-id"],
        "client-request-id": "mine",
    }


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/groups"), ("PUT", "/users"), ("GET", "/users/a/b/c")], ids=lambda value: value
)
async def test_a_path_that_is_not_emulated_is_refused(graph: GraphStandIn, method: str, path: str) -> None:
    assert (await graph.send(method, path)).status == 400


async def test_the_tenant_begins_with_two_verified_domains_and_no_user(graph: GraphStandIn) -> None:
    domains = await graph.get("/domains", select="id,isVerified,isInitial")
    organization = await graph.get("/organization")

    assert domains.objects("value") == [
        {"id": "contoso.com", "isVerified": True, "isInitial": False},
        {"id": "contoso.onmicrosoft.com", "isVerified": True, "isInitial": True},
    ]
    assert organization.at("value", 0, "verifiedDomains", 0, "name") == "contoso.com"
    assert (await graph.get("/users")).objects("value") == []


async def test_a_reset_returns_to_that_beginning(graph: GraphStandIn) -> None:
    await graph.seed(
        users=[{"userPrincipalName": "ana@contoso.com"}], domains=["fabrikam.com"], extensionProperties=[_EXTENSION]
    )
    await graph.send("DELETE", f"/users/{await graph.created_id('bo')}")

    await graph.control("POST", "reset")

    assert (await graph.get("/domains")).column("id") == ["contoso.com", "contoso.onmicrosoft.com"]
    assert (await graph.get("/users")).objects("value") == []
    assert (await graph.get("/directory/deletedItems/microsoft.graph.user")).objects("value") == []
    assert (await graph.create("ana", **{_EXTENSION: "7"})).status == 400


async def test_a_seeded_domain_is_verified_unless_it_says_otherwise(graph: GraphStandIn) -> None:
    await graph.seed(domains=["Fabrikam.com", {"id": "pending.example", "isVerified": False}])

    assert (await graph.get("/domains/fabrikam.com")).at("isVerified") is True
    assert (await graph.get("/domains/pending.example")).at("isVerified") is False
    assert (await graph.get("/domains/unknown.example")).status == 404
    assert (await graph.create("ana", userPrincipalName="ana@fabrikam.com")).status == 201
    assert (await graph.create("bo", userPrincipalName="bo@pending.example")).status == 400


async def test_a_seeded_user_keeps_what_it_was_given_and_hides_what_graph_hides(graph: GraphStandIn) -> None:
    seeded = await graph.seed(
        users=[
            {
                "id": "guest-1",
                "userPrincipalName": "ana_x.example#EXT#@contoso.onmicrosoft.com",
                "userType": "Guest",
                "isAdministrator": True,
                "proxyAddresses": ["SMTP:ana@x.example"],
            },
            {"userPrincipalName": "bo@contoso.com", "managerId": "guest-1"},
        ],
        groups=[{"id": "g-1", "displayName": "Pilots"}],
    )

    assert seeded.body == {"users": 2, "groups": 1, "domains": 0}
    guest = await graph.get("/users/guest-1", select="userType,proxyAddresses,accountEnabled")
    assert isinstance(guest.body, dict)
    assert "isAdministrator" not in guest.body
    assert (guest.at("userType"), guest.at("accountEnabled")) == ("Guest", True)
    assert (await graph.get("/users/bo@contoso.com/manager", select="id")).at("id") == "guest-1"


async def test_seeding_a_known_id_replaces_that_user(graph: GraphStandIn) -> None:
    for title in ("Pilot", "Captain"):
        await graph.seed(users=[{"id": "1", "userPrincipalName": "ana@contoso.com", "jobTitle": title}])

    assert (await graph.get("/users")).column("jobTitle") == ["Captain"]


@pytest.mark.parametrize(
    ("objects", "sentence"),
    [
        pytest.param({"people": []}, "'people' cannot be seeded", id="unknown-kind"),
        pytest.param({"users": {}}, "'users' must be a list.", id="no-list"),
        pytest.param({"users": ["ana"]}, "A user must be a JSON object.", id="no-object"),
        pytest.param({"users": [{"displayName": "Ana"}]}, "needs a userPrincipalName", id="no-login-name"),
        pytest.param(
            {"users": [{"userPrincipalName": "a@contoso.com", "job_title": "x"}]}, "'job_title' is not", id="snake-case"
        ),
        pytest.param(
            {"users": [{"userPrincipalName": "a@contoso.com", "city": 7}]}, "city: One or more", id="wrong-type"
        ),
        pytest.param(
            {"users": [{"userPrincipalName": "a@contoso.com"}, {"userPrincipalName": "A@contoso.com"}]},
            "is called 'A@contoso.com' already",
            id="name-twice",
        ),
        pytest.param(
            {"users": [{"userPrincipalName": "a@contoso.com", "managerId": "7"}]}, "The manager '7'", id="no-manager"
        ),
        pytest.param({"domains": [7]}, "A domain is a name", id="bad-domain"),
        pytest.param({"groups": [{"id": "g", "members": ["7"]}]}, "The member '7' of group 'g'", id="no-member"),
        pytest.param({"groups": [{"id": "g", "members": "7"}]}, "'members' must be a list.", id="members-no-list"),
        pytest.param(
            {"users": [{"userPrincipalName": "a@contoso.com", "directoryRoles": "x"}]},
            "directoryRoles must be a list of names.",
            id="roles-no-list",
        ),
        pytest.param({"extensionProperties": ["costCode"]}, "'costCode' is not the name", id="bad-extension"),
        pytest.param(
            {"users": [{"userPrincipalName": "a@contoso.com", f"extension_{'0' * 32}_x": "1"}]},
            "Seed them as extensionProperties.",
            id="unknown-extension",
        ),
    ],
)
async def test_a_bad_seed_is_a_400_with_a_sentence(
    graph: GraphStandIn, objects: dict[str, Json], sentence: str
) -> None:
    reply = await graph.seed(**objects)

    assert reply.status == 400
    assert sentence in reply.text("error")


async def test_a_saved_tenant_goes_on_where_it_stopped(graph: GraphStandIn) -> None:
    app = graph_app()
    async with running(app) as client:
        before = GraphStandIn(client, "/v1.0", {"Authorization": "Bearer any"})
        boss, ana, gone = [await before.created_id(name) for name in ("boss", "ana", "gone")]
        await before.set_manager(ana, boss)
        await before.seed(
            domains=["fabrikam.com"],
            users=[{"id": "r", "userPrincipalName": "r@contoso.com", "directoryRoles": ["User Administrator"]}],
            groups=[{"id": "pilots", "displayName": "Pilots", "members": ["r"]}],
            extensionProperties=[_EXTENSION],
        )
        link = (await before.get("/users/delta", select="id")).text("@odata.deltaLink")
        await before.send("DELETE", f"/users/{gone}")

    restarted = graph_app()
    restarted[STATE].load(app[STATE].dump())
    async with running(restarted) as client:
        after = GraphStandIn(client, "/v1.0", {"Authorization": "Bearer any"})
        token = link.partition("deltatoken=")[2]
        assert (await after.get(f"/users/{ana}/manager", select="id")).at("id") == boss
        assert (await after.get("/users/delta", deltatoken=token)).column("id") == [gone]
        assert (await after.create("boss")).status == 400
        assert (await after.get("/users/r/memberOf")).column("displayName") == ["Pilots", "User Administrator"]
        assert (await after.send("PATCH", f"/users/{ana}", {_EXTENSION: "7"})).status == 204
        assert (await after.create("cy", userPrincipalName="cy@fabrikam.com")).status == 201
        assert (await after.send("POST", f"/directory/deletedItems/{gone}/restore")).status == 200
    assert (await graph.get("/users")).objects("value") == []
