"""The contract of EventQueue, and what the Functions host relies on."""

import json
from base64 import b64decode
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from azure.storage.queue.aio import QueueClient

from provisioning.messages import LARGEST_MESSAGE, LARGEST_NEW_MESSAGE, UnreadableMessage, decode, encode
from provisioning.model import CycleTurn, Employee, EventType, HrEvent, Retry
from provisioning.ports import Message, MessageQueue, MessageTooLarge
from provisioning.storage.queue import StorageEventQueue
from tests.builders import NOON
from tests.contracts.conftest import AZURITE, IN_MEMORY
from tests.fakes.clock import TurnedClock
from tests.fakes.queue import QueueInMemory
from tests.storage.own import own_queue

type Content = HrEvent | CycleTurn
type Queue = tuple[MessageQueue, Callable[[], Awaitable[list[Message]]]]

FAILED = Retry(attempts=99_999, since=NOON + timedelta(microseconds=1), failed_at=NOON + timedelta(microseconds=2))


@pytest.fixture
async def client(azurite: str) -> AsyncIterator[QueueClient]:
    async with own_queue(azurite) as client:
        yield client


@pytest.fixture(params=[IN_MEMORY, AZURITE])
def queue(request: pytest.FixtureRequest) -> Queue:
    """Give a queue, and a way to read everything on it."""
    if request.param == IN_MEMORY:
        in_memory = QueueInMemory()

        async def everything() -> list[Message]:
            return in_memory.messages()

        return in_memory, everything
    client: QueueClient = request.getfixturevalue("client")

    async def received() -> list[Message]:
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
    (message,) = await everything()
    received = message.content
    assert message == Message(sent)
    if sent.employee:
        assert isinstance(received, HrEvent)
        assert received.employee
        assert received.employee.model_fields_set == sent.employee.model_fields_set


async def test_the_same_event_may_be_put_twice(queue: Queue) -> None:
    put_on, everything = queue
    await put_on.put(event())
    await put_on.put(event())
    assert await everything() == [Message(event()), Message(event())]


async def test_a_turn_in_a_cycle_comes_out_as_it_went_in_beside_events(queue: Queue) -> None:
    put_on, everything = queue
    turn = CycleTurn(cycle="hr-full-20260302T120000-a1b2c3", number=100_000)
    await put_on.put(event())
    await put_on.put(turn)
    assert await everything() == [Message(event()), Message(turn)]


@pytest.mark.parametrize("content", [event(), CycleTurn(cycle="c1", number=7)], ids=["an event", "a turn"])
async def test_how_a_message_failed_before_goes_along_with_it(queue: Queue, content: Content) -> None:
    put_on, everything = queue
    await put_on.put(content, retry=FAILED)
    assert await everything() == [Message(content, FAILED)]


async def test_what_cannot_be_read_is_put_on_as_it_is(client: QueueClient) -> None:
    await StorageEventQueue(client).put_raw(b"\xff{", timedelta())
    (message,) = [message async for message in client.receive_messages()]
    assert b64decode(message.content) == b"\xff{"


@pytest.mark.parametrize("after", [timedelta(hours=1), timedelta(days=400)], ids=["an hour", "longer than it can"])
async def test_a_message_that_waits_is_not_taken_before_its_time(client: QueueClient, after: timedelta) -> None:
    queue = StorageEventQueue(client)
    await queue.put(event(), after, FAILED)
    await queue.put_raw(b"{}", after)
    assert [message async for message in client.receive_messages()] == []
    assert (await client.get_queue_properties()).approximate_message_count == 2


async def test_in_memory_it_comes_when_the_clock_is_turned_so_far() -> None:
    clock = TurnedClock()
    queue = QueueInMemory(clock)
    await queue.put(event(), timedelta(minutes=1))
    assert not queue.is_due()
    clock.turn(minutes=1)
    assert queue.first() == Message(event())


@pytest.mark.parametrize(
    ("sent", "content"),
    [
        pytest.param(event(), "event", id="an event"),
        pytest.param(CycleTurn(cycle="c1", number=1), "turn", id="a turn"),
    ],
)
def test_on_the_top_level_of_a_message_stands_nothing_that_a_trigger_has_as_well(sent: Content, content: str) -> None:
    assert set(json.loads(encode(sent))) == {"v", content}
    assert set(json.loads(encode(sent, FAILED))) == {"v", content, "retry"}


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        pytest.param(b"\xff", "the message is not JSON", id="no text"),
        pytest.param(b"{", "the message is not JSON", id="no JSON"),
        pytest.param(b"[1]", "the message is not of version 1", id="a list"),
        pytest.param(b'{"v":2,"event":{}}', "the message is not of version 1", id="a later version"),
        pytest.param(b'{"v":1}', "the message holds no event", id="nothing in it"),
        pytest.param(b'{"v":1,"step":{"cycle":"c1","holder":"h"}}', "the message holds no event", id="a step"),
        pytest.param(b'{"v":1,"event":{"id":"v1"}}', "the message holds no event: ", id="half an event"),
        pytest.param(b'{"v":1,"turn":null}', "the message holds no turn", id="no turn"),
        pytest.param(b'{"v":1,"turn":{"cycle":"c1"}}', "the message holds no turn: number", id="half a turn"),
        pytest.param(
            b'{"v":1,"turn":{"cycle":"c1","number":1},"retry":{"attempts":1}}',
            "the message holds no retry: since",
            id="half of how it failed",
        ),
        pytest.param(b"[" * 10_000, "the message is not JSON", id="nested too deeply"),
    ],
)
def test_a_message_that_is_not_ours_is_told_in_a_sentence(message: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableMessage) as told:
        decode(message)
    assert str(told.value).startswith(sentence)


@pytest.mark.parametrize("letter", ["x", "å", "\N{GRINNING FACE}", '"'])
async def test_what_fits_is_taken_and_what_does_not_is_refused_with_both_sizes(queue: Queue, letter: str) -> None:
    put_on, everything = queue
    fitting = LARGEST_NEW_MESSAGE - 1_000
    sent = with_custom_text(letter * (fitting // max(len(letter.encode()), 1 + (letter == '"'))))
    await put_on.put(sent)
    assert await everything() == [Message(sent)]
    with pytest.raises(MessageTooLarge, match=rf"\d+ bytes, {LARGEST_NEW_MESSAGE} fit"):
        await put_on.put(with_custom_text(letter * LARGEST_MESSAGE))


async def test_an_event_of_exactly_the_largest_size_is_taken_by_queue_storage(client: QueueClient) -> None:
    queue = StorageEventQueue(client)
    with pytest.raises(MessageTooLarge) as refused:
        await queue.put(with_custom_text("x" * LARGEST_MESSAGE))
    around = int(str(refused.value).partition(" bytes")[0].rpartition(" ")[2]) - LARGEST_MESSAGE
    sent = with_custom_text("x" * (LARGEST_NEW_MESSAGE - around))
    await queue.put(sent)
    with pytest.raises(MessageTooLarge):
        await queue.put(with_custom_text("x" * (LARGEST_NEW_MESSAGE - around + 1)))
    (message,) = [message async for message in client.receive_messages()]
    assert len(b64decode(message.content)) == LARGEST_NEW_MESSAGE


async def test_queue_storage_takes_the_largest_message_that_we_count_on(client: QueueClient) -> None:
    await StorageEventQueue(client).put_raw(b"x" * LARGEST_MESSAGE, timedelta())
    assert len(await client.peek_messages()) == 1


async def test_the_largest_message_can_still_say_how_it_failed(queue: Queue) -> None:
    put_on, everything = queue
    largest = with_custom_text("x" * (LARGEST_NEW_MESSAGE - len(encode(with_custom_text("")))))
    await put_on.put(largest, retry=FAILED)
    assert await everything() == [Message(largest, FAILED)]


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
