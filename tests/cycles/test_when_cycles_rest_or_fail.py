"""When a cycle does not begin, does not go on, or gives up, and what is left for the next one then."""

import pytest

from provisioning.cycles.running import LISTING_TRIES
from provisioning.model import Cycle, CycleKind, CyclePhase
from provisioning.ports import Refused
from tests.cycles.world import CycleWorld
from tests.engine.people import anna, mona, updated
from tests.fakes.interposed import Calls, ProcessDied, dies_before

ANNA, MONA = "anna.ek@contoso.com", "mona.alm@contoso.com"


async def of_two() -> CycleWorld:
    world = CycleWorld()
    world.bob.show(anna())
    world.bob.show(mona())
    return world


async def latest(world: CycleWorld) -> Cycle:
    return (await world.all_cycles())[0]


async def die_while_listing(world: CycleWorld) -> None:
    """Take the step that is due in a process that ends when the items are to be stored."""
    undisturbed = ["CyclesInMemory.read", "CyclesInMemory.save", "SettingsInMemory.read", "CyclesInMemory.state"]
    calls = Calls(len([*undisturbed, "SettingsInMemory.read", "CyclesInMemory.add_items"]), dies_before)
    (step,) = world.steps.due()
    with pytest.raises(ProcessDied):
        await world.control(calls).step(step)
    assert calls.names[-1] == "CyclesInMemory.add_items"
    world.clock.turn(minutes=2)


async def test_a_list_that_ends_the_process_three_times_fails_the_cycle_and_does_not_go_on_for_ever() -> None:
    world = await of_two()
    await world.control().tick()
    for _ in range(LISTING_TRIES):
        await die_while_listing(world)
    await world.work_off()
    cycle = await latest(world)
    assert cycle.phase is CyclePhase.FAILED
    assert cycle.reason == "the app ended while it listed the people, 3 times; look at its time and memory"
    assert not world.accounts()


async def test_a_list_that_ends_the_process_twice_is_read_a_third_time() -> None:
    world = await of_two()
    await world.control().tick()
    for _ in range(LISTING_TRIES - 1):
        await die_while_listing(world)
    await world.work_off()
    assert (await latest(world)).phase is CyclePhase.FINISHED
    assert set(world.accounts()) == {ANNA, MONA}


async def test_a_cycle_stops_when_provisioning_is_switched_off_and_begins_anew_when_it_is_on_again() -> None:
    world = await of_two()
    await world.control().tick()
    (step,) = world.steps.due()
    await world.control().step(step)
    await world.settings.put({"enabled": False})
    await world.work_off()
    cycle = await latest(world)
    assert cycle.phase is CyclePhase.STOPPED
    assert "switched off" in (cycle.reason or "")
    assert not world.log.entries
    await world.settings.put({"enabled": True})
    await world.tick()
    assert (await latest(world)).kind is CycleKind.INITIAL
    assert set(world.accounts()) == {ANNA, MONA}


async def test_an_import_goes_on_when_provisioning_is_switched_off_and_is_acted_on_when_it_is_on_again() -> None:
    world = CycleWorld()
    await world.control().start_import("generic", [updated(anna())], "an administrator", world.clock.now())
    await world.settings.put({"enabled": False})
    await world.work_off()
    assert (await latest(world)).phase is CyclePhase.FINISHED
    assert not world.accounts()
    await world.settings.put({"enabled": True})
    await world.look()
    assert set(world.accounts()) == {ANNA}


async def test_while_provisioning_is_switched_off_nobody_can_start_a_cycle() -> None:
    world = await of_two()
    await world.settings.put({"enabled": False})
    with pytest.raises(Refused, match="switched off"):
        await world.control().start("bob", CycleKind.INITIAL, "an administrator")
    await world.control().ask_for_changes("bob")
    assert not await world.all_cycles()


async def test_the_timer_pushes_a_cycle_that_was_started_by_hand_though_it_starts_none() -> None:
    world = await of_two()
    await world.settings.put({"cycles": {"enabled": False}})
    await world.control().start("bob", CycleKind.INITIAL, "an administrator")
    world.steps.remove_first()  # as if the process had died before it was put there
    assert await world.tick() == 0
    assert set(world.accounts()) == {ANNA, MONA}


async def test_there_is_no_delta_cycle_before_the_initial_one() -> None:
    world = await of_two()
    with pytest.raises(Refused, match="start an initial cycle"):
        await world.control().start("bob", CycleKind.DELTA, "an administrator")
    await world.control().ask_for_changes("bob")
    assert (await latest(world)).kind is CycleKind.INITIAL


async def test_an_hr_system_whose_api_is_known_only_later_has_its_initial_cycle_then() -> None:
    world = CycleWorld()
    await world.happen(updated(anna(), source="bob"))
    world.bob.show(anna())
    world.listable = frozenset()
    await world.tick()
    assert (await latest(world)).kind is CycleKind.FULL
    world.listable = frozenset({"bob"})
    await world.tick()
    assert (await latest(world)).kind is CycleKind.INITIAL


async def test_a_list_of_nobody_is_not_believed_whoever_says_so() -> None:
    world = await of_two()
    await world.tick()
    world.bob.shown.clear()
    cycle = await world.cycle(CycleKind.FULL, accept_fewer=True)
    assert (cycle.phase, cycle.missing) == (CyclePhase.FAILED, ())
    assert "listed nobody" in (cycle.reason or "")


async def test_who_is_seen_by_a_delta_cycle_in_between_is_not_missing_twice() -> None:
    world = await of_two()
    await world.tick()
    shown = world.bob.shown.pop("e1")
    await world.cycle(CycleKind.FULL)
    world.bob.show(shown)
    await world.cycle(CycleKind.DELTA)
    del world.bob.shown["e1"]
    await world.cycle(CycleKind.FULL)
    assert world.accounts()[ANNA].enabled
    await world.cycle(CycleKind.FULL)
    assert not world.accounts()[ANNA].enabled
