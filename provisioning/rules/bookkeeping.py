"""What a person's record says before a plan is applied, and after."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

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
    RenameAccount,
    RestoreAccount,
    RevokeSessions,
    Status,
)
from provisioning.rules.drifting import targets_of

_NOT_BLOCKED: Final[Mapping[str, object]] = MappingProxyType(
    {"disabled_at": None, "disabled_because": None, "sessions_revoked": False, "overruled_at": None}
)
_BLOCKED_FROM_THE_BEGINNING: Final[Mapping[str, object]] = MappingProxyType(
    {"disabled_because": "notStarted", "sessions_revoked": True}
)
_NOTHING_REMEMBERED: Final[Mapping[str, object]] = MappingProxyType({"in_force": {}, "in_force_at": None})
FORGOTTEN_INTENTION: Final[Mapping[str, object]] = MappingProxyType({"intended": None, **_NOT_BLOCKED})
"""What becomes of a record when the account was not created; a block before the start date was to be on it as well."""


def intent(record: EmployeeRecord, plan: Plan, now: datetime) -> EmployeeRecord:
    """Return the record to store before applying: what could not be told from Entra after a crash.

    That is the login name of an account about to be created, that it is we who block it or allow it again, a link found
    by matching, and that an attribute may be neither what it was nor what HR wants next.
    """
    told = dict(_forgotten(record, plan))
    if plan.found and plan.account_id:
        link = Link(account_id=plan.account_id, origin=plan.found, linked_at=now)
        told |= {"link": link, "intended": None, "lost_account": None, **_NOTHING_REMEMBERED}
    if plan.found is LinkOrigin.MATCHED:
        # A mark from an account that we only meant to create says nothing about this one.
        before = plan.taken_over
        told |= {
            "disabled_at": before.disabled_at if before else None,
            "disabled_because": None,
            "sessions_revoked": before.sessions_revoked if before else False,
            "overruled_at": None,
        }
    if (record.disabled_at or DisableAccount() in plan.operations) and plan.disables:
        told["disabled_because"] = plan.disabled_because
    for operation in plan.operations:
        match operation:
            case CreateAccount():
                told["intended"] = Intended(login_name=operation.user_principal_name, at=now)
                if operation.until_start:
                    told |= {**_BLOCKED_FROM_THE_BEGINNING, "disabled_at": now}
            case RestoreAccount() if record.link:
                # It may not be visible at once, and must then not be taken for one that is gone for good.
                told["link"] = record.link.model_copy(update={"linked_at": now})
            case DisableAccount():
                blocked = {"disabled_at": now, "sessions_revoked": False, "overruled_at": None}
                told |= {**blocked, "overdue_since": plan.due_at, "enabled_at": None}
            case EnableAccount():
                told["enabled_at"] = now
            case _:
                pass
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
        told |= {"link": link, "intended": None, "lost_account": None}
        record = record.model_copy(update=_NOTHING_REMEMBERED)
    if plan.named_after is not None and _name_is_in_force(plan, applied):
        told["named_after"] = plan.named_after
    told["overdue_since"] = _overdue_since(record, plan, applied)
    told |= _overruled(record, plan)
    told |= _remembered(record, plan, applied, plan.account_id or created_account_id, now)
    for done in applied:
        match done.operation, done.status:
            case RevokeSessions(), Status.SUCCESS:
                told["sessions_revoked"] = True
            case EnableAccount(), Status.SUCCESS:
                told |= _NOT_BLOCKED
            case DisableAccount(), Status.FAILURE | Status.WARNING:
                told["disabled_at"] = None
            case CreateAccount(until_start=True), Status.SUCCESS | Status.WARNING:
                told |= {**_BLOCKED_FROM_THE_BEGINNING, "disabled_at": now}
            case CreateAccount(), Status.SUCCESS | Status.WARNING:
                # A mark from an earlier try, that came to nothing, says nothing about this account.
                told |= _NOT_BLOCKED
            case CreateAccount(), Status.FAILURE:
                told |= FORGOTTEN_INTENTION
            case _:
                pass
    return record.model_copy(update=told)


def _overdue_since(record: EmployeeRecord, plan: Plan, applied: Sequence[AppliedOperation]) -> datetime | None:
    """Return since when the account is to be blocked, if that was tried and did not take effect."""
    if DisableAccount() not in plan.operations:
        return None
    blocked = any(done.operation == DisableAccount() and done.status is Status.SUCCESS for done in applied)
    return None if blocked else record.overdue_since or plan.due_at


def _forgotten(record: EmployeeRecord, plan: Plan) -> dict[str, object]:
    """Return what is still remembered of the attributes when some are about to be written.

    If we end in the middle of that, and another worker does what HR said since, that worker must not take our value for
    one that somebody in Entra chose.
    """
    written = frozenset[str]().union(*map(targets_of, plan.operations))
    if not written & record.in_force.keys():
        return {}
    return {"in_force": {name: value for name, value in record.in_force.items() if name not in written}}


def _overruled(record: EmployeeRecord, plan: Plan) -> Mapping[str, object]:
    """Return what becomes of our block: whoever lifted it took away our right to lift it, and the mark with that.

    When the person is not to be blocked any more, that somebody lifted it is forgotten.
    """
    if plan.overruled:
        return {"overruled_at": record.overruled_at or record.disabled_at, "disabled_at": None}
    if record.overruled_at is None or plan.in_force is None:
        return {}
    return {"overruled_at": None} if record.disabled_at else _NOT_BLOCKED


def _remembered(
    record: EmployeeRecord, plan: Plan, applied: Sequence[AppliedOperation], account_id: str | None, now: datetime
) -> Mapping[str, object]:
    """Return what of the plan's `in_force` is so now; of what was to be written and was not, what was before."""
    if plan.in_force is None or account_id is None:
        return {}
    written = frozenset[str]().union(*map(_written, applied))
    failed = frozenset[str]().union(*map(targets_of, plan.operations)) - written
    before = {name: value for name, value in record.in_force.items() if name in failed}
    in_force = before | {name: value for name, value in plan.in_force.items() if name not in failed}
    if in_force == record.in_force and not written & in_force.keys():
        return {}
    return {"in_force": in_force, "in_force_at": now} if in_force else _NOTHING_REMEMBERED


def _written(done: AppliedOperation) -> frozenset[str]:
    return frozenset() if done.status is Status.FAILURE else targets_of(done.operation) - {*done.left_out}


def _name_is_in_force(plan: Plan, applied: Sequence[AppliedOperation]) -> bool:
    """Whether the name that was planned, if any, is the account's now."""
    planned = any(isinstance(operation, CreateAccount | RenameAccount) for operation in plan.operations)
    return not planned or any(map(_names, applied))


def _names(done: AppliedOperation) -> bool:
    """Whether an operation gave the account its name; a creation without some attribute did."""
    if isinstance(done.operation, CreateAccount):
        return done.status is not Status.FAILURE
    return isinstance(done.operation, RenameAccount) and done.status is Status.SUCCESS
