"""A preview in five steps, told to somebody at the help desk."""

import pytest

from provisioning.model import (
    Change,
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
from provisioning.rules.explaining import Explanation, explanation, whole, would


def step(name: StepName, description: str, status: Status = Status.SUCCESS) -> Step:
    return Step(name=name, status=status, description=description)


def explained(plan: Plan, *before: Step) -> dict[str, Explanation]:
    """Return the five steps by name, of a plan and of what came before it."""
    told = explanation(whole(plan, [*before, *plan.steps]))
    assert [each.step for each in told] == ["import", "scope", "match", "decide", "act"]
    return {each.step: each for each in told}


IMPORTED = step(StepName.IMPORT, "the HR system added the person")
IN_SCOPE = step(StepName.SCOPING, "the person works since 2026-01-15")
UNMATCHED = step(StepName.MATCHING, "no account matches; one is created")
CREATES = step(StepName.PROCESSING, "creates ana.ruiz@contoso.com")


def creation(*, enabled: bool = True, until_start: bool = False) -> CreateAccount:
    return CreateAccount(
        user_principal_name="ana.ruiz@contoso.com",
        account_enabled=enabled,
        attributes={},
        must_change_password=True,
        until_start=until_start,
    )


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (creation(), "would create ana.ruiz@contoso.com"),
        (
            creation(enabled=False, until_start=True),
            "would create ana.ruiz@contoso.com, blocked until the start date",
        ),
        (creation(enabled=False), "would create ana.ruiz@contoso.com, blocked"),
        (RestoreAccount(), "would restore the account from the deleted items"),
        (
            RestoreAccount(new_user_principal_name="ana_7@contoso.com"),
            "would restore the account from the deleted items, as ana_7@contoso.com",
        ),
        (RenameAccount(old="a@contoso.com", new="b@contoso.com"), "would rename a@contoso.com to b@contoso.com"),
        (
            UpdateAccount(changes=(Change(attribute="jobTitle", new="Nurse"), Change(attribute="city", old="Rome"))),
            "would change jobTitle, city",
        ),
        (DisableAccount(), "would block sign-in"),
        (EnableAccount(), "would allow sign-in"),
        (RevokeSessions(), "would revoke every session"),
        (SetManager(old=None, new="a"), "would set the manager"),
        (SetManager(old="a", new=None), "would remove the manager"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_an_operation_would_do_in_words(operation: Operation, words: str) -> None:
    assert would(operation) == words


def test_a_hire_passes_all_five_steps() -> None:
    steps = explained(Plan(steps=(IN_SCOPE, UNMATCHED, CREATES), operations=(creation(),)), IMPORTED)
    assert {each.status for each in steps.values()} == {Status.SUCCESS}
    assert [each.sentences for each in steps.values()] == [
        ("the HR system added the person",),
        ("the person works since 2026-01-15",),
        ("no account matches; one is created",),
        ("creates ana.ruiz@contoso.com",),
        ("would create ana.ruiz@contoso.com",),
    ]


def test_what_was_not_reached_says_so_and_why() -> None:
    reason = "out of scope: department EQUALS Sales is not met"
    plan = Plan(steps=(step(StepName.SCOPING, reason, Status.SKIPPED),), skip_reason=reason)
    steps = explained(plan, IMPORTED)
    assert steps["scope"].sentences == (reason,)
    assert {steps[name].sentences for name in ("match", "decide", "act")} == {(f"not reached: {reason}",)}
    assert {steps[name].status for name in ("scope", "match", "decide", "act")} == {Status.SKIPPED}


def test_a_person_of_whom_hr_says_nothing_ends_at_the_import() -> None:
    reason = "the HR system says nothing about the person"
    plan = Plan(steps=(step(StepName.IMPORT, reason, Status.SKIPPED),), skip_reason=reason)
    steps = explained(plan, IMPORTED)
    assert steps["import"].status is Status.SKIPPED
    assert steps["import"].sentences == ("the HR system added the person", reason)
    assert steps["scope"].sentences == (f"not reached: {reason}",)


def test_an_account_that_is_as_it_should_be_leaves_nothing_to_write() -> None:
    linked = step(StepName.MATCHING, "linked to ana.ruiz@contoso.com")
    right = step(StepName.PROCESSING, "every attribute is as it should be")
    act = explained(Plan(steps=(IN_SCOPE, linked, right)), IMPORTED)["act"]
    assert (act.status, act.sentences) == (Status.SKIPPED, ("nothing to do",))


def test_the_manager_belongs_to_what_is_decided_and_a_warning_shows() -> None:
    waits = step(StepName.REFERENCE_RESOLUTION, "the manager has no account yet", Status.WARNING)
    plan = Plan(steps=(IN_SCOPE, UNMATCHED, CREATES, waits), operations=(creation(),))
    decide = explained(plan, IMPORTED)["decide"]
    assert decide.status is Status.WARNING
    assert decide.sentences == ("creates ana.ruiz@contoso.com", "the manager has no account yet")


def test_where_it_ended_shows_before_a_warning() -> None:
    zone = step(StepName.SCOPING, "'Bonn' is no time zone", Status.WARNING)
    ended = step(StepName.SCOPING, "no account yet", Status.SKIPPED)
    scope = explained(Plan(steps=(zone, ended), skip_reason="no account yet"), IMPORTED)["scope"]
    assert scope.status is Status.SKIPPED


def test_several_operations_are_told_one_by_one() -> None:
    blocks = step(StepName.PROCESSING, "blocks sign-in and revokes sessions")
    plan = Plan(steps=(IN_SCOPE, UNMATCHED, blocks), operations=(DisableAccount(), RevokeSessions()))
    assert explained(plan, IMPORTED)["act"].sentences == ("would block sign-in", "would revoke every session")


@pytest.mark.parametrize(
    "plan",
    [
        Plan(steps=()),
        Plan(steps=(), skip_reason="provisioning is off"),
        Plan(steps=(IN_SCOPE,)),
        Plan(steps=(IN_SCOPE, UNMATCHED, CREATES), operations=(creation(),)),
    ],
    ids=["no step", "no step but a reason", "one step", "all steps"],
)
def test_the_whole_steps_name_each_at_least_once_and_in_order(plan: Plan) -> None:
    names = [each.name for each in whole(plan, [IMPORTED, *plan.steps])]
    assert names == sorted(names, key=list(StepName).index)
    assert set(names) == set(StepName) - {StepName.REFERENCE_RESOLUTION}
