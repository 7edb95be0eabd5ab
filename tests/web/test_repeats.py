"""An event that is sent again shortly after: answered as before, and not worked off again."""

from datetime import timedelta

import pytest

from provisioning.model import HrEvent
from provisioning.ports import Received, TemporaryFailure
from provisioning.web import repeats as repeats_module
from provisioning.web.intake import receive
from provisioning.web.repeats import WINDOW, Repeats
from tests.builders import NOON, ana, event
from tests.fakes.queue import QueueInMemory
from tests.web.requests import document, request
from tests.web.test_intake import CLOCK, Answers, Asked, FullQueue, known, take_in
from tests.web.test_intake import event as generic

LATER = NOON + timedelta(minutes=1)
TITLE = event(ana(jobTitle="Lead"))


async def test_the_same_call_again_is_answered_alike_and_queued_once() -> None:
    queue, repeats = QueueInMemory(), Repeats()
    first, second = [await take_in(queue, generic(1), generic(2), repeats=repeats) for _ in range(2)]
    assert (second.status_code, document(second)) == (first.status_code, document(first))
    assert len(queue) == 2


async def test_what_is_new_in_a_call_is_queued_beside_what_is_not() -> None:
    queue, repeats = QueueInMemory(), Repeats()
    await take_in(queue, generic(1), repeats=repeats)
    await take_in(queue, generic(1), generic(2), repeats=repeats)
    assert [each.employee_id for each in queue.everything()] == ["1", "2"]


async def test_what_the_queue_did_not_take_is_not_remembered() -> None:
    repeats, full, queue = Repeats(), FullQueue(), QueueInMemory()
    with pytest.raises(TemporaryFailure):
        await take_in(full, generic(2), repeats=repeats)
    await take_in(queue, generic(2), repeats=repeats)
    assert len(queue) == 1


async def test_an_event_without_a_time_of_its_own_is_never_taken_for_another() -> None:
    queue, repeats = QueueInMemory(), Repeats()
    timeless = HrEvent(id="same", source="acme", type=TITLE.type, occurred_at=CLOCK.now(), employee_id="1")
    sources = known(acme=Answers(Received({0: timeless})))
    for _ in range(2):
        await receive(request({}, route={"source": "acme"}), sources, queue, CLOCK, Asked(), repeats)
    assert len(queue) == 2


@pytest.mark.parametrize(
    "other",
    [
        TITLE.model_copy(update={"source": "bob"}),
        TITLE.model_copy(update={"id": "event-2"}),
        TITLE.model_copy(update={"occurred_at": NOON + timedelta(microseconds=1)}),
        TITLE.model_copy(update={"employee_id": "8"}),
        event(ana(jobTitle="Chief")),
        event(ana(jobTitle=None)),
        event(ana()),
    ],
    ids=["source", "id", "time", "person", "value", "null in its place", "what is not said"],
)
def test_an_event_that_differs_is_another_one(other: HrEvent) -> None:
    repeats = Repeats()
    repeats.remember(TITLE, LATER)
    assert repeats.holds(TITLE, LATER)
    assert not repeats.holds(other, LATER)


@pytest.mark.parametrize(
    ("after", "held"),
    [(timedelta(0), True), (WINDOW - timedelta(microseconds=1), True), (WINDOW, False), (-timedelta(hours=1), False)],
    ids=["at once", "just within ten minutes", "ten minutes later", "after the clock was set back"],
)
def test_it_is_remembered_for_ten_minutes(after: timedelta, *, held: bool) -> None:
    repeats = Repeats()
    repeats.remember(TITLE, LATER + timedelta(hours=2))
    assert repeats.holds(TITLE, LATER + timedelta(hours=2) + after) is held


def test_memory_is_bounded_and_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats_module, "MOST", 3)
    repeats, numbered = Repeats(), [event(id=f"event-{number}") for number in range(5)]
    for each in numbered:
        repeats.remember(each, LATER)
    assert [repeats.holds(each, LATER) for each in numbered] == [False, False, True, True, True]


def test_what_is_older_than_ten_minutes_takes_no_memory() -> None:
    repeats = Repeats()
    for hour in range(5):
        repeats.remember(event(id=f"event-{hour}"), NOON + timedelta(hours=hour))
    assert repeats.remembered == 1
