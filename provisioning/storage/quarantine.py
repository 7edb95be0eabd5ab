"""Where the app cannot work, in Table Storage: a row for each place, in one partition, so that one query reads all."""

from typing import Final

from azure.core import MatchConditions

from provisioning.model import Quarantine
from provisioning.ports import ConcurrentChange
from provisioning.storage.tables import Tables, Write, if_unchanged, key_part, pack, rows_between, submit, unpack

TABLE: Final = "quarantine"
_PARTITION: Final = "quarantine"
_FIRST, _END = "q|", "q}"


class TableQuarantineStore:
    """QuarantineStore on Table Storage; a read is one transaction, a change of what is there is two."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def all(self) -> list[Quarantine]:
        """See ports.QuarantineStore."""
        rows = rows_between(await self._tables.table(TABLE), _PARTITION, _FIRST, _END)
        return [Quarantine.model_validate_json(unpack(row)) async for row in rows]

    async def save(self, before: Quarantine | None, after: Quarantine | None) -> None:
        """See ports.QuarantineStore. The row's ETag ties the look at what is stored to the change."""
        etag = await self._etag_of(before) if before else None
        table = await self._tables.table(TABLE)
        if after:
            await submit(table, [if_unchanged(_row(after.where) | pack(after.model_dump_json(by_alias=True)), etag)])
        elif before and etag:
            await submit(table, [_deletion(before.where, etag)])

    async def _etag_of(self, before: Quarantine) -> str:
        keys = _row(before.where)
        row = await self._tables.row(TABLE, keys["PartitionKey"], keys["RowKey"])
        if row is None or Quarantine.model_validate_json(unpack(row)) != before:
            raise ConcurrentChange
        return str(row.metadata["etag"])


def _row(where: str) -> dict[str, str]:
    return {"PartitionKey": _PARTITION, "RowKey": f"{_FIRST}{key_part(where)}"}


def _deletion(where: str, etag: str) -> Write:
    return "delete", _row(where), {"etag": etag, "match_condition": MatchConditions.IfNotModified}
