"""The queues of events and of cycles in Queue Storage.

Messages are put by the SDK and not by an output binding, because only the SDK can give them an endless time to live and
let them wait.
"""

from base64 import b64encode
from datetime import datetime, timedelta
from typing import Final

from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.queue.aio import QueueClient

from provisioning.messages import encode, encode_step
from provisioning.model import CycleStep, CycleTurn, HrEvent, Retry
from provisioning.storage.failures import storage_failures

QUEUE: Final = "hr-events"
STEP_QUEUE: Final = "cycles"
QUEUES: Final = (QUEUE, f"{QUEUE}-poison", STEP_QUEUE, f"{STEP_QUEUE}-poison")
"""All of them; the host makes the name of a poison queue, and puts there what failed as often as host.json allows."""
LONGEST_HIDDEN: Final = timedelta(days=7)
"""Queue Storage refuses more: see "Put Message" in its REST reference, `visibilitytimeout`."""
_FOREVER: Final = -1
_SECOND: Final = timedelta(seconds=1)


class _Queue:
    """A queue in Queue Storage, which may not be there yet."""

    def __init__(self, client: QueueClient) -> None:
        self._client = client

    async def length(self) -> int:
        """See ports.QueueLength. One transaction."""
        with storage_failures():
            try:
                properties = await self._client.get_queue_properties()
            except ResourceNotFoundError:
                return 0
        return properties.approximate_message_count or 0

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


class StorageQueueDepth(_Queue):
    """QueueDepth on Queue Storage."""

    async def first_put_at(self) -> datetime | None:
        """See ports.QueueDepth. One transaction, which leaves the message where it is."""
        with storage_failures():
            try:
                first = await self._client.peek_messages(max_messages=1)
            except ResourceNotFoundError:
                return None
        return first[0].inserted_on if first else None


class _MessageQueue(_Queue):
    """A queue that is written to. To send is one transaction, but for the first time, when the queue is made."""

    async def _send(self, message: bytes, after: timedelta) -> None:
        text, hidden_for = b64encode(message).decode(), whole_seconds(after)
        with storage_failures():
            try:
                await self._client.send_message(text, visibility_timeout=hidden_for, time_to_live=_FOREVER)
            except ResourceNotFoundError:
                await self._create()
                await self._client.send_message(text, visibility_timeout=hidden_for, time_to_live=_FOREVER)

    async def _create(self) -> None:
        try:
            await self._client.create_queue()
        except ResourceExistsError:
            return


class StorageEventQueue(_MessageQueue):
    """MessageQueue on Queue Storage, which hides messages for whole seconds, and for seven days at most."""

    async def put(
        self, message: HrEvent | CycleTurn, after: timedelta = timedelta(), retry: Retry | None = None
    ) -> None:
        """See ports.EventQueue."""
        await self._send(encode(message, retry), after)

    async def put_raw(self, body: bytes, after: timedelta) -> None:
        """See ports.MessageQueue."""
        await self._send(body, after)


class StorageStepQueue(_MessageQueue):
    """StepQueue on Queue Storage."""

    async def put(self, step: CycleStep, after: timedelta = timedelta()) -> None:
        """See ports.StepQueue."""
        await self._send(encode_step(step), after)


def whole_seconds(after: timedelta) -> int:
    """Return the smallest number of seconds that is not less than a time, and not more than a message can wait."""
    return -(-min(max(after, timedelta()), LONGEST_HIDDEN) // _SECOND)
