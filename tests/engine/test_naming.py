"""Login names by the schema, among those that others hold, and what happens when a name changes."""

from datetime import timedelta

import pytest
from pydantic import JsonValue

from provisioning.model import Status
from tests.engine.people import anna, mona, updated
from tests.engine.world import World
from tests.fakes.directory import User
from tests.fakes.interposed import Calls

SCHEMA: dict[str, JsonValue] = {"loginName": {"mode": "schema", "domain": "contoso.com"}, "matching": ["employeeId"]}
RENAMING: dict[str, JsonValue] = {"loginName": {"mode": "schema", "renameOnNameChange": True}}
NAME = "anna.ek@contoso.com"


async def world_with(settings: dict[str, JsonValue], *others: User) -> World:
    world = World()
    await world.settings.put(settings)
    for other in others:
        world.entra.add(other)
    return world


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(User("x", "Anna.Ek@contoso.com"), id="a login name in another case"),
        pytest.param(User("x", "a.ek@contoso.com", attributes={"mail": NAME}), id="an address"),
        pytest.param(User("x", "a.ek@contoso.com", proxy_addresses=(f"smtp:{NAME}",)), id="an alias"),
        pytest.param(User("x", NAME, guest=True), id="a guest"),
    ],
)
async def test_a_name_that_somebody_holds_is_followed_by_the_employees_number(other: User) -> None:
    world = await world_with(SCHEMA, other)
    await world.happen(updated(anna()))
    assert await world.links("e1") == {"e1": "anna.ek_e1@contoso.com"}
    assert world.log.entries[-1].status is Status.SUCCESS


async def test_a_deleted_users_name_is_not_given_away_as_they_may_come_back() -> None:
    world = await world_with(SCHEMA, User("x", NAME))
    world.entra.delete("x")
    await world.happen(updated(anna()))
    assert await world.links("e1") == {"e1": "anna.ek_e1@contoso.com"}


async def test_if_that_is_held_as_well_numbers_follow() -> None:
    world = await world_with(SCHEMA, User("x", NAME), User("y", "anna.ek_e1@contoso.com"))
    await world.happen(updated(anna()))
    assert await world.links("e1") == {"e1": "anna.ek_e1_2@contoso.com"}


async def test_namesakes_who_come_at_once_get_names_of_their_own() -> None:
    world = await world_with(SCHEMA)
    other = updated(anna(id="e2", employee_number="e2"))

    async def meanwhile(call: object) -> object:
        await world.worker().provision(other)
        return await call()  # type: ignore[operator]

    calls = Calls()
    await (await world_with(SCHEMA)).worker(calls).provision(updated(anna()))
    for at in range(1, len(calls.names) + 1):
        world = await world_with(SCHEMA)
        await world.worker(Calls(at, meanwhile)).provision(updated(anna()))
        await world.settle()
        assert set(world.accounts()) == {NAME, world_name_of_the_second(world)}, calls.names[at - 1]


def world_name_of_the_second(world: World) -> str:
    """Return the longer of the two names: it ends with the number of who came second."""
    return max(world.accounts(), key=len)


async def test_without_a_free_name_the_person_waits_and_the_log_says_so() -> None:
    two = 'SelectUniqueValue("a@contoso.com", "b@contoso.com")'
    only: dict[str, JsonValue] = {"loginName": {"mode": "expression", "expression": two}}
    world = await world_with(only, User("x", "a@contoso.com"), User("y", "b@contoso.com"))
    await world.happen(updated(anna()))
    entry = world.log.entries[-1]
    assert entry.status is Status.SKIPPED
    assert entry.reason == "a@contoso.com and 1 names like it are all held by others"
    world.entra.users["y"].login_name = "c@contoso.com"
    world.clock.turn(hours=24)
    await world.look()
    assert await world.links("e1") == {"e1": "b@contoso.com"}


async def test_an_address_that_is_somebodys_alias_holds_the_person_until_it_is_free() -> None:
    world = await world_with({}, User("x", "info@contoso.com", proxy_addresses=(f"smtp:{NAME}",)))
    await world.happen(updated(anna()))
    assert world.log.entries[-1].reason.startswith(f"{NAME} is held by another object in Entra")
    assert (await world.record("e1")).intended is None
    world.entra.users["x"].proxy_addresses = ()
    world.clock.turn(hours=24)
    await world.look()
    assert await world.links("e1") == {"e1": NAME}


async def test_a_name_change_leaves_the_login_name() -> None:
    world = await world_with(SCHEMA)
    await world.happen(updated(anna()), updated(anna(last_name="Alm"), minute=1))
    assert list(world.accounts()) == [NAME]


async def test_with_renaming_on_the_login_name_follows_and_the_old_one_is_kept_among_the_addresses() -> None:
    world = await world_with(RENAMING)
    await world.happen(updated(anna()), updated(anna(last_name="Alm"), minute=1))
    assert list(world.accounts()) == ["anna.alm@contoso.com"]
    assert world.accounts()["anna.alm@contoso.com"].attributes["otherMails"] == [NAME]


async def test_a_name_taken_back_is_free_for_its_former_owner() -> None:
    world = await world_with(RENAMING)
    await world.happen(updated(anna()), updated(anna(last_name="Alm"), minute=1))
    world.entra.named("anna.alm@contoso.com").proxy_addresses = (f"smtp:{NAME}",)
    await world.happen(updated(anna(), minute=2))
    assert list(world.accounts()) == [NAME]


async def test_a_new_name_that_is_held_gets_the_number() -> None:
    world = await world_with(RENAMING, User("x", "anna.alm@contoso.com"))
    await world.happen(updated(anna()), updated(anna(last_name="Alm"), minute=1))
    assert await world.links("e1") == {"e1": "anna.alm_e1@contoso.com"}


async def test_switching_renaming_on_or_changing_the_schema_renames_nobody() -> None:
    world = await world_with({})
    await world.happen(updated(anna()))
    await world.settings.put({"loginName": {"mode": "schema", "renameOnNameChange": True, "end": None}})
    await world.happen(updated(anna(job_title="Midwife"), minute=1))
    assert list(world.accounts()) == [NAME]
    await world.happen(updated(anna(first_name="Hanna"), minute=2))
    assert list(world.accounts()) == ["hanna@contoso.com"]


async def test_an_account_that_was_matched_keeps_its_name_until_the_persons_name_changes() -> None:
    world = await world_with(
        {**RENAMING, "matching": ["mail"]}, User("x", "aek@contoso.com", attributes={"mail": NAME})
    )
    await world.happen(updated(anna()))
    assert await world.links("e1") == {"e1": "aek@contoso.com"}
    await world.happen(updated(anna(last_name="Alm"), minute=1))
    assert await world.links("e1") == {"e1": "anna.alm@contoso.com"}


async def test_a_crash_during_a_creation_by_the_schema_makes_no_second_account_even_if_it_becomes_visible_late() -> (
    None
):
    world = await world_with(SCHEMA)
    world.entra.hidden_for = timedelta(seconds=25)
    await world.happen(updated(anna()), updated(anna(job_title="Midwife"), minute=1), updated(mona()))
    await world.settle()
    assert set(world.accounts()) == {NAME, "mona.alm@contoso.com"}


async def test_a_name_that_hr_empties_costs_nobody_half_of_the_login_name() -> None:
    world = await world_with(RENAMING)
    await world.happen(updated(anna()), updated(anna(last_name=None), minute=1))
    assert list(world.accounts()) == [NAME]


async def test_a_name_taken_back_is_no_other_address_any_more() -> None:
    world = await world_with(RENAMING)
    await world.happen(updated(anna()), updated(anna(last_name="Alm"), minute=1), updated(anna(), minute=2))
    assert world.accounts()[NAME].attributes["otherMails"] == ["anna.alm@contoso.com"]
