"""The host's own API under /admin: is it alive, what is it, and running a function by hand."""

import asyncio
from time import monotonic

from aiohttp import web

from local.host.http_triggers import shown_key
from local.host.invocations import Invocations
from local.host.keys import HostKeys
from local.host.metadata import Function, QueueTrigger, TimerTrigger
from local.host.protos import RpcHttp, TypedData
from local.host.queue_messages import delivery_by_hand
from local.host.timer_triggers import timer_value
from local.host.worker import Worker


class AdminApi:
    """Answers /admin; all but the ping wants the master key."""

    def __init__(self, worker: Worker, keys: HostKeys, invocations: Invocations) -> None:
        self._functions = {function.name.lower(): function for function in worker.functions}
        self._keys = keys
        self._invocations = invocations
        self._running: set[asyncio.Task[None]] = set()
        self._started = monotonic()

    def add_routes(self, app: web.Application) -> None:
        """Put the API into an aiohttp application."""
        app.router.add_route("*", "/admin/host/ping", self._ping)
        app.router.add_get("/admin/host/status", self._status)
        app.router.add_post("/admin/functions/{name}", self._run_function)

    async def finish(self) -> None:
        """Wait until the functions that were run by hand are done."""
        await asyncio.gather(*self._running)

    async def _ping(self, _request: web.Request) -> web.Response:
        return web.Response()

    async def _status(self, request: web.Request) -> web.Response:
        if not self._keys.is_master(shown_key(request)):
            return web.Response(status=401)
        uptime_ms = round((monotonic() - self._started) * 1000)
        return web.json_response({"id": "local", "state": "Running", "version": "4", "processUptime": uptime_ms})

    async def _run_function(self, request: web.Request) -> web.Response:
        """Start a function and answer 202 at once, as the real host does; the log tells how it ended."""
        if not self._keys.is_master(shown_key(request)):
            return web.Response(status=401)
        function = self._functions.get(request.match_info["name"].lower())
        if function is None:
            return web.Response(status=404)
        try:
            document = await request.json() if request.can_read_body else {}
        except ValueError:
            return web.Response(status=400)
        if not isinstance(document, dict):
            return web.Response(status=400)
        self._start(function, str(document.get("input") or ""))
        return web.Response(status=202)

    def _start(self, function: Function, text: str) -> None:
        task = asyncio.create_task(self._run(function, text))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _run(self, function: Function, text: str) -> None:
        match function.trigger:
            case QueueTrigger():
                delivery = delivery_by_hand(text)
                await self._invocations.run(function, TypedData(string=delivery.body), delivery.metadata)
            case TimerTrigger():
                await self._invocations.run(function, timer_value(None, past_due=False))
            case _:
                body = TypedData(bytes=text.encode()) if text else TypedData()
                await self._invocations.run(function, TypedData(http=RpcHttp(method="POST", body=body)))
