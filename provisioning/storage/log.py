"""The provisioning log in Table Storage, newest first without a scan.

Each entry is stored twice, once for each way to read: under its employee, and under its day and status. A row key
counts down to the end of time, so that the newest comes first. A partition of days tells which days have entries.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from provisioning.model import LogEntry, Status
from provisioning.ports import LogPage, LogQuery
from provisioning.storage.countdowns import (
    BEFORE_ALL,
    END_OF_TIME,
    LAST,
    countdown,
    from_cursor,
    row_key,
    time_of,
    to_cursor,
)
from provisioning.storage.failures import storage_failures
from provisioning.storage.tables import Tables, key_part, pack, unpack

TABLE: Final = "provisioninglog"
_DAYS: Final = "days"
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
        entity = {
            "RowKey": row_key(entry.at, entry.id),
            "status": entry.status.value,
            "source": entry.source,
            **pack(entry.model_dump_json(by_alias=True)),
        }
        partitions = (_of_employee(entry.employee_id), _of_day(entry.at.date(), entry.status))
        with storage_failures():
            await self._mark(entry.at.date())
            await asyncio.gather(
                *(table.upsert_entity(entity | {"PartitionKey": partition}) for partition in partitions)
            )

    async def read(self, query: LogQuery) -> LogPage:
        """See ports.ProvisioningLog."""
        span = _span(query)
        rows = self._of_employee(query, span) if query.employee_id else self._of_days(query, span)
        page: list[Mapping[str, Any]] = []
        with storage_failures():
            async for row in rows:
                if len(page) == query.limit:
                    return LogPage([_entry(found) for found in page], to_cursor(page[-1]["RowKey"]))
                page.append(row)
        return LogPage([_entry(found) for found in page], None)

    async def _mark(self, day: date) -> None:
        mark = _day_key(day)
        if mark not in self._days_marked:
            table = await self._tables.table(TABLE)
            await table.upsert_entity({"PartitionKey": _DAYS, "RowKey": mark})
            self._days_marked.add(mark)

    async def _of_employee(self, query: LogQuery, span: _Span) -> AsyncIterator[Mapping[str, Any]]:
        wanted = {"source": query.source, "status": query.status.value if query.status else None}
        async for row in self._rows(_of_employee(query.employee_id or ""), span, query.limit + 1, wanted):
            yield row

    async def _of_days(self, query: LogQuery, span: _Span) -> AsyncIterator[Mapping[str, Any]]:
        statuses = [query.status] if query.status else list(Status)
        days = _Span(_day_key(span.newest_day), _day_key(span.oldest_day) + LAST)
        async for mark in self._rows(_DAYS, days, 366, {}):
            day = _day_of_key(mark["RowKey"])
            found = await asyncio.gather(*(self._first(_of_day(day, status), span, query) for status in statuses))
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


def _of_employee(employee_id: str) -> str:
    return f"e|{key_part(employee_id)}"


def _of_day(day: date, status: Status) -> str:
    return f"d|{day:%Y%m%d}|{status}"


def _day_key(day: date) -> str:
    return f"{(END_OF_TIME.date() - day).days:08d}"


def _day_of_key(key: str) -> date:
    return END_OF_TIME.date() - timedelta(days=int(key))


def _entry(row: Mapping[str, Any]) -> LogEntry:
    return LogEntry.model_validate_json(unpack(row))
