"""The settings store in memory."""

from collections.abc import Mapping
from itertools import count

from pydantic import JsonValue

from provisioning.ports import ConcurrentChange
from provisioning.settings import Settings, parse_settings


class SettingsInMemory:
    """SettingsStore port."""

    def __init__(self) -> None:
        self._document: dict[str, JsonValue] = {}
        self._etags = count(1)
        self._etag = '"defaults"'

    async def read(self) -> tuple[Settings, str]:
        """See ports.SettingsStore."""
        return parse_settings(self._document), self._etag

    async def change(self, partial: Mapping[str, JsonValue], if_match: str | None) -> tuple[Settings, str]:
        """See ports.SettingsStore."""
        if if_match not in {None, "*", self._etag}:
            raise ConcurrentChange
        document = _laid_over(self._document, partial)
        settings = parse_settings(document)
        self._document, self._etag = document, f'"{next(self._etags)}"'
        return settings, self._etag


def _laid_over(below: JsonValue, above: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    merged = dict(below) if isinstance(below, dict) else {}
    for name, value in above.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = _laid_over(merged.get(name), value) if isinstance(value, dict) else value
    return merged
