"""What works on people: the directory, the engine, what it asks on the way, and cycles."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from provisioning.bootstrap.stores import Stores
from provisioning.ports import Misconfigured
from provisioning.sources.bamboohr.webhooks import BambooSource
from provisioning.sources.bob import BobSource
from provisioning.sources.generic import GenericSource
from provisioning.sources.known import CSV, KnownSources
from provisioning.sources.personio.webhooks import PersonioSource
from provisioning.sources.scim_bulk.source import ScimBulkSource
from provisioning.sources.unready import UnreadySource

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from provisioning.cycles.control import Cycles
    from provisioning.cycles.due import DueReviews
    from provisioning.cycles.listing import CycleLister
    from provisioning.engine import Engine
    from provisioning.gathering import Gatherer
    from provisioning.hearing import Hearing
    from provisioning.parking import Parking
    from provisioning.ports import HrSource
    from provisioning.quarantine.gate import QuarantineGate
    from provisioning.settings import Settings
    from provisioning.staging import Staging
    from provisioning.targets.graph import GraphDirectory
    from provisioning.targets.graph_client import PacedClient
    from provisioning.working import Worker


class Workers(Stores):
    """What works on people: the directory, the engine, what it asks on the way, and cycles."""

    @cached_property
    def sources(self) -> KnownSources:
        """The HR systems that may send events, by the name in the route."""
        built = self.built_in_sources
        chosen = self._environment.get("HR_SOURCES") or ",".join(built)
        names = [name.strip() for name in chosen.split(",")]
        unknown = set(names) - set(built)
        if unknown:
            raise Misconfigured(f"HR_SOURCES names {min(unknown)!r}; known are {', '.join(built)}")
        open_to = {name: built[name] for name in names}
        return KnownSources(open_to, _SettingsWhenAsked(self), self.secrets, closed=built.keys() - open_to.keys())

    @cached_property
    def built_in_sources(self) -> Mapping[str, HrSource]:
        """The HR systems that can send events without a description in the settings, whether or not they may."""
        return {
            "bob": self._signed("BOB_WEBHOOK_SECRET", BobSource, "BOB_COMPANY_ID"),
            "personio": self._signed("PERSONIO_WEBHOOK_TOKEN", PersonioSource, "PERSONIO_COMPANY_ID"),
            "bamboohr": self._signed("BAMBOOHR_WEBHOOK_KEY", BambooSource, "BAMBOOHR_COMPANY_ID"),
            "generic": GenericSource(),
            "scim-bulk": ScimBulkSource(),
        }

    def _signed(self, secret: str, source: Callable[[Sequence[str], str | None], HrSource], company: str) -> HrSource:
        """Return a source of signed events, pinned to a company if one is set.

        Of a secret that is a reference which could not be resolved, it takes no event, and the other sources do.
        """
        names = (secret, f"{secret}_PREVIOUS")
        if fault := self._environment.unresolved(*names):
            return UnreadySource(fault)
        secrets = [value for name in names if (value := self._environment.get(name))]
        return source(secrets, self._environment.get(company) or None)

    @cached_property
    def directory(self) -> GraphDirectory:
        """Microsoft Entra ID."""
        from provisioning.targets.graph import GraphDirectory

        return GraphDirectory(self._graph_client, self.secrets)

    @cached_property
    def _graph_client(self) -> PacedClient:
        from provisioning.targets.graph_client import connect
        from provisioning.targets.graph_pacing import GraphPace

        return connect(*self._graph, GraphPace(self.quotas))

    @cached_property
    def gatherer(self) -> Gatherer:
        """What reads all that a plan is made from."""
        from provisioning.gathering import Gatherer
        from provisioning.quarantine.reading import held

        readers = held(self.hr.readers, self.gate)
        return Gatherer(self.employees, self.directory, self.settings, readers, self.clock, self.staging)

    @cached_property
    def staging(self) -> Staging:
        """What keeps disables within the threshold."""
        from provisioning.linked_accounts import LinkedAccounts
        from provisioning.staging import Staging
        from provisioning.storage.ledger import TableDisableLedger

        ledger, linked = TableDisableLedger(self._tables), LinkedAccounts(self.employees)
        return Staging(ledger, self.batches, self.audit, linked)

    @cached_property
    def engine(self) -> Engine:
        """What provisions people."""
        from provisioning.engine import Engine

        return Engine(
            self.gatherer,
            self.directory,
            self.employees,
            self.log,
            self.own_queue,
            self.timings,
            parking=self.parking,
            staging=self.staging,
        )

    @cached_property
    def worker(self) -> Worker:
        """What works off the messages of the queue of events."""
        from provisioning.working import Worker

        return Worker(self.engine, self.cycle_store, self.own_queue, self.gate, self.parking, self.clock, self.hearing)

    async def work(self, body: bytes, deliveries: int) -> None:
        """Work off a message of the queue of events; one that cannot be read is parked at once.

        Raises:
            TemporaryFailure: The host must deliver it again.
        """
        from provisioning.messages import UnreadableMessage, decode
        from provisioning.misconfiguration import once_configured

        try:
            message = decode(body, deliveries)
        except UnreadableMessage:
            await self.park(body)
            return
        await once_configured(lambda: self.worker.work(message), body, self.own_queue, lambda: self.gate)

    async def park(self, body: bytes) -> None:
        """Park a message of the poison queue.

        Raises:
            TemporaryFailure: It could be neither parked nor put back.
        """
        from provisioning.misconfiguration import once_configured

        await once_configured(lambda: self.worker.park_worn_out(body), body, self.own_queue, lambda: self.gate)

    async def review_due(self) -> int:
        """Put everybody on the queue whose time has come, once the app can work; return how many.

        Raises:
            TemporaryFailure: Not everybody could be put there.
        """
        from provisioning.misconfiguration import if_configured

        await self.gate.probe()
        return await if_configured(self._review_due, lambda: self.gate)

    async def _review_due(self) -> int:
        return await self.due_reviews.queue_all(await self.sources.names())

    async def reconcile(self) -> int:
        """Start the cycle that is due for each HR system; return how many were started.

        Raises:
            TemporaryFailure: The settings could not be read.
        """
        from provisioning.misconfiguration import if_configured

        return await if_configured(self._reconcile, lambda: self.gate)

    async def _reconcile(self) -> int:
        return await self.cycles.tick()

    @cached_property
    def gate(self) -> QuarantineGate:
        """What knows where the app cannot work, and tries again."""
        from provisioning.quarantine.gate import QuarantineGate
        from provisioning.quarantine.probes import Probes

        probes = Probes(_EntraWhenAsked(self), _SettingsOnceBuilt(self), self.hr.readers, self.employees)
        return QuarantineGate(self.quarantines, probes, self.audit, self.clock)

    @cached_property
    def hearing(self) -> Hearing:
        """What notes who is heard."""
        from provisioning.hearing import Hearing

        return Hearing(self.heard, self.clock)

    @cached_property
    def parking(self) -> Parking:
        """What parks messages."""
        from provisioning.parking import Parking

        return Parking(self.parked, self.employees, frozenset(self.hr.readers))

    @cached_property
    def due_reviews(self) -> DueReviews:
        """What puts people on the queue when their time has come."""
        from provisioning.cycles.due import DueReviews

        return DueReviews(self.employees, self.settings, self.own_queue, self.clock, self.gate)

    @cached_property
    def cycles(self) -> Cycles:
        """What starts and stops cycles, and takes their steps."""
        from provisioning.cycles.control import Cycles
        from provisioning.cycles.running import CycleRunner

        runner = CycleRunner(self._cycle_lister, self.cycle_store, self.own_queue, self.steps, self.clock, self.gate)
        return Cycles(
            runner,
            self.cycle_store,
            self.employees,
            self.settings,
            self.sources,
            frozenset(self.hr.listers),
            self.clock,
        )

    def wrong_settings(self) -> Sequence[str]:
        """Return a sentence on each app setting that keeps a part of the app from working."""
        checks: list[Callable[[], object]] = [lambda: self.sources, lambda: self._graph_settings]
        return [*self.hr.wrong, *(str(wrong) for check in checks if (wrong := _fault_of(check)))]

    async def ask_for_changes(self, source: str) -> None:
        """Start a delta cycle of a source whose event did not say enough."""
        await self.cycles.ask_for_changes(source)

    @cached_property
    def _cycle_lister(self) -> CycleLister:
        from provisioning.cycles.listing import CycleLister
        from provisioning.cycles.people import PeopleOfCycle

        people = PeopleOfCycle(self.hr.listers, self.hr.readers, self.employees)
        return CycleLister(people, self.directory, self.cycle_store, self.settings, self.clock)


def _fault_of(check: Callable[[], object]) -> Misconfigured | None:
    try:
        check()
    except Misconfigured as wrong:
        return wrong
    return None


class _SettingsOnceBuilt:
    """SettingsReader that reads the settings once the app settings are right as well."""

    def __init__(self, app: Workers) -> None:
        self._app = app

    async def read(self) -> tuple[Settings, str]:
        """See ports.SettingsReader.

        Raises:
            Misconfigured: An app setting is wrong.
        """
        _ = self._app.worker
        return await self._app.settings.read()


class _EntraWhenAsked:
    """Reachable that imports msgraph-sdk only when somebody asks."""

    def __init__(self, app: Workers) -> None:
        self._app = app

    async def reach(self) -> None:
        """See ports.Reachable."""
        await self._app.directory.reach()


class _SettingsWhenAsked:
    """SettingsReader that opens the tables only when somebody asks: most events need no settings to be taken in."""

    def __init__(self, app: Workers) -> None:
        self._app = app

    async def read(self) -> tuple[Settings, str]:
        """See ports.SettingsReader."""
        return await self._app.settings.read()


class SourcesWhenAsked:
    """HrSources for what must tell how things stand, also while the app setting is wrong that chooses them."""

    def __init__(self, app: Workers) -> None:
        self._app = app

    def built_in(self) -> Collection[str]:
        """See ports.HrSources. They are the same whatever is chosen of them."""
        return frozenset({*self._app.built_in_sources, CSV})

    async def find(self, name: str) -> HrSource | None:
        """See ports.HrSources."""
        return await self._known().find(name)

    async def names(self) -> Collection[str]:
        """See ports.HrSources."""
        return await self._known().names()

    def _known(self) -> KnownSources:
        try:
            return self._app.sources
        except Misconfigured as wrong:
            from provisioning.misconfiguration import fault_of

            raise fault_of(wrong) from None
