"""Messages on the storage queues, wrapped and versioned.

On the queue of events `{"v": 1, "event": {…}}`, or `{"v": 1, "turn": {…}}` for a person's turn in a cycle, whose event
lies in the store of cycles; on the queue of cycles `{"v": 1, "step": {…}}`.

The wrapping matters: the Functions host copies the top level of a JSON message over the trigger's own metadata.
Messages are put by the SDK and not by an output binding, because only the SDK can give them an endless time to live.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.queue.aio import QueueClient
from pydantic import JsonValue, ValidationError

from provisioning.fields import Frozen
from provisioning.model import CycleStep, CycleTurn, HrEvent
from provisioning.ports import MessageTooLarge
from provisioning.problems import sentence_of
from provisioning.storage.failures import storage_failures

QUEUE: Final = "hr-events"
STEP_QUEUE: Final = "cycles"
VERSION: Final = 1
LARGEST_MESSAGE: Final = 49_152
"""Bytes before base64, which makes 64 KiB of them: the largest message that Queue Storage takes."""
_FOREVER: Final = -1
_SECOND: Final = timedelta(seconds=1)


class UnreadableMessage(Exception):
    """A queue message that this version of the app did not write. The text is a sentence without the content."""


def encode(message: HrEvent | CycleTurn) -> bytes:
    """Return the message for an event or a turn; on the wire it is base64, as the Functions host expects.

    Raises:
        MessageTooLarge: Names both sizes.
    """
    encoded = _wrapped("event" if isinstance(message, HrEvent) else "turn", message)
    if len(encoded) > LARGEST_MESSAGE:
        raise MessageTooLarge(
            f"the event is too large: {len(encoded)} bytes, {LARGEST_MESSAGE} fit; send fewer custom fields"
        )
    return encoded


def decode(message: bytes) -> HrEvent | CycleTurn:
    """Return the event or the turn in a message.

    Raises:
        UnreadableMessage: It is not one of ours, or of a later version.
    """
    document = _unwrapped(message)
    return _held(CycleTurn, "turn", document) if "turn" in document else _held(HrEvent, "event", document)


def encode_step(step: CycleStep) -> bytes:
    """Return the message for a cycle's step."""
    return _wrapped("step", step)


def decode_step(message: bytes) -> CycleStep:
    """Return the step in a message.

    Raises:
        UnreadableMessage: It is not one of ours, or of a later version.
    """
    return _held(CycleStep, "step", _unwrapped(message))


def _wrapped(kind: str, content: Frozen) -> bytes:
    document = {"v": VERSION, kind: content.to_json()}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _unwrapped(message: bytes) -> Mapping[str, JsonValue]:
    try:
        document = json.loads(message)
    except ValueError:
        raise UnreadableMessage("the message is not JSON") from None
    if not isinstance(document, dict) or document.get("v") != VERSION:
        raise UnreadableMessage(f"the message is not of version {VERSION}")
    return document


def _held[Content: Frozen](form: type[Content], kind: str, document: Mapping[str, JsonValue]) -> Content:
    try:
        return form.model_validate(document.get(kind))
    except ValidationError as error:
        raise UnreadableMessage(f"the message holds no {kind}: {sentence_of(error)}") from None


class _MessageQueue:
    """A queue in Queue Storage. To send is one transaction, but for the first time, when the queue is made."""

    def __init__(self, client: QueueClient) -> None:
        self._client = client

    async def _send(self, message: bytes, hidden_for: int = 0) -> None:
        text = b64encode(message).decode()
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

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


class StorageEventQueue(_MessageQueue):
    """EventQueue on Queue Storage."""

    async def put(self, message: HrEvent | CycleTurn) -> None:
        """See ports.EventQueue."""
        await self._send(encode(message))


class StorageStepQueue(_MessageQueue):
    """StepQueue on Queue Storage, which hides messages for whole seconds, and for seven days at most."""

    async def put(self, step: CycleStep, after: timedelta = timedelta()) -> None:
        """See ports.StepQueue."""
        await self._send(encode_step(step), whole_seconds(after))


def whole_seconds(after: timedelta) -> int:
    """Return the smallest number of seconds that is not less than a time."""
    return -(-after // _SECOND)
