"""What an attempt came to: its steps, its status, and one sentence for the administrator."""

from collections.abc import Iterable, Sequence
from typing import Final

from provisioning.model import AppliedOperation, Plan, Status, Step, StepName

_WORST_FIRST: Final = (Status.FAILURE, Status.WARNING)


def export_steps(applied: Sequence[AppliedOperation], interruption: str | None) -> tuple[Step, ...]:
    """Return the export step of each operation, and of what interrupted them."""
    steps = [
        Step(name=StepName.EXPORT, status=done.status, description=done.message or f"{done.operation.type}: done")
        for done in applied
    ]
    if interruption:
        sentence = f"{interruption}; tried again later"
        steps.append(Step(name=StepName.EXPORT, status=Status.FAILURE, description=sentence))
    return tuple(steps)


def status_of(plan: Plan, steps: Iterable[Step]) -> Status:
    """Return skipped when the plan says so, else the worst status among the steps."""
    if plan.skip_reason:
        return Status.SKIPPED
    present = {step.status for step in steps}
    return next((status for status in _WORST_FIRST if status in present), Status.SUCCESS)


def reason_of(plan: Plan, steps: Sequence[Step]) -> str:
    """Return why it ended as it did: the reason to skip, what went wrong, else what was done."""
    if plan.skip_reason:
        return plan.skip_reason
    wrong = [step.description for step in steps if step.status is Status.FAILURE]
    bent = [step.description for step in steps if step.status is Status.WARNING]
    done = [step.description for step in steps if step.status is Status.SUCCESS and step.name in _TELLING]
    return "; ".join(wrong + bent or done)


_TELLING: Final = frozenset({StepName.PROCESSING, StepName.REFERENCE_RESOLUTION})
