"""What it costs to look how the app stands, as `GET /api/health` does, and the timer `watch` every five minutes."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any, override
from uuid import uuid4

import pytest
from azure.core.pipeline import PipelineRequest
from azure.core.pipeline.transport import HttpRequest
from azure.data.tables.aio import TableServiceClient
from azure.storage.queue.aio import QueueClient

from provisioning.bootstrap import App
from provisioning.settings import Settings
from provisioning.storage.tables import Tables
from tests.builders import NOON
from tests.storage.own import OwnTables

QUEUES = ("hr-events", "hr-events-poison", "cycles", "cycles-poison")
SOURCES = 6
"""HR systems that are known without any being connected."""
TABLES = 11 + 2 * SOURCES
"""Reads of a look on which there is nothing to tell; whoever looks has read the settings before."""


@dataclass(slots=True)
class Asked:
    """What was asked of storage: the paths, since the last look."""

    paths: list[str] = field(default_factory=list)

    def note(self, request: PipelineRequest[HttpRequest]) -> None:
        """Note a request, as a hook of the SDK does."""
        self.paths.append(request.http_request.url)

    def counts(self) -> tuple[int, int]:
        """Return how often tables and queues were asked, and begin again."""
        queues = sum("queue-" in path for path in self.paths)
        told = len(self.paths) - queues, queues
        self.paths.clear()
        return told


class CountedApp(App):
    """The app as it is built for Azure, on tables and queues of its own, every request to which is noted."""

    def __init__(self, connection: str) -> None:
        super().__init__({"AzureWebJobsStorage": connection})
        self.connection, self.asked = connection, Asked()
        self.own = f"queue-{uuid4().hex[:12]}-"
        self.clients: list[QueueClient] = []

    @cached_property
    @override
    def _tables(self) -> Tables:
        return OwnTables(TableServiceClient.from_connection_string(self.connection, raw_request_hook=self.asked.note))

    @override
    def _queue_client(self, name: str, patience: Mapping[str, Any]) -> QueueClient:
        options: dict[str, Any] = {**patience, "raw_request_hook": self.asked.note}
        self.clients.append(QueueClient.from_connection_string(self.connection, self.own + name, **options))
        return self.clients[-1]


@pytest.fixture
async def app(azurite: str) -> AsyncIterator[CountedApp]:
    made = CountedApp(azurite)
    await made.lookout.look(Settings(), NOON)
    for queue in {client.queue_name: client for client in made.clients}.values():
        await queue.create_queue()
    made.asked.counts()
    yield made
    for queue in made.clients:
        await queue.close()
    await made._tables.close()


async def test_a_look_is_eleven_reads_of_tables_and_two_for_each_source_and_one_of_each_queue(app: CountedApp) -> None:
    view = await app.lookout.look(Settings(), NOON)
    assert view.unknown == set()
    assert app.asked.counts() == (TABLES, len(QUEUES))


async def test_where_messages_wait_the_queue_is_asked_once_more(app: CountedApp) -> None:
    await app.own_queue.put_raw(b"{}", timedelta())
    app.asked.counts()
    view = await app.lookout.look(Settings(), NOON)
    assert view.figures["queues"]["hrEvents"] == 1
    assert app.asked.counts() == (TABLES, len(QUEUES) + 1)
