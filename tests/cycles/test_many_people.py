"""A cycle of very many people: how much memory a person takes, and whether others wait meanwhile."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import override

from provisioning.cycles.listing import CycleLister
from provisioning.cycles.people import PeopleOfCycle
from provisioning.model import Cycle, CycleItem, CycleKind, SourceState
from provisioning.ports import Listed, Shown
from tests.cycles.world import CycleWorld
from tests.engine.people import anna
from tests.fakes.cycles import CyclesInMemory

MANY = 500
BYTES_A_PERSON = 3_000
LONGEST_GO = 100
"""People who may be looked at before others have a turn."""


class Crowd:
    """An HR system with many people, of each of whom it tells some twenty fields."""

    async def everybody(self) -> AsyncIterator[Listed]:
        """See ports.PeopleLister."""
        for number in range(MANY):
            employee_id = str(3_000_000_000_000_000_000 + number)
            person = anna(
                id=employee_id,
                display_name=f"Anna{number} Ek",
                work_email=f"anna.ek{number}@contoso.com",
                private_email=f"anna{number}@example.org",
                termination_date=None,
                status="active",
                department=f"Department {number % 40}",
                company_name="Contoso",
                site=f"Site {number % 9}",
                country="DE",
                manager_id=str(3_000_000_000_000_000_000 + number // 8),
                work_phone=f"+49 30 {number}",
                work_mobile=f"+49 170 {number}",
                employment_type="permanent",
                created_at="2019-12-05T10:00:00",
                custom={"costCenter": str(number % 100), "team": f"Team {number % 70}", "floor": "4"},
            )
            yield Listed(employee_id, Shown(person))

    def changed(self, since: datetime) -> AsyncIterator[Listed] | None:
        """See ports.PeopleLister. It cannot tell."""
        del since
        return None


class Elsewhere(CyclesInMemory):
    """A store of cycles whose items take no memory of this process."""

    @override
    async def add_items(self, cycle_id: str, items: Iterable[CycleItem]) -> None:
        for _ in items:
            pass


async def listed(world: CycleWorld) -> Cycle:
    """List a crowd's initial cycle, and return it."""
    people = PeopleOfCycle({"bob": Crowd()}, {}, world.employees)
    lister = CycleLister(people, world.entra, Elsewhere(), world.settings, world.clock)
    now = world.clock.now()
    cycle = Cycle(id="one", source="bob", kind=CycleKind.INITIAL, by="a test", started_at=now, changed_at=now)
    return await lister.list(cycle, SourceState(source="bob"))


async def test_a_person_takes_less_than_three_kilobytes_while_a_cycle_is_listed() -> None:
    world = CycleWorld()
    tracemalloc.start()
    try:
        cycle = await listed(world)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert cycle.total == MANY
    assert peak < MANY * BYTES_A_PERSON


async def test_others_have_their_turn_while_a_cycle_is_listed() -> None:
    turns = 0

    async def count_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(count_turns())
    await listed(CycleWorld())
    other.cancel()
    assert turns >= 2 * MANY / LONGEST_GO
