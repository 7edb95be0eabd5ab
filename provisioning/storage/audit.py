"""The audit trail in Table Storage, newest first without a scan.

All entries stand in one partition: administrators and the app decide a few times a day, and a night that erases many
who left writes hundreds, where a partition takes two thousand a second. So a page is one query, however rare the
entries are. Row keys count down to the end of time.
"""

from datetime import datetime
from typing import Final

from provisioning.model import AuditEntry
from provisioning.ports import AuditPage
from provisioning.storage.countdowns import BEFORE_ALL, END_OF_TIME, LAST, countdown, from_cursor, row_key, to_cursor
from provisioning.storage.deleting import delete_between
from provisioning.storage.failures import storage_failures
from provisioning.storage.tables import Tables, key_part, pack, rows_between, unpack

TABLE: Final = "audit"
_PARTITION: Final = "audit"
_END: Final = countdown(BEFORE_ALL) + LAST


class TableAuditTrail:
    """AuditTrail on Table Storage; a write is one transaction, and so is a page."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def write(self, entry: AuditEntry) -> None:
        """See ports.AuditTrail."""
        table = await self._tables.table(TABLE)
        keys = {"PartitionKey": _PARTITION, "RowKey": row_key(entry.at, key_part(entry.id))}
        with storage_failures():
            await table.upsert_entity({**keys, **pack(entry.model_dump_json(by_alias=True))})

    async def read(self, cursor: str | None = None, limit: int = 50) -> AuditPage:
        """See ports.AuditTrail. A page reads one row more than it holds."""
        first = from_cursor(cursor) + LAST if cursor else countdown(END_OF_TIME)
        table = await self._tables.table(TABLE)
        rows = [row async for row in rows_between(table, _PARTITION, first, _END, at_most=limit + 1)]
        more = to_cursor(rows[limit - 1]["RowKey"]) if len(rows) > limit else None
        return AuditPage([AuditEntry.model_validate_json(unpack(row)) for row in rows[:limit]], more)

    async def forget_before(self, before: datetime, at_most: int) -> int:
        """See ports.Forgets."""
        table = await self._tables.table(TABLE)
        return await delete_between(table, _PARTITION, countdown(before) + LAST, _END, at_most)
