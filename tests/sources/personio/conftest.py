"""A Personio that follows a script."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.sources.personio.scripted import Script


@pytest.fixture
async def script() -> AsyncIterator[Script]:
    """Give a server without a script; it closes the clients that were made for it."""
    followed = Script()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", followed.respond)
    async with TestServer(app) as server:
        followed.base_url = str(server.make_url("")).rstrip("/")
        yield followed
        for client in followed.clients:
            await client.close()
