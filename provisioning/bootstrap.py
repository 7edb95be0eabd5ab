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
from provisioning.sources.bamboohr.webhooks import BambooSource
from provisioning.sources.bob import BobSource
from provisioning.sources.generic import GenericSource
from provisioning.sources.known import KnownSources
from provisioning.sources.personio.webhooks import PersonioSource
from provisioning.sources.scim_bulk.source import ScimBulkSource
from provisioning.targets.credentials import is_loopback

if TYPE_CHECKING:
    from collections.abc import Mapping

    from azure.core.credentials_async import AsyncTokenCredential
    from azure.storage.queue.aio import QueueClient

    from provisioning.app_secrets import AppSecrets
    from provisioning.cycles.control import Cycles
    from provisioning.cycles.due import DueReviews
    from provisioning.cycles.listing import CycleLister
    from provisioning.engine import Engine
    from provisioning.gathering import Gatherer
    from provisioning.hr_connections import HrConnections
    from provisioning.ports import EventQueue, HrSource, StepQueue
    from provisioning.settings import Settings
    from provisioning.storage.cycles import TableCycleStore
    from provisioning.storage.employees import TableEmployeeStore
    from provisioning.storage.log import TableProvisioningLog
    from provisioning.storage.settings import TableSettingsStore
    from provisioning.storage.tables import Tables
    from provisioning.targets.graph import GraphDirectory
    from provisioning.web.api import Api
    from provisioning.web.cycles import CyclesApi
    from provisioning.web.imports import ImportsApi
    from provisioning.working import Worker

GRAPH: Final = "https://graph.microsoft.com/v1.0"
STORAGE: Final = "AzureWebJobsStorage"
_TALKATIVE: Final = ("azure.core", "azure.data", "azure.identity", "azure.storage", "httpcore", "httpx", "msal")
_TABLE_PATIENCE: Final[Mapping[str, Any]] = {
    "connection_timeout": 5,
    "read_timeout": 20,
    "retry_total": 3,
    "retry_backoff_factor": 0.2,
}
_INTAKE_PATIENCE: Final[Mapping[str, Any]] = {"connection_timeout": 1, "read_timeout": 1, "retry_total": 0}
"""An HR system may wait as little as three seconds for its answer (Personio's limit), and we must be done by then."""
_QUEUE_PATIENCE: Final[Mapping[str, Any]] = {"connection_timeout": 5, "read_timeout": 20, "retry_total": 3}
"""Nobody waits for what the app itself puts on its queues, and a failure would cost minutes until the next try."""


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
    def sources(self) -> KnownSources:
        """The HR systems that may send events, by the name in the route."""
        built: dict[str, HrSource] = {
            "bob": BobSource(self._both("BOB_WEBHOOK_SECRET")),
            "personio": PersonioSource(self._both("PERSONIO_WEBHOOK_TOKEN")),
            "bamboohr": BambooSource(self._both("BAMBOOHR_WEBHOOK_KEY")),
            "generic": GenericSource(),
            "scim-bulk": ScimBulkSource(),
        }
        chosen = self._environment.get("HR_SOURCES") or ",".join(built)
        names = [name.strip() for name in chosen.split(",")]
        unknown = set(names) - set(built)
        if unknown:
            raise Misconfigured(f"HR_SOURCES names {min(unknown)!r}; known are {', '.join(built)}")
        open_to = {name: built[name] for name in names}
        return KnownSources(open_to, _SettingsWhenAsked(self), self.secrets, closed=built.keys() - open_to.keys())

    @cached_property
    def hr(self) -> HrConnections:
        """The APIs of the HR systems."""
        from provisioning.hr_connections import connect

        return connect(self._environment, self._url)

    @cached_property
    def queue(self) -> EventQueue:
        """The queue of events, for those that HR systems send."""
        from provisioning.storage.queue import QUEUE, StorageEventQueue

        return StorageEventQueue(self._queue_client(QUEUE, _INTAKE_PATIENCE))

    @cached_property
    def own_queue(self) -> EventQueue:
        """The same queue, for what the app itself puts there."""
        from provisioning.storage.queue import QUEUE, StorageEventQueue

        return StorageEventQueue(self._queue_client(QUEUE, _QUEUE_PATIENCE))

    @cached_property
    def steps(self) -> StepQueue:
        """The queue of the steps of cycles."""
        from provisioning.storage.queue import STEP_QUEUE, StorageStepQueue

        return StorageStepQueue(self._queue_client(STEP_QUEUE, _QUEUE_PATIENCE))

    @cached_property
    def cycle_store(self) -> TableCycleStore:
        """The store of cycles."""
        from provisioning.storage.cycles import TableCycleStore

        return TableCycleStore(self._tables)

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
    def directory(self) -> GraphDirectory:
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

        return Gatherer(self.employees, self.directory, self.settings, self.hr.readers, self.clock)

    @cached_property
    def engine(self) -> Engine:
        """What provisions people."""
        from provisioning.engine import Engine

        return Engine(self.gatherer, self.directory, self.employees, self.log, self.own_queue)

    @cached_property
    def worker(self) -> Worker:
        """What works off the messages of the queue of events."""
        from provisioning.working import Worker

        return Worker(self.engine, self.cycle_store)

    @cached_property
    def due_reviews(self) -> DueReviews:
        """What puts people on the queue when their time has come."""
        from provisioning.cycles.due import DueReviews

        return DueReviews(self.employees, self.settings, self.own_queue, self.clock)

    @cached_property
    def cycles(self) -> Cycles:
        """What starts and stops cycles, and takes their steps."""
        from provisioning.cycles.control import Cycles
        from provisioning.cycles.running import CycleRunner

        runner = CycleRunner(self._cycle_lister, self.cycle_store, self.own_queue, self.steps, self.clock)
        return Cycles(
            runner,
            self.cycle_store,
            self.employees,
            self.settings,
            self.sources,
            frozenset(self.hr.listers),
            self.clock,
        )

    async def ask_for_changes(self, source: str) -> None:
        """Start a delta cycle of a source whose event did not say enough."""
        await self.cycles.ask_for_changes(source)

    @cached_property
    def api(self) -> Api:
        """The administrator's endpoints."""
        from provisioning.web.api import Api

        return Api(
            self.sources,
            frozenset(self.hr.readers),
            self.employees,
            self.settings,
            self.log,
            self.cycle_store,
            self.clock,
            self.secrets,
        )

    @cached_property
    def cycles_api(self) -> CyclesApi:
        """The administrator's endpoints for cycles."""
        from provisioning.web.cycles import CyclesApi

        return CyclesApi(self.cycles, self.cycle_store, self.sources)

    @cached_property
    def imports_api(self) -> ImportsApi:
        """The administrator's endpoint for CSV files."""
        from provisioning.web.imports import ImportsApi

        return ImportsApi(self.cycles, self.sources, self.clock, frozenset(self.hr.readers))

    @cached_property
    def _cycle_lister(self) -> CycleLister:
        from provisioning.cycles.listing import CycleLister
        from provisioning.cycles.people import PeopleOfCycle

        people = PeopleOfCycle(self.hr.listers, self.hr.readers, self.employees)
        return CycleLister(people, self.directory, self.cycle_store, self.settings, self.clock)

    def _queue_client(self, name: str, patience: Mapping[str, Any]) -> QueueClient:
        from azure.storage.queue.aio import QueueClient

        connection = self._environment.get(STORAGE)
        if connection:
            return QueueClient.from_connection_string(connection, name, **patience)
        return QueueClient(self._storage_url("queueServiceUri"), name, self._identity, **patience)

    def _both(self, setting: str) -> list[str]:
        """Return a secret and the one before it, those of them that are set."""
        secrets = (self._environment.get(f"{setting}{which}") for which in ("", "_PREVIOUS"))
        return [secret for secret in secrets if secret]

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


class _SettingsWhenAsked:
    """SettingsReader that opens the tables only when somebody asks: most events need no settings to be taken in."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def read(self) -> tuple[Settings, str]:
        """See ports.SettingsReader."""
        return await self._app.settings.read()


def quiet_libraries() -> None:
    """Keep the libraries' own lines about each request out of the application log.

    They name addresses, and an address holds a login name, an employee id or what was searched for.
    """
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


quiet_libraries()
app: Final = App(os.environ)
"""The app of this process."""
