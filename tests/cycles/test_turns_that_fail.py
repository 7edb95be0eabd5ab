"""A person of a cycle who fails for a passing reason: the cycle waits a while, and then goes on without them."""

from datetime import timedelta

from provisioning.messages import encode
from provisioning.model import Cycle, CyclePhase, CycleTurn, Status
from provisioning.ports import Message
from provisioning.working import KEEPS_A_CYCLE_WAITING
from tests.cycles.world import CycleWorld
from tests.engine.outages import ENTRA, Outage
from tests.engine.people import anna, mona

ANNA, MONA = "anna.ek@contoso.com", "mona.alm@contoso.com"


async def _with_turns_on_the_queue() -> CycleWorld:
    world = CycleWorld()
    world.bob.show(anna())
    world.bob.show(mona())
    await world.control().tick()
    while not world.queue.turns():
        (step,) = world.steps.due()
        await world.control().step(step)
        world.steps.remove_first()
        world.clock.turn(seconds=1)
    return world


async def _through(world: CycleWorld, *, minutes: float) -> Cycle:
    """Let the cycle go on while Graph does not answer for so long, and return it when it has ended."""
    outage = Outage(world, ENTRA, lasts=timedelta(minutes=minutes))
    while world.steps.next_at() or len(world.queue):
        while world.queue.is_due():
            await world.process(outage).work(world.queue.first())
            world.queue.remove_first()
        for step in world.steps.due():
            await world.control().step(step)
            world.steps.remove_first()
        world.clock.turn(seconds=10)
    (cycle,) = await world.all_cycles()
    return cycle


async def test_a_short_outage_is_waited_for_and_everybody_ends_well_in_the_cycle() -> None:
    world = await _with_turns_on_the_queue()
    cycle = await _through(world, minutes=20)
    assert (cycle.phase, cycle.outcomes) == (CyclePhase.FINISHED, {Status.SUCCESS: 2})
    assert set(world.accounts()) == {ANNA, MONA}


async def test_after_an_hour_the_cycle_goes_on_without_them_and_they_end_well_without_it() -> None:
    world = await _with_turns_on_the_queue()
    began = world.clock.now()
    cycle = await _through(world, minutes=5 * 60)
    assert (cycle.phase, cycle.outcomes) == (CyclePhase.FINISHED, {Status.FAILURE: 2})
    assert cycle.finished_at
    assert cycle.finished_at - began <= KEEPS_A_CYCLE_WAITING + timedelta(minutes=1)
    assert set(world.accounts()) == {ANNA, MONA}
    assert len(world.parked) == 0


async def test_who_fails_for_a_day_is_parked_by_what_the_cycle_says_of_them() -> None:
    world = await _with_turns_on_the_queue()
    await _through(world, minutes=26 * 60)
    assert {message.employee_id for message in world.parked.messages} == {"e1", "m1"}
    await world.later(hours=24)
    await world.later(hours=1)
    assert set(world.accounts()) == {ANNA, MONA}
    assert len(world.parked) == 0


async def test_a_worn_out_turn_is_parked_and_its_person_ends_as_a_failure() -> None:
    world = await _with_turns_on_the_queue()
    (first, _) = world.queue.turns()
    await world.process().park_worn_out(encode(first))
    assert len(world.parked) == 1
    assert await world.cycles.item(first.cycle, first.number) is None
    assert (await world.cycles.outcomes(first.cycle))[Status.FAILURE] == 1


async def test_a_turn_of_a_cycle_that_ended_is_passed_over_even_if_it_is_worn_out() -> None:
    world = CycleWorld()
    turn = CycleTurn(cycle="bob-full-1", number=1)
    await world.process().park_worn_out(encode(turn))
    await world.process().work(Message(turn))
    assert (len(world.parked), len(world.queue), world.log.entries) == (0, 0, [])
