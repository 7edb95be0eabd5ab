"""The administrator's endpoints: people, the provisioning log, settings, preview and provision on demand."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass

from azure.functions import HttpRequest, HttpResponse

from provisioning.auditing import Auditor
from provisioning.engine import Engine
from provisioning.gathering import Gatherer
from provisioning.model import EventType, HrEvent
from provisioning.ports import (
    BadCursor,
    Clock,
    EmployeeStore,
    Gate,
    HrSources,
    ProvisioningLog,
    RequestRejected,
    Secrets,
    SettingsStore,
    TemporaryFailure,
)
from provisioning.web import changing, previewing, queries, spreadsheets, views
from provisioning.web.demands import PersonDemand, PreviewDemand, ProvisionDemand, TrialDemand, event_of, read_demand
from provisioning.web.responses import answer, check_source, headers_of


@dataclass(frozen=True, slots=True)
class Api:
    """The endpoints, over what they read and write. `thin` names the sources whose people are read from an API."""

    sources: HrSources
    thin: Collection[str]
    employees: EmployeeStore
    settings: SettingsStore
    log: ProvisioningLog
    clock: Clock
    secrets: Secrets
    auditor: Auditor

    async def employee(self, request: HttpRequest) -> HttpResponse:
        """Tell what is kept of one person."""
        source, employee_id = queries.person_in(request.route_params)
        await check_source(source, self.sources)
        stored = await self.employees.read(source, employee_id)
        if stored.etag is None:
            raise RequestRejected(404, f"nothing is known of employee {employee_id!r} of {source}")
        return answer(views.record(stored.record))

    async def provisioning_log(self, request: HttpRequest) -> HttpResponse:
        """Return a page of the log, newest first, in JSON or CSV."""
        query, in_csv = queries.log_query(request.params), queries.wants_csv(request.params)
        try:
            page = await self.log.read(query)
        except BadCursor:
            raise queries.unknown_cursor() from None
        if in_csv:
            return spreadsheets.log_as_csv(page)
        entries = [views.log_entry(entry) for entry in page.entries]
        return answer({"entries": entries, "cursor": page.cursor})

    async def read_settings(self, request: HttpRequest) -> HttpResponse:
        """Return the settings in force, with their ETag."""
        del request
        settings, etag = await self.settings.read()
        return answer(settings.to_json(), headers={"ETag": etag})

    async def change_settings(self, request: HttpRequest) -> HttpResponse:
        """Merge a partial settings document; with If-Match only if nobody changed them in between."""
        check = changing.checked_with(self.secrets, self.sources.built_in())
        return await changing.change(request, self.settings, self.log, check, self.auditor)

    async def settings_history(self, request: HttpRequest) -> HttpResponse:
        """Return a page of the changes of the settings, newest first."""
        cursor, limit = queries.history_page(request.params)
        try:
            page = await self.settings.history(cursor, limit)
        except BadCursor:
            raise queries.unknown_cursor() from None
        return answer({"changes": [views.settings_change(each) for each in page.changes], "cursor": page.cursor})

    async def preview(self, request: HttpRequest, gatherer: Gatherer) -> HttpResponse:
        """Tell what provisioning one person would do now and why, without doing it."""
        demand = read_demand(request, PreviewDemand)
        event = await self._event_of(demand)
        return await previewing.preview(demand, event, gatherer)

    async def try_settings(self, request: HttpRequest, gatherer: Gatherer) -> HttpResponse:
        """Tell what provisioning one person would do under other settings; nothing is stored."""
        demand = read_demand(request, TrialDemand)
        event = await self._event_of(demand)
        first_time = await changing.is_first_time(demand.settings, self.log)
        check = changing.checked_with(self.secrets, self.sources.built_in())
        return await previewing.trial(demand, event, gatherer, check, first_time=first_time)

    async def provision(self, request: HttpRequest, engine: Engine, gate: Gate) -> HttpResponse:
        """Provision one person now, and return the log entry; what fails for now goes on the queue.

        No quarantine holds it back, and if it works it may end one. It stands in the audit trail before it is done.
        """
        event = await self._event_of(read_demand(request, ProvisionDemand))
        await self._note(event, changing.who_asks(headers_of(request)))
        try:
            await gate.let_through(event.source)
            entry = await engine.provision(event)
        except TemporaryFailure as failure:
            await engine.queue.put(event)
            with suppress(TemporaryFailure):
                await gate.failed(failure, about=event.employee_id)
            raise
        with suppress(TemporaryFailure):  # the timer finds out as well
            await gate.worked(event.source)
        return answer(views.log_entry(entry))

    async def _note(self, event: HrEvent, by: str) -> None:
        restored = event.type is EventType.ACCESS_RESTORED
        also = ", and took back that access was revoked" if restored else ""
        sentence = f"had employee {event.employee_id} of {event.source} provisioned now{also}"
        source, employee_id = event.source, event.employee_id
        await self.auditor.note(
            by, "person.provisioned", sentence, source=source, employeeId=employee_id, accessRestored=restored
        )

    async def _event_of(self, demand: PersonDemand) -> HrEvent:
        await check_source(demand.source, self.sources)
        return event_of(demand, self.clock.now(), numbered_by_id=demand.source not in self.thin)
