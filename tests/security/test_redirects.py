"""Answers that lead elsewhere: nothing is sent there, neither a credential nor a person nor a first password."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from provisioning.model import CreateAccount, Criterion
from provisioning.ports import Refused, TemporaryFailure
from provisioning.sources.bamboohr.people import BambooPeople
from provisioning.sources.bob_people import BobPeople
from provisioning.sources.personio.v1 import PersonioV1
from provisioning.sources.personio.v2 import PersonioV2
from tests.targets.connected import connected


@dataclass
class Elsewhere:
    """A server that redirects every call, and how often the place was called to which it leads."""

    base_url: str = ""
    calls: list[str] = field(default_factory=list)


@pytest.fixture(params=[302, 307])
async def elsewhere(request: pytest.FixtureRequest) -> AsyncIterator[Elsewhere]:
    """Give a server that answers every call with a redirect to another server, which notes what comes."""
    seen = Elsewhere()

    async def note(call: web.Request) -> web.Response:
        seen.calls.append(f"{call.method} {call.path} {dict(call.headers)} {await call.text()}")
        return web.json_response({"value": [], "employees": [], "data": []})

    async def lead_away(call: web.Request) -> web.Response:
        return web.Response(status=request.param, headers={"Location": str(trap.make_url(call.path_qs))})

    there, here = web.Application(), web.Application()
    there.router.add_route("*", "/{path:.*}", note)
    here.router.add_route("*", "/{path:.*}", lead_away)
    async with AsyncExitStack() as servers:
        trap = await servers.enter_async_context(TestServer(there))
        server = await servers.enter_async_context(TestServer(here))
        seen.base_url = str(server.make_url("/v1.0"))
        yield seen


async def from_bob(base_url: str) -> object:
    people = BobPeople(base_url, "user", "token")
    try:
        return await people.fetch("1")
    finally:
        await people.close()


async def from_bamboohr(base_url: str) -> object:
    people = BambooPeople(base_url, "key")
    try:
        return await people.fetch("1")
    finally:
        await people.close()


async def from_personio_v1(base_url: str) -> object:
    people = PersonioV1(base_url, "id", "secret")
    try:
        return await people.fetch("1")
    finally:
        await people.close()


async def from_personio_v2(base_url: str) -> object:
    people = PersonioV2(base_url, "id", "secret")
    try:
        return await people.fetch("1")
    finally:
        await people.close()


async def from_graph(base_url: str) -> object:
    async with connected(base_url, {}) as directory:
        return await directory.find([Criterion(attribute="employeeId", value="7")])


async def into_graph(base_url: str) -> object:
    creation = CreateAccount(
        user_principal_name="ana@contoso.com", account_enabled=True, attributes={}, must_change_password=True
    )
    async with connected(base_url, {}) as directory:
        return await directory.apply(None, creation)


@pytest.mark.parametrize(
    "call",
    [from_bob, from_bamboohr, from_personio_v1, from_personio_v2, from_graph, into_graph],
    ids=lambda f: f.__name__,
)
async def test_a_redirect_is_a_failure_and_not_followed(
    elsewhere: Elsewhere, call: Callable[[str], Awaitable[object]]
) -> None:
    with pytest.raises((TemporaryFailure, Refused)):
        await call(elsewhere.base_url)
    assert elsewhere.calls == []
