"""The stand-ins, each served on a free port with a clock that the test turns."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import encode_basic_auth

from local.graph.app import graph_app
from local.hr.app import hr_app
from tests.local.standin_client import GraphStandIn, StandIn, running
from tests.local.turnable_clock import TurnableClock


@pytest.fixture
def time() -> TurnableClock:
    """The time that the stand-ins of this test see."""
    return TurnableClock()


@pytest.fixture
async def graph(time: TurnableClock) -> AsyncIterator[GraphStandIn]:
    """A Graph stand-in with an empty tenant."""
    async with running(graph_app(time.clock)) as client:
        yield GraphStandIn(client, "/v1.0", {"Authorization": "Bearer any"})


@pytest.fixture
async def bob(time: TurnableClock) -> AsyncIterator[StandIn]:
    """An HR stand-in without people, called as Bob."""
    credentials = encode_basic_auth("service-user", "token")
    async with running(hr_app(time.clock)) as client:
        yield StandIn(client, "/bob/v1", {"Authorization": credentials})


@pytest.fixture
async def bamboo(time: TurnableClock) -> AsyncIterator[StandIn]:
    """An HR stand-in without people, called as BambooHR."""
    async with running(hr_app(time.clock)) as client:
        yield StandIn(client, "/bamboohr/api/v1", {"Authorization": encode_basic_auth("key", "x")})


@pytest.fixture
async def personio_v1(time: TurnableClock) -> AsyncIterator[StandIn]:
    """An HR stand-in without people, called as Personio's v1 with a token."""
    async with running(hr_app(time.clock)) as client:
        standin = StandIn(client, "/personio/v1", {})
        granted = await standin.send("POST", "/auth", {"client_id": "client", "client_secret": "secret"})
        yield standin.bearing(granted.text("data", "token"))


@pytest.fixture
async def personio_v2(time: TurnableClock) -> AsyncIterator[StandIn]:
    """An HR stand-in without people, called as Personio's v2 with a token."""
    async with running(hr_app(time.clock)) as client:
        standin = StandIn(client, "/personio/v2", {})
        asked = {"grant_type": "client_credentials", "client_id": "client", "client_secret": "secret"}
        granted = await standin.form("/auth/token", **asked)
        yield standin.bearing(granted.text("access_token"))
