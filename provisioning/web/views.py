"""How things look in the API's JSON."""

from collections.abc import Sequence
from datetime import datetime

from provisioning.engine import Report
from provisioning.model import (
    AppliedOperation,
    Change,
    CreateAccount,
    DisableAccount,
    EmployeeRecord,
    EnableAccount,
    LogEntry,
    Operation,
    RevokeSessions,
    SetManager,
    Step,
    UpdateAccount,
)


def log_entry(entry: LogEntry) -> dict[str, object]:
    """Return a log entry; each operation tells its changes with old and new values."""
    return entry.to_json() | {"operations": [_applied(done) for done in entry.operations]}


def preview(report: Report) -> dict[str, object]:
    """Return what would be done."""
    return {
        "status": report.status.value,
        "reason": report.reason,
        "steps": _steps(report.steps),
        "operations": [_operation(operation) for operation in report.plan.operations],
        "accountId": report.account_id,
        "userPrincipalName": report.user_principal_name,
        "reviewAt": _time(report.review_at),
    }


def record(known: EmployeeRecord) -> dict[str, object]:
    """Return what is kept of a person."""
    return {
        "source": known.source,
        "employeeId": known.employee_id,
        "employee": known.employee.model_dump(mode="json", by_alias=True, exclude_unset=True),
        "deleted": known.deleted,
        "accountId": known.link.account_id if known.link else None,
        "link": known.link.to_json() if known.link else None,
        "disabledAt": _time(known.disabled_at),
        "reviewAt": _time(known.review_at),
        "waitingForManager": known.waiting_for_manager,
    }


def _steps(steps: Sequence[Step]) -> list[object]:
    return [step.to_json() for step in steps]


def _applied(done: AppliedOperation) -> dict[str, object]:
    outcome = {"status": done.status.value, "requestIds": list(done.request_ids), "message": done.message}
    return _operation(done.operation) | outcome


def _operation(operation: Operation) -> dict[str, object]:
    changes: list[object] = [change.to_json() for change in _changes(operation)]
    return {"type": operation.type, "changes": changes}


def _changes(operation: Operation) -> tuple[Change, ...]:
    match operation:
        case CreateAccount():
            new = {"userPrincipalName": operation.user_principal_name, "accountEnabled": operation.account_enabled}
            values = new | dict(operation.attributes)
            return tuple(Change(attribute=name, new=value) for name, value in values.items())
        case UpdateAccount():
            return operation.changes
        case DisableAccount():
            return (Change(attribute="accountEnabled", old=True, new=False),)
        case EnableAccount():
            return (Change(attribute="accountEnabled", old=False, new=True),)
        case SetManager():
            return (Change(attribute="manager", old=operation.old, new=operation.new),)
        case RevokeSessions():
            return ()


def _time(instant: datetime | None) -> str | None:
    return instant.isoformat().replace("+00:00", "Z") if instant else None
