"""Short stories of whole cycles, each with one right end, to be disturbed at every point."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from provisioning.model import CycleKind, CyclePhase, CycleTurn, Employee
from tests.cycles.world import CycleWorld
from tests.engine.people import anna, mona
from tests.fakes.directory import User

ANNA, MONA = "anna.ek@contoso.com", "mona.alm@contoso.com"


def hugo() -> Employee:
    """Return Hugo, whom HR knew before the activation, and who has no account."""
    return mona(id="h1", first_name="Hugo", work_email="hugo.alm@contoso.com", created_at="2020-01-01T08:00:00Z")


def promoted() -> Employee:
    """Return Mona with a job title that no event told of."""
    return mona(job_title="Head nurse")


@dataclass(frozen=True, slots=True)
class Story:
    """What is there before the timer ticks, and what there is in the end.

    Attributes:
        enabled: The accounts, by login name, and whether they are enabled.
        people: Of whom the log must tell.
        kind: Of the cycle.
        cycles: How many of this kind were finished then, with those before.
        creations: How many accounts the cycle makes.
        manager: Anna's manager.
        mona_is: Mona's job title.
    """

    name: str
    kind: CycleKind
    cycles: int
    before: Callable[[], Awaitable[CycleWorld]]
    enabled: Mapping[str, bool]
    people: tuple[str, ...]
    creations: int = 0
    manager: str | None = None
    mona_is: str | None = None

    async def check_end(self, world: CycleWorld, point: str) -> None:
        """Check what every disturbance must leave behind."""
        await check_all_over(world, point)
        seen = world.accounts()
        assert {name: account.enabled for name, account in seen.items()} == self.enabled, point
        assert seen[ANNA].manager == self.manager, point
        assert seen[MONA].attributes.get("jobTitle") == self.mona_is, point
        assert (seen[MONA].attributes["employeeId"], seen[MONA].attributes["surname"]) == ("m1", "Alm"), point
        assert seen[ANNA].attributes["jobTitle"] == "Nurse", point
        assert world.entra.writes.count("createAccount") == self.creations, point
        logged = {entry.employee_id for entry in world.log.entries}
        assert logged >= {*self.people}, point
        finished = [cycle for cycle in await world.all_cycles() if cycle.phase is CyclePhase.FINISHED]
        assert [cycle.kind for cycle in finished].count(self.kind) == self.cycles, point
        assert all(each.processed == each.total == sum(each.outcomes.values()) for each in finished), point


async def check_all_over(world: CycleWorld, point: str) -> None:
    """Check that nothing is under way, and nothing is left of what was."""
    assert (await world.cycles.state("bob")).running is None, point
    assert (len(world.queue), len(world.steps)) == (0, 0), point
    for cycle in await world.all_cycles():
        assert cycle.ended, point
        assert await world.cycles.open_items(cycle.id, 1, 1_000, 1_000) == 0, point
        assert not await world.cycles.outcomes(cycle.id), point


async def every_turn(world: CycleWorld) -> list[CycleTurn]:
    """Return a turn for everybody of every cycle, whether theirs has come or not."""
    cycles = await world.all_cycles()
    return [CycleTurn(cycle=cycle.id, number=n) for cycle in cycles for n in range(1, cycle.total + 1)]


async def _first_day() -> CycleWorld:
    """Mona has an account, Anna is new and reports to her, Hugo is held."""
    world = CycleWorld()
    await world.settings.put({"activatedAt": "2026-03-01T00:00:00Z"})
    world.entra.add(User("by-hand", MONA))
    world.bob.show(anna(manager_id="m1", created_at="2026-03-02T08:00:00Z"))
    world.bob.show(mona(created_at="2020-01-01T08:00:00Z"))
    world.bob.show(hugo())
    return world


async def _third_day() -> CycleWorld:
    """Anna has been left out by one complete list, and Mona's promotion was lost."""
    world = await _first_day()
    await world.live()
    del world.bob.shown["e1"]
    await world.cycle(CycleKind.FULL)
    world.clock.turn(hours=25)
    world.bob.show(promoted())
    world.entra.writes.clear()
    return world


FIRST: Final = Story(
    "an initial cycle: one matched, one new with a manager, one held",
    CycleKind.INITIAL,
    1,
    _first_day,
    enabled={ANNA: True, MONA: True},
    people=("e1", "m1", "h1"),
    creations=1,
    manager=MONA,
)
SECOND: Final = Story(
    "a full cycle: one missing for the second time, one promoted, one held",
    CycleKind.FULL,
    2,
    _third_day,
    enabled={ANNA: False, MONA: True},
    people=("e1", "m1", "h1"),
    manager=MONA,
    mona_is="Head nurse",
)
STORIES: Final = (FIRST, SECOND)
