"""Whatever call to the outside world fails, loses its answer, is the last one or comes late: the end is the same."""

from collections.abc import AsyncIterator, Mapping

import pytest

from provisioning.engine import review_event
from provisioning.model import HrEvent
from provisioning.ports import TemporaryFailure
from tests.engine.stories import STORIES, Story, check_end
from tests.engine.world import World
from tests.fakes.interposed import (
    Call,
    Calls,
    Disturbance,
    dies_after,
    dies_before,
    fails_after,
    fails_before,
)

FAULTS: Mapping[str, Disturbance] = {
    "fails before": fails_before,
    "fails after": fails_after,
    "dies before": dies_before,
    "dies after": dies_after,
}
MEANWHILE = ("the same events", "a newer event", "an older event", "a review")

each_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)


async def points(story: Story) -> list[str]:
    """Return the calls to the outside world that an undisturbed worker makes in a story."""
    world, calls = await story.before(), Calls()
    await _tell(world, story, calls)
    return calls.names


async def _tell(world: World, story: Story, *calls: Calls) -> None:
    for event in story.told:
        await world.queue.put(event)
    await world.deliver(*map(world.worker, calls))


async def _each_point(story: Story) -> AsyncIterator[tuple[int, str, World]]:
    for at, name in enumerate(await points(story), 1):
        yield at, f"{story.name}, at call {at}: {name}", await story.before()


@each_story
async def test_undisturbed(story: Story) -> None:
    world = await story.before()
    await _tell(world, story, Calls())
    await check_end(world, story, story.end, story.name)


@each_story
@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_at_any_call_changes_nothing_in_the_end(story: Story, fault: str) -> None:
    async for at, point, world in _each_point(story):
        await _tell(world, story, Calls(at, FAULTS[fault]))
        await check_end(world, story, story.end, f"{point} {fault}")


@each_story
@pytest.mark.parametrize("meanwhile", MEANWHILE)
async def test_another_worker_at_any_call_leads_to_the_state_that_is_newest(story: Story, meanwhile: str) -> None:
    end = story.end_with_newer if meanwhile == "a newer event" else story.end
    async for at, point, world in _each_point(story):
        await _tell(world, story, Calls(at, _another_worker(world, _events(story, meanwhile))))
        await check_end(world, story, end, f"{point} after {meanwhile}")


@pytest.mark.parametrize("story", [STORIES[0], STORIES[5], STORIES[6]], ids=lambda story: story.name)
async def test_two_deaths_at_any_two_calls_change_nothing_in_the_end(story: Story) -> None:
    longest = len(await points(story)) + 2
    for first in range(1, longest):
        for second in range(1, longest):
            world = await story.before()
            await _tell(world, story, Calls(first, dies_after), Calls(second, dies_after))
            await check_end(world, story, story.end, f"{story.name}, dead after call {first} and then {second}")


def _events(story: Story, meanwhile: str) -> tuple[HrEvent, ...]:
    if meanwhile == "a newer event":
        return (story.newer,)
    if meanwhile == "an older event":
        return (story.older,)
    if meanwhile == "a review":
        return tuple(review_event(event.source, event.employee_id, event.occurred_at) for event in story.told)
    return story.told


def _another_worker(world: World, events: tuple[HrEvent, ...]) -> Disturbance:
    """Let a worker of another process do all of its work, and then make the call."""

    async def disturbed(call: Call) -> object:
        for event in events:
            try:
                await world.worker().provision(event)
            except TemporaryFailure:
                await world.queue.put(event)
        return await call()

    return disturbed


async def test_some_hundred_points_are_tried() -> None:
    calls = sum([len(await points(story)) for story in STORIES])
    tried = calls * (len(FAULTS) + len(MEANWHILE))
    print(f"{calls} calls in {len(STORIES)} stories, {tried} points tried")  # noqa: T201 - shown by pytest -s
    assert tried > 500
