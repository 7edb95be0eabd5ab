"""The settings document in Table Storage: what differs from the defaults, checked before it is stored."""

import json
from collections.abc import Mapping
from typing import Final

from azure.core import MatchConditions
from azure.core.exceptions import ResourceExistsError, ResourceModifiedError, ResourceNotFoundError
from azure.data.tables import UpdateMode
from pydantic import JsonValue

from provisioning.ports import ConcurrentChange, TemporaryFailure
from provisioning.settings import Settings, SettingsRefused, parse_settings
from provisioning.storage.failures import storage_failures
from provisioning.storage.tables import Tables, pack, unpack

TABLE: Final = "settings"
_KEYS: Final = {"PartitionKey": "settings", "RowKey": "current"}
DEFAULTS_ETAG: Final = '"defaults"'
_TRIES: Final = 3


class TableSettingsStore:
    """SettingsStore on Table Storage; a read is one transaction and never a cached one."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def read(self) -> tuple[Settings, str]:
        """See ports.SettingsStore."""
        document, etag = await self._read()
        try:
            return parse_settings(document), etag
        except SettingsRefused as refused:
            raise TemporaryFailure(f"the stored settings cannot be read by this version: {refused}") from refused

    async def change(self, partial: Mapping[str, JsonValue], if_match: str | None) -> tuple[Settings, str]:
        """See ports.SettingsStore."""
        for _ in range(_TRIES):
            document, etag = await self._read()
            if if_match not in (None, "*", etag):
                raise ConcurrentChange
            merged = merged_documents(document, partial)
            settings = parse_settings(merged)
            with storage_failures():
                try:
                    return settings, await self._write(merged, etag)
                except (ResourceModifiedError, ResourceExistsError):
                    continue
        raise ConcurrentChange

    async def _read(self) -> tuple[dict[str, JsonValue], str]:
        table = await self._tables.table(TABLE)
        with storage_failures():
            try:
                entity = await table.get_entity(_KEYS["PartitionKey"], _KEYS["RowKey"])
            except ResourceNotFoundError:
                return {}, DEFAULTS_ETAG
        return json.loads(unpack(entity)), str(entity.metadata["etag"])

    async def _write(self, document: Mapping[str, JsonValue], etag: str) -> str:
        table = await self._tables.table(TABLE)
        entity = _KEYS | pack(json.dumps(document))
        if etag == DEFAULTS_ETAG:
            answer = await table.create_entity(entity)
        else:
            answer = await table.update_entity(
                entity, mode=UpdateMode.REPLACE, etag=etag, match_condition=MatchConditions.IfNotModified
            )
        return str(answer["etag"])


def merged_documents(document: Mapping[str, JsonValue], partial: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return `document` with `partial` laid over it: objects merge, null removes, everything else replaces."""
    merged = dict(document)
    for name, value in partial.items():
        known = merged.get(name)
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict):
            merged[name] = merged_documents(known if isinstance(known, dict) else {}, value)
        else:
            merged[name] = value
    return merged
