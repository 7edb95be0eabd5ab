"""A list that suddenly marks 400 of 1,000 people as left: 20 are disabled, an administrator decides about the rest."""

import asyncio
from collections import Counter
from typing import Final

import pytest

from provisioning.deciding import Decisions
from provisioning.model import Batch, BatchStatus, CycleKind, Employee, StagedState
from tests.cycles.world import CycleWorld
from tests.engine.people import anna

LINKED: Final = 1_000
MARKED: Final = range(300, 700)
ALLOWED: Final = 20
PROMOTED, HIRED = 7, LINKED + 1


def person(number: int, **fields: object) -> Employee:
    """Return one of many who work."""
    name = {"first_name": f"Anna{number}", "work_email": f"anna{number}@contoso.com"}
    return anna(id=f"e{number:04}", **name, **fields)


@pytest.fixture(scope="module")
def after_the_list() -> CycleWorld:
    """Give the world after the list; made once, as it takes a while."""
    return asyncio.run(_after_the_list())


async def _after_the_list() -> CycleWorld:
    """Return the world after a full cycle whose list marks many as left, promotes one and hires one."""
    world = CycleWorld()
    for number in range(LINKED):
        world.bob.show(person(number))
    await world.cycle(CycleKind.INITIAL)
    assert len(world.accounts()) == LINKED
    for number in MARKED:
        world.bob.show(person(number, last_day_of_work="2026-03-01"))
    world.bob.show(person(PROMOTED, job_title="Midwife"))
    world.bob.show(person(HIRED))
    await world.cycle(CycleKind.FULL)
    return world


@pytest.fixture
def world(after_the_list: CycleWorld) -> CycleWorld:
    """Give a copy of that world."""
    return after_the_list.copy()


def blocked(world: CycleWorld) -> int:
    """Return how many cannot sign in."""
    return Counter(seen.enabled for seen in world.accounts().values())[False]


async def decide(world: CycleWorld, status: BatchStatus) -> Batch:
    """Let an administrator decide about the batch, and everybody in it be looked at."""
    batch = await world.batches.open()
    assert batch
    decisions = Decisions(world.batches, world.employees, world.queue, world.audit, world.clock)
    assert await decisions.decide(batch.id, status, "Mona Alm", expected=len(MARKED) - ALLOWED) == len(MARKED) - ALLOWED
    await world.work_off()
    return batch


async def test_twenty_are_disabled_and_the_others_staged_while_the_rest_of_the_list_is_done(world: CycleWorld) -> None:
    assert blocked(world) == ALLOWED
    batch = await world.batches.open()
    assert batch
    assert batch.count == len(MARKED) - ALLOWED
    assert await world.batches.states(batch.id) == {StagedState.STAGED: len(MARKED) - ALLOWED}
    accounts = world.accounts()
    assert accounts[f"anna{PROMOTED}@contoso.com"].attributes["jobTitle"] == "Midwife"
    assert f"anna{HIRED}@contoso.com" in accounts


async def test_when_the_batch_is_approved_all_are_disabled(world: CycleWorld) -> None:
    batch = await decide(world, BatchStatus.APPROVED)
    assert blocked(world) == len(MARKED)
    assert await world.batches.states(batch.id) == {StagedState.DONE: len(MARKED) - ALLOWED}


async def test_when_the_batch_is_rejected_all_are_kept_also_by_the_next_cycles(world: CycleWorld) -> None:
    batch = await decide(world, BatchStatus.REJECTED)
    world.clock.turn(hours=48)
    await world.cycle(CycleKind.FULL)
    assert blocked(world) == ALLOWED
    assert await world.batches.states(batch.id) == {StagedState.KEPT: len(MARKED) - ALLOWED}
    world.bob.show(person(MARKED[-1], last_day_of_work="2026-02-15"))
    await world.cycle(CycleKind.FULL)
    assert blocked(world) == ALLOWED + 1
