"""Invented people for the stories, in Bob's form and in the product's own."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

TODAY = datetime.now(UTC).date()
LONG_AGO = TODAY - timedelta(days=400)


def bob_person(number: int, *, title: str = "Engineer", last_day: date | None = None) -> dict[str, Any]:
    """Return a person as Bob's people API shows them."""
    return {
        "id": str(3332883854254900000 + number),
        "firstName": "Ana",
        "surname": f"Ruiz{number}",
        "displayName": f"Ana Ruiz{number}",
        "email": f"ana.ruiz{number}@contoso.com",
        "work": {
            "title": title,
            "department": "Research",
            "site": "Madrid",
            "startDate": LONG_AGO.isoformat(),
            "employeeIdInCompany": f"B{number}",
            "workPhone": "+34 910 000 000",
        },
        "internal": {
            "status": "Active",
            "lifecycleStatus": "Employed",
            "terminationDate": last_day.isoformat() if last_day else None,
        },
    }


def generic_event(number: int, kind: str = "employee.created", **employee: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return an event in the product's own form; `employee` adds fields or replaces them."""
    return {
        "id": f"event-{number}-{datetime.now(UTC).timestamp()}",
        "type": kind,
        "occurredAt": datetime.now(UTC).isoformat(),
        "employee": {
            "id": f"G{number}",
            "firstName": "Pia",
            "lastName": f"Berg{number}",
            "workEmail": f"pia.berg{number}@contoso.com",
            "startDate": LONG_AGO.isoformat(),
            "jobTitle": "Analyst",
            **employee,
        },
    }
