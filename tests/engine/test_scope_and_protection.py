"""Who is provisioned at all, and whose account is never touched."""

import pytest
from pydantic import JsonValue

from provisioning.model import Membership, Status
from tests.engine.people import anna, deleted, updated
from tests.engine.world import World
from tests.fakes.directory import User

NAME = "anna.ek@contoso.com"
NURSES: dict[str, JsonValue] = {
    "scopingFilters": [[{"attribute": "jobTitle", "operator": "EQUALS", "value": "Nurse"}]],
}
BOARD = Membership(kind="group", id="board", name="Executive board")


async def hired(settings: dict[str, JsonValue]) -> World:
    world = World()
    await world.settings.put(settings)
    await world.happen(updated(anna()))
    return world


async def test_nobody_is_created_who_is_out_of_scope_and_entra_is_not_even_asked() -> None:
    world = World()
    await world.settings.put(NURSES)
    await world.happen(updated(anna(job_title="Cook")))
    assert world.accounts() == {}
    entry = world.log.entries[-1]
    assert entry.status is Status.SKIPPED
    assert entry.reason.startswith("out of scope: ")
    await world.happen(updated(anna(), minute=1))
    assert list(world.accounts()) == [NAME]


async def test_who_falls_out_of_scope_keeps_the_account_as_it_is() -> None:
    world = await hired(NURSES)
    await world.happen(updated(anna(job_title="Cook"), minute=1))
    assert world.accounts()[NAME].enabled
    assert world.accounts()[NAME].attributes["jobTitle"] == "Nurse"
    assert world.log.entries[-1].reason.startswith("out of scope, and the account is kept as it is: ")


async def test_or_is_blocked_until_they_come_back_into_scope_if_the_settings_say_so() -> None:
    world = await hired({**NURSES, "leavingScope": "disable"})
    await world.happen(updated(anna(job_title="Cook"), minute=1))
    assert not world.accounts()[NAME].enabled
    await world.happen(updated(anna(), minute=2))
    assert world.accounts()[NAME].enabled


async def test_who_leaves_the_company_is_blocked_even_if_that_is_what_puts_them_out_of_scope() -> None:
    working: dict[str, JsonValue] = {"attribute": "jobTitle", "operator": "NOT EQUALS", "value": "gone"}
    world = await hired({"scopingFilters": [[working]]})
    await world.happen(updated(anna(status="terminated", job_title="gone"), minute=1))
    assert not world.accounts()[NAME].enabled


async def test_a_leaver_whom_nobody_ever_provisioned_is_left_alone_out_of_scope() -> None:
    world = World()
    await world.settings.put(NURSES)
    by_hand = world.entra.add(User("x", NAME, attributes={"employeeId": "e1"}))
    await world.happen(updated(anna(job_title="Cook")), deleted(anna(), minute=1))
    assert by_hand.enabled


@pytest.mark.parametrize(
    ("user", "settings", "reason"),
    [
        pytest.param(
            User("x", NAME, administrator=True), {}, "holds the directory role Global Administrator", id="a role"
        ),
        pytest.param(
            User("x", NAME, memberships=(BOARD,)),
            {"protectedAccounts": ["executive board"]},
            "is a member of the protected group Executive board",
            id="a group",
        ),
        pytest.param(User("x", NAME), {"protectedAccounts": [NAME]}, "is a protected account", id="a name"),
    ],
)
async def test_a_protected_account_is_neither_linked_nor_changed_nor_blocked(
    user: User, settings: dict[str, JsonValue], reason: str
) -> None:
    world = World()
    await world.settings.put(settings)
    user.attributes = {"employeeId": "e1"}
    world.entra.add(user)
    await world.happen(updated(anna()), updated(anna(job_title="Cook"), minute=1), deleted(anna(), minute=2))
    assert world.entra.writes == []
    assert (user.enabled, await world.links("e1")) == (True, {"e1": None})
    assert reason in world.log.entries[-1].reason


async def test_who_becomes_an_administrator_is_left_alone_from_then_on() -> None:
    world = await hired({})
    world.entra.named(NAME).administrator = True
    await world.happen(updated(anna(job_title="Cook"), minute=1), deleted(anna(), minute=2))
    assert world.accounts()[NAME].enabled
    assert world.entra.writes == ["createAccount"]


async def test_an_administrator_who_is_allowed_by_name_is_provisioned() -> None:
    world = await hired({"allowedAdministrators": [NAME]})
    world.entra.named(NAME).administrator = True
    await world.happen(updated(anna(job_title="Cook"), minute=1))
    assert world.accounts()[NAME].attributes["jobTitle"] == "Cook"


async def test_while_roles_cannot_be_read_no_account_is_changed() -> None:
    world = await hired({})
    world.entra.memberships_readable = False
    await world.queue.put(updated(anna(job_title="Cook"), minute=1))
    await world.deliver()
    assert world.accounts()[NAME].attributes["jobTitle"] == "Nurse"
    assert world.log.entries[-1].status is Status.FAILURE
    world.entra.memberships_readable = True
    await world.settle()
    assert world.accounts()[NAME].attributes["jobTitle"] == "Cook"


async def test_what_hr_never_sent_takes_nobodys_account_away() -> None:
    world = await hired({})
    clause: dict[str, JsonValue] = {"attribute": "department", "operator": "NOT EQUALS", "value": "Contractors"}
    await world.settings.put({"scopingFilters": [[clause]], "leavingScope": "disable"})
    await world.happen(updated(anna(), minute=1))
    assert world.accounts()[NAME].enabled
    assert "never sent department" in world.log.entries[-1].reason
    await world.happen(updated(anna(department="Contractors"), minute=2))
    assert not world.accounts()[NAME].enabled
    await world.happen(updated(anna(department="Contractors"), minute=3))
    assert "out of scope" in world.log.entries[-1].reason
