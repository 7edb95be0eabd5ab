"""The batches of staged disables in Table Storage; `staging_rows` tells how they lie there."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from azure.data.tables import TableEntity

from provisioning.model import Batch, BatchStatus, StagedDisable, StagedState
from provisioning.ports import Added, BatchPage, ConcurrentChange, Person, Refused, StagedPage, TemporaryFailure
from provisioning.storage.countdowns import BEFORE_ALL, END_OF_TIME, LAST, countdown, from_cursor, to_cursor
from provisioning.storage.staging_rows import (
    AFTER_ALL,
    BEHIND,
    LIST,
    OPEN,
    PARTITION,
    batch_in,
    batch_key,
    batch_writes,
    disable_in,
    disable_key,
    disable_row,
    disables_of,
    from_place,
    pointer_row,
    to_place,
)
from provisioning.storage.tables import Tables, Write, if_unchanged, rows_between, submit, whatever_was

TABLE: Final = "staging"
_TRIES: Final = 10
_FINAL: Final = frozenset({StagedState.DONE, StagedState.KEPT})


class TableBatchStore:
    """BatchStore on Table Storage: to add a disable is three reads and one write, a page is one transaction."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._adding = asyncio.Lock()

    async def add(self, disable: StagedDisable, new: Batch) -> Added:
        """See ports.BatchStore."""
        async with self._adding:
            for _ in range(_TRIES):
                with suppress(ConcurrentChange):
                    return await self._add(disable, new)
        raise TemporaryFailure("others kept adding to the batch of staged disables at the same time")

    async def _add(self, disable: StagedDisable, new: Batch) -> Added:
        row = await self._open()
        if row is None:
            first = new.model_copy(update={"count": 1})
            opening: list[Write] = [("create", pointer_row(first.id)), *batch_writes(first, None)]
            await self._submit([*opening, whatever_was(disable_row(disable))])
            return Added(first, new=True)
        batch = batch_in(row)
        disable = disable.model_copy(update={"batch": batch.id})
        known = await self._row(disable_key(batch.id, (disable.source, disable.employee_id)))
        if known and says_the_same(disable_in(known), disable):
            return Added(batch, new=False)
        batch = batch.model_copy(update={"count": batch.count + (0 if known else 1)})
        await self._submit([*batch_writes(batch, str(row.metadata["etag"])), whatever_was(disable_row(disable))])
        return Added(batch, new=known is None)

    async def settle(self, batch_id: str, person: Person, state: StagedState) -> None:
        """See ports.BatchStore."""
        for _ in range(_TRIES):
            row = await self._row(disable_key(batch_id, person))
            known = disable_in(row) if row else None
            if row is None or known is None or known.state in {state, *_FINAL}:
                return
            settled = known.model_copy(update={"state": state})
            with suppress(ConcurrentChange):
                await self._submit([if_unchanged(disable_row(settled), str(row.metadata["etag"]))])
                return
        raise TemporaryFailure("others kept changing the same staged disable")

    async def decide(self, batch_id: str, status: BatchStatus, by: str, at: datetime, expected: int | None) -> Batch:
        """See ports.BatchStore."""
        for _ in range(_TRIES):
            row = await self._row(batch_key(batch_id))
            batch = batch_in(row) if row else None
            if row is None or batch is None:
                raise Refused(f"there is no batch {batch_id[:100]!r}")
            if batch.status is status:
                return batch
            if batch.status is not BatchStatus.OPEN:
                raise Refused(f"the batch was {batch.status} by {batch.decided_by} already; a decision stands")
            if expected not in {None, batch.count}:
                raise ConcurrentChange
            decided = batch.model_copy(update={"status": status, "decided_by": by, "decided_at": at})
            with suppress(ConcurrentChange):
                writes = batch_writes(decided, str(row.metadata["etag"]))
                await self._submit([*writes, ("delete", pointer_row(batch_id))])
                return decided
        raise TemporaryFailure("the batch of staged disables kept changing")

    async def open(self) -> Batch | None:
        """See ports.BatchStore."""
        row = await self._open()
        return batch_in(row) if row else None

    async def read(self, batch_id: str) -> Batch | None:
        """See ports.BatchStore."""
        row = await self._row(batch_key(batch_id))
        return batch_in(row) if row else None

    async def listed(self, cursor: str | None = None, limit: int = 50) -> BatchPage:
        """See ports.BatchStore."""
        first = from_cursor(cursor) + LAST if cursor else countdown(END_OF_TIME)
        rows = await self._rows(LIST, first, countdown(BEFORE_ALL) + LAST, limit + 1)
        more = to_cursor(rows[limit - 1]["RowKey"].removeprefix(LIST)) if len(rows) > limit else None
        return BatchPage([batch_in(row) for row in rows[:limit]], more)

    async def people(self, batch_id: str, cursor: str | None = None, limit: int = 50) -> StagedPage:
        """See ports.BatchStore."""
        prefix = disables_of(batch_id)
        rows = await self._rows(prefix, from_place(cursor) + BEHIND if cursor else "", AFTER_ALL, limit + 1)
        more = to_place(rows[limit - 1]["RowKey"].removeprefix(prefix)) if len(rows) > limit else None
        return StagedPage([disable_in(row) for row in rows[:limit]], more)

    async def states(self, batch_id: str) -> Mapping[StagedState, int]:
        """See ports.BatchStore. A thousand disables are one transaction."""
        table, prefix = await self._tables.table(TABLE), disables_of(batch_id)
        rows = rows_between(table, PARTITION, prefix, prefix + AFTER_ALL, select=["state"])
        return Counter([StagedState(row["state"]) async for row in rows])

    async def disable(self, batch_id: str, person: Person) -> StagedDisable | None:
        """See ports.BatchStore."""
        row = await self._row(disable_key(batch_id, person))
        return disable_in(row) if row else None

    async def forget_name(self, batch_id: str, person: Person) -> None:
        """See ports.BatchStore."""
        for _ in range(_TRIES):
            row = await self._row(disable_key(batch_id, person))
            known = disable_in(row) if row else None
            if row is None or known is None or known == known.nameless():
                return
            with suppress(ConcurrentChange):
                await self._submit([if_unchanged(disable_row(known.nameless()), str(row.metadata["etag"]))])
                return
        raise TemporaryFailure("others kept changing the same staged disable")

    async def _open(self) -> TableEntity | None:
        pointer = await self._row(OPEN)
        return await self._row(batch_key(str(pointer["batch"]))) if pointer else None

    async def _row(self, key: str) -> TableEntity | None:
        return await self._tables.row(TABLE, PARTITION, key)

    async def _rows(self, prefix: str, first: str, end: str, at_most: int) -> list[Mapping[str, Any]]:
        table = await self._tables.table(TABLE)
        return [row async for row in rows_between(table, PARTITION, prefix + first, prefix + end, at_most=at_most)]

    async def _submit(self, writes: list[Write]) -> None:
        await submit(await self._tables.table(TABLE), writes)


def says_the_same(known: StagedDisable, disable: StagedDisable) -> bool:
    """Whether a disable waits in a batch already, because of the same."""
    return known == disable.model_copy(update={"staged_at": known.staged_at, "due_at": known.due_at})
