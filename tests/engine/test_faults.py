"""Whatever call to the outside world fails, loses its answer, is the last one or comes late: the end is the same."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import permutations
from typing import Final

import pytest

from provisioning.engine import review_event
from provisioning.model import HrEvent
from provisioning.ports import Message, Refused, TemporaryFailure
from tests.engine.stories import STORIES, Story, check_end
from tests.engine.world import World
from tests.fakes.interposed import (
    Call,
    Calls,
    Disturbance,
    ProcessDied,
    breaks_after,
    breaks_before,
    dies_after,
    dies_before,
    fails_after,
    fails_before,
    is_throttled,
    is_throttled_after,
)
from tests.faults.tally import Tally

pytestmark = pytest.mark.faults

FAULTS: Mapping[str, Disturbance] = {
    "fails before": fails_before,
    "fails after": fails_after,
    "dies before": dies_before,
    "dies after": dies_after,
}
MEANWHILE = ("the same events", "a newer event", "an older event", "a review")
MOST_ORDERS: Final = 24
DYING_TWICE: Final = ("creation with a manager", "a promotion that HR may take back", "leaving", "coming back")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault, and how many calls in a row suffer it."""

    disturbance: Disturbance
    times: int = 1


MORE_KINDS: Mapping[str, Kind] = {
    "is asked to wait, no effect": Kind(is_throttled),
    "is asked to wait, done all the same": Kind(is_throttled_after),
    "breaks in a way that nobody expects, no effect": Kind(breaks_before),
    "breaks in a way that nobody expects, done all the same": Kind(breaks_after),
    "fails, and so does the next call": Kind(fails_before, 2),
    "loses its answer, and so does the next call": Kind(fails_after, 2),
    "fails, and so do the next five": Kind(fails_before, 6),
    "fails, and so do the next forty": Kind(fails_before, 41),
    "is asked to wait, and so are the next forty": Kind(is_throttled, 41),
}

each_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)


async def points(story: Story) -> list[str]:
    """Return the calls to the outside world that an undisturbed worker makes in a story."""
    world, calls = await story.before(), Calls()
    await _tell(world, story, calls)
    return calls.names


async def _tell(world: World, story: Story, *calls: Calls) -> None:
    for event in story.told:
        await world.queue.put(event)
    await world.deliver(*map(world.process, calls))


@each_story
async def test_undisturbed(story: Story) -> None:
    world = await story.before()
    await _tell(world, story, Calls())
    await check_end(world, story, story.end, story.name)


@each_story
@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_at_any_call_changes_nothing_in_the_end(story: Story, fault: str, tally: Tally) -> None:
    for at, name in enumerate(await points(story), 1):
        with tally.point(f"a call {fault}"):
            world = await story.before()
            await _tell(world, story, Calls(at, FAULTS[fault]))
            await check_end(world, story, story.end, f"{story.name}, at call {at}: {name} {fault}")


@each_story
@pytest.mark.parametrize("kind", MORE_KINDS)
async def test_other_faults_at_any_call_change_nothing_in_the_end(story: Story, kind: str, tally: Tally) -> None:
    fault = MORE_KINDS[kind]
    for at, name in tally.sample(enumerate(await points(story), 1)):
        with tally.point(f"a call {kind}"):
            world = await story.before()
            await _tell(world, story, Calls(at, fault.disturbance, fault.times))
            await check_end(world, story, story.end, f"{story.name}, at call {at}: {name} {kind}")


@each_story
@pytest.mark.parametrize("meanwhile", MEANWHILE)
async def test_another_worker_at_any_call_leads_to_the_state_that_is_newest(
    story: Story, meanwhile: str, tally: Tally
) -> None:
    end = story.end_with_newer if meanwhile == "a newer event" else story.end
    for at, name in enumerate(await points(story), 1):
        with tally.point(f"another worker has {meanwhile}"):
            world = await story.before()
            await _tell(world, story, Calls(at, _another_worker(world, _events(story, meanwhile))))
            await check_end(world, story, end, f"{story.name}, at call {at}: {name} after {meanwhile}")


@each_story
@pytest.mark.parametrize("end", ["dies", "fails"])
async def test_a_newer_event_after_an_attempt_that_ended_at_any_call_wins(story: Story, end: str, tally: Tally) -> None:
    for at, name in enumerate(await points(story), 1):
        with tally.point(f"a process {end} after a call, and a newer event comes before it does so again"):
            world = await story.before()
            ended = _ended_by(world, story.newer, ProcessDied() if end == "dies" else TemporaryFailure("no answer"))
            await _tell(world, story, Calls(at, ended))
            await check_end(world, story, story.end_with_newer, f"{story.name}, {end} after call {at}: {name}")


@each_story
async def test_events_in_any_order_and_twice_lead_to_the_state_that_is_newest(story: Story, tally: Tally) -> None:
    for order in tally.sample(_orders(story)):
        with tally.point("events come in another order, and twice"):
            world = await story.before()
            await world.happen(*order)
            await check_end(world, story, story.end_with_newer, f"{story.name}: {[event.id for event in order]}")


@pytest.mark.parametrize(
    "story", [story for story in STORIES if story.name in DYING_TWICE], ids=lambda story: story.name
)
async def test_two_deaths_at_any_two_calls_change_nothing_in_the_end(story: Story, tally: Tally) -> None:
    longest = len(await points(story)) + 2
    for first in range(1, longest):
        for second in range(1, longest):
            with tally.point("a process dies after a call, and the next one does"):
                world = await story.before()
                await _tell(world, story, Calls(first, dies_after), Calls(second, dies_after))
                point = f"{story.name}, dead after call {first} and then {second}"
                await check_end(world, story, story.end, point)


def _orders(story: Story) -> Iterator[Sequence[HrEvent]]:
    """Yield orders of everything that is said in a story, with each event twice, and no more than so many."""
    events = (story.older, *story.told, story.newer)
    orders = [*permutations(events)]
    for number, order in enumerate(orders[:: max(1, len(orders) // MOST_ORDERS)]):
        again = orders[-1 - number]
        yield (*order, *again)


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
            await world.process().work(Message(event))
        return await call()

    return disturbed


def _ended_by(world: World, newer: HrEvent, end: BaseException) -> Disturbance:
    """Take effect, and go on no more; what is newer is worked off before the same comes again."""

    async def disturbed(call: Call) -> object:
        with suppress(Refused):  # an answer, too
            await call()
        await world.process().work(Message(newer))
        raise end

    return disturbed
