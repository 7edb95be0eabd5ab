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
