"""What is reserved of Graph's quotas, in one row of the table "quotas"."""

from typing import Final

from pydantic import ValidationError

from provisioning.model import Pacing
from provisioning.ports import StoredPacing
from provisioning.storage.tables import Tables, if_unchanged, pack, submit, unpack

TABLE: Final = "quotas"
_KEYS: Final = {"PartitionKey": "quotas", "RowKey": "graph"}


class TableQuotaStore:
    """QuotaStore on Table Storage; a read is one transaction, and so is a save."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def read(self) -> StoredPacing:
        """See ports.QuotaStore. What another version wrote and this one cannot read counts as nothing."""
        row = await self._tables.row(TABLE, _KEYS["PartitionKey"], _KEYS["RowKey"])
        if row is None:
            return StoredPacing(Pacing(), None)
        try:
            pacing = Pacing.model_validate_json(unpack(row))
        except ValidationError:
            pacing = Pacing()
        return StoredPacing(pacing, str(row.metadata["etag"]))

    async def save(self, before: StoredPacing, after: Pacing) -> StoredPacing:
        """See ports.QuotaStore."""
        table = await self._tables.table(TABLE)
        row = _KEYS | pack(after.model_dump_json(by_alias=True))
        return StoredPacing(after, await submit(table, [if_unchanged(row, before.etag)]))
