"""Stories of messages that are not tried any more: nothing of them is lost, and they go when they are done."""

from base64 import b64decode
from datetime import timedelta

import pytest

from provisioning.messages import encode
from provisioning.model import AlertKind, EventType, HrEvent, Retry, Status
from provisioning.ports import Message, TemporaryFailure
from provisioning.settings import Settings
from provisioning.watching.parked import ParkedMessages
from provisioning.working import POISON_COMES_BACK_AFTER, WORN_OUT
from tests.engine.outages import ENTRA, PARKED, QUEUE, TABLES, Outage
from tests.engine.people import anna, deleted, nudge, updated
from tests.engine.world import World
from tests.fakes.interposed import Calls, ProcessDied, dies_after, dies_before, fails_after, fails_before

NAME = "anna.ek@contoso.com"
DAY = timedelta(days=1)
REVIEW = HrEvent(
    id="review-1",
    source="generic",
    type=EventType.REVIEW,
    occurred_at=updated(anna()).occurred_at,
    employee_id="e1",
)


async def _after_a_day_without_graph(*events: HrEvent, hours: float = 26) -> World:
    """Return a world in which events failed for a day, and Graph answers again."""
    world = World()
    world.bob.show(anna())
    for event in events:
        await world.queue.put(event)
    await world.deliver(world.worker(Outage(world, ENTRA, lasts=timedelta(hours=hours))))
    return world


async def test_what_failed_for_a_day_is_parked_with_its_reason_and_the_log_says_so() -> None:
    event = updated(anna())
    world = await _after_a_day_without_graph(event)
    (parked,) = world.parked.messages
    assert b64decode(parked.body) == encode(event)
    assert (parked.reason, parked.source, parked.employee_id) == ("Microsoft Graph answered 503", "generic", "e1")
    assert parked.since
    assert DAY <= parked.parked_at - parked.since <= DAY + timedelta(hours=1)
    assert 40 < parked.attempts < 120
    entry = world.log.entries[-1]
    assert (entry.status, entry.event_id) == (Status.FAILURE, event.id)
    assert entry.reason == "parked: Microsoft Graph answered 503; the person is looked at again within a day"
    assert len(world.queue) == 0


async def test_the_setting_says_when() -> None:
    world = World()
    await world.settings.put({"retries": {"parkAfterHours": 3}})
    await world.queue.put(updated(anna()))
    await world.deliver(world.worker(Outage(world, ENTRA, lasts=DAY)))
    (parked,) = world.parked.messages
    assert parked.since
    assert parked.parked_at - parked.since < timedelta(hours=4)


@pytest.mark.parametrize("event", [updated(anna()), nudge(anna())], ids=["a full event", "a thin event"])
async def test_the_person_is_looked_at_after_a_day_and_what_is_done_then_is_parked_no_longer(event: HrEvent) -> None:
    world = await _after_a_day_without_graph(event)
    assert (await world.record("e1", event.source)).parked_at
    world.clock.turn(hours=23)
    assert await world.look() == 0
    world.clock.turn(hours=1)
    assert await world.look() == 1
    assert world.accounts()[NAME].enabled
    assert len(world.parked) == 0
    assert (await world.record("e1", event.source)).parked_at is None


async def test_parking_does_not_put_off_a_last_day() -> None:
    world = World()
    await world.happen(updated(anna(last_day_of_work="2026-03-06")))
    world.clock.turn_to("2026-03-06T23:50:00Z")
    await world.process().park(updated(anna(job_title="Midwife"), minute=1))
    world.clock.turn_to("2026-03-07T00:00:00Z")
    await world.look()
    assert not world.accounts()[NAME].enabled


async def test_a_message_that_is_parked_stays_while_attempts_for_the_person_fail() -> None:
    world = World()
    await world.process().park(updated(anna()))
    world.clock.turn(minutes=1)
    await world.process(Outage(world, ENTRA, lasts=DAY)).work(Message(updated(anna(job_title="Midwife"), minute=1)))
    assert len(world.parked) == 1


async def test_a_thin_event_stays_parked_until_the_hr_system_was_asked() -> None:
    world = World()
    world.bob.show(anna())
    await world.process().park(nudge(anna()))
    world.clock.turn(minutes=1)
    await world.process().work(Message(updated(anna(), source="bob", minute=1)))
    assert len(world.parked) == 1
    await world.process().work(Message(nudge(anna(), minute=2)))
    assert len(world.parked) == 0


async def test_an_attempt_that_began_before_the_message_was_parked_takes_nothing_away() -> None:
    world = World()
    await world.process().park(updated(anna(job_title="Midwife"), minute=1))
    entry = await world.worker().provision(updated(anna()))
    assert entry.status is Status.SUCCESS
    assert len(world.parked) == 1


async def test_who_has_nothing_parked_costs_no_look_there() -> None:
    world = World()
    calls = Calls()
    await world.process(calls).work(Message(updated(anna())))
    assert not [name for name in calls.names if name.startswith(PARKED)]


async def test_reviews_of_one_person_are_parked_once() -> None:
    world = World()
    for number in range(3):
        await world.process().park(REVIEW.model_copy(update={"id": f"review-{number}"}))
    assert len(world.parked) == 1


@pytest.mark.parametrize("fault", [fails_before, fails_after, dies_before, dies_after])
async def test_whatever_call_of_parking_fails_the_message_is_parked_once_in_the_end(fault: object) -> None:
    undisturbed = Calls()
    await World().process(undisturbed).park_worn_out(encode(updated(anna())))
    event = updated(anna())
    for at in range(1, len(undisturbed.names) + 1):
        world = World()
        try:
            await world.process(Calls(at, fault)).park_worn_out(encode(event))  # type: ignore[arg-type] # any of them
        except ProcessDied:
            await world.process().park_worn_out(encode(event))
        if len(world.queue):
            world.turn_to_the_queue()
            await world.process().park_worn_out(world.queue.first_body())
        assert len(world.parked) == 1, at
        world.clock.turn(days=1)
        await world.look()
        assert world.accounts()[NAME].enabled, at
        assert len(world.parked) == 0, at


async def test_a_message_that_cannot_be_read_is_kept_as_it_is() -> None:
    world = World()
    await world.process().park_worn_out(b'{"v":9}')
    await world.process().park_worn_out(b'{"v":9}')
    (parked,) = world.parked.messages
    assert (b64decode(parked.body), parked.source) == (b'{"v":9}', None)
    assert parked.reason == "the message is not of version 1"


async def test_without_tables_a_worn_out_message_goes_back_for_an_hour_with_all_that_it_holds() -> None:
    world = World()
    retry = Retry(attempts=7, since=world.clock.now(), failed_at=world.clock.now())
    body = encode(updated(anna()), retry)
    for broken in (body, b"\xff"):
        await world.process(Outage(world, TABLES, PARKED, lasts=DAY)).park_worn_out(broken)
    assert world.queue.next_at() == world.clock.now() + POISON_COMES_BACK_AFTER
    assert world.queue.first_body() == body
    assert len(world.parked) == 0


async def test_only_without_tables_and_queue_the_host_is_to_deliver_a_worn_out_message_again() -> None:
    world = World()
    with pytest.raises(TemporaryFailure):
        await world.process(Outage(world, PARKED, QUEUE, lasts=DAY)).park_worn_out(encode(updated(anna())))


async def test_a_message_in_the_middle_of_which_five_workers_end_is_parked() -> None:
    world = World()
    await world.queue.put(updated(anna()))

    def dying() -> Calls:
        return Calls(5, dies_before)

    await world.deliver(*(world.worker(dying()) for _ in range(5)))
    (parked,) = world.parked.messages
    assert parked.reason == WORN_OUT


async def test_a_deletion_that_is_parked_takes_effect_within_a_day() -> None:
    world = World()
    await world.happen(updated(anna()))
    await world.process().park(deleted(anna(), minute=5))
    world.clock.turn(days=1)
    await world.look()
    assert not world.accounts()[NAME].enabled
    assert len(world.parked) == 0


async def test_a_parked_deletion_of_an_hr_system_that_knows_the_person_no_more_goes_by_itself() -> None:
    world = World()
    world.bob.show(anna())
    await world.happen(nudge(anna()))
    world.bob.shown.clear()
    await world.process().park(deleted(anna(), minute=5, source="bob"))
    world.clock.turn(days=1)
    await world.look()
    assert not world.accounts()[NAME].enabled
    assert len(world.parked) == 0
    assert (await world.record("e1", "bob")).parked_at is None


async def test_a_parked_deletion_stays_while_the_hr_system_does_not_answer() -> None:
    world = World()
    world.bob.show(anna())
    await world.happen(nudge(anna()))
    world.bob.failure = TemporaryFailure("HiBob answered 503")
    await world.process().park(deleted(anna(), minute=5, source="bob"))
    world.clock.turn(days=1)
    await world.look()
    assert not world.accounts()[NAME].enabled
    assert len(world.parked) == 1


async def test_what_is_parked_is_an_alert_that_says_how_many_since_when_and_what_to_do() -> None:
    world = World()
    watched = ParkedMessages(world.parked)
    nothing = await watched.look(Settings(), world.clock.now())
    assert (nothing.alerts, nothing.figures) == ((), {"count": 0, "oldest": None})
    began = world.clock.now()
    for number in range(3):
        await world.process().park(updated(anna(id=f"e{number}"), minute=number))
        world.clock.turn(hours=1)
    sight = await watched.look(Settings(), world.clock.now())
    (alert,) = sight.alerts
    assert (alert.kind, alert.since) == (AlertKind.PARKED, began)
    assert alert.sentence.startswith("3 messages are parked")
    assert "POST /api/parked/replay" in alert.sentence
    assert sight.figures == {"count": 3, "oldest": "2026-03-02T12:00:00Z"}
