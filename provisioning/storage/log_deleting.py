"""Deleting entries of the provisioning log, in both of their copies.

The copy under the employee is written first, so that whoever looks there for a person's entries misses none. A crash
between the two leaves an entry under its employee alone; so a deletion of old entries takes away whatever is old under
an employee, not only those that a day knows of. Who has such an entry has another one under the same day, or a later
one, as the message that it was about came again.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import batched
from typing import Final

from azure.data.tables.aio import TableClient

from provisioning.model import Status
from provisioning.storage.countdowns import BEFORE_ALL, END_OF_TIME, LAST, countdown, time_of
from provisioning.storage.deleting import delete_between, delete_rows
from provisioning.storage.log_rows import DAYS, day_key, day_of_key, of_day, of_employee
from provisioning.storage.tables import rows_between

_END: Final = countdown(BEFORE_ALL) + LAST
_PAGE: Final = 1_000
_PEOPLE_AT_ONCE: Final = 8
_MICROSECOND: Final = timedelta(microseconds=1)


async def delete_person(table: TableClient, source: str, employee_id: str, until: datetime | None) -> int:
    """Delete a person's entries of attempts that began before `until` (UTC; None: all), and return how many."""
    partition = of_employee(employee_id)
    first = countdown((until or END_OF_TIME) - _MICROSECOND)
    select = ["RowKey", "status", "source"]
    rows = rows_between(table, partition, first, _END, select=select)
    found = [(str(row["RowKey"]), Status(row["status"])) async for row in rows if row["source"] == source]
    for some in batched(found, _PAGE, strict=False):
        by_day: defaultdict[str, list[str]] = defaultdict(list)
        for key, status in some:
            by_day[of_day(time_of(key).date(), status)].append(key)
        for day, keys in by_day.items():
            await delete_rows(table, day, keys)
        await delete_rows(table, partition, [key for key, _ in some])
    return len(found)


async def delete_days_before(table: TableClient, day: date, at_most: int) -> int:
    """Delete entries of days before this one (UTC), and return how many; fewer than `at_most`: none is left."""
    deleted = 0
    async for mark in rows_between(table, DAYS, day_key(day) + LAST, LAST):
        old = day_of_key(str(mark["RowKey"]))
        for status in Status:
            deleted += await _delete_of_day(table, of_day(old, status), day, at_most - deleted)
            if deleted >= at_most:
                return deleted
        await delete_rows(table, DAYS, [str(mark["RowKey"])])
    return deleted


async def _delete_of_day(table: TableClient, partition: str, before: date, at_most: int) -> int:
    deleted = 0
    while deleted < at_most:
        page = min(_PAGE, at_most - deleted)
        span = countdown(END_OF_TIME), _END
        rows = rows_between(table, partition, *span, select=["RowKey", "employeeId"], at_most=page)
        found = {str(row["RowKey"]): str(row["employeeId"]) async for row in rows}
        await _delete_of_people(table, set(found.values()), before)
        await delete_rows(table, partition, list(found))
        deleted += len(found)
        if len(found) < page:
            break
    return deleted


async def _delete_of_people(table: TableClient, employee_ids: Iterable[str], before: date) -> None:
    midnight = datetime.combine(before, datetime.min.time(), END_OF_TIME.tzinfo)
    first = countdown(midnight - _MICROSECOND)

    async def delete_of(employee_id: str) -> None:
        while await delete_between(table, of_employee(employee_id), first, _END, _PAGE) == _PAGE:
            pass

    for some in batched(employee_ids, _PEOPLE_AT_ONCE, strict=False):
        await asyncio.gather(*map(delete_of, some))
