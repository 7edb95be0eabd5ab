"""A message that nobody can read ends among the parked ones, where an administrator sees it and discards it."""

from base64 import b64encode
from contextlib import suppress
from typing import Any

import pytest
from azure.core.exceptions import ResourceExistsError
from azure.storage.queue import QueueClient

from local.stack import Stack
from local.stack.client import StackClient
from tests.waiting import wait_until

pytestmark = pytest.mark.xdist_group("app")


def _parked(client: StackClient, body: str) -> list[dict[str, Any]]:
    answer = client.http.get(client.functions("parked"), headers=client.function_key)
    found: list[dict[str, Any]] = answer.raise_for_status().json()["messages"]
    return [message for message in found if body in message["reason"]]


def test_rubbish_on_the_poison_queue_is_parked_cannot_be_replayed_and_can_be_discarded(
    client: StackClient, stack: Stack
) -> None:
    with QueueClient.from_connection_string(stack.connection_string, "hr-events-poison") as queue:
        with suppress(ResourceExistsError):
            queue.create_queue()
        queue.send_message(b64encode(b"rubbish").decode())
    found = wait_until(lambda: _parked(client, "the message is not JSON"), what="the parked message")
    (message,) = found
    assert (message["source"], message["employeeId"]) == (None, None)

    replayed = client.http.post(
        client.functions("parked/replay"), json={"ids": [message["id"]]}, headers=client.master_key
    )
    assert replayed.status_code == 202
    assert replayed.json()["replayed"] == 0
    assert "not JSON" in replayed.json()["unreadable"][0]["reason"]

    discard = client.functions("parked/discard")
    refused = client.http.post(discard, json={"ids": [message["id"]]}, headers=client.function_key)
    assert refused.status_code == 401
    discarded = client.http.post(discard, json={"ids": [message["id"]]}, headers=client.master_key)
    assert discarded.json() == {"discarded": 1, "notFound": []}
    assert _parked(client, "the message is not JSON") == []
