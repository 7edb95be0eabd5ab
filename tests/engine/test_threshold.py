"""The accidental-disable threshold: no more accounts are disabled at once than allowed, unless somebody says so."""

import asyncio
from datetime import timedelta
from typing import Final, override

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.deciding import Decisions
from provisioning.engine import review_event
from provisioning.model import BatchStatus, Employee, EventType, HrEvent, Plan, StagedState, Status
from provisioning.ports import ConcurrentChange, Refused, TemporaryFailure
from provisioning.reports import preview_of
from provisioning.rules.planner import plan
from provisioning.settings import Settings
from tests.engine.people import anna, deleted, updated
from tests.engine.world import World
from tests.fakes.interposed import (
    Call,
    Calls,
    Disturbance,
    ProcessDied,
    dies_after,
    dies_before,
    fails_after,
    fails_before,
    interposed,
)

LEFT: Final = "2026-03-01"
BY: Final = "Mona Alm"


def person(number: int, **fields: object) -> Employee:
    """Return one of many who work."""
    return anna(id=f"e{number}", work_email=name_of(number), first_name=f"Anna{number}", **fields)


def name_of(number: int) -> str:
    """Return a person's login name."""
    return f"anna{number}@contoso.com"


async def company(people: int = 4, **threshold: JsonValue) -> World:
    """Return a world in which so many work, and two may be disabled in a day."""
    world = World()
    await world.settings.put({"disableThreshold": {"count": 2, **threshold}})
    await world.happen(*(updated(person(number), minute=-60) for number in range(people)))
    return world


async def left(world: World, *numbers: int, minute: float = 0) -> None:
    """Let HR say that these people have left."""
    await world.happen(*(updated(person(number, last_day_of_work=LEFT), minute=minute) for number in numbers))


async def blocked(world: World) -> set[int]:
    """Return who cannot sign in."""
    names = {name_of(number): number for number in range(len(world.entra.users))}
    return {names[name] for name, seen in world.accounts().items() if not seen.enabled}


def decisions(world: World) -> Decisions:
    """Return what carries out an administrator's decision."""
    return Decisions(world.batches, world.employees, world.queue, world.audit, world.clock)


async def decide(world: World, status: BatchStatus) -> int:
    """Let an administrator decide about the open batch, and everybody in it be looked at."""
    batch = await world.batches.open()
    assert batch
    queued = await decisions(world).decide(batch.id, status, BY)
    await world.deliver()
    return queued


async def states(world: World) -> list[dict[StagedState, int]]:
    """Return how many disables are in which state, of each batch, the latest first."""
    return [dict(await world.batches.states(batch.id)) for batch in (await world.batches.listed()).batches]


async def test_no_more_are_disabled_than_allowed_and_the_others_are_staged() -> None:
    world = await company()
    await left(world, 0, 1, 2, 3)
    assert await blocked(world) == {0, 1}
    assert await states(world) == [{StagedState.STAGED: 2}]
    entry = world.log.entries[-1]
    assert entry.status is Status.WARNING
    assert entry.reason.startswith("sign-in is not blocked yet: no more than 2 accounts are disabled within 24 hours")
    assert entry.reason.endswith("the last day was 2026-03-01 in UTC")
    assert entry.review_at is not None


async def test_what_is_staged_tells_the_administrator_who_and_why() -> None:
    world = await company()
    await left(world, 0, 1, 2)
    batch = await world.batches.open()
    assert batch is not None
    assert (batch.count, batch.allowed, batch.window_hours) == (1, 2, 24)
    (disable,) = (await world.batches.people(batch.id)).disables
    assert (disable.employee_id, disable.user_principal_name) == ("e2", name_of(2))
    assert (disable.display_name, disable.reason) == ("Anna2 Ek", "the last day was 2026-03-01 in UTC")
    record = await world.record("e2")
    assert record.staged is not None
    assert record.staged.batch == batch.id
    assert record.disabled_at is None


async def test_to_approve_disables_everybody_in_the_batch_and_nobody_else() -> None:
    world = await company(6)
    await left(world, 0, 1, 2, 3)
    assert await decide(world, BatchStatus.APPROVED) == 2
    assert await blocked(world) == {0, 1, 2, 3}
    assert await states(world) == [{StagedState.DONE: 2}]
    assert (await world.record("e3")).staged is None
    assert (await world.record("e3")).disabled_at is not None
    await left(world, 4, minute=1)
    assert await blocked(world) == {0, 1, 2, 3}
    assert await states(world) == [{StagedState.STAGED: 1}, {StagedState.DONE: 2}]


async def test_how_late_an_approved_disable_was_counts_from_when_it_was_due_and_says_what_it_waited_for() -> None:
    world = await company(3)
    await left(world, 0, 1)
    before = world.clock.now()
    await world.queue.put(updated(person(2, last_day_of_work=LEFT), minute=-30))
    await world.deliver()
    world.clock.turn(hours=3)
    await decide(world, BatchStatus.APPROVED)
    timed = world.log.entries[-1].disable
    assert timed is not None
    assert timed.after_approval
    assert timed.due_at <= before
    assert timed.late_seconds >= 3 * 60 * 60


async def test_what_an_administrator_approved_does_not_take_the_place_of_another_leaver() -> None:
    world = await company(6)
    await left(world, 0, 1, 2, 3)
    world.clock.turn(hours=25)
    await decide(world, BatchStatus.APPROVED)
    await left(world, 4, 5)
    assert await blocked(world) == {0, 1, 2, 3, 4, 5}


async def test_to_reject_leaves_the_accounts_as_they_are_for_good() -> None:
    world = await company()
    await left(world, 0, 1, 2, 3)
    assert await decide(world, BatchStatus.REJECTED) == 2
    assert await states(world) == [{StagedState.KEPT: 2}]
    world.clock.turn(hours=48)
    await world.happen(updated(person(3, last_day_of_work=LEFT), minute=5), review("e2", world))
    await world.settle()
    assert await blocked(world) == {0, 1}
    assert "an administrator rejected the batch" in world.log.entries[-1].reason


async def test_news_of_somebody_whose_disable_was_rejected_is_staged_anew() -> None:
    world = await company()
    await left(world, 0, 1, 2, 3)
    await decide(world, BatchStatus.REJECTED)
    world.clock.turn(hours=1)
    await world.happen(updated(person(2, last_day_of_work="2026-02-28"), minute=5))
    assert await blocked(world) == {0, 1}
    assert await states(world) == [{StagedState.STAGED: 1}, {StagedState.KEPT: 2}]
    await decide(world, BatchStatus.APPROVED)
    assert await blocked(world) == {0, 1, 2}


async def test_news_of_a_rejected_disable_is_done_when_there_is_room() -> None:
    world = await company()
    await left(world, 0, 1, 2)
    await decide(world, BatchStatus.REJECTED)
    world.clock.turn(hours=48)
    await world.happen(deleted(person(2), minute=5))
    assert await blocked(world) == {0, 1, 2}
    assert await states(world) == [{StagedState.KEPT: 1}]
    assert (await world.record("e2")).staged is None


@pytest.mark.parametrize("room", [True, False], ids=["with room", "without room"])
async def test_news_that_come_before_a_rejection_is_carried_out_take_nothing_back_of_it(
    room: bool,  # noqa: FBT001 - a case
) -> None:
    world = await company()
    await left(world, 0, 1, 2)
    world.clock.turn(hours=48 if room else 1)
    batch = await world.batches.open()
    assert batch
    await decisions(world).decide(batch.id, BatchStatus.REJECTED, BY)
    await world.worker().provision(deleted(person(2), minute=5))
    await world.deliver()
    assert await blocked(world) == ({0, 1, 2} if room else {0, 1})
    assert (await states(world))[-1] == {StagedState.KEPT: 1}


async def test_what_is_staged_stays_so_however_much_time_goes_by() -> None:
    world = await company()
    await left(world, 0, 1, 2, 3)
    for _ in range(5):
        world.clock.turn(hours=25)
        assert await world.look() == 2
    assert await blocked(world) == {0, 1}
    assert await states(world) == [{StagedState.STAGED: 2}]


async def test_while_a_batch_is_open_the_next_days_leavers_have_the_next_days_places() -> None:
    world = await company(7)
    await left(world, 0, 1, 2)
    world.clock.turn(hours=25)
    await left(world, 3, 4, 5, minute=5)
    assert await blocked(world) == {0, 1, 3, 4}
    assert await states(world) == [{StagedState.STAGED: 2}]


async def test_who_is_not_to_be_disabled_any_more_is_withdrawn_from_the_batch() -> None:
    world = await company()
    await left(world, 0, 1, 2, 3)
    await world.happen(updated(person(2, last_day_of_work=None), minute=1))
    assert await states(world) == [{StagedState.WITHDRAWN: 1, StagedState.STAGED: 1}]
    assert (await world.record("e2")).staged is None
    assert await decide(world, BatchStatus.APPROVED) == 1
    assert await blocked(world) == {0, 1, 3}


async def test_who_leaves_once_more_waits_in_the_same_batch_again() -> None:
    world = await company()
    await left(world, 0, 1, 2)
    await world.happen(updated(person(2, last_day_of_work=None), minute=1))
    await left(world, 2, minute=2)
    assert await states(world) == [{StagedState.STAGED: 1}]
    batch = await world.batches.open()
    assert batch
    assert batch.count == 1


async def test_an_account_that_an_administrator_blocks_by_hand_is_done() -> None:
    world = await company()
    await left(world, 0, 1, 2)
    world.entra.named(name_of(2)).enabled = False
    world.clock.turn(hours=25)
    await world.look()
    assert await states(world) == [{StagedState.DONE: 1}]
    assert (await world.record("e2")).staged is None
    assert (await world.record("e2")).disabled_at is None


async def test_while_provisioning_is_off_nothing_is_withdrawn() -> None:
    world = await company()
    await left(world, 0, 1, 2)
    await world.settings.put({"enabled": False})
    await decide(world, BatchStatus.APPROVED)
    assert await states(world) == [{StagedState.STAGED: 1}]
    await world.settings.put({"enabled": True})
    await world.settle()
    assert await states(world) == [{StagedState.DONE: 1}]


async def test_creations_and_updates_go_on_while_disables_are_staged() -> None:
    world = await company()
    await world.settings.put({"statusPolicy": {"leave": "disable"}, "disableThreshold": {"count": 0}})
    await world.happen(
        updated(person(0, status="leave", job_title="Midwife")),
        updated(person(1, job_title="Doctor")),
        updated(person(9)),
    )
    titles = {name: seen.attributes["jobTitle"] for name, seen in world.accounts().items()}
    assert titles[name_of(0)] == "Midwife"
    assert titles[name_of(1)] == "Doctor"
    assert name_of(9) in titles
    assert all(seen.enabled for seen in world.accounts().values())


@pytest.mark.parametrize(
    ("changed", "event"),
    [
        ({}, updated(person(1, last_day_of_work=LEFT))),
        ({}, updated(person(1, termination_date="2026-02-01"))),
        ({}, updated(person(1, status="terminated"))),
        ({}, deleted(person(1))),
        ({"statusPolicy": {"leave": "disable"}}, updated(person(1, status="leave"))),
        ({"createOn": "creation"}, updated(person(1, start_date="2026-04-01"))),
        (
            {"leavingScope": "disable", "scopingFilters": [[{"attribute": "site", "operator": "IS NULL"}]]},
            updated(person(1, site="Lund")),
        ),
    ],
    ids=["last day", "termination date", "status terminated", "deletion", "leave", "start date moved", "out of scope"],
)
async def test_a_disable_counts_whatever_its_cause(changed: dict[str, JsonValue], event: HrEvent) -> None:
    world = await company(3, count=1)
    await world.settings.put(changed)
    await left(world, 0)
    await world.happen(event)
    assert await blocked(world) == {0}
    assert await states(world) == [{StagedState.STAGED: 1}]
    await decide(world, BatchStatus.APPROVED)
    assert await blocked(world) == {0, 1}


async def test_blocks_that_drift_enforces_count_as_well() -> None:
    world = await company(3, count=1)
    await world.settings.put({"drift": "enforce"})
    await left(world, 0)
    world.clock.turn(hours=25)
    await left(world, 1)
    world.clock.turn(hours=1)
    world.entra.named(name_of(0)).enabled = True
    await world.happen(review("e0", world))
    assert await blocked(world) == {1}
    assert await states(world) == [{StagedState.STAGED: 1}]


async def test_somebody_who_is_counted_already_is_not_counted_twice() -> None:
    world = await company()
    await left(world, 0)
    await world.happen(updated(person(0, last_day_of_work=None), minute=1))
    await left(world, 0, minute=2)
    await left(world, 1)
    assert await blocked(world) == {0, 1}


@pytest.mark.parametrize(("immediate", "who"), [("disable", {0, 1, 2}), ("stage", {0, 1})])
async def test_access_that_is_revoked_at_once_is_staged_only_if_the_settings_say_so(
    immediate: str, who: set[int]
) -> None:
    world = await company(immediate=immediate)
    await left(world, 0, 1)
    await world.happen(revoked("e2", world))
    assert await blocked(world) == who


async def test_what_is_done_at_once_counts() -> None:
    world = await company()
    await world.happen(revoked("e0", world), revoked("e1", world), revoked("e2", world))
    await left(world, 3)
    assert await blocked(world) == {0, 1, 2}


async def test_a_staged_disable_that_becomes_immediate_is_done() -> None:
    world = await company()
    await left(world, 0, 1, 2)
    await world.happen(revoked("e2", world))
    assert await blocked(world) == {0, 1, 2}
    assert await states(world) == [{StagedState.DONE: 1}]


async def test_an_earlier_revocation_makes_no_later_leaving_immediate() -> None:
    world = await company()
    await world.happen(revoked("e2", world))
    world.clock.turn(hours=48)
    await world.happen(updated(person(2, start_date="2026-03-04"), minute=3 * 24 * 60))
    world.clock.turn(hours=24)
    assert await blocked(world) == set()
    await left(world, 0, 1)
    await world.happen(updated(person(2, start_date="2026-03-04", last_day_of_work="2026-03-04"), minute=4 * 24 * 60))
    assert await blocked(world) == {0, 1}


async def test_a_preview_says_that_a_disable_would_be_staged_and_stages_nothing() -> None:
    world = await company()
    await left(world, 0, 1)
    gathered = await world.worker().gatherer.gather(updated(person(2, last_day_of_work=LEFT)))
    report = preview_of(gathered)
    assert report.plan.operations == ()
    assert report.reason.startswith("sign-in is not blocked yet")
    assert await states(world) == []
    assert len(world.ledger.taken) == 2


async def test_a_disable_that_was_never_held_against_the_threshold_is_not_made() -> None:
    world = await company()
    engine = world.worker()
    gathered = await engine.gatherer.gather(updated(person(2, last_day_of_work=LEFT)))
    unseen = plan(gathered.facts).model_copy(update={"brake": None})
    assert not await engine.staging.admits(gathered.facts, unseen)
    assert await engine.staging.admits(gathered.facts, Plan(steps=()))
    assert world.ledger.taken == []


async def test_a_decision_is_about_the_batch_that_was_seen() -> None:
    world = await company(5)
    await left(world, 0, 1, 2)
    batch = await world.batches.open()
    assert batch
    await left(world, 3)
    with pytest.raises(ConcurrentChange):
        await decisions(world).decide(batch.id, BatchStatus.APPROVED, BY, expected=1)
    assert await decisions(world).decide(batch.id, BatchStatus.APPROVED, BY, expected=2) == 2


async def test_a_decision_stands_and_can_be_repeated() -> None:
    world = await company(5)
    await left(world, 0, 1, 2)
    batch = await world.batches.open()
    assert batch
    assert await decisions(world).decide(batch.id, BatchStatus.APPROVED, BY) == 1
    assert await decisions(world).decide(batch.id, BatchStatus.APPROVED, BY) == 1
    with pytest.raises(Refused, match="approved by Mona Alm"):
        await decisions(world).decide(batch.id, BatchStatus.REJECTED, BY)
    await world.deliver()
    assert await blocked(world) == {0, 1, 2}
    assert await decisions(world).decide(batch.id, BatchStatus.APPROVED, BY) == 0
    assert world.audit.actions == ["disables.staged", "disables.approved"]


async def test_an_approval_holds_for_what_was_staged_and_not_for_what_hr_says_since() -> None:
    world = await company(5)
    await left(world, 0, 1, 2)
    batch = await world.batches.open()
    assert batch
    await decisions(world).decide(batch.id, BatchStatus.APPROVED, BY)
    world.clock.turn(hours=1)
    await world.worker().provision(updated(person(2, last_day_of_work=LEFT, status="terminated"), minute=3))
    await world.deliver()
    assert await blocked(world) == {0, 1}
    assert await states(world) == [{StagedState.STAGED: 1}, {StagedState.WITHDRAWN: 1}]


async def test_who_is_in_a_batch_without_knowing_of_it_is_withdrawn_by_the_decision_and_staged_again() -> None:
    world = await company(5)
    await left(world, 0, 1)
    calls = Calls()
    await world.worker(calls).provision(updated(person(2, last_day_of_work=LEFT)))
    at = calls.names.index("BatchesInMemory.add") + 1
    await world.queue.put(updated(person(3, last_day_of_work=LEFT)))
    with pytest.raises(ProcessDied):
        await world.worker(Calls(at, dies_after)).provision(updated(person(3, last_day_of_work=LEFT)))
    assert (await world.record("e3")).staged is None
    assert await states(world) == [{StagedState.STAGED: 2}]
    batch = await world.batches.open()
    assert batch
    await decisions(world).decide(batch.id, BatchStatus.APPROVED, BY)
    await world.deliver()
    assert await blocked(world) == {0, 1, 2}
    assert await states(world) == [{StagedState.STAGED: 1}, {StagedState.DONE: 1, StagedState.WITHDRAWN: 1}]


async def test_what_cannot_be_counted_is_not_done() -> None:
    world = await company()
    calls = Calls()
    await world.worker(calls).provision(updated(person(0, last_day_of_work=LEFT)))
    for name in ("LedgerInMemory.count", "LedgerInMemory.take", "EmployeesInMemory.count_owned"):
        broken = Calls(calls.names.index(name) + 1, fails_before)
        with pytest.raises(TemporaryFailure):
            await world.worker(broken).provision(updated(person(1, last_day_of_work=LEFT)))
    assert await blocked(world) == {0}


async def test_the_threshold_tells_how_it_stands() -> None:
    world = await company()
    usual, _ = await world.settings.read()
    staging = world.worker().staging
    assert (await staging.look(usual, world.clock.now())).alerts == []
    await left(world, 0, 1, 2)
    sight = await world.worker().staging.look(usual, world.clock.now())
    assert sight.figures == {"openBatches": 1, "waiting": 1, "disabledInWindow": 2, "allowed": 2}
    (alert,) = sight.alerts
    assert alert.sentence.startswith("disables that wait for an administrator: 1, as more than 2")
    await decide(world, BatchStatus.REJECTED)
    assert (await staging.look(Settings(), world.clock.now())).alerts == []


DECISIONS: Final = [BatchStatus.OPEN, BatchStatus.APPROVED, BatchStatus.REJECTED]
ENDS: Final = {
    BatchStatus.OPEN: (True, StagedState.STAGED),
    BatchStatus.APPROVED: (False, StagedState.DONE),
    BatchStatus.REJECTED: (True, StagedState.KEPT),
}


@pytest.mark.parametrize("decision", DECISIONS)
@pytest.mark.parametrize("fault", [fails_before, fails_after, dies_before, dies_after])
async def test_whatever_call_fails_the_batch_says_in_the_end_what_became_of_the_disable(
    decision: BatchStatus, fault: Disturbance
) -> None:
    calls = Calls()
    await _leaves_and_is_decided(decision, calls)
    for at, name in enumerate(calls.names, 1):
        world = await _leaves_and_is_decided(decision, Calls(at, fault))
        enabled, state = ENDS[decision]
        assert world.accounts()[name_of(0)].enabled == enabled, name
        assert await states(world) == [{state: 1}], name
        assert world.audit.actions[0] == "disables.staged", name
        staged = (await world.record("e0")).staged
        assert (staged is None) == (decision is BatchStatus.APPROVED), name


async def _leaves_and_is_decided(decision: BatchStatus, disturbed: Calls) -> World:
    """Return a world in which somebody left; with a decision, it is that whose carrying out is disturbed."""
    world = await company(1, count=0)
    await world.queue.put(updated(person(0, last_day_of_work=LEFT)))
    if decision is BatchStatus.OPEN:
        await world.deliver(world.worker(disturbed))
    else:
        await world.deliver()
        batch = await world.batches.open()
        assert batch
        await decisions(world).decide(batch.id, decision, BY)
        await world.deliver(world.worker(disturbed))
    await world.settle()
    return world


@pytest.mark.parametrize("decision", DECISIONS[1:])
@pytest.mark.parametrize("fault", [fails_before, fails_after, dies_before, dies_after])
async def test_a_decision_that_was_interrupted_goes_on_when_it_is_repeated(
    decision: BatchStatus, fault: Disturbance
) -> None:
    undisturbed = Calls()
    world = await company(3, count=0)
    await left(world, 0, 1, 2)
    await _decided_through(world, decision, undisturbed)
    for at, name in enumerate(undisturbed.names, 1):
        world = await company(3, count=0)
        await left(world, 0, 1, 2)
        with pytest.raises((TemporaryFailure, ProcessDied)):
            await _decided_through(world, decision, Calls(at, fault))
        await _decided_through(world, decision, Calls())
        await world.deliver()
        assert await blocked(world) == (set() if decision is BatchStatus.REJECTED else {0, 1, 2}), name
        assert await states(world) == [{ENDS[decision][1]: 3}], name
        assert world.audit.actions == ["disables.staged", f"disables.{decision}"], name


async def _decided_through(world: World, decision: BatchStatus, calls: Calls) -> None:
    (batch,) = (await world.batches.listed()).batches
    batches, employees = interposed(world.batches, calls), interposed(world.employees, calls)
    queue, audit = interposed(world.queue, calls), interposed(world.audit, calls)
    await Decisions(batches, employees, queue, audit, world.clock).decide(batch.id, decision, BY)


def review(employee_id: str, world: World) -> HrEvent:
    """Return an event that only says: look at this person now."""
    return review_event("generic", employee_id, world.clock.now())


def revoked(employee_id: str, world: World) -> HrEvent:
    """Return an event that ends access at once."""
    event = review(employee_id, world)
    return event.model_copy(update={"id": f"revoked-{employee_id}", "type": EventType.ACCESS_REVOKED})


happenings = st.lists(
    st.tuples(
        st.sampled_from(["leaves", "comes back", "is deleted", "is looked at", "a day goes by", "some hours go by"]),
        st.integers(0, 7),
        st.integers(0, 7),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(happenings, st.integers(0, 3))
def test_without_approval_no_more_are_ever_disabled_within_a_window_than_allowed(
    told: list[tuple[str, int, int]], count: int
) -> None:
    asyncio.run(_within_every_window(told, count))


async def _within_every_window(told: list[tuple[str, int, int]], count: int) -> None:
    world = await company(8, count=count)
    workers = [world.worker(Yielding()), world.worker(Yielding())]
    for minute, (what, first, second) in enumerate(told, 1):
        if what.endswith("by"):
            world.clock.turn(hours=20 if what.startswith("a day") else 7)
            await world.look()
        else:
            events = [_event(what, number, minute) for number in (first, second)]
            await asyncio.gather(*(worker.provision(event) for worker, event in zip(workers, events, strict=True)))
    window = timedelta(hours=24)
    for at, _ in world.ledger.taken:
        assert len({who for other, who in world.ledger.taken if timedelta() <= at - other < window}) <= count
    assert world.entra.writes.count("disableAccount") <= len(world.ledger.taken)


class Yielding(Calls):
    """Calls before each of which others have a turn, so that workers get in each other's way."""

    @override
    async def make(self, name: str, call: Call) -> object:
        await asyncio.sleep(0)
        return await super().make(name, call)


def _event(what: str, number: int, minute: float) -> HrEvent:
    match what:
        case "leaves":
            return updated(person(number, last_day_of_work=LEFT), minute=minute)
        case "comes back":
            return updated(person(number, last_day_of_work=None), minute=minute)
        case "is deleted":
            return deleted(person(number), minute=minute)
        case _:
            return updated(person(number, job_title=f"Nurse {minute}"), minute=minute)
