"""What an attempt to provision somebody, or a preview of one, came to, and how that stands in the log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from provisioning.applying import Applied
from provisioning.gathering import Gathered
from provisioning.model import (
    AppliedOperation,
    CreateAccount,
    DisableTiming,
    EmployeeRecord,
    HrEvent,
    LogEntry,
    Operation,
    Plan,
    RenameAccount,
    RestoreAccount,
    Status,
    Step,
    StepName,
)
from provisioning.ports import Refused, TemporaryFailure
from provisioning.rules.planner import plan
from provisioning.rules.reporting import export_steps, reason_of, status_of


@dataclass(frozen=True, slots=True)
class Report:
    """What an attempt, or a preview of one, came to. `has_parked` says that messages about the person are parked."""

    plan: Plan
    steps: tuple[Step, ...]
    operations: tuple[AppliedOperation, ...] = ()
    account_id: str | None = None
    user_principal_name: str | None = None
    review_at: datetime | None = None
    interrupted: TemporaryFailure | None = None
    disable: DisableTiming | None = None
    has_parked: bool = False

    @property
    def status(self) -> Status:
        """How it ended."""
        return status_of(self.plan, self.steps)

    @property
    def reason(self) -> str:
        """Why it ended like that, in one sentence."""
        return reason_of(self.plan, self.steps)

    @property
    def restored(self) -> bool:
        """Whether it ended with an account brought back from the deleted items."""
        planned = any(isinstance(operation, RestoreAccount) for operation in self.plan.operations)
        return planned and self.interrupted is None and _carried_out(self.operations, RestoreAccount)

    def followed_by(self, later: "Report") -> "Report":
        """Return this and a later report of the same attempt as one."""
        before = tuple(step for step in self.steps if step.name is not StepName.EXPORT)
        plan = self.plan if later.plan.skip_reason else later.plan
        disable = later.disable or self.disable
        return replace(later, plan=plan, steps=(*before, *later.steps), disable=disable)


def preview_of(gathered: Gathered) -> Report:
    """Return what would be done with what was gathered; there is nothing here to write with."""
    planned = plan(gathered.facts)
    return Report(
        planned,
        (gathered.imported, *planned.steps),
        account_id=planned.account_id,
        user_principal_name=login_name(gathered, planned.operations),
        review_at=planned.review_at,
    )


def report_of(
    gathered: Gathered, planned: Plan, applied: Applied, record: EmployeeRecord, done: Sequence[AppliedOperation]
) -> Report:
    """Return what an attempt came to that left this record; `done` holds the operations of all its rounds."""
    interruption = str(applied.interrupted) if applied.interrupted else None
    return Report(
        planned,
        (gathered.imported, *planned.steps, *export_steps(done, interruption)),
        tuple(done),
        account_id=applied.account_id,
        user_principal_name=login_name(gathered, _successful(applied.operations)),
        review_at=record.review_at,
        interrupted=applied.interrupted,
        has_parked=record.parked_at is not None,
    )


def _successful(applied: Iterable[AppliedOperation]) -> list[Operation]:
    return [done.operation for done in applied if done.status is Status.SUCCESS]


def _carried_out(applied: Iterable[AppliedOperation], kind: type) -> bool:
    return any(isinstance(operation, kind) for operation in _successful(applied))


def failed(failure: TemporaryFailure | Refused, done: Sequence[AppliedOperation]) -> Report:
    """Return what an attempt came to that ended before its time."""
    step = Step(name=StepName.IMPORT, status=Status.FAILURE, description=f"{failure}; tried again later")
    interrupted = failure if isinstance(failure, TemporaryFailure) else TemporaryFailure(str(failure))
    return Report(Plan(steps=()), (*export_steps(done, None), step), tuple(done), interrupted=interrupted)


def log_entry(event: HrEvent, started: datetime, ended: datetime, report: Report) -> LogEntry:
    """Return the log entry of an attempt, with its times in UTC."""
    return LogEntry(
        id=uuid4().hex,
        at=started,
        duration_ms=(ended - started) // timedelta(milliseconds=1),
        source=event.source,
        employee_id=event.employee_id,
        event_id=event.id,
        event_type=event.type,
        status=report.status,
        reason=report.reason,
        steps=report.steps,
        operations=report.operations,
        account_id=report.account_id,
        user_principal_name=report.user_principal_name,
        review_at=report.review_at,
        disable=report.disable,
    )


def login_name(gathered: Gathered, operations: Iterable[Operation]) -> str | None:
    """Return the login name that the account has when these operations are carried out."""
    facts = gathered.facts
    for operation in operations:
        match operation:
            case CreateAccount(user_principal_name=name) | RenameAccount(new=name):
                return name
            case RestoreAccount(new_user_principal_name=name) if name:
                return name
            case _:
                pass
    known = facts.account or facts.deleted
    return known.user_principal_name if known else None
