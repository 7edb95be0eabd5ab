"""The contract of EventQueue, and what the Functions host relies on."""

from base64 import b64decode
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from azure.storage.queue.aio import QueueClient

from provisioning.model import Employee, EventType, HrEvent
from provisioning.ports import EventQueue, MessageTooLarge
from provisioning.storage.queue import LARGEST_MESSAGE, StorageEventQueue, decode
from tests.contracts.conftest import AZURITE, IN_MEMORY
from tests.fakes.queue import QueueInMemory
from tests.storage.own import own_queue

type Queue = tuple[EventQueue, Callable[[], Awaitable[list[HrEvent]]]]


@pytest.fixture
async def client(azurite: str) -> AsyncIterator[QueueClient]:
    async with own_queue(azurite) as client:
        yield client


@pytest.fixture(params=[IN_MEMORY, AZURITE])
def queue(request: pytest.FixtureRequest) -> Queue:
    """Give a queue, and a way to read everything on it."""
    if request.param == IN_MEMORY:
        in_memory = QueueInMemory()

        async def everything() -> list[HrEvent]:
            return in_memory.everything()

        return in_memory, everything
    client: QueueClient = request.getfixturevalue("client")

    async def received() -> list[HrEvent]:
        return [decode(b64decode(message.content)) async for message in client.receive_messages()]

    return StorageEventQueue(client), received


def event(**fields: object) -> HrEvent:
    known: dict[str, object] = {
        "id": "v1",
        "source": "hr",
        "type": EventType.UPDATED,
        "occurred_at": datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC),
        "employee_id": "e1",
    }
    return HrEvent.model_validate(known | fields)


def with_custom_text(text: str) -> HrEvent:
    return event(employee=Employee(id="e1", custom={"text": text}))


@pytest.mark.parametrize(
    "sent",
    [
        event(),
        event(type=EventType.REVIEW),
        event(employee=Employee(id="e1", job_title=None, first_name="Zoë \N{GRINNING FACE}", custom={"a": [1, {}]})),
        event(id='"\\\n<&>'.replace("\n", ""), employee_id="a/b#?"),
    ],
)
async def test_an_event_comes_out_as_it_went_in_with_absent_fields_still_absent(queue: Queue, sent: HrEvent) -> None:
    put_on, everything = queue
    await put_on.put(sent)
    (received,) = await everything()
    assert received == sent
    if sent.employee:
        assert received.employee
        assert received.employee.model_fields_set == sent.employee.model_fields_set


async def test_the_same_event_may_be_put_twice(queue: Queue) -> None:
    put_on, everything = queue
    await put_on.put(event())
    await put_on.put(event())
    assert await everything() == [event(), event()]


@pytest.mark.parametrize("letter", ["x", "å", "\N{GRINNING FACE}", '"'])
async def test_what_fits_is_taken_and_what_does_not_is_refused_with_both_sizes(queue: Queue, letter: str) -> None:
    put_on, everything = queue
    fitting = LARGEST_MESSAGE - 1_000
    sent = with_custom_text(letter * (fitting // max(len(letter.encode()), 1 + (letter == '"'))))
    await put_on.put(sent)
    assert await everything() == [sent]
    with pytest.raises(MessageTooLarge, match=rf"\d+ bytes, {LARGEST_MESSAGE} fit"):
        await put_on.put(with_custom_text(letter * LARGEST_MESSAGE))


async def test_a_message_of_exactly_the_largest_size_is_taken_by_queue_storage(client: QueueClient) -> None:
    queue = StorageEventQueue(client)
    with pytest.raises(MessageTooLarge) as refused:
        await queue.put(with_custom_text("x" * LARGEST_MESSAGE))
    around = int(str(refused.value).partition(" bytes")[0].rpartition(" ")[2]) - LARGEST_MESSAGE
    sent = with_custom_text("x" * (LARGEST_MESSAGE - around))
    await queue.put(sent)
    with pytest.raises(MessageTooLarge):
        await queue.put(with_custom_text("x" * (LARGEST_MESSAGE - around + 1)))
    (message,) = [message async for message in client.receive_messages()]
    assert len(b64decode(message.content)) == LARGEST_MESSAGE


async def test_a_message_never_expires(client: QueueClient) -> None:
    await StorageEventQueue(client).put(event())
    (message,) = await client.peek_messages()
    assert message.expires_on
    assert message.expires_on > datetime.now(UTC) + timedelta(days=365 * 50)


async def test_the_queue_is_made_when_it_is_first_used_and_again_if_it_is_gone(client: QueueClient) -> None:
    queue = StorageEventQueue(client)
    for _ in range(2):
        await queue.put(event())
        assert len(await client.peek_messages(max_messages=5)) == 1
        await client.delete_queue()
