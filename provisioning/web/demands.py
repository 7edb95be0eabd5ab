"""What administrators ask for, as it stands in a request; what they ask for about one person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import uuid4

from azure.functions import HttpRequest
from pydantic import Field, JsonValue, ValidationError

from provisioning.fields import Frozen, HrId
from provisioning.model import Employee, EventType, HrEvent
from provisioning.ports import RequestRejected
from provisioning.problems import sentence_of
from provisioning.strict_json import read_json
from provisioning.web.responses import headers_of


class PersonDemand(Frozen):
    """A person: by id, as last known or as their HR system shows them, or with what is said of them here."""

    source: str
    employee_id: HrId | None = None
    employee: Employee | None = None


class ProvisionDemand(PersonDemand):
    """Provisioning now; `access_restored` takes back that the HR system revoked the person's access."""

    access_restored: Annotated[bool, Field(strict=True)] = False


class PreviewDemand(PersonDemand):
    """A preview, which may ask for the value of an expression."""

    expression: Annotated[str, Field(max_length=10_000)] | None = None


class TrialDemand(PreviewDemand):
    """A preview under other settings than those in force."""

    settings: Mapping[str, JsonValue]


def read_demand[Demand: Frozen](request: HttpRequest, kind: type[Demand]) -> Demand:
    """Read a demand from a request's body.

    Raises:
        RequestRejected: 400 and the like, with a sentence that names the field.
    """
    document = read_json(request.get_body(), headers_of(request))
    try:
        return kind.model_validate(document, by_alias=True, by_name=False)
    except ValidationError as error:
        raise RequestRejected(400, sentence_of(error)) from None


def event_of(demand: PersonDemand, now: datetime, *, numbered_by_id: bool) -> HrEvent:
    """Return the event that a demand stands for, at `now` (UTC).

    `numbered_by_id` says that the ids of the demand's source are employee numbers.

    Raises:
        RequestRejected: 400 when it is not said who is meant.
    """
    employee_id = demand.employee.id if demand.employee else demand.employee_id
    if employee_id is None or (demand.employee and demand.employee_id not in {None, employee_id}):
        raise RequestRejected(400, 'send "employeeId" or "employee", with one and the same id')
    if isinstance(demand, ProvisionDemand) and demand.access_restored:
        kind = EventType.ACCESS_RESTORED
    else:
        kind = EventType.UPDATED if demand.employee else EventType.REVIEW
    return HrEvent(
        id=f"on-demand-{uuid4().hex}",
        source=demand.source,
        type=kind,
        occurred_at=now,
        employee_id=employee_id,
        employee=demand.employee,
        numbered_by_id=numbered_by_id,
    )
