"""The settings store in memory."""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Final

from pydantic import JsonValue

from provisioning.ports import BadCursor, ConcurrentChange, SettingsChange, SettingsCheck, SettingsHistory
from provisioning.setting_changes import changed, in_force
from provisioning.settings import Settings

LONG_AGO: Final = datetime(2026, 1, 1, tzinfo=UTC)


class SettingsInMemory:
    """SettingsStore port."""

    def __init__(self) -> None:
        self._document: Mapping[str, JsonValue] = {}
        self._history: list[SettingsChange] = []
        self._etags = count(1)
        self._etag = '"defaults"'

    async def read(self) -> tuple[Settings, str]:
        """See ports.SettingsStore."""
        return in_force(self._document), self._etag

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
        if if_match not in {None, "*", self._etag}:
            raise ConcurrentChange
        change = changed(self._document, partial, at, check, first_time=first_time)
        if change.document != self._document:
            self._document, self._etag = change.document, f'"{next(self._etags)}"'
        if change.after:
            self._history.append(SettingsChange(at, by, change.before, change.after))
        return change.settings, self._etag

    async def put(self, partial: Mapping[str, JsonValue], at: datetime = LONG_AGO) -> None:
        """Change settings as a test needs them, without a look at the ETag or a deeper check."""
        await self.change(partial, by="a test", at=at, check=lambda _: ())

    async def history(self, cursor: str | None = None, limit: int = 50) -> SettingsHistory:
        """See ports.SettingsStore. A cursor is the number of changes that were shown, as text."""
        shown = _number(cursor) if cursor else 0
        newest_first = sorted(self._history, key=lambda change: change.at, reverse=True)
        page = newest_first[shown : shown + limit]
        last = shown + len(page)
        return SettingsHistory(page, str(last) if last < len(newest_first) else None)


def _number(cursor: str) -> int:
    if not cursor.isdecimal():
        raise BadCursor(cursor)
    return int(cursor)
