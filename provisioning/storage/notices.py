"""What administrators were told of, in Table Storage: a row a channel, in one partition, which one query reads."""

from collections.abc import Mapping
from typing import Final

from azure.data.tables import TableEntity

from provisioning.model import ChannelNotices
from provisioning.ports import StoredNotices
from provisioning.storage.failures import storage_failures
from provisioning.storage.tables import Tables, if_unchanged, key_part, pack, submit, unpack

TABLE: Final = "notices"
_PARTITION: Final = "notices"


class TableNoticeStore:
    """NoticeStore on Table Storage; a read is one transaction, and so is a save."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def read(self) -> Mapping[str, StoredNotices]:
        """See ports.NoticeStore."""
        table = await self._tables.table(TABLE)
        with storage_failures():
            rows = table.query_entities("PartitionKey eq @partition", parameters={"partition": _PARTITION})
            stored = [_stored(row) async for row in rows]
        return {each.notices.channel: each for each in stored}

    async def save(self, before: StoredNotices, after: ChannelNotices) -> None:
        """See ports.NoticeStore."""
        table = await self._tables.table(TABLE)
        row = {"PartitionKey": _PARTITION, "RowKey": key_part(after.channel)}
        await submit(table, [if_unchanged(row | pack(after.model_dump_json()), before.etag)])


def _stored(row: TableEntity) -> StoredNotices:
    return StoredNotices(ChannelNotices.model_validate_json(unpack(row)), str(row.metadata["etag"]))
