"""Two workers of different processes have an old and a new event of one person: the new one decides, however they meet.

The first works up to some call, then the second works up to some call, then the first ends its work, then the second.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Final

import pytest

from provisioning.engine import Engine
from provisioning.model import HrEvent
from provisioning.ports import TemporaryFailure
from tests.engine.people import anna, mona, updated
from tests.engine.stories import ANNA, MONA, STORIES, Story, check_end
from tests.engine.world import World
from tests.fakes.directory import User
from tests.fakes.interposed import Call, Calls
from tests.faults.tally import Tally


@dataclass(frozen=True, slots=True)
class Meeting:
    """Who works first, and at which of its calls each is held up."""

    first: HrEvent
    second: HrEvent
    first_pauses_at: int
    second_pauses_at: int

    async def take_place(self, world: World) -> tuple[Calls, Calls]:
        """Let both work, and return the calls that they made."""
        paused, go_on = asyncio.Event(), asyncio.Event()
        second_worked: list[asyncio.Task[None]] = []

        async def pause(call: Call) -> object:
            paused.set()
            await go_on.wait()
            return await call()

        async def let_the_second_begin(call: Call) -> object:
            second_worked.append(asyncio.create_task(_work(world, world.worker(second_calls), self.second)))
            pausing = asyncio.create_task(paused.wait())
            await asyncio.wait((second_worked[0], pausing), return_when=asyncio.FIRST_COMPLETED)
            pausing.cancel()
            return await call()

        first_calls = Calls(self.first_pauses_at, let_the_second_begin)
        second_calls = Calls(self.second_pauses_at, pause)
        await _work(world, world.worker(first_calls), self.first)
        go_on.set()
        if second_worked:
            await second_worked[0]
        else:
            await _work(world, world.worker(second_calls), self.second)
        return first_calls, second_calls


async def _work(world: World, worker: Engine, event: HrEvent) -> None:
    try:
        await worker.provision(event)
    except TemporaryFailure:
        await world.queue.put(event)


EVERY_CALL: Final = frozenset(range(1, 1_000))


async def each_meeting(
    before: Callable[[], Awaitable[World]],
    first: HrEvent,
    second: HrEvent,
    first_pauses_at: Collection[int] = EVERY_CALL,
) -> AsyncIterator[tuple[World, str]]:
    """Yield the world after each meeting: for these calls of the first worker, and every call of the second."""
    undisturbed, _ = await Meeting(first, second, 0, 0).take_place(await before())
    first_at, first_makes = 0, len(undisturbed.names)
    while first_at < first_makes:
        first_at += 1
        if first_at not in first_pauses_at:
            continue
        second_at, second_makes = 1, 1
        while second_at <= second_makes:
            world = await before()
            first_calls, second_calls = await Meeting(first, second, first_at, second_at).take_place(world)
            yield world, f"{first.id} paused at {first_at}, {second.id} at {second_at}"
            first_makes, second_makes = max(first_makes, len(first_calls.names)), len(second_calls.names)
            second_at += 1


async def check_ends(story: Story, first: HrEvent, second: HrEvent, tally: Tally) -> None:
    """Check the end of every meeting; in a run of all tests, of those at a third of the first one's calls."""

    async def before() -> World:
        world = await story.before()
        await world.happen(*story.told[:-1])
        return world

    pauses = tally.sample(sorted(EVERY_CALL), ordinarily=3)
    async for world, point in each_meeting(before, first, second, frozenset(pauses)):
        with tally.point("two workers meet"):
            await check_end(world, story, story.end_with_newer, f"{story.name}: {point}")


@pytest.mark.faults
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
async def test_two_workers_end_with_the_new_state_wherever_they_meet(story: Story, tally: Tally) -> None:
    old, new = story.told[-1], story.newer
    await check_ends(story, old, new, tally)
    await check_ends(story, new, old, tally)
    assert tally.counts["two workers meet"] > (9, 9)


async def empty() -> World:
    return World()


async def with_account_by_hand() -> World:
    world = World()
    world.entra.add(User("by-hand", ANNA))
    return world


async def test_a_manager_and_a_report_who_come_at_once_find_each_other_within_a_minute() -> None:
    report, manager = updated(anna(manager_id="m1")), updated(mona())
    for first, second in ((report, manager), (manager, report)):
        async for world, point in each_meeting(empty, first, second):
            await world.deliver()
            assert world.accounts()[ANNA].manager == MONA, point


@pytest.mark.parametrize("before", [empty, with_account_by_hand])
async def test_of_two_people_with_one_address_one_gets_the_account_and_the_other_is_held(
    before: Callable[[], Awaitable[World]],
) -> None:
    one, other = updated(anna()), updated(anna(id="e2"))
    for first, second in ((one, other), (other, one)):
        async for world, point in each_meeting(before, first, second):
            await world.settle()
            assert list(world.accounts()) == [ANNA], point
            links = await world.links("e1", "e2")
            assert sorted(map(str, links.values())) == ["None", ANNA], point
            holder = next(employee_id for employee_id, login_name in links.items() if login_name)
            assert world.accounts()[ANNA].attributes["employeeId"] == holder, point
            assert "held" in world.log.entries[-1].reason, point
