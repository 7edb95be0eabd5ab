"""How things look in the API's JSON."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from provisioning.model import (
    AppliedOperation,
    Change,
    CreateAccount,
    Cycle,
    DisableAccount,
    EmployeeRecord,
    EnableAccount,
    LogEntry,
    Operation,
    RenameAccount,
    RestoreAccount,
    RevokeSessions,
    SetManager,
    Step,
    UpdateAccount,
)
from provisioning.ports import SettingsChange
from provisioning.reports import Report
from provisioning.rules.explaining import Explanation
from provisioning.rules.mapping import Explained
from provisioning.web import progress

_MISSING_SHOWN: Final = 20


def log_entry(entry: LogEntry) -> dict[str, object]:
    """Return a log entry; each operation tells its changes with old and new values."""
    return entry.to_json() | {"operations": [_applied(done) for done in entry.operations]}


def preview(report: Report, steps: Sequence[Step]) -> dict[str, object]:
    """Return what would be done, with the whole steps."""
    return {
        "status": report.status.value,
        "reason": report.reason,
        "steps": [step.to_json() for step in steps],
        "operations": [_operation(operation) for operation in report.plan.operations],
        "accountId": report.account_id,
        "userPrincipalName": report.user_principal_name,
        "reviewAt": _time(report.review_at),
    }


def explanation(step: Explanation) -> dict[str, object]:
    """Return one of the five steps of a preview."""
    return {
        "step": step.step,
        "title": step.title,
        "status": step.status.value,
        "sentences": list(step.sentences),
    }


def mapping(explained: Explained) -> dict[str, object]:
    """Return what an attribute mapping gives for a person, and what becomes of it."""
    name = "expression" if explained.type == "expression" else "source"
    return {
        "target": explained.target,
        "type": explained.type,
        name: explained.source,
        "written": explained.written,
        "value": explained.value,
        "outcome": explained.outcome,
    }


def settings_change(change: SettingsChange) -> dict[str, object]:
    """Return one change of the settings."""
    return {"at": _time(change.at), "by": change.by, "before": dict(change.before), "after": dict(change.after)}


def cycle(each: Cycle) -> dict[str, object]:
    """Return a cycle, how fast it is, and how long it will still take."""
    return {
        "id": each.id,
        "source": each.source,
        "kind": each.kind.value,
        "phase": each.phase.value,
        "by": each.by,
        "startedAt": _time(each.started_at),
        "finishedAt": _time(each.finished_at),
        "listed": each.listed,
        "total": each.total,
        "processed": each.processed,
        "outcomes": {status.value: count for status, count in each.outcomes.items()},
        "missing": {"count": len(each.missing), "first": list(each.missing[:_MISSING_SHOWN])},
        "reason": each.reason,
        "perMinute": progress.per_minute(each),
        "secondsLeft": progress.seconds_left(each),
    }


def record(known: EmployeeRecord) -> dict[str, object]:
    """Return what is kept of a person."""
    return {
        "source": known.source,
        "employeeId": known.employee_id,
        "employee": known.employee.model_dump(mode="json", by_alias=True, exclude_unset=True),
        "deleted": known.deleted,
        "accessRevokedAt": _time(known.access_revoked_at),
        "accountId": known.link.account_id if known.link else None,
        "link": known.link.to_json() if known.link else None,
        "disabledAt": _time(known.disabled_at),
        "overruledAt": _time(known.overruled_at),
        "staged": known.staged.to_json() if known.staged else None,
        "sharedKey": known.shared_key,
        "reviewAt": _time(known.review_at),
        "waitingForManager": known.waiting_for_manager,
        "succeededBy": known.succeeded_by,
    }


def _applied(done: AppliedOperation) -> dict[str, object]:
    outcome = {
        "status": done.status.value,
        "requestIds": list(done.request_ids),
        "message": done.message,
        "leftOut": list(done.left_out),
    }
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
        case RenameAccount():
            return tuple(_renaming(operation))
        case DisableAccount() | EnableAccount():
            allowed = isinstance(operation, EnableAccount)
            return (Change(attribute="accountEnabled", old=not allowed, new=allowed),)
        case SetManager():
            return (Change(attribute="manager", old=operation.old, new=operation.new),)
        case RestoreAccount() | RevokeSessions():
            return tuple(_restoring(operation))


def _restoring(operation: RestoreAccount | RevokeSessions) -> Iterator[Change]:
    if isinstance(operation, RestoreAccount) and operation.new_user_principal_name:
        yield Change(attribute="userPrincipalName", new=operation.new_user_principal_name)


def _renaming(operation: RenameAccount) -> Iterator[Change]:
    yield Change(attribute="userPrincipalName", old=operation.old, new=operation.new)
    if operation.other_mails:
        before = [mail for mail in operation.other_mails if mail != operation.old]
        yield Change(attribute="otherMails", old=[*before], new=[*operation.other_mails])


def _time(instant: datetime | None) -> str | None:
    return instant.isoformat().replace("+00:00", "Z") if instant else None
