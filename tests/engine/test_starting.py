"""Accounts that are made before the start date: whose block it is, whatever went wrong on the way."""

import pytest
from pydantic import JsonValue

from provisioning.engine import review_event
from tests.engine.people import anna, updated
from tests.engine.world import World

NAME = "anna.ek@contoso.com"
HIRED = anna(start_date="2026-03-10")


async def on_creation(**more: str) -> World:
    world = World()
    await world.settings.put({"createOn": "creation", **more})
    return world


async def after_an_outage_until_the_start(world: World) -> None:
    """Let Graph be out when the person is hired, and back when they start."""
    world.entra.outage = True
    await world.queue.put(updated(HIRED))
    await world.deliver()
    world.clock.turn(hours=10 * 24)
    world.entra.outage = False
    await world.look()


async def test_an_account_is_blocked_until_the_start_and_enabled_then() -> None:
    world = await on_creation()
    await world.happen(updated(HIRED))
    assert not world.accounts()[NAME].enabled
    world.clock.turn(hours=10 * 24)
    await world.look()
    assert world.accounts()[NAME].enabled


async def test_a_start_date_that_comes_nearer_enables_at_once() -> None:
    world = await on_creation()
    await world.happen(updated(HIRED), updated(anna(start_date="2026-03-01"), minute=1))
    assert world.accounts()[NAME].enabled


async def test_a_start_date_that_moves_away_blocks_until_then() -> None:
    world = await on_creation()
    await world.happen(updated(anna()), updated(HIRED, minute=1))
    assert not world.accounts()[NAME].enabled
    world.clock.turn(hours=10 * 24)
    await world.look()
    assert world.accounts()[NAME].enabled


async def test_who_blocks_an_account_that_was_created_late_is_not_undone() -> None:
    world = await on_creation()
    await after_an_outage_until_the_start(world)
    assert world.accounts()[NAME].enabled
    world.entra.named(NAME).enabled = False
    await world.happen(review_event("generic", "e1", world.clock.now()))
    assert not world.accounts()[NAME].enabled


async def test_an_always_inactive_account_that_was_created_late_stays_blocked() -> None:
    world = await on_creation()
    world.entra.outage = True
    await world.queue.put(updated(HIRED))
    await world.deliver()
    await world.settings.put({"accountStatus": "alwaysInactive"})
    world.entra.outage = False
    world.clock.turn(hours=10 * 24)
    await world.look()
    await world.settle()
    assert not world.accounts()[NAME].enabled


async def test_an_account_that_an_administrator_deletes_before_the_start_stays_deleted() -> None:
    world = await on_creation()
    await world.happen(updated(HIRED))
    world.clock.turn(hours=1)
    world.entra.delete(world.entra.named(NAME).id)
    await world.settle()
    world.clock.turn(hours=40 * 24)
    await world.settle()
    assert world.accounts() == {}


async def test_so_does_one_that_is_deleted_during_a_leave_of_absence() -> None:
    world = await on_creation()
    await world.settings.put({"statusPolicy": {"leave": "disable"}})
    await world.happen(updated(anna()), updated(anna(status="leave"), minute=1))
    assert not world.accounts()[NAME].enabled
    world.clock.turn(hours=1)
    world.entra.delete(world.entra.named(NAME).id)
    await world.happen(updated(anna(status="active"), minute=2))
    await world.settle()
    assert world.accounts() == {}


@pytest.mark.parametrize("settings", [{"createOn": "creation"}, {"leadDays": 30}], ids=["on creation", "lead days"])
async def test_a_start_date_that_is_withdrawn_lets_nobody_in_until_there_is_another(
    settings: dict[str, JsonValue],
) -> None:
    world = World()
    await world.settings.put(settings)
    await world.happen(updated(HIRED), updated(anna(start_date=None, status="active"), minute=1))
    assert not world.accounts()[NAME].enabled
    await world.happen(updated(anna(start_date=None, job_title="Midwife"), minute=2))
    assert "waits for another start date" in str(world.log.entries[-1].steps)
    await world.happen(updated(anna(start_date="2026-03-01"), minute=3))
    assert world.accounts()[NAME].enabled
