"""The wire between the app and everything outside: counts the HTTP requests, and does something to chosen ones.

It is a middleware, so that it stands before the stand-ins, and before Azurite by way of a server that passes requests
on. It works below the libraries: what the app sees is what its own clients make of it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from yarl import URL

_OF_ONE_CONNECTION: Final = frozenset({"connection", "content-encoding", "content-length", "transfer-encoding"})
_ADDED_BY_AIOHTTP: Final = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to a request.

    Attributes:
        status: Of the answer, if there is one.
        silent: There is no answer: `drop` ends the connection, `hang` keeps it open, `stop` ends the worker as well.
        after: It takes effect all the same.
        headers: Of the answer.
        times: How many requests in a row like the first one suffer it.
    """

    status: int = 503
    silent: str | None = None
    after: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    times: int = 1


@dataclass(slots=True)
class Wire:
    """Counts requests while `open`, and lets the one with number `at` suffer a fault.

    Attributes:
        requests: What was asked for, as service, method and path.
        stop: Ends the worker whose request it is.
    """

    at: int = 0
    fault: Fault | None = None
    requests: list[str] = field(default_factory=list)
    open: bool = False
    stop: Callable[[], object] = lambda: None
    _left: int = 0
    _like: str = ""
    _hanging: asyncio.Event = field(default_factory=asyncio.Event)

    def watches(self, service: str) -> Middleware:
        """Return what stands before a service."""

        @web.middleware
        async def disturbed(request: web.Request, handler: Handler) -> web.StreamResponse:
            fault = self._fault_of(f"{service} {request.method} {request.path}")
            if fault is None:
                return await handler(request)
            if fault.after:
                await handler(request)
            return await self._answer(request, fault)

        return disturbed

    def let_go(self) -> None:
        """End the requests that hang."""
        self._hanging.set()

    def _fault_of(self, asked: str) -> Fault | None:
        if not self.open:
            return None
        self.requests.append(asked)
        if self.fault and len(self.requests) == self.at:
            self._left, self._like = self.fault.times, asked
        if self._left and asked == self._like:
            self._left -= 1
            return self.fault
        return None

    async def _answer(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.silent == "hang":
            await self._hanging.wait()
        if fault.silent == "stop":
            self.stop()
        if fault.silent:
            if request.transport:
                request.transport.abort()
            return web.Response()  # never sent: the connection is gone
        return web.Response(status=fault.status, headers=fault.headers, text="<html>The gateway's own page.</html>")


@asynccontextmanager
async def passed_on(address: str, middleware: Middleware) -> AsyncIterator[web.Application]:
    """Give an application that passes all requests on to the server at this address, as they stand."""
    async with aiohttp.ClientSession(auto_decompress=False, skip_auto_headers=_ADDED_BY_AIOHTTP) as session:

        async def pass_on(request: web.Request) -> web.Response:
            url = URL(address + request.raw_path, encoded=True)
            asked = {name: value for name, value in request.headers.items() if name.lower() != "connection"}
            sent = await request.read()
            async with session.request(request.method, url, data=sent or None, headers=asked) as answer:
                headers = [(k, v) for k, v in answer.headers.items() if k.lower() not in _OF_ONE_CONNECTION]
                return web.Response(status=answer.status, headers=dict(headers), body=await answer.read())

        app = web.Application(middlewares=[middleware])
        app.router.add_route("*", "/{path:.*}", pass_on)
        yield app
