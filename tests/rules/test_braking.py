"""How many may be disabled at once, and what becomes of one disable."""

from datetime import timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provisioning.model import (
    AppliedOperation,
    Batch,
    BatchStatus,
    Brake,
    DisableAccount,
    Disables,
    EmployeeRecord,
    EventType,
    Passage,
    Plan,
    RevokeSessions,
    Staged,
    StagedState,
    Status,
)
from provisioning.rules.braking import FEWEST, allowed, because_of, fate, is_over
from provisioning.rules.lifecycle import stage
from provisioning.rules.merging import merge
from provisioning.rules.planning.facts import Facts
from provisioning.rules.scoping import OutOfScope
from provisioning.setting_groups.safety import DisableThreshold
from provisioning.settings import Settings
from tests.builders import NOON, account, ana, event, link, record
from tests.rules.planning import planned

LEFT: Final = record(ana(terminationDate="2026-05-31"), link=link())
BECAUSE: Final = "left: startDate 2026-01-15, status active, terminationDate 2026-05-31"
OPEN, APPROVED, REJECTED = (
    Batch(id="b1", status=status, opened_at=NOON, allowed=20, window_hours=24) for status in BatchStatus
)


@pytest.mark.parametrize(
    ("count", "percent", "linked", "expected"),
    [
        (20, 10, 0, 10),
        (20, 10, 8, 10),
        (20, 10, 109, 10),
        (20, 10, 110, 11),
        (20, 10, 199, 19),
        (20, 10, 200, 20),
        (20, 10, 1_000, 20),
        (3, 10, 1_000, 3),
        (3, 10, 8, 3),
        (0, 10, 1_000, 0),
        (20, 0, 1_000, 0),
        (10_000, 100, 8, 10_000),
        (10_000, 99, 200, 198),
    ],
)
def test_the_smaller_of_number_and_share_counts_but_the_share_of_few_is_never_fewer_than_ten(
    count: int, percent: int, linked: int, expected: int
) -> None:
    assert allowed(DisableThreshold(count=count, percent=percent), linked) == expected


@given(st.integers(0, 10_000), st.integers(0, 100), st.integers(0, 200_000))
def test_no_more_are_allowed_than_the_number_and_more_accounts_never_allow_fewer(
    count: int, percent: int, linked: int
) -> None:
    threshold = DisableThreshold(count=count, percent=percent)
    fewest = min(count, FEWEST) if percent else 0
    assert fewest <= allowed(threshold, linked) <= count
    assert allowed(threshold, linked) <= allowed(threshold, linked + 1)


def staged_in(batch: Batch | None, because: str = BECAUSE, of: EmployeeRecord = LEFT) -> EmployeeRecord:
    """Return the record of somebody whose disable was staged."""
    return of.model_copy(update={"staged": Staged(batch=batch.id if batch else "b0", because=because, at=NOON)})


def revoked(kept: EmployeeRecord) -> EmployeeRecord:
    """Return the record after access was revoked at once."""
    return merge(kept, event(type=EventType.ACCESS_REVOKED))


def known(disabled: int = 0, *, passed: bool = False, batch: Batch | None = None) -> Disables:
    return Disables(disabled=disabled, passed=passed, linked=1_000, batch=batch)


@pytest.mark.parametrize(
    ("kept", "disables", "immediate", "passage"),
    [
        (LEFT, known(19), "disable", Passage.ROOM),
        (LEFT, known(20), "disable", Passage.STAGED),
        (LEFT, known(20, passed=True), "disable", Passage.ROOM),
        (staged_in(OPEN), known(batch=OPEN), "disable", Passage.STAGED),
        (staged_in(OPEN, "left: something else"), known(batch=OPEN), "disable", Passage.STAGED),
        (staged_in(APPROVED), known(20, batch=APPROVED), "disable", Passage.APPROVED),
        (staged_in(APPROVED, "scope"), known(20, batch=APPROVED), "disable", Passage.STAGED),
        (staged_in(APPROVED, "scope"), known(batch=APPROVED), "disable", Passage.ROOM),
        (staged_in(REJECTED), known(batch=REJECTED), "disable", Passage.KEPT),
        (staged_in(REJECTED, "scope"), known(batch=REJECTED), "disable", Passage.ROOM),
        (staged_in(REJECTED, "scope"), known(20, batch=REJECTED), "disable", Passage.STAGED),
        (staged_in(None), known(20), "disable", Passage.STAGED),
        (revoked(LEFT), known(20), "disable", Passage.IMMEDIATE),
        (revoked(LEFT), known(20), "stage", Passage.STAGED),
        (staged_in(OPEN, of=revoked(LEFT)), known(batch=OPEN), "disable", Passage.IMMEDIATE),
        (
            staged_in(REJECTED, because_of(revoked(LEFT), None), of=revoked(LEFT)),
            known(batch=REJECTED),
            "disable",
            Passage.KEPT,
        ),
    ],
    ids=[
        "there is room",
        "there is no room",
        "the person is counted already",
        "what is staged stays staged though there is room",
        "news of somebody who is staged changes no decision",
        "what was approved is done though there is no room",
        "approved because of something else, and no room",
        "approved because of something else, and room",
        "what was rejected is kept though there is room",
        "rejected, then news and room",
        "rejected, then news and no room",
        "the batch is gone",
        "revoked at once",
        "revoked at once, which the settings stage",
        "staged, then revoked at once",
        "a revocation that was rejected",
    ],
)
def test_what_becomes_of_a_disable(kept: EmployeeRecord, disables: Disables, immediate: str, passage: Passage) -> None:
    settings = Settings.model_validate({"disableThreshold": {"immediate": immediate}})
    decided = planned(kept, account(), disables=disables, settings=settings)
    assert decided.brake is not None
    assert decided.brake.passage is passage
    assert decided.disables
    operations = (DisableAccount(), RevokeSessions()) if decided.brake.goes else ()
    assert decided.operations == operations


def test_a_staged_disable_is_looked_at_daily_and_a_rejected_one_when_hr_says_something() -> None:
    staged = planned(LEFT, account(), disables=known(20))
    assert staged.review_at == NOON + timedelta(days=1)
    rejected = planned(staged_in(REJECTED), account(), disables=known(batch=REJECTED))
    assert rejected.review_at is None


def test_without_a_look_at_others_a_plan_says_that_it_would_disable_so_that_they_are_looked_at() -> None:
    decided = planned(LEFT, account())
    assert DisableAccount() in decided.operations
    assert decided.brake is None


@pytest.mark.parametrize(
    ("said", "because"),
    [
        ({"terminationDate": "2026-05-31"}, BECAUSE),
        ({"terminationDate": "2026-05-31", "jobTitle": "Lead", "department": None}, BECAUSE),
        ({"terminationDate": "2026-05-31", "lastDayOfWork": None}, BECAUSE),
        (
            {"terminationDate": "2026-05-31", "lastDayOfWork": "2026-05-30"},
            "left: lastDayOfWork 2026-05-30, startDate 2026-01-15, status active, terminationDate 2026-05-31",
        ),
        ({"status": None, "startDate": None, "terminationDate": "2026-05-31"}, "left: terminationDate 2026-05-31"),
    ],
    ids=["what HR says of employment", "other news is no news", "null is no news", "another date", "only the date"],
)
def test_a_disable_is_because_of_what_hr_says_of_employment(said: dict[str, str | None], because: str) -> None:
    assert because_of(record(ana(**said)), None) == because


def test_news_of_a_persons_scope_is_that_they_are_out_of_it() -> None:
    assert because_of(LEFT, "scope") == because_of(record(ana()), "scope") == "scope"
    assert because_of(LEFT, "status") != because_of(LEFT, None)


def test_a_file_that_was_deleted_is_news_and_so_is_every_revocation() -> None:
    gone = merge(LEFT, event(type=EventType.DELETED))
    later = merge(revoked(LEFT), event(id="event-2", type=EventType.ACCESS_REVOKED, occurred_at=NOON + timedelta(1)))
    assert len({because_of(each, None) for each in (LEFT, gone, revoked(LEFT), later)}) == 4


def braked(passage: Passage) -> Brake:
    return Brake(passage=passage, because=BECAUSE, reason="left", allowed=20)


def done(status: Status) -> list[AppliedOperation]:
    return [AppliedOperation(operation=DisableAccount(), status=status)]


GOES: Final = Plan(steps=(), operations=(DisableAccount(),), disables=True, brake=braked(Passage.APPROVED))


@pytest.mark.parametrize(
    ("decided", "applied", "state"),
    [
        (Plan(steps=(), disables=True, brake=braked(Passage.STAGED)), [], StagedState.STAGED),
        (Plan(steps=(), disables=True, brake=braked(Passage.KEPT)), [], StagedState.KEPT),
        (GOES, done(Status.SUCCESS), StagedState.DONE),
        (GOES, done(Status.FAILURE), None),
        (GOES, done(Status.WARNING), None),
        (GOES, [], None),
        (Plan(steps=(), disables=True), [], StagedState.DONE),
        (Plan(steps=(), disables=True, overruled=True), [], StagedState.WITHDRAWN),
        (Plan(steps=()), [], StagedState.WITHDRAWN),
    ],
    ids=[
        "staged",
        "rejected",
        "done",
        "refused by Entra",
        "the account is not visible",
        "not reached",
        "blocked already",
        "somebody lifted our block, which is left so",
        "not to be disabled any more",
    ],
)
def test_what_became_of_a_disable_that_was_staged(
    decided: Plan, applied: list[AppliedOperation], state: StagedState | None
) -> None:
    assert fate(decided, applied) is state


SCOPE: Final = OutOfScope(reason="site is Lund")


@pytest.mark.parametrize(
    ("kept", "out_of_scope", "batch", "became", "over"),
    [
        (staged_in(OPEN), None, OPEN, StagedState.STAGED, False),
        (staged_in(OPEN), None, OPEN, StagedState.WITHDRAWN, True),
        (staged_in(OPEN), None, OPEN, StagedState.DONE, True),
        (staged_in(None), None, None, StagedState.WITHDRAWN, True),
        (staged_in(REJECTED), None, REJECTED, StagedState.KEPT, False),
        (staged_in(REJECTED), None, REJECTED, StagedState.WITHDRAWN, False),
        (staged_in(REJECTED), None, REJECTED, StagedState.DONE, True),
        (staged_in(REJECTED, "left: status active"), None, REJECTED, StagedState.WITHDRAWN, True),
        (staged_in(APPROVED), None, APPROVED, StagedState.WITHDRAWN, False),
        (staged_in(APPROVED, "status: status leave"), None, APPROVED, StagedState.WITHDRAWN, True),
        (staged_in(APPROVED, because_of(LEFT, "status")), None, APPROVED, StagedState.WITHDRAWN, False),
        (staged_in(APPROVED, because_of(LEFT, "notStarted")), None, APPROVED, StagedState.WITHDRAWN, False),
        (staged_in(REJECTED, "scope"), SCOPE, REJECTED, StagedState.WITHDRAWN, False),
        (staged_in(REJECTED, "scope"), None, REJECTED, StagedState.WITHDRAWN, True),
    ],
    ids=[
        "nobody has decided, and it waits",
        "nobody has decided, and the person is not to be disabled any more",
        "nobody has decided, and it is done",
        "the batch is gone",
        "rejected, and to be disabled",
        "rejected, and not to be disabled by the settings of now",
        "rejected, and blocked by hand",
        "rejected, and HR said something new",
        "approved, and not to be disabled by the settings of now",
        "approved, and HR said something new",
        "approved because of a status that HR still says",
        "approved because of a start date that HR still says",
        "rejected for somebody who is out of scope still",
        "rejected for somebody who is in scope again",
    ],
)
def test_a_decision_holds_until_it_is_done_or_hr_says_something_new(
    kept: EmployeeRecord, out_of_scope: OutOfScope | None, batch: Batch | None, became: StagedState, *, over: bool
) -> None:
    facts = Facts(kept, stage(kept, Settings(), NOON), Settings(), NOON, out_of_scope=out_of_scope)
    assert kept.staged
    assert is_over(facts, kept.staged, batch, became) is over
