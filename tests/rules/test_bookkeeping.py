"""What a person's record says before a plan is applied, and after: enough to go on after a crash at any point."""

from datetime import datetime, timedelta

import pytest

from provisioning.model import (
    AppliedOperation,
    Change,
    CreateAccount,
    DisableAccount,
    EmployeeRecord,
    EnableAccount,
    Intended,
    Link,
    LinkOrigin,
    Operation,
    Plan,
    RestoreAccount,
    RevokeSessions,
    SetManager,
    Status,
    UpdateAccount,
)
from provisioning.rules.bookkeeping import intent, outcome
from provisioning.rules.drifting import targets_of
from provisioning.rules.values.comparing import fingerprint
from tests.builders import ANA_ACCOUNT, NOON, ana, link, record

CREATE = CreateAccount(
    user_principal_name="ana.ruiz@contoso.com", account_enabled=True, attributes={}, must_change_password=True
)
DISABLE = Plan(steps=(), operations=(DisableAccount(), RevokeSessions()), account_id=ANA_ACCOUNT)
INTENDED = Intended(login_name="ana.ruiz@contoso.com", at=NOON)
EARLIER = NOON - timedelta(days=30)
LINKED = record(ana(), link=link())
DISABLED = LINKED.model_copy(update={"disabled_at": EARLIER, "sessions_revoked": True})
HALF_DISABLED = LINKED.model_copy(update={"disabled_at": NOON})


def applied(operation: Operation, status: Status = Status.SUCCESS) -> AppliedOperation:
    return AppliedOperation(operation=operation, status=status)


def changed(kept: EmployeeRecord, **changes: object) -> EmployeeRecord:
    return kept.model_copy(update=changes)


def after(kept: EmployeeRecord, *done: AppliedOperation, planned: Plan | None = None) -> EmployeeRecord:
    return outcome(kept, planned or Plan(steps=()), done, None, NOON)


@pytest.mark.parametrize(
    ("kept", "planned", "expected"),
    [
        pytest.param(LINKED, Plan(steps=()), LINKED, id="nothing to do"),
        pytest.param(LINKED, Plan(steps=(), operations=(UpdateAccount(changes=()),)), LINKED, id="an update"),
        pytest.param(
            LINKED,
            Plan(steps=(), operations=(EnableAccount(),)),
            LINKED.model_copy(update={"enabled_at": NOON}),
            id="an enable",
        ),
        pytest.param(LINKED, Plan(steps=(), operations=(RevokeSessions(),)), LINKED, id="revoking alone"),
        pytest.param(
            record(ana()),
            Plan(steps=(), operations=(CREATE,)),
            changed(record(ana()), intended=INTENDED),
            id="a creation: the login name, to be looked for after a crash",
        ),
        pytest.param(LINKED, DISABLE, HALF_DISABLED, id="a disable: that it is ours, sessions still open"),
        pytest.param(DISABLED, DISABLE, HALF_DISABLED, id="a disable repeated"),
    ],
)
def test_before_applying_the_record_says_what_entra_could_not_tell(
    kept: EmployeeRecord, planned: Plan, expected: EmployeeRecord
) -> None:
    assert intent(kept, planned, NOON) == expected


def test_a_match_is_linked_before_anything_is_written() -> None:
    kept = record(ana(), intended=INTENDED)
    found = intent(kept, Plan(steps=(), account_id=ANA_ACCOUNT, found=LinkOrigin.MATCHED), NOON)
    tie = Link(account_id=ANA_ACCOUNT, origin=LinkOrigin.MATCHED, linked_at=NOON)
    assert found == changed(kept, link=tie, intended=None)


def test_an_account_that_was_not_matched_is_not_linked() -> None:
    assert intent(record(ana()), Plan(steps=(), account_id=ANA_ACCOUNT), NOON).link is None


def test_a_created_account_is_linked() -> None:
    kept = record(ana(), intended=INTENDED)
    found = outcome(kept, Plan(steps=(), operations=(CREATE,)), [applied(CREATE)], ANA_ACCOUNT, NOON)
    tie = Link(account_id=ANA_ACCOUNT, origin=LinkOrigin.CREATED, linked_at=NOON)
    assert found == changed(kept, link=tie, intended=None)


def test_an_account_that_was_created_without_some_attribute_has_its_name_and_no_old_mark() -> None:
    planned = Plan(steps=(), operations=(CREATE,), named_after={"lastName": "Ruiz"})
    kept = changed(record(ana()), intended=INTENDED, disabled_at=EARLIER)
    told = outcome(kept, planned, [applied(CREATE, Status.WARNING)], ANA_ACCOUNT, NOON)
    assert (told.named_after, told.disabled_at) == ({"lastName": "Ruiz"}, None)


def test_an_account_that_was_not_created_leaves_the_intention() -> None:
    kept = record(ana(), intended=INTENDED)
    assert outcome(kept, Plan(steps=(), operations=(CREATE,)), [], None, NOON) == kept


def test_an_account_that_was_refused_is_not_looked_for_any_more() -> None:
    kept = record(ana(), intended=INTENDED)
    refused = [applied(CREATE, Status.FAILURE)]
    assert outcome(kept, Plan(steps=(), operations=(CREATE,)), refused, None, NOON).intended is None


@pytest.mark.parametrize(
    ("kept", "done", "expected"),
    [
        pytest.param(
            HALF_DISABLED,
            [applied(DisableAccount()), applied(RevokeSessions())],
            changed(HALF_DISABLED, sessions_revoked=True),
            id="blocked and signed out",
        ),
        pytest.param(HALF_DISABLED, [applied(DisableAccount())], HALF_DISABLED, id="blocked, then interrupted"),
        pytest.param(HALF_DISABLED, [], HALF_DISABLED, id="interrupted: perhaps blocked, so it counts as ours"),
        pytest.param(
            HALF_DISABLED,
            [applied(DisableAccount(), Status.FAILURE), applied(RevokeSessions())],
            changed(LINKED, sessions_revoked=True),
            id="the block was refused, so it is not ours",
        ),
        pytest.param(
            HALF_DISABLED,
            [applied(DisableAccount()), applied(RevokeSessions(), Status.FAILURE)],
            HALF_DISABLED,
            id="signing out was refused, and is still owed",
        ),
        pytest.param(DISABLED, [applied(EnableAccount())], LINKED, id="enabled: our mark goes"),
        pytest.param(DISABLED, [applied(EnableAccount(), Status.FAILURE)], DISABLED, id="enabling was refused"),
        pytest.param(DISABLED, [applied(UpdateAccount(changes=()))], DISABLED, id="an update leaves the mark"),
    ],
)
def test_after_applying_the_record_says_what_became_of_access(
    kept: EmployeeRecord, done: list[AppliedOperation], expected: EmployeeRecord
) -> None:
    assert after(kept, *done) == expected


def test_when_to_look_again_and_who_is_waited_for_are_those_of_the_newest_plan() -> None:
    waiting = changed(LINKED, review_at=EARLIER, waiting_for_manager="1")
    assert after(waiting) == LINKED
    planned = Plan(steps=(), review_at=NOON, waiting_for_manager="2")
    assert after(waiting, planned=planned) == changed(LINKED, review_at=NOON, waiting_for_manager="2")


CREATE_EARLY = CREATE.model_copy(update={"account_enabled": False, "until_start": True})


def test_before_an_early_creation_the_block_until_the_start_is_noted_as_ours() -> None:
    begun = intent(record(ana()), Plan(steps=(), operations=(CREATE_EARLY,)), NOON)
    assert (begun.disabled_at, begun.disabled_because, begun.sessions_revoked) == (NOON, "notStarted", True)


@pytest.mark.parametrize(
    ("operation", "disabled_at", "cause"),
    [
        pytest.param(CREATE, None, None, id="enabled: a mark from an earlier try goes"),
        pytest.param(CREATE_EARLY, NOON, "notStarted", id="blocked until the start: the mark is right"),
    ],
)
def test_what_was_created_decides_about_the_mark_and_not_what_was_meant_before(
    operation: CreateAccount, disabled_at: datetime | None, cause: str | None
) -> None:
    marked = record(ana(), intended=INTENDED, disabledAt=EARLIER, disabledBecause="notStarted", sessionsRevoked=True)
    plan = Plan(steps=(), operations=(operation,))
    found = outcome(marked, plan, [applied(operation)], ANA_ACCOUNT, NOON)
    assert (found.disabled_at, found.disabled_because) == (disabled_at, cause)


def test_before_a_restoration_the_link_becomes_new_so_that_the_account_is_not_given_up_while_it_is_invisible() -> None:
    restoring = Plan(steps=(), operations=(RestoreAccount(),), account_id=ANA_ACCOUNT)
    begun = intent(DISABLED, restoring, NOON)
    assert begun.link is not None
    assert (begun.link.account_id, begun.link.linked_at) == (ANA_ACCOUNT, NOON)


@pytest.mark.parametrize("operations", [(DisableAccount(),), ()], ids=["blocked now", "blocked already, by us"])
def test_the_cause_of_a_block_is_kept_up_to_date(operations: tuple[DisableAccount, ...]) -> None:
    for before, now in (("status", None), (None, "scope")):
        kept = changed(DISABLED, disabled_because=before)
        plan = Plan(steps=(), operations=operations, account_id=ANA_ACCOUNT, disables=True, disabled_because=now)
        assert intent(kept, plan, NOON).disabled_because == now


def test_a_block_of_somebody_elses_gets_no_cause_of_ours() -> None:
    plan = Plan(steps=(), account_id=ANA_ACCOUNT, disables=True, disabled_because="status")
    assert intent(LINKED, plan, NOON) == LINKED


def test_an_account_that_was_lost_is_forgotten_when_there_is_another() -> None:
    lost = record(ana(), lostAccount="old", intended=INTENDED)
    assert (
        outcome(lost, Plan(steps=(), operations=(CREATE,)), [applied(CREATE)], ANA_ACCOUNT, NOON).lost_account is None
    )
    found = Plan(steps=(), found=LinkOrigin.MATCHED, account_id=ANA_ACCOUNT)
    assert intent(lost, found, NOON).lost_account is None


def title(value: str) -> str:
    return fingerprint("jobTitle", value)


NURSE, DOCTOR = title("Nurse"), title("Doctor")
PROMOTE = UpdateAccount(
    changes=(Change(attribute="jobTitle", old="Nurse", new="Doctor"), Change(attribute="mail", new="a@b.example"))
)
MAIL = fingerprint("mail", "a@b.example")
PROMOTION = Plan(
    steps=(),
    operations=(PROMOTE, SetManager(old=None, new="m")),
    account_id=ANA_ACCOUNT,
    in_force={"jobTitle": DOCTOR, "mail": MAIL, "manager": "m", "city": "c"},
)
REMEMBERED = changed(LINKED, in_force={"jobTitle": NURSE, "city": "c"}, in_force_at=EARLIER)
MANAGER_SET = applied(SetManager(old=None, new="m"))


def refused(operation: Operation, status: Status) -> AppliedOperation:
    return AppliedOperation(operation=operation, status=status, left_out=tuple(targets_of(operation)))


@pytest.mark.parametrize(
    ("done", "in_force"),
    [
        pytest.param(
            [applied(PROMOTE), MANAGER_SET],
            {"jobTitle": DOCTOR, "mail": MAIL, "manager": "m", "city": "c"},
            id="all of it",
        ),
        pytest.param(
            [applied(PROMOTE, Status.WARNING).model_copy(update={"left_out": ("mail",)}), MANAGER_SET],
            {"jobTitle": DOCTOR, "manager": "m", "city": "c"},
            id="all but what Entra refused",
        ),
        pytest.param(
            [refused(PROMOTE, Status.FAILURE), MANAGER_SET],
            {"jobTitle": NURSE, "manager": "m", "city": "c"},
            id="of a refused update what was there before",
        ),
        pytest.param([refused(PROMOTE, Status.WARNING)], {"jobTitle": NURSE, "city": "c"}, id="not visible yet"),
        pytest.param([applied(PROMOTE)], {"jobTitle": DOCTOR, "mail": MAIL, "city": "c"}, id="interrupted after it"),
        pytest.param([], {"jobTitle": NURSE, "city": "c"}, id="interrupted: perhaps written, so it is read again"),
    ],
)
def test_what_took_effect_is_remembered(done: list[AppliedOperation], in_force: dict[str, str]) -> None:
    found = after(REMEMBERED, *done, planned=PROMOTION)
    assert found.in_force == in_force
    assert found.in_force_at == (EARLIER if in_force == REMEMBERED.in_force else NOON)


def test_what_is_written_again_is_as_new_as_what_is_written_first() -> None:
    again = PROMOTION.model_copy(update={"operations": (PROMOTE,), "in_force": REMEMBERED.in_force})
    found = after(REMEMBERED, applied(PROMOTE), planned=again)
    assert (found.in_force, found.in_force_at) == (REMEMBERED.in_force, NOON)


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(Plan(steps=(), account_id=ANA_ACCOUNT), id="a person whom it leaves alone"),
        pytest.param(Plan(steps=(), account_id=ANA_ACCOUNT, in_force=REMEMBERED.in_force), id="nothing to do"),
    ],
)
def test_a_plan_that_changes_nothing_leaves_what_is_remembered(plan: Plan) -> None:
    assert after(REMEMBERED, planned=plan) == REMEMBERED


def test_who_has_left_is_remembered_no_more() -> None:
    found = after(REMEMBERED, planned=Plan(steps=(), account_id=ANA_ACCOUNT, in_force={}))
    assert found == LINKED


def test_a_match_begins_without_memory() -> None:
    found = intent(REMEMBERED, Plan(steps=(), account_id=ANA_ACCOUNT, found=LinkOrigin.MATCHED), NOON)
    assert (found.in_force, found.in_force_at) == ({}, None)


def test_a_new_account_is_remembered_with_what_it_was_made_with() -> None:
    kept = changed(record(ana(), intended=INTENDED), in_force={"city": "of a lost account"}, in_force_at=EARLIER)
    create = CREATE.model_copy(update={"attributes": {"jobTitle": "Nurse", "mail": "a@b.example"}})
    plan = Plan(steps=(), operations=(create,), in_force={"jobTitle": NURSE, "mail": MAIL, "department": "none"})
    done = applied(create, Status.WARNING).model_copy(update={"left_out": ("mail",)})
    found = outcome(kept, plan, [done], ANA_ACCOUNT, NOON)
    assert (found.in_force, found.in_force_at) == ({"jobTitle": NURSE, "department": "none"}, NOON)
    assert outcome(kept, plan, [], None, NOON) == kept
