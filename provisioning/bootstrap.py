"""Build the app from its environment: each part once, and only when something needs it.

An intake request needs the queue alone; msgraph-sdk and azure-identity take seconds to import and are left to those who
use them.
"""

from __future__ import annotations

import logging
import os
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from provisioning.ports import Misconfigured
from provisioning.sources.bob import BobSource
from provisioning.sources.generic import GenericSource
from provisioning.targets.credentials import is_loopback

if TYPE_CHECKING:
    from collections.abc import Mapping

    from azure.core.credentials_async import AsyncTokenCredential

    from provisioning.app_secrets import AppSecrets
    from provisioning.cycle import Cycle
    from provisioning.engine import Engine
    from provisioning.gathering import Gatherer
    from provisioning.ports import Directory, EventQueue, HrSource, PeopleReader
    from provisioning.storage.employees import TableEmployeeStore
    from provisioning.storage.log import TableProvisioningLog
    from provisioning.storage.settings import TableSettingsStore
    from provisioning.storage.tables import Tables
    from provisioning.web.api import Api

GRAPH: Final = "https://graph.microsoft.com/v1.0"
BOB_API: Final = "https://api.hibob.com/v1"
STORAGE: Final = "AzureWebJobsStorage"
_TALKATIVE: Final = ("azure.core", "azure.data", "azure.identity", "azure.storage", "httpcore", "httpx", "msal")
_TABLE_PATIENCE: Final[Mapping[str, Any]] = {
    "connection_timeout": 5,
    "read_timeout": 20,
    "retry_total": 3,
    "retry_backoff_factor": 0.2,
}
_QUEUE_PATIENCE: Final[Mapping[str, Any]] = {"connection_timeout": 1, "read_timeout": 1, "retry_total": 0}
"""An HR system may wait as little as three seconds for its answer (Personio's limit), and we must be done by then."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """See ports.Clock."""
        return datetime.now(UTC)


class App:
    """The parts of the app. `environment` holds the app settings, as local.settings.example.json lists them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.clock = SystemClock()

    @cached_property
    def sources(self) -> Mapping[str, HrSource]:
        """The HR systems that may send events, by the name in the route."""
        secrets = (self._environment.get(f"BOB_WEBHOOK_SECRET{which}") for which in ("", "_PREVIOUS"))
        built: dict[str, HrSource] = {
            "bob": BobSource([secret for secret in secrets if secret]),
            "generic": GenericSource(),
        }
        chosen = self._environment.get("HR_SOURCES") or ",".join(built)
        names = [name.strip() for name in chosen.split(",")]
        unknown = set(names) - set(built)
        if unknown:
            raise Misconfigured(f"HR_SOURCES names {min(unknown)!r}; known are {', '.join(built)}")
        return {name: built[name] for name in names}

    @cached_property
    def people(self) -> Mapping[str, PeopleReader]:
        """The HR systems whose events are thin, so that people are read from their API."""
        from provisioning.sources.bob_people import BobPeople

        user = self._environment.get("BOB_SERVICE_USER_ID", "")
        token = self._environment.get("BOB_SERVICE_USER_TOKEN", "")
        return {"bob": BobPeople(self._url("BOB_API_BASE_URL", BOB_API), user, token)}

    @cached_property
    def queue(self) -> EventQueue:
        """The queue of events."""
        from azure.storage.queue.aio import QueueClient

        from provisioning.storage.queue import QUEUE, StorageEventQueue

        connection = self._environment.get(STORAGE)
        client = (
            QueueClient.from_connection_string(connection, QUEUE, **_QUEUE_PATIENCE)
            if connection
            else QueueClient(self._storage_url("queueServiceUri"), QUEUE, self._identity, **_QUEUE_PATIENCE)
        )
        return StorageEventQueue(client)

    @cached_property
    def employees(self) -> TableEmployeeStore:
        """The employee store."""
        from provisioning.storage.employees import TableEmployeeStore

        return TableEmployeeStore(self._tables)

    @cached_property
    def settings(self) -> TableSettingsStore:
        """The settings store."""
        from provisioning.storage.settings import TableSettingsStore

        return TableSettingsStore(self._tables)

    @cached_property
    def log(self) -> TableProvisioningLog:
        """The provisioning log."""
        from provisioning.storage.log import TableProvisioningLog

        return TableProvisioningLog(self._tables)

    @cached_property
    def secrets(self) -> AppSecrets:
        """The default passwords that the settings may name."""
        from provisioning.app_secrets import AppSecrets

        return AppSecrets(self._environment)

    @cached_property
    def directory(self) -> Directory:
        """Microsoft Entra ID."""
        from provisioning.targets.credentials import graph_credential
        from provisioning.targets.graph import GraphDirectory
        from provisioning.targets.graph_client import connect

        base_url = self._url("GRAPH_BASE_URL", GRAPH)
        credential = graph_credential(base_url, self._environment.get("AZURE_CLIENT_ID") or None)
        return GraphDirectory(connect(base_url, credential), self.secrets)

    @cached_property
    def gatherer(self) -> Gatherer:
        """What reads all that a plan is made from."""
        from provisioning.gathering import Gatherer

        return Gatherer(self.employees, self.directory, self.settings, self.people, self.clock)

    @cached_property
    def engine(self) -> Engine:
        """What provisions people."""
        from provisioning.engine import Engine

        return Engine(self.gatherer, self.directory, self.employees, self.log, self.queue)

    @cached_property
    def cycle(self) -> Cycle:
        """What puts people on the queue when their time has come."""
        from provisioning.cycle import Cycle

        return Cycle(self.employees, self.settings, self.queue, self.clock)

    @cached_property
    def api(self) -> Api:
        """The administrator's endpoints."""
        from provisioning.web.api import Api

        return Api(self.sources, self.people, self.employees, self.settings, self.log, self.clock, self.secrets)

    @cached_property
    def _tables(self) -> Tables:
        from azure.data.tables.aio import TableServiceClient

        from provisioning.storage.tables import Tables

        connection = self._environment.get(STORAGE)
        if connection:
            return Tables(TableServiceClient.from_connection_string(connection, **_TABLE_PATIENCE))
        url = self._storage_url("tableServiceUri")
        return Tables(TableServiceClient(url, credential=self._identity, **_TABLE_PATIENCE))

    @cached_property
    def _identity(self) -> AsyncTokenCredential:
        from provisioning.targets.credentials import azure_identity

        return azure_identity(self._environment.get(f"{STORAGE}__clientId") or None)

    def _storage_url(self, service: str) -> str:
        url = self._environment.get(f"{STORAGE}__{service}")
        if not url:
            raise Misconfigured(f"set {STORAGE} (a connection string) or {STORAGE}__{service} (with an identity)")
        return url

    def _url(self, setting: str, default: str) -> str:
        url = self._environment.get(setting) or default
        scheme = urlsplit(url).scheme
        if scheme != "https" and not (scheme == "http" and is_loopback(url)):
            raise Misconfigured(f"{setting} must be an https address")
        return url


def quiet_libraries() -> None:
    """Keep the libraries' own lines about each request out of the application log.

    They name addresses, and an address holds a login name, an employee id or what was searched for.
    """
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


quiet_libraries()
app: Final = App(os.environ)
"""The app of this process."""
