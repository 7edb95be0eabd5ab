"""What the app answers to HR systems: a sentence for each mistake, and nothing queued that was refused."""

from typing import Any

import pytest
from azure.storage.queue import QueueClient

from local.stack import Stack
from local.stack.client import StackClient
from tests.app.people import generic_event

pytestmark = pytest.mark.xdist_group("app")

JSON = {"Content-Type": "application/json"}
BAD_CALLS = {
    "an unknown source": ("workday", JSON, b"{}", 404, "there is no HR source"),
    "a wrong signature": ("bob", {**JSON, "Bob-Signature": "bm90IHJpZ2h0"}, b"{}", 401, "Bob-Signature"),
    "no signature": ("bob", JSON, b"{}", 401, "Bob-Signature"),
    "a body that is no JSON": ("generic", JSON, b"hello", 400, "not JSON"),
    "an empty body": ("generic", JSON, b"", 400, "empty"),
    "invalid UTF-8": ("generic", JSON, b'{"events": "\xff"}', 400, "UTF-8"),
    "the wrong content type": ("generic", {"Content-Type": "text/csv"}, b"{}", 415, "Content-Type"),
    "a body over 5 MB": ("generic", JSON, b" " * 5_000_001, 413, "5000000"),
    "deep nesting": ("generic", JSON, b"[" * 100_000, 400, "nested"),
    "NaN": ("generic", JSON, b'{"events": [NaN]}', 400, "NaN"),
    "a name twice in one object": ("generic", JSON, b'{"events": [], "events": []}', 400, "twice"),
    "no events at all": ("generic", JSON, b'{"events": []}', 400, "1 to 1000"),
}


@pytest.mark.parametrize(("source", "headers", "body", "status", "words"), BAD_CALLS.values(), ids=BAD_CALLS.keys())
def test_a_bad_call_is_answered_with_a_sentence(
    client: StackClient, source: str, headers: dict[str, str], body: bytes, status: int, words: str
) -> None:
    address = client.functions(f"hr-events/{source}")
    answer = client.http.post(address, content=body, headers={**client.function_key, **headers})
    assert answer.status_code == status
    assert words in answer.json()["error"]


@pytest.mark.parametrize("body", [b"Ping test", b'"Ping test"', b'{"text": "Ping test"}'])
def test_bobs_check_of_the_address_is_answered_in_all_its_forms(client: StackClient, body: bytes) -> None:
    answer = client.http.post(client.functions("hr-events/bob"), content=body, headers=client.function_key)
    assert answer.is_success


def test_without_a_key_nothing_is_taken_in(client: StackClient) -> None:
    assert client.http.post(client.functions("hr-events/generic"), json={"events": []}).status_code == 401


def test_one_bad_event_refuses_only_itself(client: StackClient, number: int) -> None:
    good = generic_event(number)
    bad: dict[str, Any] = generic_event(number, startDate="soon")
    answer = client.send_events([good, bad])
    assert answer.status_code == 202
    assert answer.json()["eventIds"] == [good["id"]]
    assert answer.json()["refused"] == [
        {"index": 1, "field": "employee.startDate", "message": "is not a date; send it like 2026-09-30"}
    ]
    client.wait_for_log([good["id"]])


def test_an_event_that_no_message_can_hold_is_refused_with_both_sizes(client: StackClient, number: int) -> None:
    answer = client.send_events([generic_event(number, custom={"essay": "x" * 60_000})])
    assert answer.status_code == 400
    assert "49000" in answer.json()["refused"][0]["message"]


def test_what_is_refused_is_not_queued(client: StackClient, stack: Stack, number: int) -> None:
    client.send_events([generic_event(number, startDate="soon")])
    with QueueClient.from_connection_string(stack.connection_string, "hr-events") as queue:
        bodies = [message.content for message in queue.peek_messages(32)]
    assert not any(f"G{number}" in body for body in bodies)


def test_a_thousand_events_are_taken_in_at_once(client: StackClient, number: int) -> None:
    events = [generic_event(number, id=f"T{person}", startDate="2999-01-01") for person in range(1_001)]
    answer = client.send_events(events[:1_000])
    assert (answer.status_code, answer.json()["accepted"]) == (202, 1_000)
    assert client.send_events(events).status_code == 400
