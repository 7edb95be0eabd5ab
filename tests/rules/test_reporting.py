"""What an attempt came to, in one status and one sentence."""

import pytest

from provisioning.model import AppliedOperation, DisableAccount, Operation, Plan, RevokeSessions, Status, Step, StepName
from provisioning.rules.reporting import export_steps, reason_of, status_of

DONE = Plan(steps=())
SKIPPED = Plan(steps=(), skip_reason="is a guest")


def step(status: Status, description: str = "", name: StepName = StepName.PROCESSING) -> Step:
    return Step(name=name, status=status, description=description)


def applied(operation: Operation, status: Status = Status.SUCCESS, message: str | None = None) -> AppliedOperation:
    return AppliedOperation(operation=operation, status=status, message=message)


def test_each_operation_has_its_export_step() -> None:
    done = [applied(DisableAccount()), applied(RevokeSessions(), Status.FAILURE, "Entra refused it")]
    assert export_steps(done, None) == (
        step(Status.SUCCESS, "disableAccount: done", StepName.EXPORT),
        step(Status.FAILURE, "Entra refused it", StepName.EXPORT),
    )


def test_an_interruption_is_the_last_step_and_a_failure() -> None:
    interrupted = step(Status.FAILURE, "Graph did not answer; tried again later", StepName.EXPORT)
    assert export_steps([], "Graph did not answer") == (interrupted,)


@pytest.mark.parametrize(
    ("plan", "statuses", "expected"),
    [
        pytest.param(DONE, [], Status.SUCCESS, id="nothing to tell"),
        pytest.param(DONE, [Status.SUCCESS, Status.SUCCESS], Status.SUCCESS, id="all went well"),
        pytest.param(DONE, [Status.SUCCESS, Status.WARNING], Status.WARNING, id="a warning"),
        pytest.param(DONE, [Status.WARNING, Status.FAILURE, Status.SUCCESS], Status.FAILURE, id="a failure is worst"),
        pytest.param(SKIPPED, [Status.SUCCESS, Status.SKIPPED], Status.SKIPPED, id="skipped"),
        pytest.param(SKIPPED, [Status.WARNING, Status.SKIPPED], Status.SKIPPED, id="skipped, with a warning before"),
    ],
)
def test_the_status_is_the_worst_of_the_steps(plan: Plan, statuses: list[Status], expected: Status) -> None:
    assert status_of(plan, [step(status) for status in statuses]) is expected


@pytest.mark.parametrize(
    ("plan", "steps", "expected"),
    [
        pytest.param(SKIPPED, [step(Status.SUCCESS, "read the person")], "is a guest", id="why it was skipped"),
        pytest.param(
            DONE,
            [
                step(Status.SUCCESS, "read the person", StepName.IMPORT),
                step(Status.SUCCESS, "changes jobTitle"),
                step(Status.SUCCESS, "sets the manager", StepName.REFERENCE_RESOLUTION),
                step(Status.SUCCESS, "updateAccount: done", StepName.EXPORT),
            ],
            "changes jobTitle; sets the manager",
            id="what was done, once",
        ),
        pytest.param(
            DONE,
            [step(Status.SUCCESS, "changes jobTitle"), step(Status.WARNING, "department is cut")],
            "department is cut",
            id="a warning comes before what went well",
        ),
        pytest.param(
            DONE,
            [
                step(Status.WARNING, "department is cut"),
                step(Status.FAILURE, "Entra refused it", StepName.EXPORT),
                step(Status.SUCCESS, "changes jobTitle"),
            ],
            "Entra refused it; department is cut",
            id="a failure comes first",
        ),
        pytest.param(
            DONE,
            [step(Status.WARNING, "went on with what is known", StepName.IMPORT)],
            "went on with what is known",
            id="a warning of any step counts",
        ),
    ],
)
def test_the_reason_is_one_sentence_for_the_administrator(plan: Plan, steps: list[Step], expected: str) -> None:
    assert reason_of(plan, steps) == expected
