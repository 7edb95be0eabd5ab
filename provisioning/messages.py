"""Messages as they stand on the storage queues, wrapped and versioned.

On the queue of events `{"v": 1, "event": {…}}`, or `{"v": 1, "turn": {…}}` for a person's turn in a cycle, whose event
lies in the store of cycles, and `"retry": {…}` beside it once it failed; on the queue of cycles
`{"v": 1, "step": {…}}`.

The wrapping matters: the Functions host copies the top level of a JSON message over the trigger's own metadata.
"""

import json
from collections.abc import Mapping
from typing import Final

from pydantic import JsonValue, ValidationError

from provisioning.fields import Frozen
from provisioning.model import CycleStep, CycleTurn, HrEvent, Retry
from provisioning.ports import Message, MessageTooLarge
from provisioning.problems import sentence_of

VERSION: Final = 1
LARGEST_MESSAGE: Final = 49_152
"""Bytes before base64, which makes 64 KiB of them: the largest message that Queue Storage takes."""
_RETRY_TAKES: Final = 152
LARGEST_NEW_MESSAGE: Final = LARGEST_MESSAGE - _RETRY_TAKES
"""What comes in leaves room to say later how it failed."""


class UnreadableMessage(Exception):
    """A queue message that this version of the app did not write. The text is a sentence without the content."""


def encode(content: HrEvent | CycleTurn, retry: Retry | None = None) -> bytes:
    """Return the message for an event or a turn; on the wire it is base64, as the Functions host expects.

    Raises:
        MessageTooLarge: Names both sizes.
    """
    failed = {"retry": retry.to_json()} if retry else {}
    encoded = _wrapped({"event" if isinstance(content, HrEvent) else "turn": content.to_json(), **failed})
    largest = LARGEST_MESSAGE if retry else LARGEST_NEW_MESSAGE
    if len(encoded) > largest:
        raise MessageTooLarge(f"the event is too large: {len(encoded)} bytes, {largest} fit; send fewer custom fields")
    return encoded


def decode(message: bytes, deliveries: int = 1) -> Message:
    """Return what a message holds; `deliveries` is how often the queue has delivered it.

    Raises:
        UnreadableMessage: It is not one of ours, or of a later version.
    """
    document = _unwrapped(message)
    content = _held(CycleTurn, "turn", document) if "turn" in document else _held(HrEvent, "event", document)
    retry = _held(Retry, "retry", document) if "retry" in document else None
    return Message(content, retry, deliveries)


def encode_step(step: CycleStep) -> bytes:
    """Return the message for a cycle's step."""
    return _wrapped({"step": step.to_json()})


def decode_step(message: bytes) -> CycleStep:
    """Return the step in a message.

    Raises:
        UnreadableMessage: It is not one of ours, or of a later version.
    """
    return _held(CycleStep, "step", _unwrapped(message))


def _wrapped(content: Mapping[str, JsonValue]) -> bytes:
    return json.dumps({"v": VERSION, **content}, ensure_ascii=False, separators=(",", ":")).encode()


def _unwrapped(message: bytes) -> Mapping[str, JsonValue]:
    try:
        document = json.loads(message)
    except (ValueError, RecursionError):
        raise UnreadableMessage("the message is not JSON") from None
    if not isinstance(document, dict) or document.get("v") != VERSION:
        raise UnreadableMessage(f"the message is not of version {VERSION}")
    return document


def _held[Content: Frozen](form: type[Content], kind: str, document: Mapping[str, JsonValue]) -> Content:
    try:
        return form.model_validate(document.get(kind))
    except ValidationError as error:
        raise UnreadableMessage(f"the message holds no {kind}: {sentence_of(error)}") from None
