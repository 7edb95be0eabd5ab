"""Parts of the one Azurite that no other test sees."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import override
from uuid import uuid4

from azure.data.tables.aio import TableClient, TableServiceClient
from azure.storage.queue.aio import QueueClient

from provisioning.storage.tables import Tables


class OwnTables(Tables):
    """Tables under names of their own."""

    def __init__(self, service: TableServiceClient) -> None:
        super().__init__(service)
        self._prefix = f"t{uuid4().hex}"[:20]

    @override
    async def table(self, name: str) -> TableClient:
        """Return the client of a table that exists."""
        return await super().table(f"{self._prefix}{name}")


@asynccontextmanager
async def own_tables(connection_string: str) -> AsyncIterator[OwnTables]:
    """Give tables of one's own."""
    tables = OwnTables(TableServiceClient.from_connection_string(connection_string))
    try:
        yield tables
    finally:
        await tables.close()


def own_queue(connection_string: str) -> QueueClient:
    """Return the client of a queue of one's own, which does not exist yet."""
    return QueueClient.from_connection_string(connection_string, f"q{uuid4().hex}")
