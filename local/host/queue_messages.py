"""What a function sees of a queue message: its body and its trigger metadata."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from azure.storage.queue import QueueMessage

from local.host.protos import TypedData


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message on its way into a function."""

    body: str
    metadata: Mapping[str, TypedData]


def decoded_body(message: QueueMessage, *, from_base64: bool) -> str | None:
    """Return a message's text, or None when it is not the base64 that the app's messageEncoding promises."""
    content = str(message.content or "")
    if not from_base64:
        return content
    try:
        return base64.b64decode(content, validate=True).decode("utf-8", errors="replace")
    except ValueError:
        return None


def delivery_of(message: QueueMessage, body: str) -> Delivery:
    """Return a received message as the function gets it."""
    known: dict[str, object] = {
        "Id": message.id,
        "PopReceipt": message.pop_receipt,
        "DequeueCount": message.dequeue_count,
        "InsertionTime": message.inserted_on,
        "ExpirationTime": message.expires_on,
        "NextVisibleTime": message.next_visible_on,
    }
    return Delivery(body, _metadata(known, body))


def delivery_by_hand(body: str) -> Delivery:
    """Return a message that never was on a queue: an administrator runs the function."""
    now = datetime.now(UTC)
    times = dict.fromkeys(("InsertionTime", "ExpirationTime", "NextVisibleTime"), now)
    return Delivery(body, _metadata({"Id": str(uuid4()), "PopReceipt": "", "DequeueCount": 0, **times}, body))


def _metadata(known: Mapping[str, object], body: str) -> dict[str, TypedData]:
    """Join what the queue knows of a message with the top level of its JSON body, which wins.

    The real host copies every scalar and object of the body over the metadata, whatever the case of its name, so a
    body with `"id"` replaces the message's id. A null, an array and a body that is no JSON object change nothing.
    """
    metadata = {"QueueTrigger": TypedData(string=body), **{name: _typed(value) for name, value in known.items()}}
    spelling = {name.lower(): name for name in metadata}
    for name, value in _top_level(body).items():
        if value is not None and not isinstance(value, list):
            metadata[spelling.setdefault(name.lower(), name)] = _typed(_as_text(value))
    return metadata


def _top_level(body: str) -> dict[str, object]:
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _as_text(value: object) -> object:
    """Turn a scalar into the text that .NET's JSON library makes of it; an object stays as it is."""
    return value if isinstance(value, dict) else str(value)


def _typed(value: object) -> TypedData:
    if isinstance(value, str):
        return TypedData(string=value)
    return TypedData(json=json.dumps(value, default=datetime.isoformat))
