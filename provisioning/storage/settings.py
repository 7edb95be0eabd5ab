"""The settings in Table Storage: the document of what differs from the defaults, and the history of its changes.

Both stand in one partition, so that a change and its entry in the history are stored in one transaction. The row keys
of the history count down, so that the newest comes first.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from azure.core import MatchConditions
from azure.core.exceptions import ResourceNotFoundError
from azure.data.tables import UpdateMode
from pydantic import JsonValue

from provisioning.ports import ConcurrentChange, SettingsChange, SettingsCheck, SettingsHistory, TemporaryFailure
from provisioning.setting_changes import Changed, changed, in_force
from provisioning.settings import Settings, SettingsRefused
from provisioning.storage.countdowns import BEFORE_ALL, END_OF_TIME, LAST, countdown, from_cursor, row_key, to_cursor
from provisioning.storage.failures import storage_failures
from provisioning.storage.tables import Tables, Write, pack, submit, unpack

TABLE: Final = "settings"
_PARTITION: Final = "settings"
_CURRENT: Final = "current"
_FROM_TO: Final = "PartitionKey eq @partition and RowKey gt @first and RowKey lt @end"
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
            raise TemporaryFailure(f"the stored settings cannot be read by this version: {refused}") from refused

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
        first = from_cursor(cursor) if cursor else countdown(END_OF_TIME)
        table = await self._tables.table(TABLE)
        span = {"partition": _PARTITION, "first": first, "end": countdown(BEFORE_ALL) + LAST}
        page: list[Mapping[str, Any]] = []
        with storage_failures():
            async for row in table.query_entities(_FROM_TO, parameters=span, results_per_page=limit + 1):
                if len(page) == limit:
                    return SettingsHistory([_change(found) for found in page], to_cursor(page[-1]["RowKey"]))
                page.append(row)
        return SettingsHistory([_change(found) for found in page], None)

    async def _read(self) -> tuple[dict[str, JsonValue], str]:
        table = await self._tables.table(TABLE)
        with storage_failures():
            try:
                entity = await table.get_entity(_PARTITION, _CURRENT)
            except ResourceNotFoundError:
                return {}, DEFAULTS_ETAG
        return json.loads(unpack(entity)), str(entity.metadata["etag"])

    async def _write(self, writes: list[Write]) -> str:
        return await submit(await self._tables.table(TABLE), writes)


def _document_write(change: Changed, etag: str) -> Write:
    entity = _row(_CURRENT, _small_enough(change))
    if etag == DEFAULTS_ETAG:
        return "create", entity, {}
    unchanged = {"mode": UpdateMode.REPLACE, "etag": etag, "match_condition": MatchConditions.IfNotModified}
    return "update", entity, unchanged


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
