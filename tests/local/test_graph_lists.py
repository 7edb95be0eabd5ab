"""Lists of users in the Graph stand-in: pages, counts and expansions."""

import pytest

from local.emulator.json_values import Json
from tests.local.standin_client import GraphStandIn, Reply


async def _seed_numbered(graph: GraphStandIn, count: int) -> None:
    await graph.seed(users=[{"userPrincipalName": f"user{number}@contoso.com"} for number in range(count)])


async def _pages(graph: GraphStandIn, first: Reply) -> list[Reply]:
    pages = [first]
    while isinstance(pages[-1].body, dict) and "@odata.nextLink" in pages[-1].body:
        pages.append(await graph.send("GET", pages[-1].text("@odata.nextLink")))
    return pages


async def test_pages_hold_everybody_once_and_each_third_is_empty(graph: GraphStandIn) -> None:
    await _seed_numbered(graph, 9)

    pages = await _pages(graph, await graph.get("/users", top="2"))

    assert [len(page.objects("value")) for page in pages] == [2, 2, 0, 2, 2, 0, 1]
    names = [name for page in pages for name in page.column("userPrincipalName")]
    assert names == [f"user{number}@contoso.com" for number in range(9)]


async def test_a_next_link_keeps_filter_and_selection(graph: GraphStandIn) -> None:
    await _seed_numbered(graph, 3)

    first = await graph.get(
        "/users", top="1", filter="startswith(userPrincipalName,'user')", select="userPrincipalName"
    )
    second = await graph.send("GET", first.text("@odata.nextLink"))

    assert second.objects("value") == [{"userPrincipalName": "user1@contoso.com"}]


async def test_a_page_that_holds_the_last_user_has_no_next_link(graph: GraphStandIn) -> None:
    await _seed_numbered(graph, 2)

    reply = await graph.get("/users", top="2")

    assert isinstance(reply.body, dict)
    assert "@odata.nextLink" not in reply.body


async def test_a_page_holds_a_hundred_unless_asked_otherwise(graph: GraphStandIn) -> None:
    await _seed_numbered(graph, 101)

    assert len((await graph.get("/users")).objects("value")) == 100


@pytest.mark.parametrize("top", ["0", "1000", "-1", "many"])
async def test_a_page_size_outside_1_to_999_is_refused(graph: GraphStandIn, top: str) -> None:
    assert (await graph.get("/users", top=top)).status == 400


@pytest.mark.parametrize("token", ["nonsense", "e30", "W10"])
async def test_a_token_that_no_link_carried_is_refused(graph: GraphStandIn, token: str) -> None:
    assert (await graph.get("/users", skiptoken=token)).status == 400


@pytest.mark.parametrize(
    "query",
    [{"orderby": "displayName"}, {"search": '"displayName:a"'}, {"skip": "1"}, {"expand": "memberOf"}],
    ids=["orderby", "search", "skip", "expand-of-another-relation"],
)
async def test_an_option_that_is_not_supported_is_refused_instead_of_ignored(
    graph: GraphStandIn, query: dict[str, str]
) -> None:
    assert (await graph.get("/users", **query)).status == 400


async def test_a_count_comes_with_eventual_consistency_alone(graph: GraphStandIn) -> None:
    await _seed_numbered(graph, 5)
    query = {"$count": "true", "$top": "2"}

    plain = await graph.send("GET", "/users", params=query)
    eventual = await graph.send("GET", "/users", params=query, headers={"ConsistencyLevel": "eventual"})

    assert isinstance(plain.body, dict)
    assert "@odata.count" not in plain.body
    assert eventual.at("@odata.count") == 5


async def test_the_count_resource_answers_plain_text(graph: GraphStandIn) -> None:
    await _seed_numbered(graph, 5)

    counted = await graph.send("GET", "/users/$count", headers={"ConsistencyLevel": "eventual"})

    assert (counted.status, counted.body) == (200, "5")
    assert (await graph.get("/users/$count")).status == 400


@pytest.mark.parametrize(
    ("expand", "manager"),
    [
        pytest.param("manager($select=id)", {"@odata.type": "#microsoft.graph.user", "id": "boss"}, id="with-select"),
        pytest.param(
            "manager($select=displayName,mail)",
            {"@odata.type": "#microsoft.graph.user", "displayName": "boss", "mail": None},
            id="with-several",
        ),
    ],
)
async def test_the_manager_is_expanded_for_one_user_and_in_lists(
    graph: GraphStandIn, expand: str, manager: dict[str, Json]
) -> None:
    await graph.seed(
        users=[
            {"id": "boss", "userPrincipalName": "boss@contoso.com"},
            {"id": "ana", "userPrincipalName": "ana@contoso.com", "managerId": "boss"},
        ]
    )

    one = await graph.get("/users/ana", select="id", expand=expand)
    several = await graph.get("/users", select="id", expand=expand)

    assert one.at("manager") == manager
    assert several.objects("value") == [{"id": "boss"}, {"id": "ana", "manager": manager}]
