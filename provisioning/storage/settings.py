"""The settings in Table Storage: the document of what differs from the defaults, and the history of its changes.

Both stand in one partition, so that a change and its entry in the history are stored in one transaction. The row keys
of the history count down, so that the newest comes first.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from pydantic import JsonValue

from provisioning.ports import (
    ConcurrentChange,
    OwnFault,
    SettingsChange,
    SettingsCheck,
    SettingsHistory,
)
from provisioning.setting_changes import Changed, changed, in_force
from provisioning.settings import Settings, SettingsRefused
from provisioning.storage.countdowns import BEFORE_ALL, END_OF_TIME, LAST, countdown, from_cursor, row_key, to_cursor
from provisioning.storage.tables import Tables, Write, if_unchanged, pack, rows_between, submit, unpack

TABLE: Final = "settings"
_PARTITION: Final = "settings"
_CURRENT: Final = "current"
DEFAULTS_ETAG: Final = '"defaults"'
LARGEST: Final = 200_000
"""Characters of a document. A row of Table Storage holds half a million, and the history's hold a document twice."""
_TRIES: Final = 3


class TableSettingsStore:
    """SettingsStore on Table Storage; a read is one transaction and never a cached one, a change is two."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def read(self) -> tuple[Settings, str]:
        """See ports.SettingsStore."""
        document, etag = await self._read()
        try:
            return in_force(document), etag
        except SettingsRefused as refused:
            sentence = f"the stored settings cannot be read by this version: {refused}; correct it by PUT /api/settings"
            raise OwnFault("settings", sentence) from refused

    async def change(
        self,
        partial: Mapping[str, JsonValue],
        *,
        by: str,
        at: datetime,
        check: SettingsCheck,
        if_match: str | None = None,
        first_time: bool = False,
    ) -> tuple[Settings, str]:
        """See ports.SettingsStore."""
        for _ in range(_TRIES):
            document, etag = await self._read()
            if if_match not in (None, "*", etag):
                raise ConcurrentChange
            change = changed(document, partial, at, check, first_time=first_time)
            if change.document == document:
                return change.settings, etag
            writes = [_document_write(change, etag)]
            if change.after:
                writes.append(_history_write(SettingsChange(at, by, change.before, change.after)))
            try:
                return change.settings, await self._write(writes)
            except ConcurrentChange:
                continue
        raise ConcurrentChange

    async def history(self, cursor: str | None = None, limit: int = 50) -> SettingsHistory:
        """See ports.SettingsStore."""
        first = from_cursor(cursor) + LAST if cursor else countdown(END_OF_TIME)
        end = countdown(BEFORE_ALL) + LAST
        table = await self._tables.table(TABLE)
        rows = [row async for row in rows_between(table, _PARTITION, first, end, at_most=limit + 1)]
        more = to_cursor(rows[limit - 1]["RowKey"]) if len(rows) > limit else None
        return SettingsHistory([_change(row) for row in rows[:limit]], more)

    async def _read(self) -> tuple[dict[str, JsonValue], str]:
        entity = await self._tables.row(TABLE, _PARTITION, _CURRENT)
        if entity is None:
            return {}, DEFAULTS_ETAG
        return json.loads(unpack(entity)), str(entity.metadata["etag"])

    async def _write(self, writes: list[Write]) -> str:
        return await submit(await self._tables.table(TABLE), writes)


def _document_write(change: Changed, etag: str) -> Write:
    entity = _row(_CURRENT, _small_enough(change))
    return if_unchanged(entity, None if etag == DEFAULTS_ETAG else etag)


def _small_enough(change: Changed) -> str:
    document = json.dumps(change.document)
    if len(document) <= LARGEST:
        return document
    largest = max(change.document, key=lambda name: len(json.dumps(change.document[name])))
    sentence = f"makes the settings {len(document)} characters long, {LARGEST} are kept; make it shorter"
    raise SettingsRefused([(largest, sentence)])


def _history_write(noted: SettingsChange) -> Write:
    document = {"at": noted.at.isoformat(), "by": noted.by, "before": noted.before, "after": noted.after}
    return "create", _row(row_key(noted.at, uuid4().hex), json.dumps(document)), {}


def _row(key: str, document: str) -> dict[str, str]:
    return {"PartitionKey": _PARTITION, "RowKey": key} | pack(document)


def _change(row: Mapping[str, Any]) -> SettingsChange:
    document = json.loads(unpack(row))
    return SettingsChange(datetime.fromisoformat(document["at"]), document["by"], document["before"], document["after"])
