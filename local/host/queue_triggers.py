"""Queue functions: polls a storage queue and gives each message to its function, with the real host's rules."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass

from azure.core.exceptions import AzureError, ResourceExistsError, ResourceNotFoundError
from azure.storage.queue import QueueMessage
from azure.storage.queue.aio import QueueClient

from local.host.host_json import QueueSettings
from local.host.invocations import Invocations
from local.host.metadata import Function
from local.host.protos import TypedData
from local.host.queue_lease import Lease
from local.host.queue_messages import decoded_body, delivery_of

_log = logging.getLogger("host")

_SHORTEST_PAUSE_SECONDS = 0.1
# host.json's maxPollingInterval is meant for a bill by the request; a laptop should feel quick.
_LONGEST_LOCAL_PAUSE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class TriggerQueue:
    """A function's queue, and where messages go that it cannot process.

    A poison queue has no poison queue of its own: what fails there stays hidden until its lease ends, and is tried
    again then, as in the real host.
    """

    function: Function
    messages: QueueClient
    poison: QueueClient | None


class QueueListener:
    """Runs one queue function for as long as the host lives."""

    def __init__(
        self, queue: TriggerQueue, settings: QueueSettings, lease_seconds: int, invocations: Invocations
    ) -> None:
        self._queue = queue
        self._settings = settings
        self._lease_seconds = lease_seconds
        self._invocations = invocations
        self._running: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._wake = asyncio.Event()
        self._storage_is_out = False
        invocations.when_one_ends(self._wake.set)

    def stop(self) -> None:
        """Take no more messages; `listen` returns when those under way are done."""
        self._stopping = True
        self._wake.set()

    async def listen(self) -> None:
        """Poll until stopped. An outage of the storage is logged once and waited out."""
        pause = _SHORTEST_PAUSE_SECONDS
        longest = min(self._settings.max_polling_interval.total_seconds(), _LONGEST_LOCAL_PAUSE_SECONDS)
        while not self._stopping:
            await self._wait_for_room()
            self._wake.clear()
            messages = await self._receive()
            for message in messages:
                self._start(message)
            busy = messages or await self._woken_within(pause)
            pause = _SHORTEST_PAUSE_SECONDS if busy else min(pause * 2, longest)
        await asyncio.gather(*self._running)

    async def _wait_for_room(self) -> None:
        while len(self._running) > self._settings.new_batch_threshold:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)

    async def _woken_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._wake.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def _receive(self) -> list[QueueMessage]:
        """Take up to a batch of messages; none while the queue does not exist yet: the host does not make it."""
        size = self._settings.batch_size
        received = self._queue.messages.receive_messages(
            messages_per_page=size, max_messages=size, visibility_timeout=self._lease_seconds
        )
        try:
            messages = [message async for message in received]
        except ResourceNotFoundError:
            messages = []
        except AzureError as error:
            self._note_outage(error)
            return []
        self._note_outage(None)
        return messages

    def _note_outage(self, error: AzureError | None) -> None:
        """Log when an outage begins and when it is over, not each of the tries between."""
        name = self._queue.messages.queue_name
        if error is not None and not self._storage_is_out:
            _log.warning("The queue %s cannot be read (%s); trying on.", name, type(error).__name__)
        if error is None and self._storage_is_out:
            _log.info("The queue %s can be read again.", name)
        self._storage_is_out = error is not None

    def _start(self, message: QueueMessage) -> None:
        task = asyncio.create_task(self._process_or_leave(message))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _process_or_leave(self, message: QueueMessage) -> None:
        try:
            await self._process(message)
        except AzureError as error:
            _log.warning(
                "%s: a message stays on the queue and comes back, as the storage did not take its outcome (%s).",
                self._queue.function.name,
                type(error).__name__,
            )

    async def _process(self, message: QueueMessage) -> None:
        body = decoded_body(message, from_base64=self._settings.base64)
        worn_out = (message.dequeue_count or 0) > self._settings.max_dequeue_count
        if body is None or (worn_out and self._queue.poison is not None):
            await self._move_to_poison(message, message.pop_receipt or "")
            return
        delivery = delivery_of(message, body)
        async with Lease(self._queue.messages, message, self._lease_seconds) as lease:
            value = TypedData(string=delivery.body)
            outcome = await self._invocations.run(self._queue.function, value, delivery.metadata)
        if outcome.failure is None:
            await self._queue.messages.delete_message(message.id, lease.pop_receipt)
        else:
            await self._try_later_or_give_up(message, lease.pop_receipt)

    async def _try_later_or_give_up(self, message: QueueMessage, pop_receipt: str) -> None:
        if (message.dequeue_count or 0) >= self._settings.max_dequeue_count:
            await self._move_to_poison(message, pop_receipt)
        elif self._queue.poison is not None:
            delay = int(self._settings.retry_delay.total_seconds())
            await self._queue.messages.update_message(message.id, pop_receipt, visibility_timeout=delay)

    async def _move_to_poison(self, message: QueueMessage, pop_receipt: str) -> None:
        """Copy the body alone, as the real host does: the copy has a new id and the default time to live."""
        name = self._queue.function.name
        if self._queue.poison is None:
            _log.error("%s: a poison message cannot be processed; it stays on its queue.", name)
            return
        try:
            await self._queue.poison.send_message(message.content)
        except ResourceNotFoundError:
            with suppress(ResourceExistsError):  # another message may have been quicker
                await self._queue.poison.create_queue()
            await self._queue.poison.send_message(message.content)
        await self._queue.messages.delete_message(message.id, pop_receipt)
        _log.error("%s: a message was moved to the queue %s.", name, self._queue.poison.queue_name)
