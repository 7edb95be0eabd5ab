"""Stories of administrators who change in Entra what the HR system rules over."""

from datetime import timedelta

import pytest

from provisioning.engine import review_event
from provisioning.model import Employee, Status
from tests.engine.people import anna, deleted, mona, updated
from tests.engine.world import World
from tests.fakes.directory import User
from tests.rules.mappings import direct

NAME = "anna.ek@contoso.com"
EXTENSION = "extension_0123456789abcdef0123456789abcdef_badge"


async def hired(*, drift: str = "report", **fields: object) -> World:
    """Return a world in which Anna was hired an hour ago."""
    world = World()
    await world.settings.put({"drift": drift})
    await world.happen(updated(mona()), updated(anna(manager_id="m1", **fields)))
    world.clock.turn(hours=1)
    return world


async def look_at_anna(world: World) -> None:
    await world.happen(review_event("generic", "e1", world.clock.now()))


def anna_in(world: World) -> User:
    return world.entra.named(NAME)


async def test_a_change_in_entra_is_reported_at_every_look_and_stays_until_hr_says_something_else() -> None:
    world = await hired()
    anna_in(world).attributes["jobTitle"] = "Boss"
    for _ in range(2):
        await look_at_anna(world)
        entry = world.log.entries[-1]
        assert (entry.status, entry.operations) == (Status.WARNING, ())
        assert entry.reason.startswith("jobTitle is 'Boss' in Entra and 'Nurse' in the HR system")
    await world.happen(updated(anna(manager_id="m1", site="Vigo"), minute=1))
    assert world.accounts()[NAME].attributes.items() >= {"jobTitle": "Boss", "officeLocation": "Vigo"}.items()
    await world.happen(updated(anna(job_title="Midwife"), minute=2))
    assert world.accounts()[NAME].attributes["jobTitle"] == "Midwife"


async def test_while_drift_is_enforced_it_is_written_over_and_told() -> None:
    world = await hired(drift="enforce")
    anna_in(world).attributes["jobTitle"] = "Boss"
    anna_in(world).manager_id = None
    await look_at_anna(world)
    seen, entry = world.accounts()[NAME], world.log.entries[-1]
    assert (seen.attributes["jobTitle"], seen.manager) == ("Nurse", "mona.alm@contoso.com")
    assert (entry.status, [done.operation.type for done in entry.operations]) == (
        Status.SUCCESS,
        ["updateAccount", "setManager"],
    )
    assert "somebody changed jobTitle to 'Boss' in Entra" in entry.reason
    assert "somebody removed the manager in Entra" in entry.reason


async def test_when_the_setting_is_switched_to_enforce_the_next_look_writes_over_what_was_left() -> None:
    world = await hired()
    anna_in(world).attributes["jobTitle"] = "Boss"
    await look_at_anna(world)
    await world.settings.put({"drift": "enforce"})
    await look_at_anna(world)
    assert world.accounts()[NAME].attributes["jobTitle"] == "Nurse"


async def test_a_manager_whom_an_administrator_chose_stays() -> None:
    world = await hired()
    chosen = world.entra.add(User("chosen", "eva.dahl@contoso.com"))
    anna_in(world).manager_id = chosen.id
    await look_at_anna(world)
    assert world.accounts()[NAME].manager == chosen.login_name
    assert "somebody made account chosen the manager in Entra" in world.log.entries[-1].reason
    await world.happen(updated(anna(manager_id=None), minute=1))
    assert world.accounts()[NAME].manager is None


async def test_what_looks_like_drift_a_moment_after_our_write_is_looked_at_again_in_five_minutes() -> None:
    world = await hired()
    await world.happen(updated(anna(job_title="Midwife", manager_id="m1"), minute=1))
    anna_in(world).attributes["jobTitle"] = "Boss"
    await look_at_anna(world)
    entry, now = world.log.entries[-1], world.clock.now()
    assert (entry.status, entry.operations) == (Status.SUCCESS, ())
    assert entry.review_at == now + timedelta(minutes=5)
    world.clock.turn(minutes=5)
    assert await world.look() == 1
    assert world.log.entries[-1].status is Status.WARNING
    assert world.accounts()[NAME].attributes["jobTitle"] == "Boss"


async def test_an_account_that_was_linked_before_anything_was_remembered_is_written_once_and_then_followed() -> None:
    world = await hired()
    stored = await world.employees.read("generic", "e1")
    old = stored.record.model_copy(update={"in_force": {}, "in_force_at": None})
    await world.employees.save(stored, old)
    anna_in(world).attributes["jobTitle"] = "Boss"
    await look_at_anna(world)
    assert world.accounts()[NAME].attributes["jobTitle"] == "Nurse"
    world.clock.turn(hours=1)
    anna_in(world).attributes["jobTitle"] = "Boss"
    await look_at_anna(world)
    assert world.accounts()[NAME].attributes["jobTitle"] == "Boss"


async def test_what_entra_refused_is_tried_again_and_is_no_drift() -> None:
    world = World()
    mappings = [direct("city", "site"), direct(EXTENSION, "site")]
    await world.settings.put({"attributeMappings": [*mappings]})
    await world.happen(updated(anna(site="Vigo")), updated(anna(site="Oslo"), minute=1))
    world.clock.turn(hours=1)
    assert world.accounts()[NAME].attributes.items() >= {"city": "Oslo"}.items()
    assert world.log.entries[-1].operations[0].left_out == (EXTENSION,)
    world.entra.extensions.add(EXTENSION)
    await look_at_anna(world)
    assert world.accounts()[NAME].attributes[EXTENSION] == "Oslo"


async def test_an_event_that_changes_nothing_writes_nothing_anywhere_but_in_the_log() -> None:
    world = await hired()
    await look_at_anna(world)
    before, writes = await world.employees.read("generic", "e1"), len(world.entra.writes)
    await look_at_anna(world)
    anna_in(world).attributes["jobTitle"] = "Boss"
    await look_at_anna(world)
    assert await world.employees.read("generic", "e1") == before
    assert len(world.entra.writes) == writes


async def test_a_rehire_gets_every_attribute_as_on_the_first_day() -> None:
    world = await hired()
    await world.happen(deleted(anna(), minute=1))
    anna_in(world).attributes |= {"jobTitle": "Left", "displayName": "Anna Ek (left)"}
    world.clock.turn(hours=1)
    await world.happen(updated(anna(manager_id="m1"), minute=2))
    assert world.accounts()[NAME].attributes.items() >= {"jobTitle": "Nurse", "displayName": "Anna Ek"}.items()


async def gone_and_let_in_again(drift: str = "report") -> World:
    """Return a world in which Anna left, and an administrator allowed sign-in an hour later."""
    world = await hired(drift=drift)
    await world.happen(deleted(anna(), minute=1))
    world.clock.turn(hours=1)
    anna_in(world).enabled = True
    await look_at_anna(world)
    return world


async def test_a_leaver_whom_an_administrator_let_in_is_left_with_a_loud_warning() -> None:
    world = await gone_and_let_in_again()
    entry = world.log.entries[-1]
    assert anna_in(world).enabled
    assert entry.status is Status.WARNING
    assert "block it by hand, or set drift to enforce: the HR system deleted the person's file" in entry.reason
    await world.happen(updated(Employee(id="e1", job_title="Midwife"), minute=200))
    assert anna_in(world).enabled
    await world.happen(deleted(anna(), minute=201))  # it says so again
    assert not anna_in(world).enabled


async def test_while_drift_is_enforced_a_leaver_is_blocked_again() -> None:
    world = await gone_and_let_in_again("enforce")
    assert not anna_in(world).enabled
    assert anna_in(world).sessions_revoked == 2


async def test_whom_an_administrator_let_in_and_blocked_again_is_not_let_in_by_us() -> None:
    world = await gone_and_let_in_again()
    anna_in(world).enabled = False
    await world.happen(updated(anna(), minute=200))
    assert not anna_in(world).enabled
    assert "stays blocked" in world.log.entries[-1].reason


@pytest.mark.parametrize("drift", ["report", "enforce"])
async def test_an_account_that_an_administrator_blocked_stays_blocked(drift: str) -> None:
    world = await hired(drift=drift)
    anna_in(world).enabled = False
    await look_at_anna(world)
    assert not anna_in(world).enabled
    assert "stays blocked" in world.log.entries[-1].reason
