"""A night's work: what is older than the settings allow is deleted, and what crashes left lying about."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import override

import pytest
from pydantic import JsonValue

from provisioning.auditing import THE_APP, Auditor
from provisioning.model import Cycle, CycleItem, CycleKind, CyclePhase, SourceState
from provisioning.ports import LogQuery, TemporaryFailure
from tests.cycles.world import CycleWorld
from tests.engine.people import anna, mona, updated
from tests.engine.world import World
from tests.fakes.clock import TurnedClock
from tests.fakes.interposed import Calls, ProcessDied, dies_after, dies_before, fails_after, fails_before
from tests.retention.house import House, what_is_left

FOREVER: Mapping[str, JsonValue] = {"retention": {"logDays": None, "leaverDays": None}}
BRIEFLY: Mapping[str, JsonValue] = {"retention": {"logDays": 30, "leaverDays": 60}}
LEAVES = anna(last_day_of_work="2026-03-01")


def cycle(name: str, began: datetime, phase: CyclePhase) -> Cycle:
    return Cycle(
        id=name, source="generic", kind=CycleKind.FULL, phase=phase, by="x", started_at=began, changed_at=began
    )


async def world_of_long_ago(settings: Mapping[str, JsonValue]) -> World:
    """Return a world in which, 100 days ago, Mona was hired, Anna left, and a cycle ended."""
    world = World()
    await world.settings.put(settings)
    await world.happen(updated(mona()), updated(anna()), updated(LEAVES, minute=10))
    began = await world.cycles.start(cycle("old", world.clock.now(), CyclePhase.OTHERS))
    before = await world.cycles.read("old")
    assert before
    finished = began.model_copy(update={"phase": CyclePhase.FINISHED})
    await world.cycles.end(before, finished, SourceState(source="generic"))
    await Auditor(world.audit, world.clock).note(THE_APP, "old.decision", "decided it")
    world.clock.turn(days=100)
    return world


async def test_without_settings_everything_is_kept() -> None:
    world = await world_of_long_ago(FOREVER)
    night = await House(world).keeper.run()
    assert (night.complete, night.done.total()) == (True, 0)
    assert len(world.log.entries) == 3
    assert (await what_is_left(world))["records"] == 1
    assert world.audit.actions == ["old.decision"]


async def test_what_is_older_than_the_settings_allow_is_deleted() -> None:
    world = await world_of_long_ago(BRIEFLY)
    night = await House(world).keeper.run()
    assert night.complete
    assert {name: count for name, count in night.done.items() if count} == {"cycles": 1, "leavers": 1, "logEntries": 1}
    assert await what_is_left(world) == {}
    assert (await what_is_left(world, "m1")).keys() == {"records", "accountTies"}
    assert (await world.cycles.listed()).cycles == []


async def test_the_audit_trail_tells_of_each_person_and_of_the_night() -> None:
    world = await world_of_long_ago(BRIEFLY)
    await House(world).keeper.run()
    person, night = world.audit.entries[1:]
    assert (person.by, person.action, person.details["employeeId"]) == (THE_APP, "person.erased", "e1")
    assert "retention.leaverDays" in person.sentence
    assert (night.by, night.action) == (THE_APP, "retention.run")
    assert night.details == {"cycles": 1, "leavers": 1, "logEntries": 1}


async def test_a_second_night_finds_nothing_to_do() -> None:
    world = await world_of_long_ago(BRIEFLY)
    await House(world).keeper.run()
    entries = len(world.audit.entries)
    assert (await House(world).keeper.run()).done.total() == 0
    assert len(world.audit.entries) == entries


async def test_who_came_back_in_time_is_kept() -> None:
    world = await world_of_long_ago(BRIEFLY)
    await world.happen(updated(anna(start_date="2026-06-01", last_day_of_work=None), minute=60 * 24 * 99))
    await House(world).keeper.run()
    assert (await what_is_left(world))["records"] == 1


async def test_entries_of_the_last_days_are_kept() -> None:
    world = await world_of_long_ago(BRIEFLY)
    await world.happen(updated(mona(job_title="Head"), minute=60 * 24 * 99))
    await House(world).keeper.run()
    assert len((await world.log.read(LogQuery(employee_id="m1"))).entries) == 1


@pytest.mark.parametrize(("days", "kept"), [(364, True), (366, False)], ids=["a year", "more than a year"])
async def test_who_decided_what_is_kept_for_a_year_at_least(days: int, kept: bool) -> None:  # noqa: FBT001 - a case
    world = World()
    await world.settings.put(BRIEFLY)
    await Auditor(world.audit, world.clock).note(THE_APP, "old.decision", "decided it")
    world.clock.turn(days=days)
    await House(world).keeper.run()
    assert ("old.decision" in world.audit.actions) is kept


async def test_who_decided_what_is_kept_as_long_as_the_log() -> None:
    world = World()
    await world.settings.put({"retention": {"logDays": 800}})
    await Auditor(world.audit, world.clock).note(THE_APP, "old.decision", "decided it")
    world.clock.turn(days=700)
    await House(world).keeper.run()
    assert world.audit.actions == ["old.decision"]


@pytest.mark.parametrize(
    ("log_days", "days", "kept"),
    [(None, 399, True), (None, 401, False), (7, 29, True), (7, 31, False), (90, 89, True), (90, 91, False)],
)
async def test_how_late_disables_were_is_kept_for_a_month_at_least_and_never_for_good(
    log_days: int | None,
    days: int,
    kept: bool,  # noqa: FBT001 - a case
) -> None:
    world = World()
    await world.settings.put({"retention": {"logDays": log_days}})
    await world.happen(updated(anna()), updated(LEAVES, minute=10))
    assert len(world.timings.done) == 1
    world.clock.turn(days=days)
    night = await House(world).keeper.run()
    assert len(world.timings.done) == int(kept)
    assert night.done["disables"] == (0 if kept else 1)


class HurriedClock(TurnedClock):
    """A clock on which every look takes three minutes."""

    @override
    def now(self) -> datetime:
        self.turn(minutes=3)
        return super().now()


async def test_what_a_night_does_not_come_to_the_next_one_does() -> None:
    world = await world_of_long_ago(BRIEFLY)
    clock = HurriedClock()
    clock.turn_to(world.clock.now().isoformat())
    night = await replace(House(world).keeper, clock=clock).run()
    assert not night.complete
    assert world.log.entries
    assert (await House(world).keeper.run()).complete
    assert await what_is_left(world) == {}


FAULTS = {
    "fails before": fails_before,
    "fails after": fails_after,
    "dies before": dies_before,
    "dies after": dies_after,
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_wherever_a_night_is_cut_short_the_next_one_ends_it(fault: str) -> None:
    undisturbed = Calls()
    await House(await world_of_long_ago(BRIEFLY), undisturbed).keeper.run()
    for at, name in enumerate(undisturbed.names, 1):
        world = await world_of_long_ago(BRIEFLY)
        with pytest.raises((TemporaryFailure, ProcessDied)):
            await House(world, Calls(at, FAULTS[fault])).keeper.run()
        world.clock.turn(days=1)
        await House(world).keeper.run()
        assert await what_is_left(world) == {}, f"{at}: {name}"
        assert world.log.entries == [], f"{at}: {name}"
        assert (await world.cycles.listed()).cycles == [], f"{at}: {name}"
        assert "person.erased" in world.audit.actions, f"{at}: {name}"
    assert len(undisturbed.names) > 12


def item() -> CycleItem:
    return CycleItem(number=1, event=updated(anna()))


@pytest.mark.parametrize(
    ("hours", "kept"), [(23, True), (25, False)], ids=["an import that may be under way", "one that never began"]
)
async def test_people_of_a_cycle_that_never_began_are_taken_away_a_day_later(hours: float, kept: bool) -> None:  # noqa: FBT001 - a case
    world = CycleWorld()
    dies_at_its_start = Calls(2, dies_before)
    with pytest.raises(ProcessDied):
        await world.control(dies_at_its_start).start_import("generic", [item().event], "me", world.clock.now())
    assert dies_at_its_start.names[-1] == "CyclesInMemory.start"
    world.clock.turn(hours=hours)
    night = await House(world).keeper.run()
    assert len([cycle_id async for cycle_id in world.cycles.with_items()]) == int(kept)
    assert night.done["itemsOfNoCycle"] == (0 if kept else 1)


async def test_people_of_a_cycle_that_ended_are_taken_away_and_those_of_one_under_way_stay() -> None:
    world = await world_of_long_ago(FOREVER)
    await world.cycles.start(cycle("running", world.clock.now() - timedelta(days=9), CyclePhase.OTHERS))
    for name in ("old", "running"):
        await world.cycles.add_items(name, [item()])
    await House(world).keeper.run()
    assert [cycle_id async for cycle_id in world.cycles.with_items()] == ["running"]
