"""Stories of running the product: switching it off and on, looking ahead, giving up for a while."""

import asyncio
from datetime import timedelta

import pytest

from provisioning.cycles.due import DueReviews
from provisioning.model import Status
from provisioning.ports import Refused, TemporaryFailure
from provisioning.reports import preview_of
from tests.engine.people import anna, deleted, mona, nudge, updated
from tests.engine.world import SOURCES, World
from tests.fakes.directory import User
from tests.fakes.interposed import (
    Calls,
    Disturbance,
    ProcessDied,
    dies_after,
    dies_before,
    fails_after,
    fails_before,
    interposed,
)

NAME = "anna.ek@contoso.com"


async def test_switched_off_and_on_again_loses_nobody() -> None:
    world = World()
    await world.happen(updated(mona()))
    await world.settings.put({"enabled": False})
    writes = len(world.entra.writes)
    await world.happen(updated(anna(manager_id="m1")), deleted(mona(), minute=1))
    world.clock.turn(days=3)
    assert await world.look() == 0
    assert len(world.entra.writes) == writes
    await world.settings.put({"enabled": True})
    await world.look()
    accounts = world.accounts()
    assert accounts[NAME].manager == "mona.alm@contoso.com"
    assert not accounts["mona.alm@contoso.com"].enabled


async def test_a_review_that_falls_into_the_time_off_is_done_after_it() -> None:
    world = World()
    await world.happen(updated(anna(start_date="2026-03-03")))
    await world.settings.put({"enabled": False})
    world.clock.turn(days=3)
    assert await world.look() == 0
    await world.settings.put({"enabled": True})
    assert await world.look() == 1
    assert world.accounts()[NAME].enabled


async def test_a_preview_tells_everything_and_writes_nothing() -> None:
    world = World()
    await world.happen(updated(mona()))
    before = (world.accounts(), world.employees.saves, len(world.log.entries), list(world.entra.writes))
    report = preview_of(await world.worker().gatherer.gather(updated(anna(manager_id="m1"))))
    assert [operation.type for operation in report.plan.operations] == ["createAccount", "setManager"]
    assert (report.status, report.user_principal_name) == (Status.SUCCESS, NAME)
    assert (world.accounts(), world.employees.saves, len(world.log.entries), list(world.entra.writes)) == before
    assert len(world.queue) == 0


async def test_a_preview_plans_what_provisioning_then_does() -> None:
    for event in (updated(anna()), updated(anna(job_title="Midwife")), deleted(anna())):
        world = World()
        world.entra.add(User("by-hand", NAME, attributes={"jobTitle": "Nurse", "employeeId": "e1"}))
        previewed = preview_of(await world.worker().gatherer.gather(event))
        entry = await world.worker().provision(event)
        assert tuple(done.operation for done in entry.operations) == previewed.plan.operations


async def test_an_interrupted_attempt_is_logged_as_a_failure_with_what_was_done() -> None:
    world = World()
    event = updated(anna(manager_id="m1"))
    await world.happen(updated(mona()))
    undisturbed = Calls()
    elsewhere = World()
    await elsewhere.happen(updated(mona()))
    await elsewhere.worker(undisturbed).provision(event)
    second_write = [at for at, name in enumerate(undisturbed.names, 1) if name == "EntraInMemory.apply"][1]
    with pytest.raises(TemporaryFailure):
        await world.worker(Calls(second_write, fails_before)).provision(event)
    entry = world.log.entries[-1]
    assert entry.status is Status.FAILURE
    assert [done.operation.type for done in entry.operations] == ["createAccount"]


async def test_what_was_done_before_the_storage_failed_is_logged() -> None:
    world = World()
    calls = Calls()
    preview_of(await world.worker(calls).gatherer.gather(updated(anna())))
    after_creation = len(calls.names) + 3  # the intent is saved, the account is created, and then it is claimed
    with pytest.raises(TemporaryFailure):
        await world.worker(Calls(after_creation, fails_before)).provision(updated(anna()))
    entry = world.log.entries[-1]
    assert (entry.status, [done.operation.type for done in entry.operations]) == (Status.FAILURE, ["createAccount"])


async def test_provisioning_one_person_lets_others_go_on() -> None:
    world = World()
    worker = world.worker()
    events = [updated(anna(id=f"e{n}", work_email=f"anna{n}@contoso.com")) for n in range(50)]
    await asyncio.gather(*(worker.provision(event) for event in events * 2))
    assert world.entra.writes == ["createAccount"] * 50


async def test_no_review_is_queued_twice() -> None:
    world = World()
    await world.happen(updated(anna(start_date="2026-03-03")))
    world.clock.turn(days=1)
    timer = world.reviews()
    assert [await timer.queue_all(SOURCES) for _ in range(3)] == [1, 0, 0]


@pytest.mark.parametrize("fault", [fails_before, fails_after, dies_before, dies_after])
async def test_a_timer_that_fails_at_any_point_loses_nobody(fault: Disturbance) -> None:
    people = [anna(id=f"e{n}", work_email=f"e{n}@contoso.com", start_date="2026-03-03") for n in range(3)]
    settings, put_and_done = 1, 2 * len(people)
    for at in range(1, settings + put_and_done + 1):
        world = World()
        await world.happen(*map(updated, people))
        world.clock.turn(days=1)
        calls = Calls(at, fault)
        stores = interposed(world.employees, calls), interposed(world.settings, calls)
        with pytest.raises((TemporaryFailure, ProcessDied)):
            await DueReviews(*stores, interposed(world.queue, calls), world.clock, world.gate).queue_all(SOURCES)
        await world.look()
        assert len(world.accounts()) == len(people), at


async def test_an_unexpected_fault_of_ours_is_in_the_log_and_the_event_comes_back() -> None:
    world = World()

    async def breaks(_: object) -> object:
        raise ZeroDivisionError

    with pytest.raises(TemporaryFailure, match="ZeroDivisionError"):
        await world.worker(Calls(1, breaks)).provision(updated(anna()))
    entry = world.log.entries[-1]
    assert entry.status is Status.FAILURE
    assert "ZeroDivisionError" in entry.reason


async def test_an_account_made_by_hand_under_a_refused_name_is_never_taken_for_ours() -> None:
    world = World()
    world.entra.tenant_domains = None

    async def refuses(_: object) -> object:
        raise Refused("the domain is not verified")

    create = (await _calls_of_a_hire()).index("EntraInMemory.apply") + 1
    await world.worker(Calls(create, refuses)).provision(updated(anna()))
    by_hand = world.entra.add(User("by-hand", NAME))
    await world.happen(deleted(anna(), minute=1))
    assert by_hand.enabled


async def _calls_of_a_hire() -> list[str]:
    calls = Calls()
    await World().worker(calls).provision(updated(anna()))
    return calls.names


async def test_with_matching_by_number_only_an_account_of_that_name_is_not_taken_over() -> None:
    world = World()
    await world.settings.put({"matching": ["employeeId"]})
    by_hand = world.entra.add(User("by-hand", NAME))
    await world.happen(updated(anna()))
    assert (by_hand.attributes, await world.links("e1")) == ({}, {"e1": None})
    entry = world.log.entries[-1]
    assert entry.status is Status.SKIPPED
    assert entry.reason.startswith(f"{NAME} is held by another object in Entra")


async def test_an_address_that_changes_while_a_creation_is_on_its_way_makes_no_second_account() -> None:
    world = World()
    world.entra.hidden_for = timedelta(minutes=5)
    create = (await _calls_of_a_hire()).index("EntraInMemory.apply") + 1
    with pytest.raises(ProcessDied):
        await world.worker(Calls(create, dies_after)).provision(updated(anna(employee_number=None)))
    renamed = anna(employee_number=None, work_email="anna.alm@contoso.com")
    await world.happen(updated(renamed, minute=1))
    assert "anna.ek@contoso.com" in world.log.entries[-1].reason
    await world.settle()
    assert list(world.accounts()) == [NAME]
    assert await world.links("e1") == {"e1": NAME}


async def test_a_nudge_that_a_crash_swallowed_is_made_up_when_the_event_comes_back() -> None:
    world = World()
    await world.happen(updated(anna(manager_id="m1")))
    calls = Calls()
    probe = World()
    await probe.happen(updated(anna(manager_id="m1")))
    await probe.worker(calls).provision(updated(mona()))
    at = calls.names.index("EmployeesInMemory.waiting_for") + 1
    event = updated(mona())
    with pytest.raises(ProcessDied):
        await world.worker(Calls(at, dies_before)).provision(event)
    world.clock.turn(minutes=10)
    await world.happen(event)
    assert world.accounts()[NAME].manager == "mona.alm@contoso.com"


async def test_a_webhook_about_a_deleted_person_whom_bob_no_longer_knows_does_not_let_them_in_again() -> None:
    world = World()
    world.bob.show(anna())
    await world.happen(nudge(anna()), deleted(anna(), minute=1, source="bob"))
    world.bob.shown.clear()
    await world.happen(nudge(anna(), minute=2))
    await world.settle()
    assert not world.accounts()[NAME].enabled


async def test_a_person_who_is_in_bob_again_after_a_deletion_is_let_in_again() -> None:
    world = World()
    world.bob.show(anna())
    await world.happen(nudge(anna()), deleted(anna(), minute=1, source="bob"), nudge(anna(), minute=2))
    assert world.accounts()[NAME].enabled


async def test_a_manager_whose_new_account_is_not_visible_yet_is_set_soon_after() -> None:
    world = World()
    await world.happen(updated(anna(manager_id="m1")))
    world.entra.hidden_for = timedelta(seconds=60)
    await world.happen(updated(mona()))
    assert world.log.entries[-1].status is Status.WARNING
    for _ in range(3):
        world.clock.turn(seconds=31)
        await world.look()
    assert world.accounts()[NAME].manager == "mona.alm@contoso.com"


async def test_a_field_of_bobs_that_cannot_be_read_is_told_in_the_log() -> None:
    world = World()
    world.bob.show(anna())
    world.bob.unreadable = frozenset({"workPhone"})
    await world.happen(nudge(anna()))
    entry = world.log.entries[-1]
    assert entry.status is Status.WARNING
    assert "workPhone could not be read" in entry.reason


async def test_what_graph_refuses_to_read_is_told_and_tried_again() -> None:
    world = World()

    async def refuses(_: object) -> object:
        raise Refused("Microsoft Graph answered 400: the filter is not supported")

    find = (await _calls_of_a_hire()).index("EntraInMemory.find") + 1
    with pytest.raises(TemporaryFailure):
        await world.worker(Calls(find, refuses)).provision(updated(anna()))
    assert "the filter is not supported" in world.log.entries[-1].reason


async def test_an_account_that_the_settings_exclude_is_not_taken_over_for_want_of_a_number() -> None:
    world = World()
    await world.settings.put({"matching": ["employeeId"]})
    by_hand = world.entra.add(User("by-hand", NAME, created_at=world.clock.now() - timedelta(minutes=1)))
    await world.happen(updated(anna(employee_number=None)))
    assert (by_hand.attributes, await world.links("e1")) == ({}, {"e1": None})


async def test_nobody_is_created_while_a_date_that_decides_it_cannot_be_read() -> None:
    world = World()
    world.bob.show(anna(start_date=None))
    world.bob.unreadable = frozenset({"startDate"})
    await world.happen(nudge(anna()))
    assert world.accounts() == {}
    assert world.log.entries[-1].reason == "waits until the HR system's startDate can be read"


async def test_a_time_zone_that_hr_misspelt_is_told() -> None:
    world = World()
    await world.happen(updated(anna(time_zone="Europe/Berlim")))
    entry = world.log.entries[-1]
    assert entry.status is Status.WARNING
    assert "'Europe/Berlim' is no time zone" in entry.reason


async def test_an_account_whose_creation_was_never_answered_is_told_as_created() -> None:
    world = World()
    create = (await _calls_of_a_hire()).index("EntraInMemory.apply") + 1
    event = updated(anna())
    with pytest.raises(TemporaryFailure):
        await world.worker(Calls(create, fails_after)).provision(event)
    await world.happen(event)
    assert world.log.entries[-1].reason.startswith(f"an earlier attempt whose answer was lost created {NAME}")
