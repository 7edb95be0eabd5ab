"""How often Graph is called for each kind of event: this is what the tenant's quota is spent on."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass

import pytest
from pydantic import JsonValue

from local.emulator.json_values import Json
from provisioning.engine import Engine
from provisioning.gathering import Gatherer
from provisioning.model import Change, CreateAccount, HrEvent, Membership, RenameAccount, RestoreAccount, UpdateAccount
from provisioning.parking import Parking
from tests.contracts.tenants import KNOWN_EXTENSION, UNKNOWN_EXTENSION, GraphTenant
from tests.engine.people import anna, deleted, mona, updated
from tests.fakes.clock import TurnedClock
from tests.fakes.directory import User
from tests.fakes.employees import EmployeesInMemory
from tests.fakes.log import LogInMemory
from tests.fakes.parked import ParkedInMemory
from tests.fakes.queue import QueueInMemory
from tests.fakes.settings import SettingsInMemory
from tests.fakes.staging import staging_in_memory
from tests.fakes.timings import TimingsInMemory

FIND, READ, DOMAINS = "GET /users", "GET /users/{id}", "GET /domains"
CREATE, CHANGE = "POST /users", "PATCH /users/{id}"
DELETED, FORMER = "GET /directory/deletedItems/{id}", "GET /directory/deletedItems/graph.user"
RESTORE, MEMBER_OF = "POST /directory/deletedItems/{id}/restore", "GET /users/{id}/transitiveMemberOf"
MANAGER, REVOKE = "PUT /users/{id}/manager/$ref", "POST /users/{id}/revokeSignInSessions"


@dataclass(slots=True)
class Counted:
    """An engine on Graph whose calls are counted by event."""

    graph: GraphTenant
    engine: Engine
    counted: Mapping[str, int]

    async def calls(self, *events: HrEvent) -> dict[str, int]:
        """Provision the events and return how often each operation was called."""
        for event in events:
            await self.engine.provision(event)
        before, self.counted = self.counted, _by_operation((await self.graph.stand_in.stats())["byOperation"])
        calls = {name: number - before.get(name, 0) for name, number in self.counted.items()}
        return {name: number for name, number in calls.items() if number}


def _by_operation(counters: Json) -> dict[str, int]:
    assert isinstance(counters, dict)
    return {name: number for name, number in counters.items() if isinstance(number, int)}


@pytest.fixture
def counted(graph: GraphTenant) -> Counted:
    employees, clock = EmployeesInMemory(), TurnedClock()
    staging = staging_in_memory(employees)
    gatherer = Gatherer(employees, graph.directory, SettingsInMemory(), {}, clock, staging)
    return Counted(
        graph,
        Engine(
            gatherer,
            graph.directory,
            employees,
            LogInMemory(),
            QueueInMemory(),
            TimingsInMemory(),
            Parking(ParkedInMemory(), employees, frozenset()),
            staging,
        ),
        {},
    )


async def test_a_creation_is_one_search_and_one_write(counted: Counted) -> None:
    assert await counted.calls(updated(mona())) == {FIND: 1, DOMAINS: 1, CREATE: 1}
    assert await counted.calls(updated(anna())) == {FIND: 1, CREATE: 1}


async def test_a_manager_is_one_write_more(counted: Counted) -> None:
    await counted.calls(updated(mona()))
    assert await counted.calls(updated(anna(manager_id="m1"))) == {FIND: 1, CREATE: 1, MANAGER: 1}


async def test_an_update_is_one_read_of_the_account_one_of_its_groups_and_one_write(counted: Counted) -> None:
    await counted.calls(updated(anna()))
    changed = anna(job_title="Midwife", department="Ward 3", work_phone="1", last_name="Ask")
    assert await counted.calls(updated(changed, minute=1)) == {READ: 1, MEMBER_OF: 1, CHANGE: 1}


async def test_nothing_to_change_is_one_read(counted: Counted) -> None:
    await counted.calls(updated(mona()), updated(anna(manager_id="m1")))
    assert await counted.calls(updated(anna(), minute=1)) == {READ: 1}


async def test_a_manager_who_changes_is_two_reads_and_one_write(counted: Counted) -> None:
    await counted.calls(updated(mona()), updated(anna()))
    assert await counted.calls(updated(anna(manager_id="m1"), minute=1)) == {READ: 1, MEMBER_OF: 1, MANAGER: 1}


async def test_leaving_is_two_reads_and_two_writes(counted: Counted) -> None:
    await counted.calls(updated(anna()))
    assert await counted.calls(deleted(anna(), minute=1)) == {READ: 1, MEMBER_OF: 1, CHANGE: 1, REVOKE: 1}
    assert await counted.calls(deleted(anna(), minute=2)) == {READ: 1}


async def test_a_match_is_one_search_two_reads_and_one_write(counted: Counted) -> None:
    await counted.graph.add(User("by-hand", "a.ek@contoso.com", attributes={"employeeId": "e1"}))
    assert await counted.calls(updated(anna())) == {FIND: 1, READ: 1, MEMBER_OF: 1, CHANGE: 1}


@pytest.mark.parametrize("event", [updated(anna(start_date="2026-04-01")), updated(anna(status="inactive"))])
async def test_who_gets_no_account_now_costs_nothing(counted: Counted, event: HrEvent) -> None:
    assert await counted.calls(event) == {}


async def test_who_has_left_without_an_account_is_one_search(counted: Counted) -> None:
    assert await counted.calls(deleted(anna()), updated(mona(termination_date="2025-01-01"))) == {FIND: 1}


async def calls_of(graph: GraphTenant, *asked: Awaitable[object]) -> dict[str, int]:
    """Return how often each operation was called by these calls of the port."""
    before = _by_operation((await graph.stand_in.stats())["byOperation"])
    for each in asked:
        await each
    after = _by_operation((await graph.stand_in.stats())["byOperation"])
    return {name: number - before.get(name, 0) for name, number in after.items() if number != before.get(name, 0)}


def _names(count: int) -> list[str]:
    return [f"{chr(ord('a') + number) * 8}@contoso.com" for number in range(count)]


def _variants(base: str, count: int) -> list[str]:
    """Return a name, the name with an id, and that with a number, the name being cut so that 64 characters do."""
    endings = ["", "_1042", *(f"_1042_{number}" for number in range(2, count))]
    return [f"{base[: 64 - len(ending)]}{ending}@contoso.com" for ending in endings]


@pytest.mark.parametrize(
    ("names", "searches", "searches_of_deleted"),
    [
        pytest.param(_names(0), 0, 0, id="no name"),
        pytest.param(_names(1), 1, 1, id="the one name of a usual hire"),
        pytest.param(_variants("ana.ruiz", 18), 1, 1, id="a name and seventeen variants, if it is taken"),
        pytest.param(_variants("ana.ruiz", 25), 1, 2, id="as many names as are ever tried"),
        pytest.param(_variants("a" * 64, 25), 2, 3, id="as many, and as long as can be"),
        pytest.param(_variants("a", 25), 1, 2, id="as many, and as short as can be"),
        pytest.param(_names(3), 1, 1, id="three that have nothing in common"),
        pytest.param(_names(25), 9, 2, id="twenty-five that have nothing in common"),
        pytest.param(_names(1) * 9, 1, 1, id="the same name again and again"),
    ],
)
async def test_whether_names_are_taken_is_one_search_and_one_among_deleted_users_or_some_for_many_names(
    graph: GraphTenant, names: list[str], searches: int, searches_of_deleted: int
) -> None:
    calls = await calls_of(graph, graph.directory.names_taken(names))
    assert calls == {name: number for name, number in ((FIND, searches), (FORMER, searches_of_deleted)) if number}


async def test_memberships_are_one_read(graph: GraphTenant) -> None:
    groups = tuple(Membership(kind="group", id=f"g{n}", name=f"Group {n}") for n in range(999))
    await graph.add(User("a", "a@contoso.com", memberships=groups))
    assert await calls_of(graph, graph.directory.memberships("a")) == {MEMBER_OF: 1}


async def test_to_look_for_a_deleted_account_and_to_restore_it_is_one_call_each(graph: GraphTenant) -> None:
    await graph.add(User("a", "a@contoso.com"))
    await graph.delete("a")
    assert await calls_of(graph, graph.directory.read_deleted("a")) == {DELETED: 1}
    assert await calls_of(graph, graph.directory.apply("a", RestoreAccount())) == {RESTORE: 1}
    assert await calls_of(graph, graph.directory.apply("a", RestoreAccount())) == {RESTORE: 1, READ: 1}


async def test_a_renaming_is_one_write(graph: GraphTenant) -> None:
    await graph.add(User("a", "a@contoso.com"))
    renaming = RenameAccount(old="a@contoso.com", new="b@contoso.com", other_mails=("a@contoso.com",))
    assert await calls_of(graph, graph.directory.apply("a", renaming)) == {CHANGE: 1}


@pytest.mark.parametrize(
    ("changed", "calls"),
    [
        pytest.param(["jobTitle", "extensionAttribute1", KNOWN_EXTENSION], {CHANGE: 1}, id="other attributes"),
        pytest.param(["employeeOrgData.costCenter", "employeeOrgData.division"], {CHANGE: 1}, id="both halves"),
        pytest.param(["employeeOrgData.division", "jobTitle"], {READ: 1, CHANGE: 1}, id="one half"),
    ],
)
async def test_an_update_is_one_write_and_of_half_of_the_organisational_data_one_read_more(
    graph: GraphTenant, changed: list[str], calls: Mapping[str, int]
) -> None:
    await graph.add(User("a", "a@contoso.com"))
    operation = UpdateAccount(changes=tuple(Change(attribute=name, new="x") for name in changed))
    assert await calls_of(graph, graph.directory.apply("a", operation)) == calls


@pytest.mark.parametrize(
    ("attributes", "creations"),
    [
        pytest.param({"mail": "free@contoso.com", KNOWN_EXTENSION: "x"}, 1, id="nothing"),
        pytest.param({"mail": "taken@contoso.com"}, 2, id="an address that is taken"),
        pytest.param({UNKNOWN_EXTENSION: "x", f"{UNKNOWN_EXTENSION}2": "x"}, 2, id="two unknown extensions"),
        pytest.param({"mail": "taken@contoso.com", UNKNOWN_EXTENSION: "x"}, 3, id="an address and an extension"),
    ],
)
async def test_a_creation_is_one_write_more_for_each_kind_of_attribute_that_is_left_out(
    graph: GraphTenant, attributes: Mapping[str, JsonValue], creations: int
) -> None:
    await graph.add(User("b", "b@contoso.com", attributes={"mail": "taken@contoso.com"}))
    operation = CreateAccount(
        user_principal_name="a@contoso.com",
        account_enabled=True,
        attributes={"displayName": "A", "mailNickname": "a", **attributes},
        must_change_password=True,
    )
    assert await calls_of(graph, graph.directory.apply(None, operation)) == {CREATE: creations}


async def test_extra_attributes_cost_no_call(graph: GraphTenant) -> None:
    await graph.add(User("a", "a@contoso.com"))
    assert await calls_of(graph, graph.directory.read("a", extra=[KNOWN_EXTENSION])) == {READ: 1}
