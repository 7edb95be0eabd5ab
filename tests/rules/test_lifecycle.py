"""Where a person stands by the HR status, where the dates leave it open; and what each stage says of itself."""

from datetime import datetime

import pytest
from pydantic import JsonValue

from provisioning.rules.lifecycle import Access, Phase, Stage
from tests.builders import at
from tests.rules.staging import BERLIN, record_of, settings, stage_of, stage_of_record

NOW = "2026-06-01T12:00Z"
PAST, FUTURE = "2026-01-15", "2026-12-01"
ENDS_IN_2026 = at("2027-01-01T00:00Z")
STARTS = at("2026-12-01T00:00Z")


@pytest.mark.parametrize(
    ("said", "phase", "changes_at"),
    [
        pytest.param({"status": "active", "startDate": PAST}, Phase.EMPLOYED, None, id="active"),
        pytest.param({"status": None, "startDate": PAST}, Phase.EMPLOYED, None, id="null status"),
        pytest.param({"startDate": PAST}, Phase.EMPLOYED, None, id="no status"),
        pytest.param({}, Phase.EMPLOYED, None, id="nothing said"),
        pytest.param({"status": "sabbatical", "startDate": PAST}, Phase.EMPLOYED, None, id="a word of the customer's"),
        pytest.param({"status": "leave", "startDate": PAST}, Phase.EMPLOYED, None, id="leave of absence"),
        pytest.param({"status": "terminated", "startDate": PAST}, Phase.LEFT, None, id="terminated, no date"),
        pytest.param({"status": " Terminated "}, Phase.LEFT, None, id="terminated, written otherwise"),
        pytest.param(
            {"status": "terminated", "terminationDate": "2026-12-31"},
            Phase.EMPLOYED,
            ENDS_IN_2026,
            id="terminated to a later date: the date counts",
        ),
        pytest.param(
            {"status": "terminated", "lastDayOfWork": "2026-12-31"},
            Phase.EMPLOYED,
            ENDS_IN_2026,
            id="terminated, with a last day of work to come: the date counts",
        ),
        pytest.param({"status": "terminated", "terminationDate": PAST}, Phase.LEFT, None, id="terminated in the past"),
        pytest.param({"status": "terminated", "startDate": FUTURE}, Phase.LEFT, None, id="terminated before the start"),
        pytest.param(
            {"status": "terminated", "startDate": PAST, "terminationDate": "2025-12-31"},
            Phase.LEFT,
            None,
            id="terminated, with the date of an earlier employment only",
        ),
        pytest.param({"status": "terminated", "terminationDate": "9999-12-31"}, Phase.LEFT, None, id="9999 is no date"),
        pytest.param(
            {"status": "gardenLeave", "terminationDate": "2026-12-31"},
            Phase.LEFT,
            None,
            id="garden leave ends access before the termination date",
        ),
        pytest.param({"status": "Garden Leave"}, Phase.LEFT, None, id="garden leave in two words"),
        pytest.param({"status": "GARDEN_LEAVE"}, Phase.LEFT, None, id="garden leave with an underscore"),
        pytest.param({"status": "garden-leave"}, Phase.LEFT, None, id="garden leave with a hyphen"),
        pytest.param({"status": "inactive", "startDate": PAST}, Phase.UNCLEAR, None, id="inactive, no date"),
        pytest.param(
            {"status": "inactive", "lastDayOfWork": "2026-12-31"},
            Phase.UNCLEAR,
            ENDS_IN_2026,
            id="inactive until a date of leaving comes",
        ),
        pytest.param({"status": "inactive", "lastDayOfWork": PAST}, Phase.LEFT, None, id="inactive since a date"),
        pytest.param(
            {"status": "inactive", "startDate": FUTURE}, Phase.UPCOMING, STARTS, id="inactive before the start"
        ),
        pytest.param({"status": "onboarding"}, Phase.UNCLEAR, None, id="onboarding without a start date"),
        pytest.param(
            {"status": "onboarding", "lastDayOfWork": "2026-12-31"},
            Phase.UNCLEAR,
            ENDS_IN_2026,
            id="onboarding without a start date until a date of leaving comes",
        ),
        pytest.param(
            {"status": "onboarding", "startDate": FUTURE}, Phase.UPCOMING, STARTS, id="onboarding before the start"
        ),
        pytest.param(
            {"status": "onboarding", "startDate": PAST}, Phase.EMPLOYED, None, id="onboarding, but the start has come"
        ),
    ],
)
def test_the_status_counts_where_the_dates_leave_it_open(
    said: dict[str, JsonValue], phase: Phase, changes_at: datetime | None
) -> None:
    found = stage_of(NOW, **said)
    assert (found.phase, found.changes_at) == (phase, changes_at)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(
            {"startDate": FUTURE, **BERLIN},
            Stage(
                Phase.UPCOMING,
                "starts on 2026-12-01 in Europe/Berlin",
                Access.BLOCK,
                changes_at=at("2026-11-30T23:00Z"),
            ),
            id="upcoming: no account yet, one that is there is blocked",
        ),
        pytest.param(
            {"startDate": PAST},
            Stage(Phase.EMPLOYED, "works since 2026-01-15", Access.ALLOW, may_create=True),
            id="employed: an account, and sign-in",
        ),
        pytest.param(
            {},
            Stage(Phase.EMPLOYED, "works, without a start date", Access.ALLOW, may_create=True),
            id="employed without a start date",
        ),
        pytest.param(
            {"status": "onboarding"},
            Stage(
                Phase.UNCLEAR,
                "is hired without a start date; waits until the HR system names one",
                Access.KEEP,
            ),
            id="onboarding: nothing is made or changed",
        ),
        pytest.param(
            {"status": "inactive"},
            Stage(Phase.UNCLEAR, "is inactive in the HR system without a date of leaving", Access.KEEP),
            id="inactive: nothing is made or changed",
        ),
        pytest.param(
            {"status": "terminated"},
            Stage(Phase.LEFT, "the HR system says that the person has left", Access.BLOCK),
            id="terminated: blocked",
        ),
        pytest.param(
            {"status": "gardenLeave"},
            Stage(Phase.LEFT, "is on garden leave: the last day of work is over", Access.BLOCK),
            id="garden leave: blocked",
        ),
        pytest.param(
            {"terminationDate": "2026-05-31", **BERLIN},
            Stage(
                Phase.LEFT,
                "the last day was 2026-05-31 in Europe/Berlin",
                Access.BLOCK,
                since=at("2026-05-31T22:00Z"),
            ),
            id="left: blocked",
        ),
    ],
)
def test_each_stage_explains_itself_and_says_what_becomes_of_the_account(
    said: dict[str, JsonValue], expected: Stage
) -> None:
    assert stage_of(NOW, **said) == expected


# Statuses that the settings block

ABSENCES = settings(statusPolicy={"Parental_leave": "disable", "leave": "disable", "inactive": "disable"})


@pytest.mark.parametrize(
    ("said", "word"),
    [
        pytest.param({"status": "parentalLeave"}, "Parental_leave", id="in another spelling"),
        pytest.param({"status": "PARENTAL LEAVE"}, "Parental_leave", id="in capitals"),
        pytest.param({"status": "On Leave"}, "leave", id="under another name"),
        pytest.param({"status": "inactive"}, "inactive", id="inactive, which is unclear otherwise"),
        pytest.param({"status": "leave", "startDate": FUTURE}, "leave", id="before the start date as well"),
    ],
)
def test_a_status_that_the_settings_name_blocks_and_nobody_is_created(said: dict[str, JsonValue], word: str) -> None:
    reason = f"has the HR status {word!r}, with which the setting statusPolicy blocks sign-in"
    assert stage_of(NOW, ABSENCES, **said) == Stage(Phase.SUSPENDED, reason, Access.BLOCK)


@pytest.mark.parametrize("status", ["active", "leaves", "sick leave", None])
def test_other_statuses_do_not(status: str | None) -> None:
    assert stage_of(NOW, ABSENCES, status=status).phase is Phase.EMPLOYED


def test_keep_leaves_a_status_as_it_is_read_otherwise() -> None:
    kept_as_is = settings(statusPolicy={"inactive": "keep", "leave": "keep"})
    assert stage_of(NOW, kept_as_is, status="inactive").phase is Phase.UNCLEAR
    assert stage_of(NOW, kept_as_is, status="leave").phase is Phase.EMPLOYED


def test_whoever_leaves_while_suspended_has_left() -> None:
    during = stage_of(NOW, ABSENCES, status="leave", lastDayOfWork="2026-12-31")
    assert (during.phase, during.changes_at) == (Phase.SUSPENDED, ENDS_IN_2026)
    after = stage_of(ENDS_IN_2026, ABSENCES, status="leave", lastDayOfWork="2026-12-31")
    assert after == Stage(Phase.LEFT, "the last day was 2026-12-31 in UTC", Access.BLOCK, since=ENDS_IN_2026)


def test_suspension_neither_hides_nor_undoes_a_deletion() -> None:
    assert stage_of_record(NOW, record_of({"status": "leave"}, deleted=True), ABSENCES).phase is Phase.LEFT
