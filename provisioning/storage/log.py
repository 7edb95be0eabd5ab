"""The provisioning log in Table Storage, newest first without a scan; `log_rows` tells how it lies there."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from provisioning.model import LogEntry, Status
from provisioning.ports import LogPage, LogQuery
from provisioning.storage.countdowns import (
    BEFORE_ALL,
    END_OF_TIME,
    LAST,
    countdown,
    from_cursor,
    time_of,
    to_cursor,
)
from provisioning.storage.failures import storage_failures
from provisioning.storage.log_deleting import delete_days_before, delete_person
from provisioning.storage.log_rows import DAYS, TABLE, day_key, day_of_key, entry_in, of_day, of_employee, row_of
from provisioning.storage.tables import Tables

_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class _Span:
    """Row keys from `first` up to, not including, `end`."""

    first: str
    end: str

    @property
    def newest_day(self) -> date:
        return time_of(self.first).date()

    @property
    def oldest_day(self) -> date:
        return time_of(self.end).date()


class TableProvisioningLog:
    """ProvisioningLog on Table Storage.

    A write is two transactions, and a third for a process's first entry of a day. A page is one query for an employee
    or for a status, and one a status without either, for each day that it reaches into.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._days_marked: set[str] = set()

    async def write(self, entry: LogEntry) -> None:
        """See ports.ProvisioningLog."""
        table = await self._tables.table(TABLE)
        row = row_of(entry)
        with storage_failures():
            await self._mark(entry.at.date())
            # In this order, so that whoever erases a person finds all: see log_deleting.
            for partition in (of_employee(entry.employee_id), of_day(entry.at.date(), entry.status)):
                await table.upsert_entity(row | {"PartitionKey": partition})

    async def read(self, query: LogQuery) -> LogPage:
        """See ports.ProvisioningLog."""
        span = _span(query)
        rows = self._of_employee(query, span) if query.employee_id else self._of_days(query, span)
        page: list[Mapping[str, Any]] = []
        with storage_failures():
            async for row in rows:
                if len(page) == query.limit:
                    return LogPage([entry_in(found) for found in page], to_cursor(page[-1]["RowKey"]))
                page.append(row)
        return LogPage([entry_in(found) for found in page], None)

    async def erase(self, source: str, employee_id: str, until: datetime | None = None) -> int:
        """See ports.ProvisioningLog. Up to a thousand are one read, and one transaction a hundred of a day."""
        return await delete_person(await self._tables.table(TABLE), source, employee_id, until)

    async def forget_before(self, before: datetime, at_most: int) -> int:
        """See ports.ProvisioningLog. Costs one read and one transaction for each person with old entries, or more."""
        self._days_marked.clear()
        return await delete_days_before(await self._tables.table(TABLE), before.date(), at_most)

    async def _mark(self, day: date) -> None:
        mark = day_key(day)
        if mark not in self._days_marked:
            table = await self._tables.table(TABLE)
            await table.upsert_entity({"PartitionKey": DAYS, "RowKey": mark})
            self._days_marked.add(mark)

    async def _of_employee(self, query: LogQuery, span: _Span) -> AsyncIterator[Mapping[str, Any]]:
        wanted = {"source": query.source, "status": query.status.value if query.status else None}
        async for row in self._rows(of_employee(query.employee_id or ""), span, query.limit + 1, wanted):
            yield row

    async def _of_days(self, query: LogQuery, span: _Span) -> AsyncIterator[Mapping[str, Any]]:
        statuses = [query.status] if query.status else list(Status)
        days = _Span(day_key(span.newest_day), day_key(span.oldest_day) + LAST)
        async for mark in self._rows(DAYS, days, 366, {}):
            day = day_of_key(mark["RowKey"])
            found = await asyncio.gather(*(self._first(of_day(day, status), span, query) for status in statuses))
            for row in sorted((row for rows in found for row in rows), key=lambda row: str(row["RowKey"])):
                yield row

    async def _first(self, partition: str, span: _Span, query: LogQuery) -> list[Mapping[str, Any]]:
        """Read as many rows as the page could still want; never less than there are."""
        rows = []
        async for row in self._rows(partition, span, query.limit + 1, {"source": query.source}):
            rows.append(row)
            if len(rows) > query.limit:
                break
        return rows

    async def _rows(
        self, partition: str, span: _Span, page_size: int, equal: Mapping[str, str | None]
    ) -> AsyncIterator[Mapping[str, Any]]:
        table = await self._tables.table(TABLE)
        conditions = {name: value for name, value in equal.items() if value}
        query = "PartitionKey eq @partition and RowKey ge @first and RowKey lt @end"
        query += "".join(f" and {name} eq @{name}" for name in conditions)
        parameters = {"partition": partition, "first": span.first, "end": span.end, **conditions}
        async for row in table.query_entities(query, parameters=parameters, results_per_page=page_size):
            yield row


def _span(query: LogQuery) -> _Span:
    first = countdown(max(query.until, BEFORE_ALL) - _MICROSECOND if query.until else END_OF_TIME)
    end = countdown(query.since or BEFORE_ALL) + LAST
    if query.cursor:
        first = max(first, from_cursor(query.cursor) + LAST)
    return _Span(first, end)
