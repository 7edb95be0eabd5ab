"""The gate: when a quarantine begins, who is let through, and how it ends."""

import asyncio
import logging
from datetime import timedelta
from typing import override

import pytest

from provisioning.model import Employee
from provisioning.ports import AccessDenied, OwnFault, Shown, TemporaryFailure
from provisioning.quarantine.gate import KNOWN_FOR, QuarantineGate
from provisioning.quarantine.reading import held
from provisioning.rules.quarantine import FIRST_PAUSE, LOOK_AGAIN, pause
from provisioning.settings import Settings
from tests.fakes.people import PeopleInMemory
from tests.quarantine.places import NO_TOKEN, WRONG_TOKEN, Places


async def no_token() -> tuple[Places, QuarantineGate]:
    """Return places of which Entra takes no token, as an instance has just found out."""
    places = Places()
    places.entra.failure = NO_TOKEN
    gate = places.gate()
    await gate.failed(NO_TOKEN)
    return places, gate


async def wrong_token() -> tuple[Places, QuarantineGate]:
    """Return places where Bob takes no token, and three of Bob's people are known."""
    places = Places()
    places.bob.failure = WRONG_TOKEN
    await places.know("1", "2", "3")
    gate = places.gate()
    await gate.failed(WRONG_TOKEN)
    return places, gate


async def where(places: Places) -> list[str]:
    """Return what is in quarantine."""
    return [each.where for each in await places.store.all()]


async def test_without_a_fault_nobody_waits_and_nothing_is_in_quarantine() -> None:
    places = Places()
    gate = places.gate()
    assert await gate.holds("bob") is None
    await gate.worked("bob")
    assert await where(places) == []
    assert await gate.closed("bob") is None


async def test_a_fault_of_our_own_begins_a_quarantine_that_says_why_and_since_when(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        places, gate = await no_token()
    (standing,) = await places.store.all()
    assert (standing.where, standing.reason, standing.since) == ("entra", str(NO_TOKEN), places.clock.now())
    assert standing.next_try_at == places.clock.now() + FIRST_PAUSE
    assert places.audit.actions == ["quarantine.entered"]
    assert str(NO_TOKEN) in caplog.text
    assert await gate.closed() == standing


@pytest.mark.parametrize(
    "failure", [TemporaryFailure("Graph answered 503"), AccessDenied("the account is an administrator's"), ValueError()]
)
async def test_other_failures_neither_begin_nor_lengthen_nor_end_one(failure: Exception) -> None:
    places = Places()
    places.entra.failure = NO_TOKEN
    gate = places.gate()
    await gate.failed(failure)
    assert await where(places) == []
    await gate.failed(NO_TOKEN)
    before = await places.store.all()
    await gate.failed(failure)
    assert await places.store.all() == before


async def test_what_is_wrong_with_one_attempt_alone_stops_nobody_else_and_costs_one_call_a_minute() -> None:
    places = Places()
    gate = places.gate()
    for _ in range(50):
        await gate.failed(NO_TOKEN)
        places.clock.turn(seconds=1)
    assert await where(places) == []
    assert places.entra.calls == 1


async def test_one_person_whom_the_hr_system_denies_does_not_keep_the_others_waiting() -> None:
    places = Places()
    await places.know("1", "2")
    places.bob.show(Employee(id="1"))
    gate = places.gate()
    await gate.failed(OwnFault("bob", "Bob answered 403"))
    assert await gate.holds("bob") is None


@pytest.mark.parametrize(
    "failure",
    [
        TemporaryFailure("Graph answered 503"),
        TemporaryFailure("Graph answered 429", retry_after=timedelta(minutes=5)),
        AccessDenied("Graph answered 403"),
    ],
    ids=["503", "429", "a denial of another kind"],
)
async def test_a_call_of_our_own_that_says_nothing_about_us_begins_none_and_is_made_once_a_minute(
    failure: TemporaryFailure | AccessDenied,
) -> None:
    places = Places()
    places.entra.failure = failure
    gate = places.gate()
    for _ in range(50):
        await gate.failed(NO_TOKEN)
        places.clock.turn(seconds=1)
    assert await where(places) == []
    assert places.entra.calls == 1
    places.entra.failure = NO_TOKEN
    places.clock.turn(minutes=1)
    await gate.failed(NO_TOKEN)
    assert await where(places) == ["entra"]


class DeniesSome(PeopleInMemory):
    """Bob, who denies us these people; `asked` holds who was read, in order."""

    def __init__(self, *denied: str) -> None:
        super().__init__()
        self.denied, self.asked = set(denied), list[str]()

    @override
    async def fetch(self, employee_id: str) -> Shown:
        self.asked.append(employee_id)
        if employee_id in self.denied:
            raise WRONG_TOKEN
        return await super().fetch(employee_id)


async def some_denied(*denied: str, known: str = "12345") -> tuple[Places, DeniesSome]:
    """Return places where these are known of Bob's people, and some of them denied."""
    places = Places()
    places.bob = bob = DeniesSome(*denied)
    await places.know(*known)
    return places, bob


@pytest.mark.parametrize(
    ("denied", "known", "about", "shut"),
    [
        pytest.param("1", "12345", "1", False, id="the first one, whom the event is about"),
        pytest.param("1", "12345", None, False, id="the first one, and it is not known whom the event is about"),
        pytest.param("13", "12345", "3", False, id="the event's own and another one"),
        pytest.param("123", "12345", "3", True, id="two others"),
        pytest.param("12345", "12345", "9", True, id="everybody"),
        pytest.param("12", "12", "1", True, id="the only other one who is known"),
        pytest.param("1", "12", "1", False, id="not the only other one who is known"),
        pytest.param("1", "1", "1", True, id="the event's own, and nobody else is known"),
    ],
)
async def test_an_hr_system_is_shut_when_two_others_than_the_events_own_are_denied(
    denied: str, known: str, about: str | None, *, shut: bool
) -> None:
    places, bob = await some_denied(*denied, known=known)
    await places.gate().failed(WRONG_TOKEN, about=about)
    assert await where(places) == (["bob"] if shut else [])
    assert about not in bob.asked
    assert len(bob.asked) <= 2


async def test_one_person_who_is_always_denied_never_shuts_bob_and_others_are_asked_in_turn() -> None:
    places, bob = await some_denied("1")
    gate = places.gate()
    for _ in range(24 * 4):
        await gate.failed(WRONG_TOKEN, about="1")
        assert await where(places) == []
        await gate.probe()
        places.clock.turn(minutes=15)
    assert places.audit.actions == []
    assert len({*bob.asked}) > 1


async def test_if_nobody_is_known_who_could_be_read_the_fault_is_believed() -> None:
    places = Places()
    await places.gate().failed(WRONG_TOKEN)
    assert await where(places) == ["bob"]
    assert places.bob.reads == 0


async def test_many_that_fail_at_once_begin_one_quarantine_with_one_call() -> None:
    places = Places()
    places.entra.failure = NO_TOKEN
    gates = [places.gate() for _ in range(2)]
    await asyncio.gather(*(gate.failed(NO_TOKEN) for gate in gates for _ in range(16)))
    (standing,) = await places.store.all()
    assert standing.tries == 0
    assert places.entra.calls <= len(gates)
    assert places.audit.actions == ["quarantine.entered"]


async def test_until_the_next_try_everybody_waits_a_quarter_of_an_hour_at_most() -> None:
    places, gate = await no_token()
    assert await gate.holds("bob") == await gate.holds("generic") == FIRST_PAUSE
    places.clock.turn(minutes=4)
    assert await gate.holds("bob") == timedelta(minutes=1)
    for _ in range(8):
        places.clock.turn(hours=24)
        assert await gate.holds("bob") is None
    assert await gate.holds("bob") == LOOK_AGAIN


async def test_other_instances_know_within_seconds() -> None:
    places = Places()
    other = places.gate()
    assert await other.holds("bob") is None
    places.entra.failure = NO_TOKEN
    await places.gate().failed(NO_TOKEN)
    assert await other.holds("bob") is None
    places.clock.turn(seconds=KNOWN_FOR.total_seconds())
    assert await other.holds("bob")


async def test_of_all_instances_exactly_one_is_let_through_to_try() -> None:
    places, first = await no_token()
    gates = [first, *(places.gate() for _ in range(4))]
    for tries in range(1, 5):
        for gate in gates:
            await gate.holds("bob")
        places.clock.turn(hours=pause(tries).total_seconds() / 3600)
        answers = await asyncio.gather(*(gate.holds("bob") for gate in gates for _ in range(3)))
        assert answers.count(None) == 1
        assert {answer for answer in answers if answer} == {min(pause(tries), LOOK_AGAIN)}
        (standing,) = await places.store.all()
        assert standing.tries == tries


async def test_a_try_in_vain_is_the_only_one_until_the_pause_is_over() -> None:
    places, gate = await no_token()
    places.clock.turn(minutes=5)
    assert await gate.holds("bob") is None
    for _ in range(16):
        await gate.failed(NO_TOKEN)
    (standing,) = await places.store.all()
    assert (standing.tries, standing.next_try_at) == (1, places.clock.now() + pause(1))


async def test_a_try_that_fails_for_another_reason_says_so() -> None:
    places, gate = await no_token()
    places.clock.turn(minutes=5)
    await gate.holds("bob")
    await gate.failed(OwnFault("entra", "consent to User.Read.All"))
    (standing,) = await places.store.all()
    assert (standing.reason, standing.since) == ("consent to User.Read.All", places.clock.now() - timedelta(minutes=5))


async def test_a_try_that_works_ends_it_and_everybody_goes_on() -> None:
    places, gate = await no_token()
    places.clock.turn(minutes=5)
    assert await gate.holds("bob") is None
    places.entra.failure = None
    await gate.worked("bob")
    assert await where(places) == []
    assert await gate.holds("generic") is None
    assert places.audit.actions == ["quarantine.entered", "quarantine.left"]


async def test_a_try_that_needed_nothing_of_entra_proves_nothing() -> None:
    places, gate = await no_token()
    places.clock.turn(minutes=5)
    assert await gate.holds("bob") is None
    await gate.worked("bob")
    assert await where(places) == ["entra"]


async def test_an_attempt_that_was_no_try_ends_nothing_and_costs_nothing() -> None:
    places, gate = await no_token()
    calls, reads = places.entra.calls, places.store.reads
    places.entra.failure = None
    for _ in range(20):
        await gate.worked("bob")
    assert (places.entra.calls, places.store.reads) == (calls, reads)
    assert len(await places.store.all()) == 1


async def test_an_hr_system_that_takes_no_credential_holds_its_own_people_alone() -> None:
    _, gate = await wrong_token()
    assert await gate.holds("bob")
    assert await gate.holds("generic") is None
    assert await gate.closed() is None
    assert await gate.closed("bob")


async def test_what_does_not_need_the_hr_system_does_not_wait_for_it_nor_try_it() -> None:
    places, gate = await wrong_token()
    places.clock.turn(hours=1)
    assert await gate.holds("bob", needs_source=False) is None
    (standing,) = await places.store.all()
    assert standing.tries == 0
    assert await gate.holds("bob") is None


async def test_a_source_waits_for_the_longer_of_two_and_tries_neither_before() -> None:
    places, gate = await wrong_token()
    places.clock.turn(minutes=4)
    places.entra.failure = NO_TOKEN
    await gate.failed(NO_TOKEN)
    places.clock.turn(minutes=2)
    assert await gate.holds("bob") == timedelta(minutes=3)
    assert {each.tries for each in await places.store.all()} == {0}


async def test_of_two_that_are_tried_together_the_first_try_is_given_back_if_the_second_one_is_taken() -> None:
    places, gate = await wrong_token()
    places.entra.failure = NO_TOKEN
    await gate.failed(NO_TOKEN)
    other = places.gate()
    places.clock.turn(minutes=6)
    assert await other.closed("bob")  # and knows both as they are now
    assert await gate.holds("generic") is None
    assert await other.holds("bob") == pause(1)
    tries = {each.where: each.tries for each in await places.store.all()}
    assert tries == {"bob": 0, "entra": 1}
    assert await gate.in_vain("bob") is None


async def test_settings_that_cannot_be_read_hold_everybody_until_they_can() -> None:
    places = Places()
    fault = OwnFault("settings", "the stored settings cannot be read by this version")
    unreadable = _Unreadable(fault)
    gate = places.gate(settings=unreadable)
    await gate.failed(fault)
    assert await gate.holds("generic")
    unreadable.fault = None
    await gate.probe(at_once=True)
    assert await gate.holds("generic") is None


async def test_the_timer_finds_out_that_it_works_again_though_nothing_happens() -> None:
    places, gate = await no_token()
    places.entra.failure = None
    assert [each.where for each in await gate.probe()] == ["entra"]
    places.clock.turn(minutes=5)
    assert await gate.probe() == []
    assert places.audit.actions == ["quarantine.entered", "quarantine.left"]


async def test_the_timer_tries_in_one_instance_and_no_more_often_than_the_pauses_say() -> None:
    places, gate = await no_token()
    gates = [gate, places.gate(), places.gate()]
    calls = places.entra.calls
    for _ in range(24 * 60):
        places.clock.turn(minutes=1)
        await asyncio.gather(*(each.probe() for each in gates))
    assert places.entra.calls - calls == len([5, 15, 35, 75, 155, 315, 635, 1275])


async def test_hr_systems_are_tried_by_reading_somebody_who_is_known_another_one_each_time() -> None:
    places, gate = await wrong_token()
    places.bob.failure = None
    places.bob.show(Employee(id="2"))
    assert await gate.probe(at_once=True) == []


async def test_somebody_whom_the_hr_system_does_not_know_any_more_is_an_answer_as_well() -> None:
    places, gate = await wrong_token()
    places.bob.failure = None
    assert await gate.probe(at_once=True) == []


@pytest.mark.parametrize("failure", [TemporaryFailure("Bob answered 503"), AccessDenied("Bob answered 403")])
async def test_a_try_that_gets_no_answer_ends_nothing(failure: TemporaryFailure | AccessDenied) -> None:
    places, gate = await wrong_token()
    places.bob.failure = failure
    assert [each.where for each in await gate.probe(at_once=True)] == ["bob"]


async def test_where_nobody_is_known_an_administrators_try_lets_the_next_event_through() -> None:
    places = Places()
    gate = places.gate()
    await gate.failed(WRONG_TOKEN)
    assert await gate.holds("bob")
    await gate.probe(at_once=True)
    assert await gate.holds("bob") is None
    await places.know("1")
    await gate.worked("bob")
    assert await where(places) == []


async def test_an_administrators_try_in_vain_does_not_put_the_next_one_off() -> None:
    places, gate = await no_token()
    before = await places.store.all()
    for _ in range(3):
        assert await gate.probe(at_once=True) == before


async def test_an_administrators_attempt_is_a_try_whenever_it_comes() -> None:
    places, gate = await no_token()
    await gate.let_through("bob")
    await gate.worked("bob")
    assert await where(places) == ["entra"]
    places.entra.failure = None
    await gate.let_through("bob")
    await gate.worked("bob")
    assert await where(places) == []


async def test_an_hr_system_in_quarantine_is_not_called_but_for_a_try() -> None:
    places, gate = await wrong_token()
    reader, reads = held({"bob": places.bob}, gate)["bob"], places.bob.reads
    for _ in range(10):
        with pytest.raises(OwnFault, match="Bob answered 401") as told:
            await reader.fetch("1")
        assert told.value.retry_after == FIRST_PAUSE
    assert places.bob.reads == reads
    places.clock.turn(minutes=5)
    assert await gate.holds("bob") is None
    with pytest.raises(OwnFault):
        await reader.fetch("1")
    assert places.bob.reads == reads + 1
    places.bob.failure = None
    places.bob.show(Employee(id="1"))
    assert (await reader.fetch("1")).employee.id == "1"
    await gate.worked("bob")
    assert (await reader.fetch("1")).employee.id == "1"


async def test_a_quarantine_that_another_instance_changed_meanwhile_ends_all_the_same() -> None:
    places, gate = await no_token()
    other = places.gate()
    places.clock.turn(minutes=5)
    await gate.holds("bob")
    places.clock.turn(minutes=10)
    assert await other.holds("bob") is None
    places.entra.failure = None
    await gate.worked("bob")
    assert await where(places) == []


async def test_two_instances_that_end_one_quarantine_write_its_end_once() -> None:
    places, gate = await no_token()
    other, places.entra.failure = places.gate(), None
    places.audit.after_writing = lambda: places.clock.turn(seconds=1)
    for standing in await asyncio.gather(gate.probe(at_once=True), other.probe(at_once=True)):
        assert list(standing) == []
    assert places.audit.rows == ["quarantine.entered", "quarantine.left"]


@pytest.mark.parametrize("action", ["entered", "left"])
async def test_an_end_that_could_not_be_written_down_keeps_nobody_waiting_and_is_written_by_the_timer(
    action: str,
) -> None:
    places, gate = await no_token()
    places.entra.failure = None
    ended_at = places.clock.now()
    places.audit.failing = f"quarantine.{action}"
    with pytest.raises(TemporaryFailure):
        await gate.probe(at_once=True)
    places.audit.failing = None
    assert await gate.holds("bob") is None
    places.clock.turn(minutes=1)
    other = places.gate()
    assert await other.closed() is None
    assert await other.probe() == []
    assert await where(places) == []
    assert places.audit.rows == ["quarantine.entered", "quarantine.left"]
    assert places.audit.entries[-1].at == ended_at


async def test_events_cost_a_transaction_in_ten_seconds_and_none_more() -> None:
    places = Places()
    gate = places.gate()
    for _ in range(600):
        await gate.holds("bob")
        await gate.worked("bob")
        places.clock.turn(seconds=0.1)
    assert places.store.reads == 60 / KNOWN_FOR.total_seconds()


class _Unreadable:
    def __init__(self, fault: OwnFault) -> None:
        self.fault: OwnFault | None = fault

    async def read(self) -> tuple[Settings, str]:
        if self.fault:
            raise self.fault
        return Settings(), '"1"'
