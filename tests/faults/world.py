"""The product with its real adapters: Graph and Bob over HTTP, tables and queue on Azurite, all of it on the wire."""

import asyncio
import re
from base64 import b64decode
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web
from azure.storage.queue import QueueMessage
from azure.storage.queue.aio import QueueClient
from pydantic import JsonValue

from local.emulator.clock import Clock
from local.graph.app import graph_app
from local.hr.app import hr_app
from provisioning.messages import decode
from provisioning.model import HrEvent, LogEntry
from provisioning.ports import LogQuery, TemporaryFailure
from tests.faults.app import WiredApp
from tests.faults.wire import Wire, passed_on
from tests.local.standin_client import Client, GraphStandIn, running
from tests.storage.own import own_queue

PATIENT, IMPATIENT = 30.0, 0.5
"""Seconds to wait for an answer; the latter where a request is going to hang."""
_SOURCES: Final = ("generic", "bob")
_DELIVERIES: Final = 5
_MOST_DELIVERIES: Final = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """An account as an administrator sees it."""

    enabled: bool
    title: str | None
    manager: str | None
    employee_id: str | None


class _Time:
    """The time of the app, for the stand-ins, which are there before it."""

    app: WiredApp | None = None

    def clock(self) -> Clock:
        """Return it as the stand-ins read it."""
        return Clock(self._now, lambda: self._now().timestamp())

    def _now(self) -> Any:  # noqa: ANN401 - a datetime
        assert self.app
        return self.app.clock.now()


@dataclass(slots=True)
class WiredWorld:
    """Everything outside, and one worker. Nothing is disturbed unless the wire is open."""

    wire: Wire
    app: WiredApp
    graph: GraphStandIn
    hr: Client
    queue: QueueClient

    async def tell(self, *events: HrEvent) -> None:
        """Put events on the queue, undisturbed."""
        for event in events:
            await self.app.own_queue.put(event)

    async def change_settings(self, partial: Mapping[str, JsonValue]) -> None:
        """Change settings as an administrator would."""
        await self.app.settings.change(partial, by="a test", at=self.app.clock.now(), check=lambda _: ())

    def later(self, hours: float) -> None:
        """Let time go by."""
        self.app.turned.turn(hours=hours)

    async def deliver(self) -> None:
        """Deliver what is on the queue until nothing is; a delivery takes ten seconds, what fails comes again."""
        deliveries = Counter[str]()
        for _ in range(_MOST_DELIVERIES):
            message = await self.queue.receive_message(visibility_timeout=600)
            if message is None:
                return
            self.app.turned.turn(seconds=10)
            deliveries[message.id] += 1
            if await self._works(message, deliveries[message.id]):
                await self.queue.delete_message(message)
            else:
                await self.queue.update_message(message, visibility_timeout=0)
        raise AssertionError("the queue does not run dry")

    async def settle(self) -> None:
        """Let everything be worked off, and let a minute and then two days go by."""
        await self.deliver()
        for hours in (0.02, 24.5, 24.5):
            self.later(hours)
            await self.app.due_reviews.queue_all(_SOURCES)
            await self.deliver()

    async def accounts(self) -> dict[str, Seen]:
        """Return every account by login name."""
        shown = await self.graph.get(
            "/users", select="id,userPrincipalName,accountEnabled,jobTitle,employeeId", expand="manager($select=id)"
        )
        users = shown.objects("value")
        names = {user["id"]: str(user["userPrincipalName"]) for user in users}
        return {names[user["id"]]: _seen(user, names) for user in users}

    async def newest_entry(self, employee_id: str) -> LogEntry:
        """Return the newest log entry of a person."""
        return (await self.app.log.read(LogQuery(employee_id=employee_id, limit=1))).entries[0]

    async def parked(self) -> int:
        """Return how many messages are parked."""
        return len((await self.app.parked.page()).messages)

    async def _works(self, message: QueueMessage, delivery: int) -> bool:
        body, worker = b64decode(message.content), self.app.worker
        worn_out = delivery > _DELIVERIES
        work = asyncio.ensure_future(worker.park_worn_out(body) if worn_out else worker.work(decode(body, delivery)))
        self.wire.stop = work.cancel
        try:
            await work
        except (TemporaryFailure, asyncio.CancelledError):
            return False
        return True


def _seen(user: dict[str, Any], names: dict[Any, str]) -> Seen:
    manager = user.get("manager")
    return Seen(user["accountEnabled"], user["jobTitle"], names[manager["id"]] if manager else None, user["employeeId"])


@asynccontextmanager
async def wired_world(connection: str, wire: Wire, *, patience: float = PATIENT) -> AsyncIterator[WiredWorld]:
    """Give a world of its own on this Azurite, whose requests go over the wire.

    Args:
        connection: Azurite's connection string.
        wire: Closed; the test opens it.
        patience: Seconds to wait for an answer.
    """
    time = _Time()
    async with AsyncExitStack() as stack:
        graph = await _served(stack, wire, "graph", graph_app(time.clock()))
        hr = await _served(stack, wire, "bob", hr_app(time.clock()))
        through = await _through_the_wire(stack, wire, connection)
        direct = await stack.enter_async_context(own_queue(connection))
        await direct.create_queue()
        hr_url = str(hr.make_url("/")).rstrip("/")
        app = time.app = WiredApp(through, str(graph.make_url("/v1.0")), hr_url, direct.queue_name, patience)
        await stack.enter_async_context(app.running())
        stack.callback(wire.let_go)
        yield WiredWorld(wire, app, GraphStandIn(graph, "/v1.0", {"Authorization": "Bearer any"}), hr, direct)


async def _served(stack: AsyncExitStack, wire: Wire, service: str, app: web.Application) -> Client:
    app.middlewares.insert(0, wire.watches(service))
    return await stack.enter_async_context(running(app))


async def _through_the_wire(stack: AsyncExitStack, wire: Wire, connection: str) -> str:
    """Return a connection string that leads to Azurite over the wire."""
    for service in ("Table", "Queue"):
        endpoint = re.search(rf"{service}Endpoint=(http://[^/]+)", connection)
        assert endpoint
        app = await stack.enter_async_context(passed_on(endpoint[1], wire.watches(service.lower())))
        server = await stack.enter_async_context(running(app))
        connection = connection.replace(endpoint[1], str(server.make_url("/")).rstrip("/"))
    return connection
