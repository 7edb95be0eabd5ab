"""A contractor becomes an employee under a new HR id, and keeps the account."""

from datetime import timedelta

from pydantic import JsonValue

from provisioning.model import Employee, Status
from tests.engine.people import anna, updated
from tests.engine.stories import ANNA
from tests.engine.world import World

SETTINGS: dict[str, JsonValue] = {"formerIdAttribute": "custom.formerId", "matching": ["employeeId"]}
HIRED = anna(id="e2", employee_number="e2", start_date="2026-03-03", custom={"formerId": "e1"})


async def contractor(**fields: object) -> World:
    """Return a world in which Anna works as a contractor under the id e1; it is noon on 2 March."""
    world = World()
    await world.settings.put(SETTINGS)
    await world.happen(updated(anna(**fields), minute=-5))
    return world


async def tomorrow(world: World) -> None:
    world.clock.turn(hours=24)
    await world.look()
    await world.look()


def owner(world: World) -> tuple[bool, object]:
    account = world.accounts()[ANNA]
    return account.enabled, account.attributes["employeeId"]


async def test_the_account_goes_on_on_the_first_day_under_the_new_number_and_nobody_gets_a_second_one() -> None:
    world = await contractor(termination_date="2026-03-02")
    await world.happen(updated(HIRED))
    assert owner(world) == (True, "e1")
    await tomorrow(world)
    assert list(world.accounts()) == [ANNA]
    assert owner(world) == (True, "e2")
    assert await world.links("e2") == {"e2": ANNA}


async def test_later_events_of_the_former_id_leave_the_account_alone() -> None:
    world = await contractor(termination_date="2026-03-02")
    await world.happen(updated(HIRED))
    await tomorrow(world)
    writes = len(world.entra.writes)
    await world.happen(updated(anna(termination_date="2026-03-02", job_title="Gone"), minute=5))
    assert world.log.entries[-1].reason == "goes on as employee e2, who has taken over the account"
    assert world.entra.writes[writes:] == []
    assert owner(world) == (True, "e2")


async def test_while_the_former_id_works_the_new_one_is_held_and_looked_at_when_that_ends() -> None:
    world = await contractor(termination_date="2026-03-05")
    await world.happen(updated(HIRED))
    await tomorrow(world)
    assert owner(world) == (True, "e1")
    assert world.log.entries[-1].reason.startswith(f"held: {ANNA} passes on when employee e1")
    world.clock.turn(hours=72)
    await world.look()
    await world.look()
    assert owner(world) == (True, "e2")


async def test_a_block_of_somebody_elses_passes_on_as_well() -> None:
    world = await contractor(termination_date="2026-03-02")
    world.entra.named(ANNA).enabled = False
    await world.happen(updated(HIRED))
    await tomorrow(world)
    assert owner(world) == (False, "e2")


async def test_without_the_setting_a_likeness_passes_nothing_on() -> None:
    world = await contractor(termination_date="2026-03-02")
    await world.settings.put({"formerIdAttribute": None, "matching": ["mail", "userPrincipalName"]})
    await tomorrow(world)
    await world.happen(updated(HIRED))
    assert owner(world) == (False, "e1")
    assert "is linked to employee e1 of generic" in world.log.entries[-1].reason


async def test_when_the_employment_ends_the_account_is_blocked() -> None:
    world = await contractor(termination_date="2026-03-02")
    await world.happen(updated(HIRED))
    await tomorrow(world)
    await world.happen(updated(_ended(HIRED), minute=10))
    assert owner(world) == (False, "e2")


def _ended(employee: Employee) -> Employee:
    return Employee.model_validate(
        {
            **employee.model_dump(exclude_unset=True),
            "termination_date": "2026-03-03",
            "status": "terminated",
            "start_date": "2026-03-01",
            "last_day_of_work": "2026-03-02",
        }
    )


async def test_two_ids_that_come_at_once_make_one_account_even_if_entra_shows_it_late() -> None:
    world = World()
    world.entra.hidden_for = timedelta(seconds=25)
    await world.settings.put({**SETTINGS, "loginName": {"mode": "schema"}})
    both = updated(anna(termination_date="2026-03-02")), updated(HIRED)
    for event in both:
        await world.queue.put(event)
    await world.deliver()
    assert list(world.accounts()) == [ANNA]
    await tomorrow(world)
    await world.settle()
    assert list(world.accounts()) == [ANNA]
    assert await world.links("e2") == {"e2": ANNA}


async def test_a_former_id_of_whom_nothing_is_known_is_told() -> None:
    world = World()
    await world.settings.put(SETTINGS)
    await world.happen(updated(anna(custom={"formerId": "typo"})))
    entry = world.log.entries[-1]
    assert entry.status is Status.WARNING
    assert "names typo as the former id, of whom nothing is known here" in entry.reason
