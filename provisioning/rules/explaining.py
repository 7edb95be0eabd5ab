"""A preview in the five steps in which Entra tells what provisioning one person on demand does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from provisioning.model import (
    CreateAccount,
    DisableAccount,
    EnableAccount,
    Operation,
    Plan,
    RenameAccount,
    RestoreAccount,
    RevokeSessions,
    SetManager,
    Status,
    Step,
    StepName,
    UpdateAccount,
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """One of the five steps: what it asks, how it ended, and why, in sentences."""

    step: str
    title: str
    status: Status
    sentences: tuple[str, ...]


_FIVE: Final = (
    ("import", "What the HR system says", (StepName.IMPORT,)),
    ("scope", "Whether the person is to have an account now", (StepName.SCOPING,)),
    ("match", "Which account is the person's", (StepName.MATCHING,)),
    ("decide", "What is to be done", (StepName.PROCESSING, StepName.REFERENCE_RESOLUTION)),
    ("act", "What would be written", (StepName.EXPORT,)),
)
_PLAIN: Final = {
    "disableAccount": "would block sign-in",
    "enableAccount": "would allow sign-in",
    "revokeSessions": "would revoke every session",
}
_ORDER: Final = tuple(StepName)
_EACH: Final = tuple(name for name in StepName if name is not StepName.REFERENCE_RESOLUTION)
_MOST_TELLING_FIRST: Final = (Status.FAILURE, Status.SKIPPED, Status.WARNING, Status.SUCCESS)


def whole(plan: Plan, steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return the steps of a preview with what would be written, and with those that were not reached.

    Each step but the resolution of references, which not everybody needs, is there at least once, in order.
    """
    told = [*steps, *(_step(StepName.EXPORT, Status.SUCCESS, would(operation)) for operation in plan.operations)]
    reached = max((_ORDER.index(step.name) for step in told), default=-1)
    present = {step.name for step in told}
    missing = [_missing(name, plan, reached) for name in _EACH if name not in present]
    return tuple(sorted([*told, *missing], key=lambda step: _ORDER.index(step.name)))


def explanation(steps: Sequence[Step]) -> tuple[Explanation, ...]:
    """Return the five steps from the whole steps of a preview."""
    return tuple(
        _explained(step, title, [each for each in steps if each.name in names]) for step, title, names in _FIVE
    )


def would(operation: Operation) -> str:
    """Say in words what an operation would do."""
    match operation:
        case CreateAccount():
            return f"would create {operation.user_principal_name}{_sign_in(operation)}"
        case RestoreAccount(new_user_principal_name=name):
            return f"would restore the account from the deleted items{f', as {name}' if name else ''}"
        case RenameAccount():
            return f"would rename {operation.old} to {operation.new}"
        case UpdateAccount():
            return f"would change {', '.join(change.attribute for change in operation.changes)}"
        case SetManager():
            return f"would {'set' if operation.new else 'remove'} the manager"
        case DisableAccount() | EnableAccount() | RevokeSessions():
            return _PLAIN[operation.type]


def _sign_in(operation: CreateAccount) -> str:
    if operation.account_enabled:
        return ""
    return ", blocked until the start date" if operation.until_start else ", blocked"


def _missing(name: StepName, plan: Plan, reached: int) -> Step:
    if plan.skip_reason and _ORDER.index(name) > reached:
        return _step(name, Status.SKIPPED, f"not reached: {plan.skip_reason}")
    return _step(name, Status.SKIPPED, "nothing to do" if name is StepName.EXPORT else "nothing to say here")


def _step(name: StepName, status: Status, sentence: str) -> Step:
    return Step(name=name, status=status, description=sentence)


def _explained(step: str, title: str, steps: Sequence[Step]) -> Explanation:
    present = {each.status for each in steps}
    status = next(status for status in _MOST_TELLING_FIRST if status in present)
    return Explanation(step, title, status, tuple(each.description for each in steps))
