"""Groups and directory roles of users in the Graph stand-in."""

import pytest

from local.emulator.json_values import Json
from tests.local.standin_client import GraphStandIn

_GROUP, _ROLE = "#microsoft.graph.group", "#microsoft.graph.directoryRole"


@pytest.fixture
async def tenant(graph: GraphStandIn) -> GraphStandIn:
    """Ana is a pilot, all pilots are crew, all crew are staff; and she holds a role. Bo belongs to nothing."""
    await graph.seed(
        users=[
            {"id": "ana", "userPrincipalName": "ana@contoso.com", "directoryRoles": ["User Administrator"]},
            {"id": "bo", "userPrincipalName": "bo@contoso.com"},
        ],
        groups=[
            {"id": "g-staff", "displayName": "Staff", "members": ["g-crew"]},
            {"id": "g-crew", "displayName": "Crew", "members": ["g-pilots"]},
            {"id": "g-pilots", "displayName": "Pilots", "members": ["ana"], "securityEnabled": True},
            {"id": "g-empty", "displayName": "Nobody"},
        ],
    )
    return graph


@pytest.mark.parametrize(
    ("path", "names"),
    [
        pytest.param("memberOf", ["Pilots", "User Administrator"], id="direct"),
        pytest.param("transitiveMemberOf", ["Staff", "Crew", "Pilots", "User Administrator"], id="transitive"),
        pytest.param("transitiveMemberOf/microsoft.graph.group", ["Staff", "Crew", "Pilots"], id="groups"),
        pytest.param("memberOf/graph.group", ["Pilots"], id="direct-groups-in-sdk-spelling"),
        pytest.param("memberOf/microsoft.graph.directoryRole", ["User Administrator"], id="roles"),
        pytest.param("transitiveMemberOf/graph.directoryRole", ["User Administrator"], id="roles-in-sdk-spelling"),
    ],
)
async def test_a_user_belongs_to_groups_and_roles(tenant: GraphStandIn, path: str, names: list[Json]) -> None:
    assert (await tenant.get(f"/users/ana/{path}")).column("displayName") == names
    assert (await tenant.get(f"/users/ANA@contoso.com/{path}")).column("displayName") == names
    assert (await tenant.get(f"/users/bo/{path}")).objects("value") == []


async def test_each_object_tells_its_type_and_a_role_its_template(tenant: GraphStandIn) -> None:
    group, role = (await tenant.get("/users/ana/memberOf")).objects("value")

    assert (group["@odata.type"], group["id"], group["securityEnabled"]) == (_GROUP, "g-pilots", True)
    assert "members" not in group
    assert (role["@odata.type"], role["roleTemplateId"]) == (_ROLE, "fe930be7-5e62-47db-91af-98c3a49a38b1")
    assert role["id"] != role["roleTemplateId"]


async def test_select_shows_what_it_names_and_what_the_type_has(tenant: GraphStandIn) -> None:
    reply = await tenant.get("/users/ana/memberOf", select="displayName,roleTemplateId")

    group, role = reply.objects("value")
    assert group == {"@odata.type": _GROUP, "displayName": "Pilots"}
    assert role.keys() == {"@odata.type", "displayName", "roleTemplateId"}


async def test_pages_hold_everything_once_and_each_third_is_empty(tenant: GraphStandIn) -> None:
    reply = await tenant.get("/users/ana/transitiveMemberOf", top="1", select="displayName")
    pages = [reply.column("displayName")]
    while isinstance(reply.body, dict) and "@odata.nextLink" in reply.body:
        reply = await tenant.send("GET", reply.text("@odata.nextLink"))
        pages.append(reply.column("displayName"))

    assert pages == [["Staff"], ["Crew"], [], ["Pilots"], ["User Administrator"]]


async def test_groups_in_a_circle_are_told_once(tenant: GraphStandIn) -> None:
    await tenant.seed(groups=[{"id": "g-pilots", "displayName": "Pilots", "members": ["ana", "g-staff"]}])

    names = (await tenant.get("/users/ana/transitiveMemberOf/graph.group")).column("displayName")

    assert names == ["Staff", "Crew", "Pilots"]


@pytest.mark.parametrize(
    ("roles", "names"),
    [
        pytest.param({"isAdministrator": True}, ["Global Administrator"], id="an-administrator-of-no-named-role"),
        pytest.param(
            {"isAdministrator": True, "directoryRoles": ["Directory Readers", "User Administrator"]},
            ["Directory Readers", "User Administrator"],
            id="named-roles",
        ),
        pytest.param({"isAdministrator": False}, [], id="nobody-special"),
    ],
)
async def test_who_holds_a_role_is_an_administrator(
    graph: GraphStandIn, roles: dict[str, Json], names: list[Json]
) -> None:
    await graph.seed(users=[{"id": "1", "userPrincipalName": "cy@contoso.com", **roles}])

    assert (await graph.get("/users/1/memberOf")).column("displayName") == names
    blocked = await graph.send("PATCH", "/users/1", {"accountEnabled": False})
    assert blocked.status == (403 if names else 204)


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        pytest.param("/users/nobody/memberOf", {}, 404, id="unknown-user"),
        pytest.param("/users/ana/memberOf", {"select": "job_title"}, 400, id="unknown-property"),
        pytest.param("/users/ana/memberOf", {"filter": "id eq '1'"}, 400, id="option-that-is-not-supported"),
        pytest.param("/users/ana/memberOf", {"top": "1000"}, 400, id="page-too-large"),
        pytest.param("/users/ana/memberOf/graph.device", {}, 400, id="another-type"),
    ],
)
async def test_a_bad_question_about_memberships_is_refused(
    tenant: GraphStandIn, path: str, query: dict[str, str], status: int
) -> None:
    assert (await tenant.get(path, **query)).status == status
