"""How late disables were, in Table Storage: one row each, the newest first."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from azure.data.tables.aio import TableClient

from provisioning.model import DoneDisable
from provisioning.storage.countdowns import BEFORE_ALL, END_OF_TIME, LAST, countdown, row_key
from provisioning.storage.deleting import delete_between
from provisioning.storage.failures import storage_failures
from provisioning.storage.tables import Tables, key_part, pack, rows_between, unpack

TABLE: Final = "disables"
_PARTITION: Final = "done"


class TableTimingStore:
    """TimingStore on Table Storage. To add is one transaction; so is to read a thousand rows."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, done: DoneDisable) -> None:
        """See ports.TimingStore."""
        table = await self._table()
        key = row_key(done.timing.done_at, f"{key_part(done.source)}|{key_part(done.employee_id)}")
        with storage_failures():
            await table.upsert_entity({"PartitionKey": _PARTITION, "RowKey": key, **pack(done.model_dump_json())})

    async def since(self, moment: datetime, limit: int) -> Sequence[DoneDisable]:
        """See ports.TimingStore."""
        return [_done(row) async for row in self._rows(moment, limit)]

    async def of(self, source: str, employee_id: str) -> Sequence[DoneDisable]:
        """See ports.TimingStore."""
        found = [_done(row) async for row in self._rows(BEFORE_ALL)]
        return [done for done in found if (done.source, done.employee_id) == (source, employee_id)]

    async def forget(self, source: str, employee_id: str) -> None:
        """See ports.TimingStore."""
        table = await self._table()
        behind = f"|{key_part(source)}|{key_part(employee_id)}"
        keys = [str(row["RowKey"]) async for row in self._rows(BEFORE_ALL)]
        with storage_failures():
            for key in keys:
                if key.endswith(behind):
                    await table.delete_entity(_PARTITION, key)

    async def forget_before(self, before: datetime, at_most: int) -> int:
        """See ports.Forgets."""
        end = countdown(BEFORE_ALL) + LAST
        return await delete_between(await self._table(), _PARTITION, countdown(before) + LAST, end, at_most)

    async def _rows(self, moment: datetime, limit: int | None = None) -> AsyncIterator[Mapping[str, Any]]:
        span = countdown(END_OF_TIME), countdown(moment) + "|" + LAST
        async for row in rows_between(await self._table(), _PARTITION, *span, at_most=limit):
            yield row

    async def _table(self) -> TableClient:
        return await self._tables.table(TABLE)


def _done(row: Mapping[str, Any]) -> DoneDisable:
    return DoneDisable.model_validate_json(unpack(row))
