"""Whatever call of a whole cycle fails, loses its answer, or is the last one of its process: the end is the same."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import pytest

from provisioning.model import CycleKind, CyclePhase, HrEvent
from provisioning.ports import Message, TemporaryFailure
from tests.cycles.stories import ANNA, FIRST, MONA, SECOND, STORIES, Story, check_all_over, every_turn
from tests.cycles.world import BreaksOnce, CycleWorld
from tests.engine.people import anna, mona, updated
from tests.engine.test_faults import FAULTS
from tests.fakes.interposed import Call, Calls
from tests.faults.tally import Tally

pytestmark = pytest.mark.faults

ASKED_BY_ID = "PeopleInMemory.fetch"
SAMPLED = 3
"""One point in so many is tried in a run of all tests."""

type Meanwhile = Callable[[CycleWorld], Awaitable[None]]

each_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)


async def points(story: Story) -> list[str]:
    """Return the calls to the outside world of an undisturbed cycle."""
    world, calls = await story.before(), Calls()
    await world.live(calls)
    return calls.names


async def _each_point(
    story: Story, tally: Tally, kind: str, *, ordinarily: int = 1
) -> AsyncIterator[tuple[int, str, CycleWorld]]:
    """Yield points, each in a world of its own, and count them; what is checked of a point comes before the next."""
    before = await story.before()
    for at, name in tally.sample(enumerate(await points(story), 1), ordinarily=ordinarily):
        with tally.point(kind):
            yield at, f"{story.name}, at call {at}: {name}", before.copy()


def _some_points(story: Story, tally: Tally, kind: str) -> AsyncIterator[tuple[int, str, CycleWorld]]:
    return _each_point(story, tally, kind, ordinarily=SAMPLED)


def _with(world: CycleWorld, meanwhile: Meanwhile) -> Callable[[Call], Awaitable[object]]:
    """Let something happen in another process, and then make the call."""

    async def disturbed(call: Call) -> object:
        await meanwhile(world)
        return await call()

    return disturbed


@each_story
async def test_undisturbed(story: Story) -> None:
    world = await story.before()
    await world.live()
    await story.check_end(world, story.name)


@each_story
@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_at_any_call_changes_nothing_in_the_end(story: Story, fault: str, tally: Tally) -> None:
    async for at, point, world in _each_point(story, tally, f"in a cycle, a call {fault}"):
        if fault != "fails before" or ASKED_BY_ID not in point:
            await world.live(Calls(at, FAULTS[fault]))
            await story.check_end(world, f"{point} {fault}")


async def test_who_cannot_be_asked_for_by_id_is_asked_for_again_after_the_next_list() -> None:
    names = await points(SECOND)
    world = await SECOND.before()
    await world.live(Calls(names.index(ASKED_BY_ID) + 1, FAULTS["fails before"]))
    assert world.accounts()[ANNA].enabled
    await world.cycle(CycleKind.FULL)
    assert not world.accounts()[ANNA].enabled


async def _every_turn_comes_twice(world: CycleWorld) -> None:
    for turn in await every_turn(world):
        await world.queue.put(turn)
        await world.process().work(Message(turn))


async def _another_process_takes_steps(world: CycleWorld) -> None:
    await world.control().tick()
    for step in world.steps.due():
        await world.control().step(step)


async def _the_queue_is_worked_off(world: CycleWorld) -> None:
    for turn in world.queue.turns():
        await world.process().work(Message(turn))


async def _old_events_come(world: CycleWorld) -> None:
    await _work(world, updated(anna(job_title="Trainee"), source="bob", minute=-60))
    await _work(world, updated(mona(last_name="Meyer"), source="bob", minute=-60))


async def _work(world: CycleWorld, *events: HrEvent) -> None:
    for event in events:
        try:
            await world.process().work(Message(event))
        except TemporaryFailure:
            await world.queue.put(event)


MEANWHILE: Mapping[str, Meanwhile] = {
    "every turn comes twice": _every_turn_comes_twice,
    "another process takes steps": _another_process_takes_steps,
    "another process works off the queue": _the_queue_is_worked_off,
    "old events come late": _old_events_come,
}


@each_story
@pytest.mark.parametrize("meanwhile", MEANWHILE)
async def test_another_process_at_any_call_changes_nothing_in_the_end(
    story: Story, meanwhile: str, tally: Tally
) -> None:
    async for at, point, world in _some_points(story, tally, f"in a cycle, {meanwhile}"):
        await world.live(Calls(at, _with(world, MEANWHILE[meanwhile])))
        await story.check_end(world, f"{point}: {meanwhile}")


async def _mona_is_promoted_again(world: CycleWorld) -> None:
    world.clock.turn(seconds=1)
    chief = mona(job_title="Chief")
    world.bob.show(chief)
    event = updated(chief, source="bob").model_copy(update={"occurred_at": world.clock.now()})
    await _work(world, event)


async def _anna_is_back(world: CycleWorld) -> None:
    world.clock.turn(seconds=1)
    world.bob.show(anna(manager_id="m1"))
    event = updated(anna(manager_id="m1"), source="bob").model_copy(update={"occurred_at": world.clock.now()})
    await _work(world, event)


@each_story
async def test_an_event_that_is_newer_than_the_list_wins_at_any_call(story: Story, tally: Tally) -> None:
    async for at, point, world in _some_points(story, tally, "in a cycle, a newer event comes"):
        await world.live(Calls(at, _with(world, _mona_is_promoted_again)))
        await check_all_over(world, point)
        assert world.accounts()[MONA].attributes["jobTitle"] == "Chief", point
        assert world.accounts()[ANNA].enabled is story.enabled[ANNA], point


async def test_who_comes_back_while_a_cycle_takes_them_for_gone_keeps_the_account(tally: Tally) -> None:
    async for at, point, world in _some_points(SECOND, tally, "in a cycle, somebody comes back"):
        await world.live(Calls(at, _with(world, _anna_is_back)))
        await check_all_over(world, point)
        assert world.accounts()[ANNA].enabled, point
        assert not (await world.record("e1", "bob")).deleted, point


@each_story
async def test_a_cycle_that_is_stopped_at_any_call_leaves_nothing_behind_and_the_next_one_ends_it(
    story: Story, tally: Tally
) -> None:
    async def stop(world: CycleWorld) -> None:
        for cycle in await world.all_cycles():
            await world.control().stop(cycle.id, "an administrator")

    async for at, point, world in _some_points(story, tally, "a cycle is stopped"):
        await world.live(Calls(at, _with(world, stop)))
        await check_all_over(world, point)
        if (await world.all_cycles())[0].phase is CyclePhase.STOPPED:
            assert (await world.cycles.state("bob")).running is None, point
            await world.live()
        await story.check_end(world, point)


@each_story
async def test_switching_provisioning_off_at_any_call_stops_the_cycle_and_the_next_one_ends_it(
    story: Story, tally: Tally
) -> None:
    async def switch_off(world: CycleWorld) -> None:
        await world.settings.put({"enabled": False})

    async for at, point, world in _some_points(story, tally, "in a cycle, provisioning is switched off"):
        await world.live(Calls(at, _with(world, switch_off)))
        await check_all_over(world, point)
        await world.settings.put({"enabled": True})
        await world.look()
        await world.live()
        await story.check_end(world, point)


@each_story
async def test_turns_and_steps_that_come_after_the_end_change_nothing(story: Story) -> None:
    world = await story.before()
    seen = len(await world.all_cycles())
    await world.control().tick()
    steps = world.steps.everything()
    await world.work_off()
    before = len(world.log.entries), len(world.entra.writes), world.employees.saves, world.cycles.saves
    for step in steps:
        await world.control().step(step)
    for turn in await every_turn(world):
        await world.process().work(Message(turn))
        await world.process().park(turn)
    assert (len(world.log.entries), len(world.entra.writes), world.employees.saves, world.cycles.saves) == before
    assert len(await world.all_cycles()) == seen + 1
    await story.check_end(world, story.name)


@pytest.mark.parametrize("port", ["bob", "employees", "entra"])
@pytest.mark.parametrize("after", [0, 1, 2])
async def test_a_list_that_breaks_in_the_middle_is_read_again(port: str, after: int) -> None:
    world = await FIRST.before()
    await world.control().tick()
    world.breaking = {port: BreaksOnce(getattr(world, port), after)}
    await world.work_off()
    (cycle,) = await world.all_cycles()
    assert cycle.tries == 2
    await FIRST.check_end(world, f"{port} breaks off after {after}")
