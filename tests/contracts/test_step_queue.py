"""The contract of StepQueue, and what Queue Storage is asked for."""

from base64 import b64decode
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from azure.core.pipeline import PipelineRequest
from azure.core.pipeline.transport import HttpRequest
from azure.storage.queue.aio import QueueClient

from provisioning.messages import UnreadableMessage, decode_step
from provisioning.model import CycleStep
from provisioning.ports import StepQueue
from provisioning.storage.queue import StorageStepQueue
from tests.contracts.conftest import AZURITE, IN_MEMORY
from tests.fakes.clock import TurnedClock
from tests.fakes.steps import StepsInMemory
from tests.storage.own import own_queue

type Queue = tuple[StepQueue, Callable[[], Awaitable[list[CycleStep]]]]

STEP = CycleStep(cycle="hr-full-20260302T120000-a1b2c3", holder="h1")


@pytest.fixture
async def client(azurite: str) -> AsyncIterator[QueueClient]:
    async with own_queue(azurite) as client:
        yield client


@pytest.fixture(params=[IN_MEMORY, AZURITE])
def queue(request: pytest.FixtureRequest) -> Queue:
    """Give a queue, and a way to read the steps whose time has come."""
    if request.param == IN_MEMORY:
        in_memory = StepsInMemory(TurnedClock())

        async def due() -> list[CycleStep]:
            return in_memory.due()

        return in_memory, due
    client: QueueClient = request.getfixturevalue("client")

    async def received() -> list[CycleStep]:
        return [decode_step(b64decode(message.content)) async for message in client.receive_messages()]

    return StorageStepQueue(client), received


async def test_a_step_comes_out_as_it_went_in_at_once(queue: Queue) -> None:
    put_on, due = queue
    await put_on.put(STEP)
    assert await due() == [STEP]


async def test_a_step_that_is_to_wait_does_not_come_out_before_one_that_is_not(queue: Queue) -> None:
    put_on, due = queue
    later = CycleStep(cycle="c2", holder="h2")
    await put_on.put(later, timedelta(hours=1))
    await put_on.put(STEP)
    assert await due() == [STEP]


async def test_the_same_step_may_be_put_twice(queue: Queue) -> None:
    put_on, due = queue
    await put_on.put(STEP)
    await put_on.put(STEP)
    assert await due() == [STEP, STEP]


@pytest.mark.parametrize(
    ("after", "seconds"),
    [
        pytest.param(timedelta(), 0, id="at once"),
        pytest.param(timedelta(microseconds=1), 1, id="a moment is a second"),
        pytest.param(timedelta(seconds=1), 1, id="a second"),
        pytest.param(timedelta(seconds=1.2), 2, id="never earlier than asked for"),
        pytest.param(timedelta(minutes=3), 180, id="minutes"),
    ],
)
async def test_a_step_stays_hidden_for_whole_seconds(azurite: str, after: timedelta, seconds: int) -> None:
    asked: list[str] = []

    def note(request: PipelineRequest[HttpRequest]) -> None:
        asked.extend(parse_qs(urlsplit(request.http_request.url).query).get("visibilitytimeout", ["0"]))

    async with own_queue(azurite) as client:
        await client.create_queue()
        async with QueueClient.from_connection_string(azurite, client.queue_name, raw_request_hook=note) as noted:
            await StorageStepQueue(noted).put(STEP, after)
    assert asked == [str(seconds)]
    clock = TurnedClock()
    in_memory = StepsInMemory(clock)
    await in_memory.put(STEP, after)
    assert in_memory.next_at() == clock.now() + timedelta(seconds=seconds)


async def test_a_step_never_expires(client: QueueClient) -> None:
    await StorageStepQueue(client).put(STEP)
    (message,) = await client.peek_messages()
    assert message.expires_on
    assert message.expires_on > datetime.now(UTC) + timedelta(days=365 * 50)


async def test_the_queue_is_made_when_it_is_first_used_and_again_if_it_is_gone(client: QueueClient) -> None:
    queue = StorageStepQueue(client)
    for _ in range(2):
        await queue.put(STEP)
        assert len(await client.peek_messages(max_messages=5)) == 1
        await client.delete_queue()


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        pytest.param(b"{", "the message is not JSON", id="no JSON"),
        pytest.param(b'{"v":2,"step":{}}', "the message is not of version 1", id="a later version"),
        pytest.param(b'{"v":1,"turn":{"cycle":"c1","number":1}}', "the message holds no step", id="a turn"),
        pytest.param(b'{"v":1,"step":{"cycle":"c1"}}', "the message holds no step: holder", id="half a step"),
    ],
)
def test_a_message_that_is_no_step_is_told_in_a_sentence(message: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableMessage) as told:
        decode_step(message)
    assert str(told.value).startswith(sentence)


async def test_in_memory_a_step_comes_out_when_its_time_has_come_and_until_it_is_removed() -> None:
    clock = TurnedClock()
    queue = StepsInMemory(clock)
    later, latest = (CycleStep(cycle="c1", holder=holder) for holder in ("h2", "h3"))
    await queue.put(latest, timedelta(minutes=1))
    await queue.put(later, timedelta(seconds=30))
    assert queue.due() == []
    clock.turn(seconds=60)
    assert queue.due() == queue.due() == [later, latest]
    queue.remove_first()
    assert queue.everything() == [latest]
