"""Decisions about staged disables outlive changed settings; and nobody waits in a batch who does not wait any more."""

from collections.abc import Mapping
from typing import Any, Final

import pytest

from provisioning.model import BatchStatus, HrEvent, StagedState
from provisioning.settings import Settings
from tests.engine.people import deleted, updated
from tests.engine.test_threshold import (
    LEFT,
    blocked,
    company,
    decide,
    decisions,
    left,
    name_of,
    person,
    review,
    revoked,
    states,
)
from tests.engine.world import World
from tests.fakes.interposed import Calls, ProcessDied, dies_after
from tests.retention.house import House

OFF_AND_ON: Final[Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]]] = {
    "disabling is switched off": ({"disabling": {"enabled": False}}, {"disabling": {"enabled": True}}),
    "the accounts are protected": (
        {"protectedAccounts": [name_of(2), name_of(3)]},
        {"protectedAccounts": []},
    ),
    "the date does not count": (
        {"disabling": {"dates": ["terminationDate"]}},
        {"disabling": {"dates": ["terminationDate", "lastDayOfWork", "deletion"]}},
    ),
}


async def look_at(world: World, *numbers: int) -> None:
    """Have these people looked at."""
    await world.happen(*(review(f"e{number}", world) for number in numbers))


async def off_and_on(world: World, what: str) -> None:
    """Change a setting so that nobody is to be disabled, look at everybody, and change it back, two days later."""
    off, on = OFF_AND_ON[what]
    await world.settings.put(off)
    await look_at(world, 2, 3)
    world.clock.turn(hours=48)
    await world.settings.put(on)
    await look_at(world, 2, 3)


@pytest.mark.parametrize("what", OFF_AND_ON)
async def test_what_was_rejected_is_kept_when_settings_change_and_change_back(what: str) -> None:
    world = await company()
    await left(world, 0, 1, 2, 3)
    await decide(world, BatchStatus.REJECTED)
    await off_and_on(world, what)
    assert await blocked(world) == {0, 1}
    assert await states(world) == [{StagedState.KEPT: 2}]
    assert "an administrator rejected the batch" in world.log.entries[-1].reason


@pytest.mark.parametrize("what", OFF_AND_ON)
async def test_what_was_rejected_while_nobody_was_to_be_disabled_is_kept_as_well(what: str) -> None:
    world = await company()
    await left(world, 0, 1, 2, 3)
    batch = await world.batches.open()
    assert batch
    await decisions(world).decide(batch.id, BatchStatus.REJECTED, "Mona Alm")
    await off_and_on(world, what)
    assert await blocked(world) == {0, 1}
    assert await states(world) == [{StagedState.KEPT: 2}]


@pytest.mark.parametrize("what", OFF_AND_ON)
async def test_what_was_approved_is_done_once_the_settings_allow_it_and_does_not_count(what: str) -> None:
    world = await company(count=0)
    await left(world, 2, 3)
    batch = await world.batches.open()
    assert batch
    await decisions(world).decide(batch.id, BatchStatus.APPROVED, "Mona Alm")
    await off_and_on(world, what)
    assert await blocked(world) == {2, 3}
    assert await states(world) == [{StagedState.DONE: 2}]
    assert (await world.record("e2")).staged is None


async def test_who_was_staged_and_not_decided_about_is_withdrawn_at_once_and_staged_anew() -> None:
    world = await company(count=0)
    await left(world, 2)
    await world.settings.put({"disabling": {"enabled": False}})
    await look_at(world, 2)
    assert await states(world) == [{StagedState.WITHDRAWN: 1}]
    assert (await world.record("e2")).staged is None
    await world.settings.put({"disabling": {"enabled": True}})
    await look_at(world, 2)
    assert await states(world) == [{StagedState.STAGED: 1}]


async def test_a_rejection_ends_when_hr_takes_back_what_was_rejected_and_the_next_leaving_is_decided_anew() -> None:
    world = await company(count=0)
    await left(world, 2)
    await decide(world, BatchStatus.REJECTED)
    await world.happen(updated(person(2, last_day_of_work=None), minute=1))
    assert (await world.record("e2")).staged is None
    await left(world, 2, minute=2)
    assert await states(world) == [{StagedState.STAGED: 1}, {StagedState.KEPT: 1}]


async def test_who_was_to_leave_the_scope_is_left_alone_until_they_are_in_scope_again() -> None:
    world = await company(count=0)
    in_scope: Mapping[str, Any] = {"scopingFilters": [[{"attribute": "site", "operator": "IS NULL"}]]}
    await world.settings.put({**in_scope, "leavingScope": "disable"})
    await world.happen(updated(person(2, site="Lund")))
    await decide(world, BatchStatus.REJECTED)
    await world.settings.put({"leavingScope": "keep", "disableThreshold": {"count": 2}})
    await look_at(world, 2)
    await world.settings.put({"leavingScope": "disable"})
    await look_at(world, 2)
    assert await blocked(world) == set()
    await world.happen(updated(person(2, site=None), minute=1))
    assert (await world.record("e2")).staged is None
    await world.happen(updated(person(2, site="Lund"), minute=2))
    assert await blocked(world) == {2}


async def orphan() -> World:
    """Return a world in which an attempt put the third leaver into the batch, and died before the record said so."""
    world = await company()
    await left(world, 0, 1)
    leaves, calls = updated(person(2, last_day_of_work=LEFT)), Calls()
    await (await _copy()).worker(calls).provision(leaves)
    at = calls.names.index("BatchesInMemory.add") + 1
    with pytest.raises(ProcessDied):
        await world.worker(Calls(at, dies_after)).provision(leaves)
    assert (await world.record("e2")).staged is None
    assert await waiting(world) == 1
    return world


async def _copy() -> World:
    world = await company()
    await left(world, 0, 1)
    return world


async def waiting(world: World) -> int:
    """Return how many wait for an administrator, after a look that there is an alert exactly if somebody does."""
    sight = await world.worker().staging.look(Settings(), world.clock.now())
    number = sight.figures["waiting"]
    assert isinstance(number, int)
    assert bool(sight.alerts) is (number > 0)
    return number


async def test_who_is_disabled_at_once_does_not_wait_in_a_batch_that_the_record_does_not_know() -> None:
    world = await orphan()
    await world.happen(revoked("e2", world))
    assert await blocked(world) == {0, 1, 2}
    assert await states(world) == [{StagedState.DONE: 1}]
    assert await waiting(world) == 0


async def test_who_is_blocked_by_hand_does_not_wait_in_a_batch_that_the_record_does_not_know() -> None:
    world = await orphan()
    world.entra.named(name_of(2)).enabled = False
    await left(world, 2, minute=1)
    assert await states(world) == [{StagedState.DONE: 1}]
    assert await waiting(world) == 0


@pytest.mark.parametrize("open_batch", [False, True], ids=["no batch is open", "a batch is open"])
async def test_a_disable_costs_one_look_for_a_batch_and_one_more_for_the_person(*, open_batch: bool) -> None:
    world = await company()
    await left(world, 0, 1, *([2] if open_batch else []))
    world.clock.turn(hours=25)
    calls = Calls()
    await world.worker(calls).provision(updated(person(3, last_day_of_work=LEFT), minute=1))
    assert await blocked(world) == {0, 1, 3}
    looks = [name for name in calls.names if name.startswith("BatchesInMemory")]
    assert looks == ["BatchesInMemory.open", *(["BatchesInMemory.settle"] if open_batch else [])]


async def test_who_was_blocked_before_costs_no_look_at_batches() -> None:
    world = await company()
    await left(world, 0)
    calls = Calls()
    await world.worker(calls).provision(review("e0", world))
    assert not [name for name in calls.names if name.startswith("BatchesInMemory")]


async def test_a_block_that_drift_enforces_is_looked_for_in_the_open_batch_as_well() -> None:
    world = await company()
    await world.settings.put({"drift": "enforce"})
    await left(world, 0)
    world.clock.turn(hours=1)
    world.entra.named(name_of(0)).enabled = True
    calls = Calls()
    await world.worker(calls).provision(review("e0", world))
    assert await blocked(world) == {0}
    assert "BatchesInMemory.open" in calls.names


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(updated(person(2, last_day_of_work=None), minute=1), id="the last day is taken back"),
        pytest.param(updated(person(2, last_day_of_work="2026-04-30"), minute=1), id="the last day is put off"),
        pytest.param(updated(person(2, start_date="2026-03-02"), minute=1), id="hired again"),
    ],
)
async def test_a_batch_in_which_nobody_waits_any_more_is_no_alert(said: HrEvent) -> None:
    world = await company()
    await left(world, 0, 1, 2)
    assert await waiting(world) == 1
    await world.happen(said)
    assert await states(world) == [{StagedState.WITHDRAWN: 1}]
    assert (await world.record("e2")).staged is None
    assert await waiting(world) == 0
    assert await world.batches.open() is not None
    await world.happen(deleted(person(2), minute=2))
    assert await waiting(world) == 1


async def test_who_is_erased_while_staged_waits_no_longer_and_leaves_no_name() -> None:
    world = await company()
    await left(world, 0, 1, 2)
    assert await House(world).erase("e2")
    batch = await world.batches.open()
    assert batch
    (disable,) = (await world.batches.people(batch.id)).disables
    assert (disable.state, disable.display_name, disable.user_principal_name) == (StagedState.WITHDRAWN, None, None)
    assert await waiting(world) == 0
    assert await decide(world, BatchStatus.APPROVED) == 0
    assert await blocked(world) == {0, 1}
