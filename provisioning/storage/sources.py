"""When each source was last heard, in Table Storage: a row for each source, in one partition."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from provisioning.storage.failures import storage_failures
from provisioning.storage.tables import Tables, key_part, rows_between

TABLE: Final = "sources"
_PARTITION: Final = "heard"
_FIRST, _END = "h|", "h}"


class TableHeardStore:
    """HeardStore on Table Storage; a read is one transaction, and so is a note."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def heard(self) -> Mapping[str, datetime]:
        """See ports.HeardStore."""
        rows = rows_between(await self._tables.table(TABLE), _PARTITION, _FIRST, _END)
        return {str(row["source"]): datetime.fromisoformat(str(row["at"])) async for row in rows}

    async def note(self, source: str, at: datetime) -> None:
        """See ports.HeardStore."""
        table = await self._tables.table(TABLE)
        keys = {"PartitionKey": _PARTITION, "RowKey": f"{_FIRST}{key_part(source)}"}
        with storage_failures():
            await table.upsert_entity({**keys, "source": source, "at": at.isoformat()})
