"""Ana Ruiz, her record and her account, for tests to change one thing at a time. Everybody here is invented."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from pydantic import JsonValue

from provisioning.model import (
    Account,
    Employee,
    EmployeeRecord,
    EventType,
    HrEvent,
    Link,
    LinkOrigin,
    Stamped,
)

SOURCE: Final = "generic"
SAID_BEFORE: Final = "2026-01-01T00:00:00.000000+00:00 event-0"
ANA_ACCOUNT: Final = "a11a0000-0000-4000-8000-000000000007"
BOSS_ACCOUNT: Final = "b0550000-0000-4000-8000-000000000001"

ANA: Final[Mapping[str, JsonValue]] = {
    "id": "7",
    "employeeNumber": "7",
    "firstName": "Ana",
    "lastName": "Ruiz",
    "workEmail": "ana.ruiz@contoso.com",
    "startDate": "2026-01-15",
    "jobTitle": "Engineer",
    "status": "active",
}
"""Enough to create an account."""

ANA_IN_ENTRA: Final[Mapping[str, JsonValue]] = {
    "givenName": "Ana",
    "surname": "Ruiz",
    "displayName": "Ana Ruiz",
    "jobTitle": "Engineer",
    "employeeHireDate": "2026-01-15T00:00:00Z",
    "employeeId": "7",
}
"""The attributes that the default settings give her account."""


def at(text: str) -> datetime:
    """Return an instant written like 2026-09-30T22:00Z."""
    return datetime.fromisoformat(text).astimezone(UTC)


NOON: Final = at("2026-06-01T12:00Z")
"""An ordinary working day of Ana's."""


def employee(**said: JsonValue) -> Employee:
    """Return an employee of whom the HR system says only this; the id is 7 unless given."""
    return Employee.model_validate({"id": "7"} | said)


def ana(**changes: JsonValue) -> Employee:
    """Return Ana as her HR system describes her, with some fields changed or added."""
    return Employee.model_validate({**ANA, **changes})


def record(person: Employee, **kept: object) -> EmployeeRecord:
    """Return what is kept of a person, said on New Year's Day, with `kept` for the rest of the record."""
    fields = {name: Stamped(value=value, version=SAID_BEFORE) for name, value in person.attributes().items()}
    return EmployeeRecord.model_validate({"source": SOURCE, "employeeId": person.id, "fields": fields} | kept)


def link(account_id: str = ANA_ACCOUNT, *, since: datetime | None = None) -> Link:
    """Return a link to an account, months old unless `since` is given."""
    linked_at = since or at("2026-01-15T00:00Z")
    return Link(account_id=account_id, origin=LinkOrigin.CREATED, linked_at=linked_at)


def account(**changes: object) -> Account:
    """Return Ana's account, enabled and as it should be, with some properties changed."""
    usual: dict[str, object] = {
        "id": ANA_ACCOUNT,
        "user_principal_name": "ana.ruiz@contoso.com",
        "account_enabled": True,
        "attributes": ANA_IN_ENTRA,
    }
    return Account.model_validate(usual | changes)


def event(
    person: Employee | None = None,
    *,
    id: str = "event-1",  # noqa: A002 - the event's own word
    type: EventType = EventType.UPDATED,  # noqa: A002 - as above
    occurred_at: datetime = NOON,
) -> HrEvent:
    """Return an event about a person, Ana's own and thin unless a person is given."""
    employee_id = person.id if person else "7"
    return HrEvent(id=id, source=SOURCE, type=type, occurred_at=occurred_at, employee_id=employee_id, employee=person)
