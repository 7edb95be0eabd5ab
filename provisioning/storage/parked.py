"""Parked messages in Table Storage: one partition, a row each, in the order of the ids, those of a person together."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from provisioning.model import ParkedMessage
from provisioning.parked_ids import is_id, of_person
from provisioning.ports import BadCursor, ParkedCount, ParkedPage
from provisioning.storage.failures import storage_failures
from provisioning.storage.tables import Tables, insert_if_absent, pack, rows_between, unpack

TABLE: Final = "parked"
_PARTITION: Final = "parked"
_LAST: Final = "~"
"""Sorts behind every digit and letter of an id."""


class TableParkedStore:
    """ParkedStore on Table Storage: whatever is asked is one transaction; to count a thousand messages is another."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, message: ParkedMessage) -> None:
        """See ports.ParkedStore."""
        table = await self._tables.table(TABLE)
        with storage_failures():
            await insert_if_absent(table, _row(message))

    async def read(self, message_id: str) -> ParkedMessage | None:
        """See ports.ParkedStore."""
        if not is_id(message_id):
            return None
        row = await self._tables.row(TABLE, _PARTITION, message_id)
        return _message(row) if row else None

    async def page(self, cursor: str | None = None, limit: int = 50, of: tuple[str, str] | None = None) -> ParkedPage:
        """See ports.ParkedStore. A page reads one row more than it holds; a cursor is the last message's id."""
        if cursor is not None and not is_id(cursor):
            raise BadCursor(cursor)
        prefix = f"{of_person(*of)}-" if of else ""
        first = f"{cursor}{_LAST}" if cursor and cursor > prefix else prefix
        table = await self._tables.table(TABLE)
        rows = [row async for row in rows_between(table, _PARTITION, first, prefix + _LAST, at_most=limit + 1)]
        messages = [_message(row) for row in rows[:limit]]
        return ParkedPage(messages, messages[-1].id if len(rows) > limit else None)

    async def count(self) -> ParkedCount:
        """See ports.ParkedStore."""
        table = await self._tables.table(TABLE)
        rows = rows_between(table, _PARTITION, "", _LAST, select=["parkedAt"])
        times = [str(row["parkedAt"]) async for row in rows]
        return ParkedCount(len(times), datetime.fromisoformat(min(times)) if times else None)

    async def remove(self, message_id: str) -> None:
        """See ports.ParkedStore."""
        if not is_id(message_id):
            return
        table = await self._tables.table(TABLE)
        with storage_failures():
            await table.delete_entity(_PARTITION, message_id)


def _row(message: ParkedMessage) -> dict[str, str]:
    parked_at = f"{message.parked_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f+00:00}"
    keys = {"PartitionKey": _PARTITION, "RowKey": message.id, "parkedAt": parked_at}
    return keys | pack(message.model_dump_json(by_alias=True))


def _message(row: Mapping[str, Any]) -> ParkedMessage:
    return ParkedMessage.model_validate_json(unpack(row))
