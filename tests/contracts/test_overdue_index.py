"""The contract of EmployeeStore: whose account is to be blocked, and is not."""

from datetime import timedelta

from provisioning.ports import EmployeeStore, OverdueDisable, StoredRecord
from tests.builders import NOON


async def keep(employees: EmployeeStore, employee_id: str, source: str = "hr", **fields: object) -> StoredRecord:
    before = await employees.read(source, employee_id)
    return await employees.save(before, before.record.model_copy(update=fields))


async def overdue(employees: EmployeeStore, source: str = "hr") -> list[OverdueDisable]:
    return [each async for each in employees.overdue(source)]


async def test_those_whose_block_is_overdue_come_longest_first_and_nobody_else(employees: EmployeeStore) -> None:
    early = NOON - timedelta(microseconds=1)
    await keep(employees, "late", overdue_since=NOON)
    await keep(employees, "o|r/y#?é", overdue_since=early, review_at=NOON, waiting_for_manager="m1")
    await keep(employees, "in time", review_at=early)
    await keep(employees, "elsewhere", "another", overdue_since=early)
    assert await overdue(employees) == [
        OverdueDisable("hr", "o|r/y#?é", early),
        OverdueDisable("hr", "late", NOON),
    ]
    assert (await employees.read("hr", "late")).record.overdue_since == NOON


async def test_whose_block_is_done_is_overdue_no_more(employees: EmployeeStore) -> None:
    saved = await keep(employees, "e1", overdue_since=NOON, review_at=NOON)
    await employees.save(saved, saved.record.model_copy(update={"overdue_since": None}))
    assert await overdue(employees) == []
    assert [each.employee_id async for each in employees.due("hr", NOON)] == ["e1"]
