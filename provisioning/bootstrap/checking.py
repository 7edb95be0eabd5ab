"""What checks the setup."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

from provisioning.bootstrap.keeping import Keeping
from provisioning.bootstrap.workers import SourcesWhenAsked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from provisioning.ports import SettingsCheck
    from provisioning.ports.setup import OwnToken, Storage
    from provisioning.setup.checking import SetupCheck
    from provisioning.setup.findings import Check

_IMPATIENCE: Final[Mapping[str, Any]] = {"connection_timeout": 2, "read_timeout": 3, "retry_total": 0}
"""Whoever checks the setup waits for it, and what does not answer at once is what is to be told."""


class Checking(Keeping):
    """What checks the setup."""

    @cached_property
    def setup_check(self) -> SetupCheck:
        """What looks at all that the app needs, twice a minute at most."""
        from provisioning.setup.checking import SetupCheck

        return SetupCheck(lambda: self._setup_checks, self.clock, load=_load_slow_libraries)

    @cached_property
    def _setup_checks(self) -> Sequence[Check]:
        from provisioning.setup.domains import DomainsCheck
        from provisioning.setup.hr_systems import BUILT_IN, Connection, CredentialsCheck, DescribedCheck, WebhooksCheck
        from provisioning.setup.identity import IdentityCheck, PermissionsCheck
        from provisioning.setup.notifications import NotificationsCheck
        from provisioning.setup.settings_document import AppSettingsCheck, DocumentCheck
        from provisioning.setup.storage import StorageCheck
        from provisioning.targets.graph_reading import GraphReader

        token, problems = _OwnTokenWhenAsked(self), self._settings_problems
        connections = [Connection(system, self._environment) for system in BUILT_IN]
        return (
            StorageCheck(self.asking_storage),
            IdentityCheck(token),
            PermissionsCheck(token),
            # The domains that the directory keeps may be older than a consent, so they are asked for anew.
            DomainsCheck(lambda: GraphReader(self._graph_client).domains()),
            *(WebhooksCheck(each, lambda: self.sources) for each in connections),
            *(CredentialsCheck(each, lambda: self.hr.readers) for each in connections),
            DescribedCheck(problems),
            DocumentCheck(lambda: self.settings, problems),
            AppSettingsCheck(self._environment, self.wrong_settings),
            NotificationsCheck(problems),
        )

    def _settings_problems(self) -> SettingsCheck:
        """Return what looks at settings when they are saved."""
        from provisioning.web.changing import checked_with

        return checked_with(self.secrets, SourcesWhenAsked(self).built_in())

    @cached_property
    def own_token(self) -> OwnToken:
        """What gives the token that Graph is called with."""
        from provisioning.targets.own_token import GraphToken

        return GraphToken(*self._graph, self._graph_settings[1])

    @cached_property
    def asking_storage(self) -> Storage:
        """What asks all queues and tables. It opens them when it asks, as an app setting may be wrong."""
        from provisioning.storage.asking import AskingStorage
        from provisioning.storage.names import TABLES
        from provisioning.storage.queue import QUEUES

        tables = partial(self._table_service, _IMPATIENCE)
        return AskingStorage(tables, lambda name: self._queue_client(name, _IMPATIENCE), QUEUES, TABLES)


def _load_slow_libraries() -> None:
    """Import what takes seconds to import. It runs beside the event loop, so that it builds nothing."""
    import azure.identity.aio  # noqa: F401 - to be there when it is needed

    import provisioning.hr_connections
    import provisioning.targets.graph_reading  # noqa: F401 - likewise


class _OwnTokenWhenAsked:
    """OwnToken that is built only when it is asked for, as an app setting may be wrong."""

    def __init__(self, app: Checking) -> None:
        self._app = app

    async def token(self) -> str:
        """See ports.setup.OwnToken."""
        return await self._app.own_token.token()
