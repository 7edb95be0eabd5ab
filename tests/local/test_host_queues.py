"""The local host treats queue messages as the real one does: retries, poison, leases, and bodies that mislead."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.queue import QueueClient, TextBase64EncodePolicy

from local import ports
from local.azurite.server import AzuritePorts, start_azurite
from tests.local.running_host import RunningHost, running_host, write_app
from tests.waiting import wait_until

APP = """
    import asyncio
    import time
    import azure.functions as func

    app = func.FunctionApp()
    crowd_size = 0

    @app.queue_trigger(arg_name="msg", queue_name="%GOOD_QUEUE%", connection="AzureWebJobsStorage")
    def good(msg: func.QueueMessage) -> None:
        print("GOOD", msg.id, msg.dequeue_count, msg.get_body().decode(), flush=True)

    @app.queue_trigger(arg_name="msg", queue_name="failing", connection="AzureWebJobsStorage")
    async def failing(msg: func.QueueMessage) -> None:
        print("FAILING", msg.dequeue_count, time.monotonic(), flush=True)
        raise ValueError("always")

    @app.queue_trigger(arg_name="msg", queue_name="sour-poison", connection="AzureWebJobsStorage")
    async def sour(msg: func.QueueMessage) -> None:
        print("SOUR", msg.dequeue_count, flush=True)
        raise ValueError("always")

    @app.queue_trigger(arg_name="msg", queue_name="slow", connection="AzureWebJobsStorage")
    async def slow(msg: func.QueueMessage) -> None:
        print("SLOW", msg.dequeue_count, flush=True)
        await asyncio.sleep(4)
        print("SLOWLY-DONE", msg.dequeue_count, flush=True)

    @app.queue_trigger(arg_name="msg", queue_name="crowd", connection="AzureWebJobsStorage")
    async def crowd(msg: func.QueueMessage) -> None:
        global crowd_size
        crowd_size += 1
        print("CROWD", crowd_size, flush=True)
        await asyncio.sleep(0.1 + 0.5 * (int(msg.get_body()) % 3))
        crowd_size -= 1
"""
MAX_DEQUEUE_COUNT = 3
QUEUE_SETTINGS = {
    "batchSize": 2,
    "newBatchThreshold": 1,
    "maxDequeueCount": MAX_DEQUEUE_COUNT,
    "visibilityTimeout": "00:00:01",
}
HOST_JSON = {"extensions": {"queues": QUEUE_SETTINGS}}

type OpenQueue = Callable[[str], QueueClient]


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory, azurite: str) -> Iterator[RunningHost]:
    folder = tmp_path_factory.mktemp("queues")
    settings = folder / "local.settings.json"
    settings.write_text(json.dumps({"IsEncrypted": False, "Values": {"GOOD_QUEUE": "good"}}))
    app = write_app(folder, APP, HOST_JSON)
    with running_host(app, azurite, "--settings", str(settings), "--message-lease-seconds", "2") as running:
        yield running


@pytest.fixture
def open_queue(azurite: str) -> Iterator[OpenQueue]:
    """Give a function that makes a queue, if need be, and opens it with base64 bodies."""
    opened: list[QueueClient] = []

    def open_one(name: str) -> QueueClient:
        opened.append(base64_queue(azurite, name))
        if not exists(opened[-1]):
            opened[-1].create_queue()
        return opened[-1]

    yield open_one
    for queue in opened:
        queue.close()


def base64_queue(storage: str, name: str) -> QueueClient:
    return QueueClient.from_connection_string(storage, name, message_encode_policy=TextBase64EncodePolicy())


def exists(queue: QueueClient) -> bool:
    try:
        queue.get_queue_properties()
    except ResourceNotFoundError:
        return False
    return True


def length(queue: QueueClient) -> int:
    """Return how many messages a queue holds, hidden ones included."""
    return queue.get_queue_properties().approximate_message_count or 0


def bodies(queue: QueueClient) -> list[str]:
    """Return the raw bodies of the messages that can be seen."""
    return [message.content for message in queue.peek_messages(max_messages=32)] if exists(queue) else []


def test_a_message_is_processed_once_and_deleted(host: RunningHost, open_queue: OpenQueue) -> None:
    queue = open_queue("good")
    sent = queue.send_message("processed once")
    wait_until(lambda: f"{sent.id} 1 processed once" in host.seen("GOOD"))
    wait_until(lambda: length(queue) == 0)


def test_a_json_body_overrides_what_the_function_sees_of_its_message(host: RunningHost, open_queue: OpenQueue) -> None:
    body = json.dumps({"id": "mine", "DequeueCount": 7, "popReceipt": None, "insertionTime": []})
    open_queue("good").send_message(body)
    wait_until(lambda: f"mine 7 {body}" in host.seen("GOOD"))


def test_a_json_body_that_does_not_fit_the_metadata_fails_every_time(host: RunningHost, open_queue: OpenQueue) -> None:
    body = json.dumps({"dequeueCount": "abc"})
    open_queue("good").send_message(body)
    poison = open_queue("good-poison")
    wait_until(lambda: length(poison) > 0)
    assert not any("abc" in line for line in host.seen("GOOD"))
    poison.clear_messages()


def test_a_failing_message_is_tried_with_the_delay_and_then_poisoned(host: RunningHost, open_queue: OpenQueue) -> None:
    queue, poison = open_queue("failing"), open_queue("failing-poison")
    sent = queue.send_message("hopeless")
    wait_until(lambda: length(poison) == 1)
    tries = [line.split() for line in host.seen("FAILING")]
    assert [count for count, _ in tries] == ["1", "2", "3"]
    assert float(tries[1][1]) - float(tries[0][1]) >= 0.9
    (copy,) = poison.peek_messages()
    assert copy.content == "aG9wZWxlc3M="
    assert copy.id != sent.id
    wait_until(lambda: length(queue) == 0)


def test_a_body_that_is_not_base64_is_poisoned_without_a_try(
    host: RunningHost, open_queue: OpenQueue, azurite: str
) -> None:
    open_queue("good")
    poison = open_queue("good-poison")
    with QueueClient.from_connection_string(azurite, "good") as raw:
        raw.send_message("<nö base64>")
    wait_until(lambda: bodies(poison) == ["<nö base64>"])
    assert not any("base64>" in line for line in host.seen("GOOD"))
    poison.clear_messages()


def test_what_fails_in_a_poison_queue_stays_there_and_comes_back_later(
    host: RunningHost, open_queue: OpenQueue, azurite: str
) -> None:
    queue = open_queue("sour-poison")
    queue.send_message("sour")
    host.wait_for("SOUR", count=MAX_DEQUEUE_COUNT + 1)
    assert length(queue) == 1
    with base64_queue(azurite, "sour-poison-poison") as never_made:
        assert not exists(never_made)
    queue.clear_messages()


def test_a_message_stays_hidden_for_as_long_as_its_function_runs(host: RunningHost, open_queue: OpenQueue) -> None:
    queue = open_queue("slow")
    queue.send_message("twice as long as the lease")
    host.wait_for("SLOWLY-DONE")
    wait_until(lambda: length(queue) == 0)
    assert host.seen("SLOW") == ["1"]


def test_no_more_messages_run_at_once_than_a_batch_and_the_threshold(host: RunningHost, open_queue: OpenQueue) -> None:
    queue = open_queue("crowd")
    for number in range(12):
        queue.send_message(str(number))
    assert max(int(size) for size in host.wait_for("CROWD", count=12)) == 3


def test_a_message_that_was_running_when_the_host_was_killed_comes_back(
    tmp_path: Path, open_queue: OpenQueue, azurite: str
) -> None:
    app = write_app(
        tmp_path,
        """
        import asyncio
        import azure.functions as func

        app = func.FunctionApp()

        @app.queue_trigger(arg_name="msg", queue_name="crash", connection="AzureWebJobsStorage")
        async def crash(msg: func.QueueMessage) -> None:
            print("TRY", msg.dequeue_count, flush=True)
            if msg.dequeue_count == 1:
                await asyncio.Event().wait()
        """,
    )
    queue = open_queue("crash")
    queue.send_message("survivor")
    with running_host(app, azurite, "--message-lease-seconds", "1") as first:
        first.wait_for("TRY")
        first.child.kill()
    with running_host(app, azurite, "--message-lease-seconds", "1") as second:
        assert second.wait_for("TRY", count=2) == ["1", "2"]
        wait_until(lambda: length(queue) == 0)


def test_an_outage_of_the_storage_is_logged_once_and_waited_out(tmp_path: Path) -> None:
    services = AzuritePorts(*ports.free_ports(3))
    storage = services.connection_string
    settings = tmp_path / "local.settings.json"
    settings.write_text(json.dumps({"Values": {"GOOD_QUEUE": "good"}}))
    with running_host(write_app(tmp_path, APP), storage, "--settings", str(settings)) as host:
        wait_until(lambda: "The queue good cannot be read" in host.log())
        azurite = start_azurite(services, tmp_path / "azurite.log", location=None)
        try:
            azurite.wait_until(services.all_answer)
            with base64_queue(storage, "good") as queue:
                queue.create_queue()
                queue.send_message("after the outage")
                wait_until(lambda: length(queue) == 0)
            # Before Azurite stops, which is the next outage.
            assert host.log().count("The queue good cannot be read") == 1
            assert "after the outage" in host.wait_for("GOOD")[0]
        finally:
            azurite.stop()
