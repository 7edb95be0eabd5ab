"""Whose accounts were disabled lately, in one row of the table "staging", so that all instances count together.

The row holds a digest and a time for each person, the newest ten thousand of the last seven days: as many as the
settings can ever ask for. It has about 30 characters a person, so it stays under the megabyte that a row may have.
"""

import asyncio
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import Final

from azure.data.tables import TableEntity

from provisioning.ports import ConcurrentChange, Person, TemporaryFailure
from provisioning.storage.tables import Tables, if_unchanged, key_part, pack, submit, unpack

TABLE: Final = "staging"
KEPT_FOR: Final = timedelta(hours=168)
"""The longest window that the settings allow."""
MOST: Final = 10_000
"""People. The largest number that the settings allow."""
_PARTITION: Final = "ledger"
_ROW: Final = "disabled"
_DIGEST_LENGTH: Final = 16
_TRIES: Final = 10


@dataclass(frozen=True, slots=True)
class _Seen:
    """The row as it was read or written: digest → time, and its ETag (None: there was none)."""

    disabled: Mapping[str, datetime]
    etag: str | None


class TableDisableLedger:
    """DisableLedger on Table Storage: to count is one transaction, and to take a place one more, unless others do."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._taking = asyncio.Lock()
        self._last = _Seen({}, None)

    async def count(self, person: Person, window: timedelta, now: datetime) -> tuple[int, bool]:
        """See ports.DisableLedger."""
        within = _within((await self._read()).disabled, window, now)
        return len(within), _digest(person) in within

    async def take(self, person: Person, allowed: int | None, window: timedelta, now: datetime) -> bool:
        """See ports.DisableLedger. What was last seen is tried first; whether it is still so, the table knows."""
        async with self._taking:
            seen, certain = self._last, False
            for _ in range(_TRIES):
                if not _has_room(_within(seen.disabled, window, now), person, allowed):
                    if certain:
                        return False
                elif await self._write(seen, person, now):
                    return True
                seen, certain = await self._read(), True
        raise TemporaryFailure("others kept counting their disables at the same time")

    async def _read(self) -> _Seen:
        row = await self._tables.row(TABLE, _PARTITION, _ROW)
        self._last = _seen(row) if row else _Seen({}, None)
        return self._last

    async def _write(self, seen: _Seen, person: Person, now: datetime) -> bool:
        """Write the row with one person more, if it is still the one that was seen."""
        disabled = _newest({**seen.disabled, _digest(person): now}, now)
        document = json.dumps({each: ceil(at.timestamp()) for each, at in disabled.items()}, separators=(",", ":"))
        row = {"PartitionKey": _PARTITION, "RowKey": _ROW, **pack(document)}
        try:
            etag = await submit(await self._tables.table(TABLE), [if_unchanged(row, seen.etag)])
        except ConcurrentChange:
            return False
        self._last = _Seen(disabled, etag)
        return True


def _seen(row: TableEntity) -> _Seen:
    times = json.loads(unpack(row)).items()
    return _Seen({each: datetime.fromtimestamp(at, UTC) for each, at in times}, str(row.metadata["etag"]))


def _has_room(within: Collection[str], person: Person, allowed: int | None) -> bool:
    return allowed is None or len(within) < allowed or _digest(person) in within


def _within(disabled: Mapping[str, datetime], window: timedelta, now: datetime) -> Collection[str]:
    return {each for each, at in disabled.items() if now - at < window}


def _newest(disabled: Mapping[str, datetime], now: datetime) -> Mapping[str, datetime]:
    kept = [(at, each) for each, at in disabled.items() if now - at < KEPT_FOR]
    return {each: at for at, each in sorted(kept)[-MOST:]}


def _digest(person: Person) -> str:
    return sha256("|".join(map(key_part, person)).encode()).hexdigest()[:_DIGEST_LENGTH]
