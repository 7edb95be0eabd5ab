"""Taking events in: what is queued, what is refused, and what the sender is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, override

import azure.functions as func
import pytest

from provisioning.app_secrets import AppSecrets
from provisioning.model import CycleTurn, EventType, HrEvent, Retry
from provisioning.ports import (
    AccessDenied,
    HrSource,
    MessageTooLarge,
    Misconfigured,
    Received,
    RequestRejected,
    TemporaryFailure,
)
from provisioning.sources.bob import BobSource
from provisioning.sources.generic import GenericSource
from provisioning.sources.known import KnownSources
from provisioning.sources.scim_bulk.source import ScimBulkSource
from provisioning.web.intake import receive
from provisioning.web.repeats import Repeats
from provisioning.web.responses import answering
from tests.fakes.clock import TurnedClock
from tests.fakes.queue import QueueInMemory
from tests.fakes.settings import SettingsInMemory
from tests.web.requests import document, request

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


@dataclass(frozen=True)
class Answers:
    """HrSource that understands the same of every call."""

    received: Received

    def receive(self, body: bytes, headers: Mapping[str, str], received_at: datetime) -> Received:
        del body, headers, received_at
        return self.received


@dataclass
class Asked:
    """Notes which sources a cycle was asked for."""

    sources: list[str] = field(default_factory=list)

    async def __call__(self, source: str) -> None:
        self.sources.append(source)


def known(**more: HrSource) -> KnownSources:
    built_in: dict[str, HrSource] = {"bob": BobSource(["secret"]), "generic": GenericSource()}
    return KnownSources(built_in | more, SettingsInMemory(), AppSecrets({}))


async def take_in(
    queue: QueueInMemory, *events: object, source: str = "generic", repeats: Repeats | None = None
) -> func.HttpResponse:
    body = request({"events": [*events]}, route={"source": source})
    return await receive(body, known(), queue, CLOCK, Asked(), Repeats() if repeats is None else repeats)


async def take_in_as(received: Received, queue: QueueInMemory, asked: Asked) -> func.HttpResponse:
    body = request({}, route={"source": "acme"})
    return await receive(body, known(acme=Answers(received)), queue, CLOCK, asked, Repeats())


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
    with pytest.raises(RequestRejected, match="'workday'; known are bob, csv, generic") as rejected:
        await take_in(QueueInMemory(), event(1), source="workday")
    assert rejected.value.status == 404


async def test_a_source_that_sends_no_events_is_not_called_unknown() -> None:
    with pytest.raises(RequestRejected, match="csv is a source that sends no events") as rejected:
        await take_in(QueueInMemory(), event(1), source="csv")
    assert rejected.value.status == 404


def thin(number: int) -> HrEvent:
    return HrEvent(
        id=f"event-{number}",
        source="acme",
        type=EventType.UPDATED,
        occurred_at=CLOCK.now(),
        employee_id=str(number),
    )


@pytest.mark.parametrize(
    ("received", "told"),
    [
        (Received(unclear=True), {"accepted": 0, "eventIds": []}),
        (Received(unclear=True, note="somebody left"), {"accepted": 0, "eventIds": [], "note": "somebody left"}),
        (Received({0: thin(1)}, unclear=True), {"accepted": 1, "eventIds": ["event-1"]}),
    ],
    ids=["and nothing else was said", "with a note", "beside an event"],
)
async def test_when_something_is_unclear_a_cycle_is_to_find_out(received: Received, told: object) -> None:
    asked = Asked()
    answer = await take_in_as(received, QueueInMemory(), asked)
    assert (answer.status_code, document(answer), asked.sources) == (202, told, ["acme"])


async def test_what_is_clear_asks_for_no_cycle() -> None:
    asked = Asked()
    await take_in_as(Received({0: thin(1)}), QueueInMemory(), asked)
    assert asked.sources == []


async def test_a_cycle_that_cannot_be_asked_for_makes_the_sender_repeat_the_call() -> None:
    async def fail(_: str) -> None:
        raise TemporaryFailure("the storage account did not do its part")

    sources = known(acme=Answers(Received(note="somebody left", unclear=True)))
    with pytest.raises(TemporaryFailure):
        await receive(request({}, route={"source": "acme"}), sources, QueueInMemory(), CLOCK, fail, Repeats())


async def test_what_was_left_aside_is_told_beside_what_was_taken() -> None:
    answer = await take_in_as(Received({3: thin(1)}, note="1 event is ignored"), QueueInMemory(), Asked())
    assert document(answer) == {"accepted": 1, "eventIds": ["event-1"], "note": "1 event is ignored"}


def operation(external_id: str, **said: object) -> dict[str, Any]:
    data = {"externalId": external_id, **said}
    return {"method": "POST", "bulkId": external_id, "path": "/Users", "data": data}


async def bulk(queue: QueueInMemory, operations: Sequence[object]) -> func.HttpResponse:
    body = request({"Operations": operations}, route={"source": "scim-bulk"})
    sources = KnownSources({"scim-bulk": ScimBulkSource()}, SettingsInMemory(), AppSecrets({}))
    return await receive(body, sources, queue, CLOCK, Asked(), Repeats())


async def test_a_source_may_answer_in_a_form_of_its_own() -> None:
    queue = QueueInMemory()
    answer = await bulk(queue, [operation("1"), operation("2", active="?"), operation("3", essay="x" * 50_000)])
    assert answer.status_code == 202
    assert [(each["bulkId"], each["status"]) for each in document(answer)["Operations"]] == [
        ("1", "202"),
        ("2", "400"),
        ("3", "400"),
    ]
    assert "49000 fit" in document(answer)["Operations"][2]["response"]["detail"]
    assert len(queue) == 1


async def test_an_answer_of_its_own_form_is_a_bad_request_when_nothing_was_taken() -> None:
    assert (await bulk(QueueInMemory(), [operation("2", active="?")])).status_code == 400


@pytest.mark.parametrize("occurred_at", [SOON, AHEAD], ids=["half an hour ahead", "local time taken for UTC"])
async def test_the_time_of_an_event_stays_what_the_sender_says_so_that_a_repetition_is_the_same(
    occurred_at: str,
) -> None:
    queue = QueueInMemory()
    await take_in(queue, event(1, occurred_at))
    assert queue.everything()[0].occurred_at.isoformat() == occurred_at


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
    async def put(
        self, message: HrEvent | CycleTurn, after: timedelta = timedelta(), retry: Retry | None = None
    ) -> None:
        if isinstance(message, HrEvent) and message.employee_id == "2":
            raise TemporaryFailure("the storage account did not do its part")
        await super().put(message, after, retry)


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
