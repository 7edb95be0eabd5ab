"""Taking events in: what is queued, what is refused, and what the sender is told."""

from datetime import timedelta
from typing import Any, override

import azure.functions as func
import pytest

from provisioning.model import HrEvent
from provisioning.ports import (
    AccessDenied,
    HrSource,
    MessageTooLarge,
    Misconfigured,
    RequestRejected,
    TemporaryFailure,
)
from provisioning.sources.bob import BobSource
from provisioning.sources.generic import GenericSource
from provisioning.web.intake import receive
from provisioning.web.responses import answering
from tests.fakes.clock import TurnedClock
from tests.fakes.queue import QueueInMemory
from tests.web.requests import document, request

SOURCES: dict[str, HrSource] = {"bob": BobSource(["secret"]), "generic": GenericSource()}
CLOCK = TurnedClock()
SOON = (CLOCK.now() + timedelta(minutes=30)).isoformat()
AHEAD = (CLOCK.now() + timedelta(hours=14)).isoformat()
FAR = (CLOCK.now() + timedelta(days=2)).isoformat()


def event(number: int, occurred_at: str = "2026-03-01T08:00:00Z", **employee: object) -> dict[str, Any]:
    return {
        "id": f"event-{number}",
        "type": "employee.updated",
        "occurredAt": occurred_at,
        "employee": {"id": str(number), **employee},
    }


async def take_in(queue: QueueInMemory, *events: object, source: str = "generic") -> func.HttpResponse:
    return await receive(request({"events": [*events]}, route={"source": source}), SOURCES, queue, CLOCK)


async def test_each_event_is_queued_by_itself() -> None:
    queue = QueueInMemory()
    answer = await take_in(queue, event(1), event(2))
    assert answer.status_code == 202
    assert document(answer) == {"accepted": 2, "eventIds": ["event-1", "event-2"]}
    assert len(queue) == 2


async def test_what_does_not_fit_into_a_message_is_refused_in_its_place_and_the_others_are_queued() -> None:
    queue = QueueInMemory()
    answer = await take_in(queue, event(1, startDate="?"), event(2), event(3, custom={"essay": "x" * 50_000}))
    told = document(answer)
    assert (answer.status_code, told["eventIds"]) == (202, ["event-2"])
    assert [(refusal["index"], refusal["field"]) for refusal in told["refused"]] == [
        (0, "employee.startDate"),
        (2, "employee"),
    ]
    assert told["error"] == "event 0: employee.startDate is not a date; send it like 2026-09-30, and 1 more"
    assert len(queue) == 1


async def test_a_call_of_which_nothing_can_be_taken_is_a_bad_request() -> None:
    answer = await take_in(QueueInMemory(), event(1, startDate="?"))
    assert answer.status_code == 400


async def test_an_unknown_source_is_told_the_known_ones() -> None:
    with pytest.raises(RequestRejected, match="'workday'; known are bob, generic") as rejected:
        await take_in(QueueInMemory(), event(1), source="workday")
    assert rejected.value.status == 404


@pytest.mark.parametrize("occurred_at", [SOON, AHEAD], ids=["half an hour ahead", "local time taken for UTC"])
async def test_the_time_of_an_event_stays_what_the_sender_says_so_that_a_repetition_is_the_same(
    occurred_at: str,
) -> None:
    queue = QueueInMemory()
    await take_in(queue, event(1, occurred_at))
    assert queue.first().occurred_at.isoformat() == occurred_at


async def test_an_event_of_the_day_after_tomorrow_is_refused_as_it_would_outdate_all_events_until_then() -> None:
    queue = QueueInMemory()
    answer = await take_in(queue, event(1, FAR), event(2))
    told = document(answer)
    assert (told["eventIds"], told["refused"][0]["index"], told["refused"][0]["field"]) == (
        ["event-2"],
        0,
        "occurredAt",
    )
    assert len(queue) == 1


class FullQueue(QueueInMemory):
    """A queue that fails for one person."""

    @override
    async def put(self, event: HrEvent) -> None:
        if event.employee_id == "2":
            raise TemporaryFailure("the storage account did not do its part")
        await super().put(event)


async def test_an_event_that_cannot_be_queued_makes_the_sender_repeat_the_call() -> None:
    with pytest.raises(TemporaryFailure):
        await take_in(FullQueue(), event(1), event(2))


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (RequestRejected(415, "send JSON"), 415, "send JSON"),
        (TemporaryFailure("no answer"), 503, "no answer; try again later"),
        (AccessDenied("no token"), 503, "no token; try again later"),
        (Misconfigured("set BOB_API_BASE_URL"), 503, "set BOB_API_BASE_URL; try again later"),
    ],
    ids=["the caller's mistake", "an outage", "a missing permission", "a wrong app setting"],
)
async def test_a_failure_is_answered_with_a_sentence(error: Exception, status: int, sentence: str) -> None:
    @answering
    async def endpoint(_: func.HttpRequest) -> func.HttpResponse:
        raise error

    answer = await endpoint(request())
    assert (answer.status_code, document(answer)) == (status, {"error": sentence})


async def test_a_fault_of_ours_is_not_hidden_as_the_callers() -> None:
    @answering
    async def endpoint(_: func.HttpRequest) -> func.HttpResponse:
        raise MessageTooLarge

    with pytest.raises(MessageTooLarge):
        await endpoint(request())
