"""Stories of people who leave, and who come back: sign-in ends on time, and only what we blocked do we allow again."""

from datetime import timedelta

from provisioning.model import Status
from provisioning.ports import AccessDenied, TemporaryFailure
from tests.engine.people import anna, deleted, mona, nudge, updated
from tests.engine.world import World
from tests.fakes.directory import User

NAME = "anna.ek@contoso.com"


async def hired(*, source: str = "generic") -> World:
    world = World()
    world.bob.show(anna())
    await world.happen(updated(anna(), source=source))
    return world


async def test_sign_in_ends_at_midnight_after_the_last_day_in_the_employees_zone() -> None:
    world = await hired()
    await world.happen(updated(anna(last_day_of_work="2026-03-06", time_zone="America/New_York"), minute=1))
    world.clock.turn_to("2026-03-07T04:59:59Z")
    assert await world.look() == 0
    assert world.accounts()[NAME].enabled
    world.clock.turn_to("2026-03-07T05:00:00Z")
    assert await world.look() == 1
    seen = world.accounts()[NAME]
    assert (seen.enabled, seen.sessions_revoked) == (False, True)


async def test_the_deletion_of_the_file_ends_sign_in_at_once() -> None:
    world = await hired()
    await world.happen(deleted(anna(), minute=1))
    seen = world.accounts()[NAME]
    assert (seen.enabled, seen.sessions_revoked) == (False, True)


async def test_somebody_who_has_left_is_not_blocked_again_and_again() -> None:
    world = await hired()
    await world.happen(deleted(anna(), minute=1), deleted(anna(), minute=2))
    await world.settle()
    assert world.entra.writes == ["createAccount", "disableAccount", "revokeSessions"]


async def test_nobody_who_has_left_gets_an_account() -> None:
    world = World()
    await world.happen(updated(anna(termination_date="2026-02-01")))
    await world.settle()
    assert world.accounts() == {}


async def test_a_rehire_may_sign_in_again_as_it_was_we_who_blocked_it() -> None:
    world = await hired()
    await world.happen(updated(anna(termination_date="2026-03-01"), minute=1))
    assert not world.accounts()[NAME].enabled
    await world.happen(updated(anna(start_date="2026-03-02", termination_date=None), minute=2))
    assert world.accounts()[NAME].enabled
    record = await world.record("e1")
    assert (record.disabled_at, record.sessions_revoked) == (None, False)


async def test_an_account_that_an_administrator_blocked_stays_blocked() -> None:
    world = await hired()
    world.entra.named(NAME).enabled = False
    await world.happen(updated(anna(job_title="Midwife"), minute=1))
    assert not world.accounts()[NAME].enabled
    assert "stays blocked" in world.log.entries[-1].reason


async def test_what_an_administrator_allowed_again_and_then_blocked_is_not_allowed_by_us() -> None:
    world = await hired()
    await world.happen(deleted(anna(), minute=1))
    world.entra.named(NAME).enabled = True
    world.clock.turn(hours=1)
    await world.happen(updated(anna(), minute=3))  # HR took the deletion back
    world.entra.named(NAME).enabled = False
    await world.happen(updated(anna(), minute=4))
    assert not world.accounts()[NAME].enabled


async def test_a_block_that_was_meant_but_never_came_about_gives_no_right_to_allow_sign_in() -> None:
    world = await hired()
    user = world.entra.named(NAME)
    user.administrator = True  # Entra refuses the block
    await world.happen(deleted(anna(), minute=1))
    user.administrator, user.enabled = False, False  # an administrator blocks the account for a reason of their own
    await world.happen(updated(anna(), minute=2))
    assert not world.accounts()[NAME].enabled


async def test_a_leaver_is_never_matched_by_an_address_that_somebody_else_may_have_now() -> None:
    world = World()
    world.entra.add(User("colleague", NAME, attributes={"mail": NAME}))
    await world.happen(updated(anna(termination_date="2026-02-01")))
    assert world.accounts()[NAME].enabled


async def test_somebody_who_is_upcoming_again_waits_for_the_new_start_date() -> None:
    world = await hired()
    await world.happen(updated(anna(termination_date="2026-03-01"), minute=1))
    await world.happen(updated(anna(start_date="2026-03-20", termination_date=None), minute=2))
    assert not world.accounts()[NAME].enabled
    world.clock.turn_to("2026-03-20T00:00:00Z")
    await world.look()
    assert world.accounts()[NAME].enabled


async def test_a_last_day_is_acted_on_while_the_hr_system_is_down() -> None:
    for failure in (TemporaryFailure("Bob answered 503"), AccessDenied("Bob answered 401")):
        world = await hired(source="bob")
        leaver = anna(last_day_of_work="2026-03-06")
        world.bob.show(leaver)
        await world.happen(nudge(leaver, minute=1))
        world.bob.failure = failure
        world.clock.turn_to("2026-03-07T00:00:00Z")
        await world.look()
        assert not world.accounts()[NAME].enabled
        assert "went on with what is known" in world.log.entries[-1].reason


async def test_a_late_event_whose_fetch_shows_an_old_state_does_not_bring_a_deleted_person_back() -> None:
    world = await hired(source="bob")
    await world.happen(deleted(anna(), minute=2, source="bob"))
    await world.happen(nudge(anna(), minute=1))  # was sent before the deletion; Bob still shows the person
    assert not world.accounts()[NAME].enabled
    del world.bob.shown["e1"]
    await world.settle()
    assert not world.accounts()[NAME].enabled


async def test_a_thin_event_after_the_deletion_brings_the_person_back() -> None:
    world = await hired(source="bob")
    await world.happen(deleted(anna(), minute=2, source="bob"))
    assert not world.accounts()[NAME].enabled
    await world.happen(nudge(anna(), minute=3))
    assert world.accounts()[NAME].enabled


async def test_a_failed_fetch_is_never_taken_for_a_leave() -> None:
    world = await hired(source="bob")
    world.bob.failure = TemporaryFailure("Bob answered 500")
    await world.happen(nudge(anna(), minute=1))
    await world.settle()
    assert world.accounts()[NAME].enabled
    world.bob.failure = None
    del world.bob.shown["e1"]
    await world.happen(nudge(anna(), minute=2))
    await world.settle()
    assert world.accounts()[NAME].enabled


async def test_a_manager_who_leaves_stays_the_manager_until_hr_names_another() -> None:
    world = World()
    await world.happen(updated(mona()), updated(anna(manager_id="m1")), deleted(mona(), minute=1))
    await world.happen(updated(anna(), minute=2))
    assert world.accounts()[NAME].manager == "mona.alm@contoso.com"
    await world.happen(updated(anna(manager_id=None), minute=3))
    assert world.accounts()[NAME].manager is None


async def test_a_refused_block_is_a_failure_that_is_tried_again() -> None:
    world = await hired()
    await world.settings.put({"allowedAdministrators": ["Global Administrator"]})
    world.entra.named(NAME).administrator = True
    await world.happen(deleted(anna(), minute=1))
    entry = world.log.entries[-1]
    assert entry.status is Status.FAILURE
    assert entry.review_at
    assert entry.review_at - world.clock.now() <= timedelta(hours=1)
    world.entra.named(NAME).administrator = False
    world.clock.turn(hours=1)
    await world.look()
    assert not world.accounts()[NAME].enabled
