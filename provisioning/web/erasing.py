"""The administrator's endpoints for what is kept of one person: show all of it, and erase it."""

from dataclasses import dataclass
from typing import Annotated, Final

from azure.functions import HttpRequest, HttpResponse
from pydantic import AfterValidator, Field, StringConstraints

from provisioning.auditing import Auditor
from provisioning.fields import Frozen
from provisioning.model import EmployeeRecord
from provisioning.ports import BadCursor, Clock, RequestRejected, SettingsReader
from provisioning.retention.erasing import Eraser, StillNeeded
from provisioning.retention.exporting import Exporter
from provisioning.rules.forgetting import being_created, still_needed
from provisioning.web.changing import who_asks
from provisioning.web.demands import read_demand
from provisioning.web.queries import person_in, unknown_cursor
from provisioning.web.responses import answer, headers_of

AFTERWARDS: Final = (
    "What the HR system says of the person from now on, and what is on the queue already, is taken as new: erase the "
    "person there first. The account in Entra is left as it is."
)
_EXPORT_TAKES: Final = frozenset({"cursor", "code"})


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("holds a control character; send one line of plain text")
    return text


class Erasure(Frozen):
    """A demand to erase a person: `confirm` repeats the employee id; `reason` stands in the audit trail for good."""

    confirm: str
    reason: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
        AfterValidator(_printable),
    ]
    even_if_employed: Annotated[bool, Field(strict=True)] = False


@dataclass(frozen=True, slots=True)
class PersonApi:
    """The endpoints, over what shows and erases."""

    exporter: Exporter
    eraser: Eraser
    settings: SettingsReader
    auditor: Auditor
    clock: Clock

    async def export(self, request: HttpRequest) -> HttpResponse:
        """Return all that is kept of a person; `cursor` goes on with the log entries.

        Raises:
            RequestRejected: 404 when nothing is known of the person, 400 for a cursor that no answer gave.
        """
        source, employee_id = person_in(request.route_params)
        unknown = set(request.params) - _EXPORT_TAKES
        if unknown:
            raise RequestRejected(400, f"{min(unknown)} is not known here; an export takes cursor")
        try:
            shown = await self.exporter.export(source, employee_id, request.params.get("cursor") or None)
        except BadCursor:
            raise unknown_cursor() from None
        if shown is None:
            raise _unknown(source, employee_id)
        sentence = f"exported what is kept of employee {employee_id} of {source}"
        by = who_asks(headers_of(request))
        await self.auditor.note(by, "person.exported", sentence, source=source, employeeId=employee_id)
        return answer(shown)

    async def erase(self, request: HttpRequest) -> HttpResponse:
        """Erase a person, and return how much was taken away, by what it was.

        Raises:
            RequestRejected: 404 when nothing is known of the person, 409 while what is kept is still needed, 400 for
                a body that is wrong or does not repeat the employee id.
        """
        source, employee_id = person_in(request.route_params)
        demand = read_demand(request, Erasure)
        if demand.confirm != employee_id:
            raise RequestRejected(
                400, f"confirm must repeat the employee id, {employee_id[:200]!r}; nothing was erased"
            )
        settings, _ = await self.settings.read()
        now = self.clock.now()

        def objection(record: EmployeeRecord) -> str | None:
            needed = None if demand.even_if_employed else still_needed(record, settings, now)
            return being_created(record, now) or (needed and f'{needed}; or send "evenIfEmployed": true')

        by = who_asks(headers_of(request))
        try:
            erased = await self.eraser.erase(source, employee_id, objection, by, demand.reason)
        except StillNeeded as needed:
            raise RequestRejected(409, f"not erased: {needed}") from None
        if erased is None:
            raise _unknown(source, employee_id)
        return answer({"erased": dict(erased), "afterwards": AFTERWARDS})


def _unknown(source: str, employee_id: str) -> RequestRejected:
    return RequestRejected(404, f"nothing is known of employee {employee_id[:200]!r} of {source[:100]!r}")
