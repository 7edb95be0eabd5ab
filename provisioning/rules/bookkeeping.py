"""What a person's record says before a plan is applied, and after."""

from collections.abc import Sequence
from datetime import datetime

from provisioning.model import (
    AppliedOperation,
    CreateAccount,
    DisableAccount,
    EmployeeRecord,
    EnableAccount,
    Intended,
    Link,
    LinkOrigin,
    Plan,
    RevokeSessions,
    Status,
)


def intent(record: EmployeeRecord, plan: Plan, now: datetime) -> EmployeeRecord:
    """Return the record to store before applying: what could not be told from Entra after a crash.

    That is the login name of an account about to be created, that it is we who disable, and a link found by matching.
    """
    told: dict[str, object] = {}
    for operation in plan.operations:
        if isinstance(operation, CreateAccount):
            told["intended"] = Intended(login_name=operation.user_principal_name, at=now)
        if isinstance(operation, DisableAccount):
            told |= {"disabled_at": now, "sessions_revoked": False}
    if plan.matched and plan.account_id:
        link = Link(account_id=plan.account_id, origin=LinkOrigin.MATCHED, linked_at=now)
        told |= {"link": link, "intended": None}
    return record.model_copy(update=told)


def outcome(
    record: EmployeeRecord,
    plan: Plan,
    applied: Sequence[AppliedOperation],
    created_account_id: str | None,
    now: datetime,
) -> EmployeeRecord:
    """Return the record to store after applying. Operations that are not in `applied` did not take effect."""
    told: dict[str, object] = {"waiting_for_manager": plan.waiting_for_manager, "review_at": plan.review_at}
    if created_account_id:
        link = Link(account_id=created_account_id, origin=LinkOrigin.CREATED, linked_at=now)
        told |= {"link": link, "intended": None}
    for done in applied:
        match done.operation, done.status:
            case RevokeSessions(), Status.SUCCESS:
                told["sessions_revoked"] = True
            case EnableAccount(), Status.SUCCESS:
                told |= {"disabled_at": None, "sessions_revoked": False}
            case DisableAccount(), Status.FAILURE | Status.WARNING:
                told["disabled_at"] = None
            case CreateAccount(), Status.FAILURE:
                told["intended"] = None
            case _:
                pass
    return record.model_copy(update=told)
