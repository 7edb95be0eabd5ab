"""What the app settings say: addresses, secrets, identities, and the connections made of them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from provisioning.addresses import check_address, is_loopback
from provisioning.app_settings import AppSettings
from provisioning.ports import Misconfigured
from provisioning.web.repeats import Repeats

if TYPE_CHECKING:
    from collections.abc import Mapping

    from azure.core.credentials_async import AsyncTokenCredential
    from azure.data.tables.aio import TableServiceClient
    from azure.storage.queue.aio import QueueClient

    from provisioning.app_secrets import AppSecrets
    from provisioning.hr_connections import HrConnections
    from provisioning.storage.tables import Tables

GRAPH: Final = "https://graph.microsoft.com/v1.0"
STORAGE: Final = "AzureWebJobsStorage"
_TABLE_PATIENCE: Final[Mapping[str, Any]] = {
    "connection_timeout": 5,
    "read_timeout": 20,
    "retry_total": 3,
    "retry_backoff_factor": 0.2,
}


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """See ports.Clock."""
        return datetime.now(UTC)


class Environment:
    """What the app settings say, as local.settings.example.json lists them: addresses, secrets, identities."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = AppSettings(environment)
        self.clock = SystemClock()
        self.repeats = Repeats()

    @cached_property
    def secrets(self) -> AppSecrets:
        """The default passwords that the settings may name."""
        from provisioning.app_secrets import AppSecrets

        return AppSecrets(self._environment)

    @cached_property
    def hr(self) -> HrConnections:
        """The APIs of the HR systems."""
        from provisioning.hr_connections import connect

        return connect(self._environment, self._hr_url)

    @property
    def private_addresses(self) -> bool:
        """Whether HR systems and webhooks for notifications may be in a private network."""
        return self._environment.get("ALLOW_PRIVATE_ADDRESSES", "").strip().lower() == "true"

    @cached_property
    def _graph(self) -> tuple[str, AsyncTokenCredential]:
        """Microsoft Graph's address, and what gives tokens for it."""
        from provisioning.targets.credentials import graph_credential

        base_url, client_id = self._graph_settings
        return base_url, graph_credential(base_url, client_id)

    @property
    def _graph_settings(self) -> tuple[str, str | None]:
        return self._url("GRAPH_BASE_URL", GRAPH), self._environment.get("AZURE_CLIENT_ID") or None

    @cached_property
    def _tables(self) -> Tables:
        from provisioning.storage.tables import Tables

        return Tables(self._table_service(_TABLE_PATIENCE))

    def _table_service(self, patience: Mapping[str, Any]) -> TableServiceClient:
        from azure.data.tables.aio import TableServiceClient

        connection = self._environment.get(STORAGE)
        if connection:
            return TableServiceClient.from_connection_string(connection, **patience)
        return TableServiceClient(self._storage_url("tableServiceUri"), credential=self._identity, **patience)

    def _queue_client(self, name: str, patience: Mapping[str, Any]) -> QueueClient:
        from azure.storage.queue.aio import QueueClient

        connection = self._environment.get(STORAGE)
        if connection:
            return QueueClient.from_connection_string(connection, name, **patience)
        return QueueClient(self._storage_url("queueServiceUri"), name, self._identity, **patience)

    @cached_property
    def _identity(self) -> AsyncTokenCredential:
        from provisioning.targets.credentials import azure_identity

        return azure_identity(self._environment.get(f"{STORAGE}__clientId") or None)

    def _storage_url(self, service: str) -> str:
        if not self._environment.get(f"{STORAGE}__{service}"):
            raise Misconfigured(f"set {STORAGE} (a connection string) or {STORAGE}__{service} (with an identity)")
        return self._url(f"{STORAGE}__{service}", "")

    def _hr_url(self, setting: str, default: str) -> str:
        return self._url(setting, default, allow_private=self.private_addresses)

    def _url(self, setting: str, default: str, *, allow_private: bool = False) -> str:
        """Return the address in an app setting; plain http leads to this machine only, where the stand-ins are."""
        url = self._environment.get(setting) or default
        if is_loopback(url) and url.startswith(("http://", "https://")):
            return url
        try:
            check_address(url, allow_private=allow_private)
        except Misconfigured as wrong:
            raise Misconfigured(f"{setting}: {wrong}") from None
        return url
