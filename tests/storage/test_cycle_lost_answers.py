"""What the store of cycles makes of being asked again for what took effect without an answer."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, override

import pytest
from azure.core.exceptions import ServiceResponseError
from azure.core.pipeline.transport import AioHttpTransport, AsyncHttpResponse, HttpRequest
from azure.data.tables.aio import TableServiceClient

from provisioning.model import CyclePhase, SourceState, Status
from provisioning.ports import TemporaryFailure
from provisioning.storage.cycles import TableCycleStore
from tests.contracts.cycles import cycle, items, under_way
from tests.storage.own import OwnTables


class LosingTransport(AioHttpTransport):  # type: ignore[misc] # azure.core loads it in a way that hides its type
    """Sends requests as the SDK does; loses the answer to the next write when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.lose_next = False

    @override
    async def send(self, request: HttpRequest, **config: Any) -> AsyncHttpResponse:
        response: AsyncHttpResponse = await super().send(request, **config)
        if self.lose_next and request.method == "POST":
            self.lose_next = False
            answer: Any = response
            await answer.load_body()
            raise ServiceResponseError("the connection was closed")
        return response


@dataclass(slots=True)
class Store:
    """A store of cycles, and what it sends with."""

    transport: LosingTransport
    cycles: TableCycleStore

    async def twice(self, call: Callable[[], Awaitable[object]]) -> None:
        """Make a call whose first write takes effect without an answer, and make it again."""
        self.transport.lose_next = True
        with pytest.raises(TemporaryFailure):
            await call()
        await call()


@pytest.fixture
async def store(azurite: str) -> AsyncIterator[Store]:
    transport = LosingTransport()
    tables = OwnTables(TableServiceClient.from_connection_string(azurite, transport=transport))
    await tables.table("cycles")
    yield Store(transport, TableCycleStore(tables))
    await tables.close()


async def test_a_cycle_is_started_once(store: Store) -> None:
    await store.twice(lambda: store.cycles.start(cycle()))
    assert (await store.cycles.state("hr")).running == "c1"
    assert list((await store.cycles.listed()).cycles) == [cycle()]


async def test_a_cycle_is_ended_once(store: Store) -> None:
    before = await under_way(store.cycles, cycle())
    left = SourceState(source="hr", complete_count=7)
    await store.twice(lambda: store.cycles.end(before, cycle(phase=CyclePhase.FINISHED), left))
    assert await store.cycles.state("hr") == left


async def test_items_are_stored_once(store: Store) -> None:
    await store.twice(lambda: store.cycles.add_items("c1", items(range(1, 251))))
    assert await store.cycles.open_items("c1", 1, 250, 999) == 250


async def test_who_is_done_counts_once(store: Store) -> None:
    await store.cycles.add_items("c1", items([1, 2]))
    await store.twice(lambda: store.cycles.done("c1", 1, Status.SUCCESS))
    assert await store.cycles.outcomes("c1") == {Status.SUCCESS: 1}
    assert await store.cycles.open_items("c1", 1, 2, 9) == 1


async def test_all_items_are_forgotten(store: Store) -> None:
    await store.cycles.add_items("c1", items(range(1, 251)))
    await store.twice(lambda: store.cycles.forget_items("c1"))
    assert await store.cycles.open_items("c1", 1, 250, 999) == 0
