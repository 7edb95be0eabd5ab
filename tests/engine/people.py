"""The people of the stories, and events about them."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from provisioning.model import Employee, EventType, HrEvent

_BEGINNING = datetime(2026, 3, 2, 11, tzinfo=UTC)
_numbers = count(1)


def anna(**fields: Any) -> Employee:  # noqa: ANN401 - whatever a field takes
    """Return Anna, who works; fields are named as in Python."""
    known = {
        "id": "e1",
        "first_name": "Anna",
        "last_name": "Ek",
        "work_email": "anna.ek@contoso.com",
        "start_date": "2026-01-05",
        "job_title": "Nurse",
    }
    return _numbered(known | fields)


def mona(**fields: Any) -> Employee:  # noqa: ANN401 - as above
    """Return Mona, Anna's manager."""
    known = {
        "id": "m1",
        "first_name": "Mona",
        "last_name": "Alm",
        "work_email": "mona.alm@contoso.com",
        "start_date": "2020-01-01",
    }
    return _numbered(known | fields)


def _numbered(fields: dict[str, Any]) -> Employee:
    return Employee.model_validate({"employee_number": fields["id"]} | fields)


def updated(employee: Employee, *, minute: float = 0, source: str = "generic") -> HrEvent:
    """Return a full event that HR sent in this minute after eleven o'clock."""
    return _event(employee.id, EventType.UPDATED, minute, source, employee)


def deleted(employee: Employee, *, minute: float = 0, source: str = "generic") -> HrEvent:
    """Return an event that says that the person's file was deleted."""
    return _event(employee.id, EventType.DELETED, minute, source, None)


def nudge(employee: Employee, *, minute: float = 0) -> HrEvent:
    """Return a thin event of Bob's."""
    return _event(employee.id, EventType.UPDATED, minute, "bob", None)


def _event(employee_id: str, kind: EventType, minute: float, source: str, employee: Employee | None) -> HrEvent:
    return HrEvent(
        id=f"event-{next(_numbers)}",
        source=source,
        type=kind,
        occurred_at=_BEGINNING + timedelta(minutes=minute),
        employee_id=employee_id,
        employee=employee,
    )
