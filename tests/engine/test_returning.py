"""Who comes back finds the account again: enabled, restored from the deleted items, or made anew."""

from provisioning.model import Membership, Status
from tests.engine.people import anna, deleted, updated
from tests.engine.world import World
from tests.fakes.directory import User

NAME = "anna.ek@contoso.com"


async def left_and_deleted() -> tuple[World, str]:
    """Return a world in which Anna left, and an administrator deleted her account."""
    world = World()
    await world.happen(updated(anna()), deleted(anna(), minute=1))
    account_id = world.entra.named(NAME).id
    world.entra.delete(account_id)
    return world, account_id


async def test_within_30_days_the_account_is_restored_enabled_and_made_right() -> None:
    world, account_id = await left_and_deleted()
    world.clock.turn(hours=29 * 24)
    await world.happen(updated(anna(job_title="Midwife"), minute=2))
    await world.settle()
    assert [(user.id, user.enabled, user.attributes["jobTitle"]) for user in world.entra.users.values()] == [
        (account_id, True, "Midwife")
    ]
    assert (await world.record("e1")).disabled_at is None


async def test_under_another_name_if_its_own_was_given_away() -> None:
    world, account_id = await left_and_deleted()
    await world.settings.put({"loginName": {"mode": "schema"}})
    world.entra.add(User("other", NAME, attributes={"employeeId": "e9"}))
    await world.happen(updated(anna(), minute=2))
    await world.settle()
    restored = world.entra.users[account_id]
    assert (restored.login_name, restored.enabled) == ("anna.ek_e1@contoso.com", True)


async def test_after_30_days_a_new_account_is_made() -> None:
    world, account_id = await left_and_deleted()
    world.clock.turn(hours=31 * 24)
    await world.happen(updated(anna(), minute=2))
    await world.settle()
    assert account_id not in world.entra.users
    assert await world.links("e1") == {"e1": NAME}
    assert world.accounts()[NAME].enabled


async def test_an_account_that_was_deleted_while_its_owner_was_at_work_stays_deleted() -> None:
    world = World()
    await world.happen(updated(anna()))
    world.clock.turn(hours=1)
    world.entra.delete(world.entra.named(NAME).id)
    await world.happen(updated(anna(job_title="Midwife"), minute=2))
    await world.settle()
    assert world.accounts() == {}
    entry = world.log.entries[-1]
    assert entry.status is Status.SKIPPED
    assert "was deleted in Entra; restore it there if it is wanted" in entry.reason


async def test_who_comes_back_later_waits_blocked_until_the_new_start() -> None:
    world, account_id = await left_and_deleted()
    await world.settings.put({"createOn": "creation"})
    await world.happen(updated(anna(start_date="2026-03-10"), minute=2))
    await world.settle()
    assert [(user.id, user.enabled) for user in world.entra.users.values()] == [(account_id, False)]
    world.clock.turn(hours=10 * 24)
    await world.look()
    assert world.entra.users[account_id].enabled


async def test_an_account_that_an_administrator_made_meanwhile_is_taken_instead_of_a_new_one() -> None:
    world, _ = await left_and_deleted()
    world.clock.turn(hours=31 * 24)
    world.entra.add(User("by-hand", "a.ek@contoso.com", attributes={"employeeId": "e1"}))
    await world.happen(updated(anna(), minute=2))
    await world.settle()
    assert await world.links("e1") == {"e1": "a.ek@contoso.com"}
    assert len(world.accounts()) == 1


async def test_a_protected_account_is_not_even_restored() -> None:
    world, account_id = await left_and_deleted()
    await world.settings.put({"protectedAccounts": [account_id]})
    await world.happen(updated(anna(), minute=2))
    assert world.accounts() == {}
    assert world.log.entries[-1].reason == f"not touched: {NAME} is a protected account"


async def test_a_restored_account_of_a_protected_group_is_not_enabled() -> None:
    world, account_id = await left_and_deleted()
    world.entra.deleted[account_id].memberships = (Membership(kind="group", id="b", name="Executive board"),)
    await world.settings.put({"protectedAccounts": ["Executive board"]})
    await world.happen(updated(anna(), minute=2))
    await world.settle()
    assert not world.entra.users[account_id].enabled


async def test_while_their_address_belongs_to_somebody_else_who_comes_back_waits() -> None:
    world, account_id = await left_and_deleted()
    other = world.entra.add(User("other", NAME, attributes={"employeeId": "e9"}))
    await world.happen(updated(anna(), minute=2))
    assert "cannot be restored" in world.log.entries[-1].reason
    assert len(world.queue) == 0
    other.login_name = "other@contoso.com"
    world.clock.turn(hours=24)
    await world.look()
    await world.look()
    assert world.entra.users[account_id].enabled


async def test_who_was_here_before_is_not_held_as_an_existing_person_after_a_name_was_refused() -> None:
    world, _ = await left_and_deleted()
    await world.settings.put({"activatedAt": "2026-03-01T00:00:00Z", "loginName": {"mode": "schema"}})
    world.clock.turn(hours=31 * 24)
    world.entra.refused_names = {NAME}
    await world.happen(updated(anna(), minute=2))
    await world.settle()
    assert await world.links("e1") == {"e1": "anna.ek_e1@contoso.com"}
