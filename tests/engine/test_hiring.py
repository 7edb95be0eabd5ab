"""Stories of people who come: accounts are made once, on time, as HR describes them."""

import pytest

from provisioning.model import LinkOrigin, LogEntry, Status
from provisioning.reports import preview_of
from tests.engine.people import anna, mona, nudge, updated
from tests.engine.world import World
from tests.fakes.directory import User
from tests.fakes.interposed import Call, Calls, ProcessDied, dies_after

NAME = "anna.ek@contoso.com"


def last(world: World) -> LogEntry:
    return world.log.entries[-1]


async def test_somebody_who_works_gets_an_account_with_everything_that_hr_says() -> None:
    world = World()
    await world.happen(updated(mona()), updated(anna(department="Ward 3", manager_id="m1", work_phone="+46 8 1")))
    seen = world.accounts()[NAME]
    assert (seen.enabled, seen.manager) == (True, "mona.alm@contoso.com")
    assert seen.attributes == {
        "givenName": "Anna",
        "surname": "Ek",
        "displayName": "Anna Ek",
        "jobTitle": "Nurse",
        "department": "Ward 3",
        "businessPhones": ["+46 8 1"],
        "employeeHireDate": "2026-01-05T00:00:00Z",
        "employeeId": "e1",
        "mailNickname": "AnnaEk",
    }
    assert [done.operation.type for done in last(world).operations] == ["createAccount", "setManager"]
    assert last(world).status is Status.SUCCESS


async def test_a_hire_is_scheduled_and_created_at_midnight_in_the_employees_zone() -> None:
    world = World()
    await world.happen(updated(anna(start_date="2026-03-09", time_zone="Europe/Stockholm")))
    assert (world.accounts(), last(world).status) == ({}, Status.SKIPPED)
    world.clock.turn_to("2026-03-08T22:59:59Z")
    assert (await world.look(), world.accounts()) == (0, {})
    world.clock.turn_to("2026-03-08T23:00:00Z")
    assert await world.look() == 1
    assert world.accounts()[NAME].enabled
    assert (await world.record("e1")).review_at is None


async def test_the_same_event_twice_makes_one_account_and_changes_nothing_more() -> None:
    world = World()
    event = updated(anna())
    await world.happen(event, event)
    assert world.entra.writes == ["createAccount"]
    assert [entry.status for entry in world.log.entries] == [Status.SUCCESS, Status.SUCCESS]


async def test_a_change_is_written_and_nothing_else() -> None:
    world = World()
    await world.happen(updated(anna(department="Ward 3")), updated(anna(job_title="Midwife"), minute=1))
    assert world.entra.writes == ["createAccount", "updateAccount"]
    attributes = world.accounts()[NAME].attributes
    assert (attributes["jobTitle"], attributes["department"]) == ("Midwife", "Ward 3")


async def test_an_event_that_comes_late_does_not_undo_a_newer_one() -> None:
    world = World()
    await world.happen(updated(anna(job_title="Midwife"), minute=2), updated(anna(department="Ward 3"), minute=1))
    attributes = world.accounts()[NAME].attributes
    assert (attributes["jobTitle"], attributes["department"]) == ("Midwife", "Ward 3")


async def test_a_manager_who_comes_later_is_set_without_waiting_for_a_review() -> None:
    world = World()
    await world.happen(updated(anna(manager_id="m1")))
    assert world.accounts()[NAME].manager is None
    assert last(world).status is Status.WARNING
    await world.happen(updated(mona()))
    assert world.accounts()[NAME].manager == "mona.alm@contoso.com"
    record = await world.record("e1")
    assert (record.waiting_for_manager, record.review_at) == (None, None)


async def test_a_manager_who_is_merely_named_gets_no_account() -> None:
    world = World()
    await world.happen(updated(anna(manager_id="m1")))
    await world.settle()
    assert list(world.accounts()) == [NAME]


async def test_a_person_whose_account_exists_is_linked_to_it() -> None:
    world = World()
    world.entra.add(User("by-hand", "a.ek@contoso.com", attributes={"employeeId": "E1"}))
    await world.happen(updated(anna(id="E1")))
    link = (await world.record("E1")).link
    assert link
    assert (link.account_id, link.origin) == ("by-hand", LinkOrigin.MATCHED)
    assert world.entra.writes == ["updateAccount"]


async def test_two_people_never_share_an_account() -> None:
    world = World()
    await world.happen(updated(anna()), updated(anna(id="e2"), minute=1))
    assert await world.links("e1", "e2") == {"e1": NAME, "e2": None}
    assert last(world).status is Status.SKIPPED
    assert "linked to employee e1" in last(world).reason


async def test_an_account_that_is_not_found_for_a_while_after_its_creation_is_not_made_twice() -> None:
    world = World()
    world.entra.hidden_for = world.clock.now() - world.clock.now().replace(hour=11)
    await world.happen(updated(mona()), updated(anna(manager_id="m1")), updated(anna(job_title="Midwife"), minute=1))
    assert world.accounts()[NAME].manager is None
    world.clock.turn(hours=1.1)
    await world.settle()
    assert world.accounts()[NAME].manager == "mona.alm@contoso.com"
    assert world.accounts()[NAME].attributes["jobTitle"] == "Midwife"
    assert world.entra.writes.count("createAccount") == 2


async def test_an_account_whose_creation_was_answered_too_late_is_found_in_the_same_attempt() -> None:
    world = World()
    calls = Calls()
    preview_of(await world.worker(calls).gatherer.gather(updated(anna())))

    async def repeated_by_the_transport(call: Call) -> object:
        await call()
        return await call()

    creation = len(calls.names) + 2
    entry = await world.worker(Calls(creation, repeated_by_the_transport)).provision(updated(anna()))
    assert (entry.status, await world.links("e1")) == (Status.SUCCESS, {"e1": NAME})


async def test_after_a_crash_an_account_is_found_by_the_name_it_was_to_get_although_hr_has_a_new_one() -> None:
    world = World()
    calls = Calls()
    nameless = anna(employee_number="more than 16 characters")
    preview_of(await world.worker(calls).gatherer.gather(updated(nameless)))
    with pytest.raises(ProcessDied):
        await world.worker(Calls(len(calls.names) + 2, dies_after)).provision(updated(nameless))
    await world.happen(updated(anna(employee_number=nameless.employee_number, work_email="ny@contoso.com"), minute=1))
    assert list(world.accounts()) == [NAME]


async def test_a_thin_event_fetches_the_person() -> None:
    world = World()
    world.bob.show(anna())
    await world.happen(nudge(anna()))
    assert world.accounts()[NAME].attributes["jobTitle"] == "Nurse"


async def test_an_old_answer_of_the_hr_system_is_corrected_by_a_second_look() -> None:
    world = World()
    world.bob.show(anna())
    await world.happen(nudge(anna()))
    await world.happen(nudge(anna(), minute=1))  # HR has changed the title, but still answers with the old state
    world.bob.show(anna(job_title="Midwife"))
    world.clock.turn(seconds=26)
    assert await world.look() == 1
    assert world.accounts()[NAME].attributes["jobTitle"] == "Midwife"
    assert await world.look() == 0


async def test_a_field_that_hr_cleared_is_cleared_and_one_that_is_left_out_stays() -> None:
    world = World()
    await world.happen(updated(anna(department="Ward 3", site="North")))
    await world.happen(updated(anna(department=None), minute=1))
    attributes = world.accounts()[NAME].attributes
    assert ("department" in attributes, attributes["officeLocation"]) == (False, "North")


async def test_a_value_that_the_mapping_redacts_is_written_and_not_logged() -> None:
    world = World()
    expression = {"target": "mobilePhone", "type": "expression", "expression": "Redact([workMobile])"}
    await world.settings.put({"attributeMappings": [{**expression}]})
    await world.happen(updated(anna(work_mobile="+46 70 000 00 01")))
    assert world.accounts()["anna.ek@contoso.com"].attributes["mobilePhone"] == "+46 70 000 00 01"
    logged = world.log.entries[-1].model_dump_json()
    assert "[Redact]" in logged
    assert "+46 70" not in logged
