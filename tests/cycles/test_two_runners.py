"""Two processes have a message each for the same step of a cycle: the cycle goes on as if there were one.

The first works up to some call, then the second works up to some call, then the first ends its work, then the second.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from provisioning.model import CycleStep
from provisioning.ports import TemporaryFailure
from tests.cycles.stories import STORIES, Story
from tests.cycles.world import CycleWorld
from tests.fakes.interposed import Call, Calls

type Take = Callable[[Calls], Awaitable[None]]

TOO_LATE = 41
"""Minutes after which another message may take a step, but for the first one."""


async def meet(first: Take, second: Take, first_at: int, second_at: int, world: CycleWorld, late: float) -> list[Calls]:
    """Let both work, each held up at one of its calls, and return the calls that they made."""
    paused, go_on = asyncio.Event(), asyncio.Event()
    begun: list[asyncio.Task[None]] = []

    async def pause(call: Call) -> object:
        paused.set()
        await go_on.wait()
        return await call()

    async def let_the_second_begin(call: Call) -> object:
        world.clock.turn(minutes=late)
        begun.append(asyncio.create_task(second_takes()))
        pausing = asyncio.create_task(paused.wait())
        await asyncio.wait((begun[0], pausing), return_when=asyncio.FIRST_COMPLETED)
        pausing.cancel()
        return await call()

    async def second_takes() -> None:
        await second(calls[1])

    calls = [Calls(first_at, let_the_second_begin), Calls(second_at, pause)]
    await first(calls[0])
    go_on.set()
    await (begun[0] if begun else second_takes())
    return calls


async def at_step(world: CycleWorld, number: int) -> CycleStep | None:
    """Go on to a step of a cycle, from 1, with everybody worked off who can be, and return it; None after the end."""
    await world.control().tick()
    for _ in range(number - 1):
        for step in world.steps.due():
            await world.control().step(step)
            world.steps.remove_first()
        await world.deliver()
        world.clock.turn(seconds=2)
    return world.steps.due()[0] if world.steps.due() else None


async def each_meeting(story: Story, number: int, late: float) -> AsyncIterator[tuple[CycleWorld, str]]:
    """Yield the world after each meeting in a step, for every pair of calls."""
    before = await story.before()
    step = await at_step(before, number)
    if step is None:
        return
    first_at, first_makes = 1, 1
    while first_at <= first_makes:
        second_at, second_makes = 1, 1
        while second_at <= second_makes:
            world = before.copy()
            await world.control().tick()
            other = world.steps.everything()[-1]
            calls = await meet(_take(world, step), _take(world, other), first_at, second_at, world, late)
            yield world, f"{story.name}: step {number}, one paused at {first_at}, the other at {second_at}"
            first_makes, second_makes = max(first_makes, len(calls[0].names)), len(calls[1].names)
            second_at += 1
        first_at += 1


def _take(world: CycleWorld, step: CycleStep) -> Take:
    async def take(calls: Calls) -> None:
        try:
            await world.control(calls).step(step)
        except TemporaryFailure:
            await world.steps.put(step)

    return take


@pytest.mark.parametrize("late", [0, TOO_LATE], ids=["at once", "after its time is up"])
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
async def test_two_who_take_the_same_step_end_like_one_wherever_they_meet(story: Story, late: float) -> None:
    tried = 0
    for number in range(1, 7):
        async for world, point in each_meeting(story, number, late):
            await world.work_off()
            await story.check_end(world, point)
            tried += 1
    print(f"{story.name}: {tried} meetings")  # noqa: T201 - shown by pytest -s
    assert tried > 40
