"""The app as it builds itself from its environment, with tables of its own, no patience and a clock that is turned."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cached_property
from typing import Any, Final, override

import httpx
from azure.data.tables.aio import TableServiceClient
from azure.storage.queue.aio import QueueClient
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph_core.middleware.async_graph_transport import AsyncGraphTransport

from provisioning.bootstrap import STORAGE, App
from provisioning.model import CycleTurn, HrEvent, Retry
from provisioning.sources.bob_people import BobPeople
from provisioning.storage.queue import StorageEventQueue
from provisioning.targets.graph import GraphDirectory
from tests.fakes.clock import TurnedClock
from tests.storage.own import OwnTables

_TABLES: Final = ("employees", "settings", "provisioninglog", "cycles")
"""Those that a first event would make, which a test does not want to disturb."""


class HasteQueue(StorageEventQueue):
    """MessageQueue on Queue Storage; what is to wait comes at once, and the clock is turned instead."""

    def __init__(self, client: QueueClient, clock: TurnedClock) -> None:
        super().__init__(client)
        self._clock = clock

    @override
    async def put(
        self, message: HrEvent | CycleTurn, after: timedelta = timedelta(), retry: Retry | None = None
    ) -> None:
        await super().put(message, retry=retry)
        self._clock.turn(seconds=after.total_seconds())

    @override
    async def put_raw(self, body: bytes, after: timedelta) -> None:
        await super().put_raw(body, timedelta())
        self._clock.turn(seconds=after.total_seconds())


class WiredApp(App):
    """The app on addresses that lead over a wire.

    Args:
        connection: The connection string of the storage account.
        graph: Graph's address.
        hr: The address of the HR stand-ins.
        queue: The name of the queue of events.
        patience: Seconds to wait for an answer of Graph or the storage account, which is asked but once.
    """

    def __init__(self, connection: str, graph: str, hr: str, queue: str, patience: float) -> None:
        super().__init__(
            {
                STORAGE: connection,
                "GRAPH_BASE_URL": graph,
                "BOB_API_BASE_URL": f"{hr}/bob/v1",
                "BOB_SERVICE_USER_ID": "service-user",
                "BOB_SERVICE_USER_TOKEN": "token",
            }
        )
        self.turned = TurnedClock()
        self.clock = self.turned  # type: ignore[assignment]  # a test turns the time
        self._connection = connection
        self._queue_name = queue
        self._once: dict[str, Any] = {"retry_total": 0, "read_timeout": patience, "connection_timeout": patience}

    @cached_property
    @override
    def _tables(self) -> OwnTables:
        return OwnTables(TableServiceClient.from_connection_string(self._connection, **self._once))

    @cached_property
    @override
    def own_queue(self) -> HasteQueue:
        client = QueueClient.from_connection_string(self._connection, self._queue_name, **self._once)
        return HasteQueue(client, self.turned)

    @cached_property
    @override
    def directory(self) -> GraphDirectory:
        directory = super().directory
        _adapter(directory)._http_client.timeout = httpx.Timeout(self._once["read_timeout"])
        return directory

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Make the tables, and close all connections in the end."""
        for name in _TABLES:
            await self._tables.table(name)
        try:
            yield
        finally:
            await self._tables.close()
            await self.own_queue.close()
            transport = _adapter(self.directory)._http_client._transport
            assert isinstance(transport, AsyncGraphTransport)
            await transport.transport.aclose()  # msgraph's own transport does not pass the closing on
            bob = self.hr.readers["bob"]
            assert isinstance(bob, BobPeople)
            await bob.close()


def _adapter(directory: GraphDirectory) -> GraphRequestAdapter:
    adapter = directory._client.request_adapter
    assert isinstance(adapter, GraphRequestAdapter)
    return adapter
