"""The store of cycles in Table Storage; `cycle_rows` tells how they lie there."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import batched
from typing import Final

from azure.data.tables import TableEntity

from provisioning.model import Cycle, CycleItem, SourceState, Status
from provisioning.ports import ConcurrentChange, CyclePage, StoredCycle, TemporaryFailure
from provisioning.storage.countdowns import BEFORE_ALL, END_OF_TIME, LAST, countdown, from_cursor, to_cursor
from provisioning.storage.cycle_rows import (
    AFTER_DONE,
    AFTER_ITEMS,
    AFTER_OPEN,
    ALL_CYCLES,
    CYCLES,
    DONE,
    ITEMS,
    OPEN,
    cycle_in,
    cycle_key,
    cycle_keys,
    cycle_writes,
    cycles_of,
    done_writes,
    item_in,
    items_of,
    number_of,
    open_key,
    state_in,
    state_key,
    state_write,
    transactions_of,
)
from provisioning.storage.deleting import delete_rows
from provisioning.storage.tables import (
    LARGEST_TRANSACTION,
    Tables,
    Write,
    partitions_between,
    rows_between,
    submit,
)

TABLE: Final = "cycles"
_AT_ONCE: Final = 4
"""Transactions under way for one call; more make a table answer later, not sooner."""
_FORGOTTEN_AT_ONCE: Final = 1_000
_TRIES: Final = 5


class TableCycleStore:
    """CycleStore on Table Storage.

    A read, a save, and a person's end are one transaction; to start or end a cycle takes a read besides. A thousand
    items are ten.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def state(self, source: str) -> SourceState:
        """See ports.CycleStore."""
        state, _ = await self._state(source)
        return state

    async def start(self, cycle: Cycle) -> Cycle:
        """See ports.CycleStore. A state that names a cycle which ended, or is not there, keeps nobody from starting."""
        table = await self._tables.table(TABLE)
        for _ in range(_TRIES):
            state, etag = await self._state(cycle.source)
            under_way = await self._under_way(state)
            if under_way:
                return under_way
            started = state.model_copy(update={"running": cycle.id})
            try:
                await submit(table, [*cycle_writes(cycle, None), state_write(started, etag)])
            except ConcurrentChange:
                again = await self.read(cycle.id)
                if again:
                    return again.cycle
            else:
                return cycle
        raise TemporaryFailure(f"the cycles of {cycle.source} kept changing")

    async def read(self, cycle_id: str) -> StoredCycle | None:
        """See ports.CycleStore."""
        row = await self._row(CYCLES, cycle_key(cycle_id))
        return StoredCycle(cycle_in(row), str(row.metadata["etag"])) if row else None

    async def save(self, before: StoredCycle, after: Cycle) -> StoredCycle:
        """See ports.CycleStore."""
        table = await self._tables.table(TABLE)
        return StoredCycle(after, await submit(table, cycle_writes(after, before.etag)))

    async def end(self, before: StoredCycle, after: Cycle, state: SourceState) -> None:
        """See ports.CycleStore. To end it again in the same way, as when an answer got lost, changes nothing."""
        table = await self._tables.table(TABLE)
        for _ in range(_TRIES):
            stored, etag = await self._state(after.source)
            another = stored.running != after.id and await self._under_way(stored)
            writes = cycle_writes(after, before.etag)
            try:
                await submit(table, writes if another else [*writes, state_write(state, etag)])
            except ConcurrentChange:
                current = await self.read(after.id)
                if current and current.cycle == after:
                    return
                if current is None or current.etag != before.etag:
                    raise
            else:
                return
        raise TemporaryFailure(f"the cycles of {after.source} kept changing")

    async def listed(self, source: str | None = None, cursor: str | None = None, limit: int = 50) -> CyclePage:
        """See ports.CycleStore. A page is one transaction, which reads one row more than the page holds."""
        prefix = cycles_of(source)
        first = from_cursor(cursor) + LAST if cursor else countdown(END_OF_TIME)
        span = f"{prefix}{first}", f"{prefix}{countdown(BEFORE_ALL)}{LAST}"
        table = await self._tables.table(TABLE)
        rows = [row async for row in rows_between(table, CYCLES, *span, at_most=limit + 1)]
        more = to_cursor(rows[limit - 1]["RowKey"].removeprefix(prefix)) if len(rows) > limit else None
        return CyclePage([cycle_in(row) for row in rows[:limit]], more)

    async def add_items(self, cycle_id: str, items: Iterable[CycleItem]) -> None:
        """See ports.CycleStore. The items have a number each; no more than a few transactions of them are held."""
        table = await self._tables.table(TABLE)
        for some in batched(transactions_of(cycle_id, items), _AT_ONCE, strict=False):
            await asyncio.gather(*(submit(table, writes) for writes in some))

    async def item(self, cycle_id: str, number: int) -> CycleItem | None:
        """See ports.CycleStore."""
        row = await self._row(items_of(cycle_id), open_key(number))
        return item_in(row, number) if row else None

    async def done(self, cycle_id: str, number: int, status: Status) -> None:
        """See ports.CycleStore. Who is done has no row left to delete, and so the transaction changes nothing."""
        await self._try(done_writes(cycle_id, number, status))

    async def open_items(self, cycle_id: str, first: int, last: int, at_most: int) -> int:
        """See ports.CycleStore. One transaction for a thousand of them, which reads keys only."""
        table = await self._tables.table(TABLE)
        span = open_key(first), open_key(last) + LAST
        rows = rows_between(table, items_of(cycle_id), *span, select=["RowKey"], at_most=at_most)
        return len([row["RowKey"] async for row in rows])

    async def outcomes(self, cycle_id: str) -> Mapping[Status, int]:
        """See ports.CycleStore."""
        table = await self._tables.table(TABLE)
        rows = rows_between(table, items_of(cycle_id), DONE, AFTER_DONE, select=["status"])
        return Counter([Status(row["status"]) async for row in rows])

    async def forget_items(self, cycle_id: str) -> None:
        """See ports.CycleStore. Whoever does the same at the same time, or ends an item, makes it take longer."""
        table = await self._tables.table(TABLE)
        partition = items_of(cycle_id)
        while True:
            span = rows_between(table, partition, DONE, AFTER_OPEN, select=["RowKey"], at_most=_FORGOTTEN_AT_ONCE)
            rows = [{"PartitionKey": partition, "RowKey": str(row["RowKey"])} async for row in span]
            if not rows:
                return
            groups = batched(rows, LARGEST_TRANSACTION, strict=False)
            for some in batched(groups, _AT_ONCE, strict=False):
                await asyncio.gather(*(self._try([("delete", row) for row in group]) for group in some))

    async def items_about(self, cycle_id: str, employee_id: str) -> Sequence[CycleItem]:
        """See ports.CycleStore. A thousand people are one transaction."""
        rows = rows_between(await self._tables.table(TABLE), items_of(cycle_id), OPEN, AFTER_OPEN)
        items = [item_in(row, number_of(row)) async for row in rows]
        return [item for item in items if item.event.employee_id == employee_id]

    async def with_items(self) -> AsyncIterator[str]:
        """See ports.CycleStore. Each is one transaction; ids of cycles stand in keys as they are."""
        async for partition in partitions_between(await self._tables.table(TABLE), ITEMS, AFTER_ITEMS):
            yield partition.removeprefix(ITEMS)

    async def forget_before(self, before: datetime, at_most: int) -> int:
        """See ports.CycleStore."""
        table, forgotten = await self._tables.table(TABLE), 0
        first = f"{ALL_CYCLES}{countdown(before)}{LAST}"
        async for row in rows_between(table, CYCLES, first, f"{ALL_CYCLES}{countdown(BEFORE_ALL)}{LAST}"):
            cycle = cycle_in(row)
            if cycle.ended and forgotten < at_most:
                await self.forget_items(cycle.id)
                await delete_rows(table, CYCLES, cycle_keys(cycle))
                forgotten += 1
        return forgotten

    async def _state(self, source: str) -> tuple[SourceState, str | None]:
        row = await self._row(CYCLES, state_key(source))
        return (state_in(row), row.metadata["etag"]) if row else (SourceState(source=source), None)

    async def _under_way(self, state: SourceState) -> Cycle | None:
        stored = await self.read(state.running) if state.running else None
        return stored.cycle if stored and not stored.cycle.ended else None

    async def _row(self, partition: str, key: str) -> TableEntity | None:
        return await self._tables.row(TABLE, partition, key)

    async def _try(self, writes: list[Write]) -> None:
        """Make writes in one transaction; when a row to delete is not there any more, make none."""
        table = await self._tables.table(TABLE)
        with suppress(ConcurrentChange):
            await submit(table, writes)
