"""How often Graph is called for each kind of event: this is what the tenant's quota is spent on."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from local.emulator.json_values import Json
from provisioning.engine import Engine
from provisioning.gathering import Gatherer
from provisioning.model import HrEvent
from tests.contracts.tenants import GraphTenant
from tests.engine.people import anna, deleted, mona, updated
from tests.fakes.clock import TurnedClock
from tests.fakes.directory import User
from tests.fakes.employees import EmployeesInMemory
from tests.fakes.log import LogInMemory
from tests.fakes.queue import QueueInMemory
from tests.fakes.settings import SettingsInMemory

FIND, READ, DOMAINS = "GET /users", "GET /users/{id}", "GET /domains"
CREATE, CHANGE = "POST /users", "PATCH /users/{id}"
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
    gatherer = Gatherer(employees, graph.directory, SettingsInMemory(), {}, clock)
    return Counted(graph, Engine(gatherer, graph.directory, employees, LogInMemory(), QueueInMemory()), {})


async def test_a_creation_is_one_search_and_one_write(counted: Counted) -> None:
    assert await counted.calls(updated(mona())) == {FIND: 1, DOMAINS: 1, CREATE: 1}
    assert await counted.calls(updated(anna())) == {FIND: 1, CREATE: 1}


async def test_a_manager_is_one_write_more(counted: Counted) -> None:
    await counted.calls(updated(mona()))
    assert await counted.calls(updated(anna(manager_id="m1"))) == {FIND: 1, CREATE: 1, MANAGER: 1}


async def test_an_update_is_one_read_and_one_write(counted: Counted) -> None:
    await counted.calls(updated(anna()))
    changed = anna(job_title="Midwife", department="Ward 3", work_phone="1", last_name="Ask")
    assert await counted.calls(updated(changed, minute=1)) == {READ: 1, CHANGE: 1}


async def test_nothing_to_change_is_one_read(counted: Counted) -> None:
    await counted.calls(updated(mona()), updated(anna(manager_id="m1")))
    assert await counted.calls(updated(anna(), minute=1)) == {READ: 1}


async def test_a_manager_who_changes_is_one_read_and_one_write(counted: Counted) -> None:
    await counted.calls(updated(mona()), updated(anna()))
    assert await counted.calls(updated(anna(manager_id="m1"), minute=1)) == {READ: 1, MANAGER: 1}


async def test_leaving_is_one_read_and_two_writes(counted: Counted) -> None:
    await counted.calls(updated(anna()))
    assert await counted.calls(deleted(anna(), minute=1)) == {READ: 1, CHANGE: 1, REVOKE: 1}
    assert await counted.calls(deleted(anna(), minute=2)) == {READ: 1}


async def test_a_match_is_one_search_one_read_and_one_write(counted: Counted) -> None:
    await counted.graph.add(User("by-hand", "a.ek@contoso.com", attributes={"employeeId": "e1"}))
    assert await counted.calls(updated(anna())) == {FIND: 1, READ: 1, CHANGE: 1}


@pytest.mark.parametrize("event", [updated(anna(start_date="2026-04-01")), updated(anna(status="inactive"))])
async def test_who_gets_no_account_now_costs_nothing(counted: Counted, event: HrEvent) -> None:
    assert await counted.calls(event) == {}


async def test_who_has_left_without_an_account_is_one_search(counted: Counted) -> None:
    assert await counted.calls(deleted(anna()), updated(mona(termination_date="2025-01-01"))) == {FIND: 1}
