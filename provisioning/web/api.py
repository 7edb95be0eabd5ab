"""The administrator's endpoints: health, people, the provisioning log, settings, preview and provision on demand."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

from azure.functions import HttpRequest, HttpResponse
from pydantic import ValidationError

from provisioning.engine import Engine, preview
from provisioning.fields import Frozen, HrId
from provisioning.gathering import Gatherer
from provisioning.model import Employee, EventType, HrEvent, Status
from provisioning.ports import (
    BadCursor,
    Clock,
    ConcurrentChange,
    EmployeeStore,
    HrSource,
    LogQuery,
    PeopleReader,
    ProvisioningLog,
    RequestRejected,
    SettingsStore,
    TemporaryFailure,
)
from provisioning.problems import sentence_of
from provisioning.settings import SettingsRefused
from provisioning.strict_json import read_json
from provisioning.web import views
from provisioning.web.responses import answer, check_source, failure, headers_of

_MOST_ENTRIES: Final = 200
_PATIENCE_SECONDS: Final = 5


class _PersonRequest(Frozen):
    source: str
    employee_id: HrId | None = None
    employee: Employee | None = None


@dataclass(frozen=True, slots=True)
class Api:
    """The endpoints, over what they read and write."""

    sources: Mapping[str, HrSource]
    people: Mapping[str, PeopleReader]
    employees: EmployeeStore
    settings: SettingsStore
    log: ProvisioningLog
    clock: Clock

    async def health(self, request: HttpRequest) -> HttpResponse:
        """Tell whether the app can work: storage answers, and whether provisioning is on."""
        del request
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                settings, _ = await self.settings.read()
        except TimeoutError:
            raise TemporaryFailure(f"the tables did not answer within {_PATIENCE_SECONDS} seconds") from None
        return answer({"status": "ok", "provisioning": "on" if settings.enabled else "off"})

    async def employee(self, request: HttpRequest) -> HttpResponse:
        """Tell what is kept of one person."""
        source, employee_id = request.route_params["source"], request.route_params["id"]
        check_source(source, self.sources)
        stored = await self.employees.read(source, employee_id)
        if stored.etag is None:
            raise RequestRejected(404, f"nothing is known of employee {employee_id!r} of {source}")
        return answer(views.record(stored.record))

    async def provisioning_log(self, request: HttpRequest) -> HttpResponse:
        """Return a page of the log, newest first."""
        try:
            page = await self.log.read(_log_query(request.params))
        except BadCursor:
            raise RequestRejected(400, "cursor is not one that an earlier answer gave") from None
        entries = [views.log_entry(entry) for entry in page.entries]
        return answer({"entries": entries, "cursor": page.cursor})

    async def read_settings(self, request: HttpRequest) -> HttpResponse:
        """Return the settings in force, with their ETag."""
        del request
        settings, etag = await self.settings.read()
        return answer(settings.to_json(), headers={"ETag": etag})

    async def change_settings(self, request: HttpRequest) -> HttpResponse:
        """Merge a partial settings document; with If-Match only if nobody changed them in between."""
        headers = headers_of(request)
        document = read_json(request.get_body(), headers)
        if not isinstance(document, dict):
            raise RequestRejected(400, "the settings must be an object")
        try:
            settings, etag = await self.settings.change(document, headers.get("if-match"))
        except SettingsRefused as refused:
            fields = [{"field": field, "message": text} for field, text in refused.problems]
            return failure(400, f"{refused}; the settings stay as they were", fields=fields)
        except ConcurrentChange:
            raise RequestRejected(412, "the settings were changed in the meantime; read them again") from None
        return answer(settings.to_json(), headers={"ETag": etag})

    async def preview(self, request: HttpRequest, gatherer: Gatherer) -> HttpResponse:
        """Tell what provisioning one person would do now, without doing it."""
        return answer(views.preview(await preview(gatherer, self._event(request))))

    async def provision(self, request: HttpRequest, engine: Engine) -> HttpResponse:
        """Provision one person now, and return the log entry; what fails for now goes on the queue."""
        event = self._event(request)
        try:
            return answer(views.log_entry(await engine.provision(event)))
        except TemporaryFailure:
            await engine.queue.put(event)
            raise

    def _event(self, request: HttpRequest) -> HrEvent:
        try:
            wanted = _PersonRequest.model_validate(
                read_json(request.get_body(), headers_of(request)), by_alias=True, by_name=False
            )
        except ValidationError as error:
            raise RequestRejected(400, sentence_of(error)) from None
        check_source(wanted.source, self.sources)
        employee_id = wanted.employee.id if wanted.employee else wanted.employee_id
        if employee_id is None or (wanted.employee and wanted.employee_id not in {None, employee_id}):
            raise RequestRejected(400, 'send "employeeId" or "employee", with one and the same id')
        return HrEvent(
            id=f"on-demand-{uuid4().hex}",
            source=wanted.source,
            type=EventType.UPDATED if wanted.employee else EventType.REVIEW,
            occurred_at=self.clock.now(),
            employee_id=employee_id,
            employee=wanted.employee,
            numbered_by_id=wanted.source not in self.people,
        )


def _log_query(params: Mapping[str, str]) -> LogQuery:
    unknown = set(params) - {"employeeId", "source", "status", "since", "until", "cursor", "limit", "code"}
    if unknown:
        raise RequestRejected(400, f"{min(unknown)} is not a filter of the log")
    status = params.get("status")
    if status and status not in set(Status):
        raise RequestRejected(400, f"status must be one of {', '.join(Status)}")
    return LogQuery(
        source=params.get("source"),
        employee_id=params.get("employeeId"),
        status=Status(status) if status else None,
        since=_instant(params, "since"),
        until=_instant(params, "until"),
        cursor=params.get("cursor"),
        limit=_limit(params.get("limit", "50")),
    )


def _instant(params: Mapping[str, str], name: str) -> datetime | None:
    text = params.get(name)
    if not text:
        return None
    try:
        # A + in a query string reads as a space, so an offset of +02:00 may come like that.
        instant = datetime.fromisoformat(text.replace(" ", "+"))
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise RequestRejected(400, f"{name} must be a time like 2026-09-30T08:15:00Z") from None


def _limit(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_ENTRIES:
        raise RequestRejected(400, f"limit must be a number from 1 to {_MOST_ENTRIES}")
    return int(text)
