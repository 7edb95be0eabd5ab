"""How all accounts are listed: few calls, and never a list that is shorter than it should be."""

import pytest
from aiohttp import web

from local.emulator.json_values import Json
from provisioning.ports import ListedAccount, TemporaryFailure
from provisioning.retrying import TRIES
from tests.contracts.tenants import GraphTenant
from tests.fakes.directory import User
from tests.local.standin_client import running
from tests.targets.connected import connected

PAGES = 3


async def crowd(graph: GraphTenant) -> None:
    """Make 2,500 accounts."""
    await graph.add(*[User(f"u{n:04}", f"u{n:04}@contoso.com") for n in range(2_500)])


async def requests(graph: GraphTenant) -> Json:
    return (await graph.stand_in.stats())["requests"]


async def test_two_and_a_half_thousand_accounts_are_three_calls(graph: GraphTenant) -> None:
    await crowd(graph)
    accounts = [account async for account in graph.directory.accounts(["userPrincipalName"])]
    assert len({account.id for account in accounts}) == 2_500
    assert (await graph.stand_in.stats())["byOperation"] == {"GET /users": PAGES}


async def test_a_page_is_asked_for_when_it_is_needed_and_not_before(graph: GraphTenant) -> None:
    await crowd(graph)
    accounts = aiter(graph.directory.accounts(["userPrincipalName"]))
    for _ in range(999):
        await anext(accounts)
    assert await requests(graph) == 1
    await anext(accounts)
    assert await requests(graph) == 2


async def failing_behind_the_first(graph: GraphTenant, times: int) -> list[ListedAccount]:
    """Begin a list, have the next calls fail, and return the rest of the list."""
    await crowd(graph)
    accounts = aiter(graph.directory.accounts(["userPrincipalName"]))
    first = await anext(accounts)
    await graph.stand_in.faults(rules=[{"path": "^/users$", "status": 503, "times": times}])
    return [first, *[account async for account in accounts]]


async def test_a_page_that_fails_for_a_moment_is_read_again(graph: GraphTenant) -> None:
    accounts = await failing_behind_the_first(graph, times=2)
    assert len({account.id for account in accounts}) == 2_500
    assert await requests(graph) == PAGES + 2


async def test_a_page_that_stays_away_is_a_failure_and_no_shorter_list(graph: GraphTenant) -> None:
    with pytest.raises(TemporaryFailure):
        await failing_behind_the_first(graph, times=TRIES)


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        pytest.param({"value": [], "@odata.nextLink": "https://graph.example/v1.0/users"}, "graph.example", id="away"),
        pytest.param({"value": [], "@odata.nextLink": "https://127.0.0.1/v1.0/users"}, "127.0.0.1", id="another port"),
        pytest.param({}, "no page", id="an object without a list"),
        pytest.param({"value": None}, "no page", id="null"),
        pytest.param({"value": {}}, "no page", id="an object for a list"),
        pytest.param([], "no page", id="a list without an object"),
        pytest.param(None, "no page", id="null alone"),
    ],
)
async def test_an_answer_that_is_no_page_of_graphs_own_is_a_failure_and_no_shorter_list(
    page: Json, sentence: str
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response(page)

    app = web.Application()
    app.router.add_get("/v1.0/users", answer)
    async with running(app) as client, connected(str(client.make_url("/v1.0")), {}) as directory:
        with pytest.raises(TemporaryFailure, match=sentence):
            _ = [account async for account in directory.accounts(["mail"])]
