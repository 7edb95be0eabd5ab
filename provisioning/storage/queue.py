"""Events on the storage queue, one message an event, wrapped and versioned: `{"v": 1, "event": {…}}`.

The wrapping matters: the Functions host copies the top level of a JSON message over the trigger's own metadata.
Messages are put by the SDK and not by an output binding, because only the SDK can give them an endless time to live.
"""

import json
from base64 import b64encode
from typing import Final

from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.queue.aio import QueueClient
from pydantic import ValidationError

from provisioning.model import HrEvent
from provisioning.ports import MessageTooLarge
from provisioning.problems import sentence_of
from provisioning.storage.failures import storage_failures

QUEUE: Final = "hr-events"
VERSION: Final = 1
LARGEST_MESSAGE: Final = 49_152
"""Bytes before base64, which makes 64 KiB of them: the largest message that Queue Storage takes."""
_FOREVER: Final = -1


class UnreadableMessage(Exception):
    """A queue message that this version of the app did not write. The text is a sentence without the content."""


def encode(event: HrEvent) -> bytes:
    """Return the message for an event; on the wire it is base64, as the Functions host expects.

    Raises:
        MessageTooLarge: Names both sizes.
    """
    message = json.dumps({"v": VERSION, "event": event.to_json()}, ensure_ascii=False, separators=(",", ":")).encode()
    if len(message) > LARGEST_MESSAGE:
        raise MessageTooLarge(
            f"the event is too large: {len(message)} bytes, {LARGEST_MESSAGE} fit; send fewer custom fields"
        )
    return message


def decode(message: bytes) -> HrEvent:
    """Return the event in a message.

    Raises:
        UnreadableMessage: It is not one of ours, or of a later version.
    """
    try:
        document = json.loads(message)
    except ValueError:
        raise UnreadableMessage("the message is not JSON") from None
    if not isinstance(document, dict) or document.get("v") != VERSION:
        raise UnreadableMessage(f"the message is not of version {VERSION}")
    try:
        return HrEvent.model_validate(document.get("event"))
    except ValidationError as error:
        raise UnreadableMessage(f"the message holds no event: {sentence_of(error)}") from None


class StorageEventQueue:
    """EventQueue on Queue Storage."""

    def __init__(self, client: QueueClient) -> None:
        self._client = client

    async def put(self, event: HrEvent) -> None:
        """See ports.EventQueue. One transaction, but for the very first event, for which the queue is made."""
        message = b64encode(encode(event)).decode()
        with storage_failures():
            try:
                await self._client.send_message(message, time_to_live=_FOREVER)
            except ResourceNotFoundError:
                await self._create()
                await self._client.send_message(message, time_to_live=_FOREVER)

    async def _create(self) -> None:
        try:
            await self._client.create_queue()
        except ResourceExistsError:
            return

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()
