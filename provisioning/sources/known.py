"""The HR systems that are known: those that are built in, and those that the settings describe."""

from collections.abc import Collection, Mapping
from typing import Final

from provisioning.ports import HrSource, Secrets, SettingsReader

CSV: Final = "csv"


class KnownSources:
    """HrSources port.

    `without_events` are sources whose people come by other ways than events, `closed` those that are built in, but not
    open here: their names are nobody else's all the same.

    A built-in one goes before one of the settings that has its name, as it may have after an update of the app.
    """

    def __init__(
        self,
        built_in: Mapping[str, HrSource],
        settings: SettingsReader,
        secrets: Secrets,
        *,
        without_events: Collection[str] = (CSV,),
        closed: Collection[str] = (),
    ) -> None:
        self._built_in = built_in
        self._settings = settings
        self._secrets = secrets
        self._without_events = without_events
        self._closed = closed

    def built_in(self) -> Collection[str]:
        """See ports.HrSources."""
        return frozenset({*self._built_in, *self._without_events, *self._closed})

    async def find(self, name: str) -> HrSource | None:
        """See ports.HrSources. One read of the settings, for a name that is not built in."""
        if name in self.built_in():
            return self._built_in.get(name)
        settings, _ = await self._settings.read()
        system = settings.hr_systems.get(name)
        if system is None:
            return None
        from provisioning.sources.configured import ConfiguredSource  # noqa: PLC0415 - who has none never needs JMESPath

        return ConfiguredSource(name, system, self._secrets)

    async def names(self) -> Collection[str]:
        """See ports.HrSources. One read of the settings."""
        settings, _ = await self._settings.read()
        return frozenset({*self.built_in(), *settings.hr_systems}) - {*self._closed}
