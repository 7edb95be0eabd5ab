"""How many accounts are linked to people, where to count them takes its time."""

import asyncio
from datetime import timedelta
from typing import override

import pytest

from provisioning import linked_accounts
from provisioning.linked_accounts import LinkedAccounts
from provisioning.ports import TemporaryFailure
from tests.builders import NOON
from tests.fakes.employees import EmployeesInMemory

LATER = NOON + timedelta(minutes=5)


class Slow(EmployeesInMemory):
    """Counts nothing until it is let go on. `counts` is how often it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()
        self.counts = 0
        self.fault: Exception | None = None

    @override
    async def count_owned(self) -> int:
        self.counts += 1
        await self.go_on.wait()
        if self.fault:
            raise self.fault
        return 1_000 * self.counts


async def given_up(linked: LinkedAccounts) -> None:
    """Ask for the number, and wait no longer when it does not come at once."""
    asking = asyncio.create_task(linked.count(NOON))
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_a_count_goes_on_when_whoever_asked_gives_up_and_all_share_it() -> None:
    employees = Slow()
    linked = LinkedAccounts(employees)
    for _ in range(3):
        await given_up(linked)
    employees.go_on.set()
    assert await linked.count(NOON) == 1_000
    assert employees.counts == 1


async def test_while_it_is_counted_anew_the_last_count_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linked_accounts, "_PATIENCE_SECONDS", 0.01)
    employees = Slow()
    employees.go_on.set()
    linked = LinkedAccounts(employees)
    assert await linked.count(NOON) == 1_000
    employees.go_on.clear()
    assert [await linked.count(LATER) for _ in range(3)] == [1_000] * 3
    employees.go_on.set()
    await asyncio.sleep(0)
    assert await linked.count(LATER) == 2_000
    assert employees.counts == 2


async def test_what_keeps_it_from_being_counted_is_told_and_it_is_counted_again_then() -> None:
    employees = Slow()
    employees.go_on.set()
    employees.fault = TemporaryFailure("the storage account did not do its part")
    linked = LinkedAccounts(employees)
    for _ in range(2):
        with pytest.raises(TemporaryFailure, match="did not do its part"):
            await linked.count(NOON)
    employees.fault = None
    assert await linked.count(NOON) == 3_000
