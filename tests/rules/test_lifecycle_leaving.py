"""When employment ends, by what, and what of it blocks sign-in."""

from datetime import timedelta

import pytest
from pydantic import JsonValue

from provisioning.model import EmployeeRecord
from provisioning.rules.lifecycle import Access, Phase, Stage
from tests.builders import at
from tests.rules.staging import BERLIN, record_of, settings, stage_of, stage_of_record

MICROSECOND = timedelta(microseconds=1)
NOW = "2026-06-01T12:00Z"


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        pytest.param("2026-09-29T23:00Z", Phase.EMPLOYED, id="the last day begins"),
        pytest.param("2026-09-30T12:00Z", Phase.EMPLOYED, id="the last day at noon is worked"),
        pytest.param("2026-09-30T21:59:59.999999Z", Phase.EMPLOYED, id="a microsecond before midnight"),
        pytest.param("2026-09-30T22:00Z", Phase.LEFT, id="midnight"),
        pytest.param("2027-09-30T22:00Z", Phase.LEFT, id="a year later"),
    ],
)
def test_who_leaves_on_30_september_in_berlin_works_that_day_and_is_gone_on_1_october(now: str, phase: Phase) -> None:
    assert stage_of(now, startDate="2026-01-15", terminationDate="2026-09-30", **BERLIN).phase is phase


LAST_DAY = "the last day was 2026-09-30 in Europe/Berlin"


@pytest.mark.parametrize(
    ("field", "chosen", "ends", "reason"),
    [
        pytest.param("terminationDate", {}, "2026-09-30T22:00Z", LAST_DAY, id="on the day after, at midnight"),
        pytest.param("lastDayOfWork", {}, "2026-09-30T22:00Z", LAST_DAY, id="the last day of work alike"),
        pytest.param(
            "terminationDate",
            {"localTime": "18:00"},
            "2026-10-01T16:00Z",
            "employment ended on 2026-10-01 at 18:00 in Europe/Berlin",
            id="on the day after, in the evening",
        ),
        pytest.param(
            "terminationDate",
            {"inclusive": {"terminationDate": False}},
            "2026-09-29T22:00Z",
            "employment ended on 2026-09-30 at 00:00 in Europe/Berlin",
            id="at the beginning of a date that is not worked",
        ),
        pytest.param(
            "lastDayOfWork",
            {"inclusive": {"lastDayOfWork": False}, "localTime": "18:00"},
            "2026-09-30T16:00Z",
            "employment ended on 2026-09-30 at 18:00 in Europe/Berlin",
            id="in the evening of the date itself",
        ),
        pytest.param(
            "lastDayOfWork",
            {"inclusive": {"terminationDate": False}},
            "2026-09-30T22:00Z",
            LAST_DAY,
            id="each date has a switch of its own",
        ),
    ],
)
def test_access_ends(field: str, chosen: dict[str, JsonValue], ends: str, reason: str) -> None:
    in_force = settings(disabling=chosen)
    before = stage_of(at(ends) - MICROSECOND, in_force, **{field: "2026-09-30"}, **BERLIN)
    assert (before.phase, before.access, before.changes_at) == (Phase.EMPLOYED, Access.ALLOW, at(ends))
    after = stage_of(ends, in_force, **{field: "2026-09-30"}, **BERLIN)
    assert after == Stage(Phase.LEFT, reason, Access.BLOCK, since=at(ends))


@pytest.mark.parametrize(
    ("zone", "ends"),
    [
        pytest.param("Europe/Berlin", "2026-03-29T01:00Z", id="clocks jump over 02:30: when they jump"),
        pytest.param("America/Los_Angeles", "2026-03-29T09:30Z", id="they do not there on that day"),
    ],
)
def test_access_ends_on_the_day_that_clocks_change(zone: str, ends: str) -> None:
    in_force = settings(disabling={"localTime": "02:30"})
    assert stage_of("2026-03-01T00:00Z", in_force, lastDayOfWork="2026-03-28", timeZone=zone).changes_at == at(ends)


@pytest.mark.parametrize(
    ("termination", "last_day", "ends"),
    [
        pytest.param("2026-09-30", "2026-08-31", "2026-09-01T00:00Z", id="last day of work first"),
        pytest.param("2026-08-31", "2026-09-30", "2026-09-01T00:00Z", id="termination first"),
        pytest.param("2026-08-31", "2026-08-31", "2026-09-01T00:00Z", id="both the same"),
        pytest.param("2026-08-31", None, "2026-09-01T00:00Z", id="only a termination date"),
        pytest.param(None, "2026-08-31", "2026-09-01T00:00Z", id="only a last day of work"),
        pytest.param("9999-12-31", "2026-08-31", "2026-09-01T00:00Z", id="9999 means never"),
        pytest.param("9999-12-31", "9999-12-31", None, id="never, written twice"),
        pytest.param("9000-01-01", None, None, id="never, written in another way"),
        pytest.param(None, None, None, id="neither"),
    ],
)
def test_the_earlier_of_termination_date_and_last_day_of_work_counts(
    termination: str | None, last_day: str | None, ends: str | None
) -> None:
    found = stage_of(NOW, terminationDate=termination, lastDayOfWork=last_day)
    changes_at = at(ends) if ends else None
    expected = Stage(Phase.EMPLOYED, "works, without a start date", Access.ALLOW, may_create=True)
    assert found == Stage(expected.phase, expected.reason, expected.access, expected.may_create, changes_at)


def test_which_date_is_first_can_depend_on_whether_it_is_worked() -> None:
    in_force = settings(disabling={"inclusive": {"terminationDate": False}})
    found = stage_of(NOW, in_force, terminationDate="2026-09-01", lastDayOfWork="2026-08-31")
    assert found.changes_at == at("2026-09-01T00:00Z")
    assert stage_of("2026-09-01T00:00Z", in_force, terminationDate="2026-09-01").phase is Phase.LEFT


def test_a_deleted_file_ends_employment_at_once_whatever_the_dates_say() -> None:
    kept = record_of({"startDate": "2026-01-15", "terminationDate": "2026-12-31"}, deleted=True)
    expected = Stage(Phase.LEFT, "the HR system deleted the person's file", Access.BLOCK)
    assert stage_of_record(NOW, kept) == expected


def test_somebody_may_leave_on_the_first_day() -> None:
    first_and_last = {"startDate": "2026-04-01", "terminationDate": "2026-04-01"}
    during = stage_of("2026-04-01T12:00Z", **first_and_last)
    assert (during.phase, during.changes_at) == (Phase.EMPLOYED, at("2026-04-02T00:00Z"))
    assert stage_of("2026-04-02T00:00Z", **first_and_last).phase is Phase.LEFT


def test_only_the_leave_date_of_the_earlier_employment_is_passed_over() -> None:
    dates: dict[str, JsonValue] = {"startDate": "2026-04-01", "terminationDate": "2025-12-31"}
    found = stage_of(NOW, lastDayOfWork="2026-06-30", **dates)
    assert (found.phase, found.changes_at) == (Phase.EMPLOYED, at("2026-07-01T00:00Z"))


# Access that HR revokes at once

REVOKED_AT = at("2026-05-20T10:00Z")
REVOKED = "the HR system revoked access immediately"


@pytest.mark.parametrize(
    ("now", "start", "expected"),
    [
        pytest.param(NOW, None, Stage(Phase.LEFT, REVOKED, Access.BLOCK), id="at once"),
        pytest.param(NOW, "2026-01-15", Stage(Phase.LEFT, REVOKED, Access.BLOCK), id="whenever they started"),
        pytest.param(
            NOW, "2026-05-20", Stage(Phase.LEFT, REVOKED, Access.BLOCK), id="even on the day on which they started"
        ),
        pytest.param("2026-05-20T09:00Z", None, Stage(Phase.LEFT, REVOKED, Access.BLOCK), id="before HR's own clock"),
        pytest.param(
            NOW,
            "2026-09-01",
            Stage(
                Phase.LEFT,
                f"{REVOKED}; starts again on 2026-09-01",
                Access.BLOCK,
                changes_at=at("2026-09-01T00:00Z"),
            ),
            id="before the start of a rehire",
        ),
        pytest.param(
            NOW,
            "2026-05-21",
            Stage(Phase.EMPLOYED, "works since 2026-05-21", Access.ALLOW, may_create=True),
            id="a rehire that has started since lifts it",
        ),
    ],
)
def test_revoked_access_ends_employment(now: str, start: str | None, expected: Stage) -> None:
    kept = record_of({"startDate": start}, revoked_at=REVOKED_AT)
    assert stage_of_record(now, kept) == expected


@pytest.mark.parametrize(
    ("revoked_at", "phase"),
    [
        pytest.param("2026-05-19T23:59:59.999999Z", Phase.EMPLOYED, id="just before the start: an earlier employment"),
        pytest.param("2026-05-20T00:00Z", Phase.LEFT, id="as the first day begins: this one"),
    ],
)
def test_a_rehire_starts_after_the_revocation(revoked_at: str, phase: Phase) -> None:
    kept = record_of({"startDate": "2026-05-20"}, revoked_at=at(revoked_at))
    assert stage_of_record(NOW, kept).phase is phase


def test_revoked_access_goes_before_dates_that_are_still_to_come() -> None:
    kept = record_of({"terminationDate": "2026-12-31", "lastDayOfWork": "2026-11-30"}, revoked_at=REVOKED_AT)
    assert stage_of_record(NOW, kept) == Stage(Phase.LEFT, REVOKED, Access.BLOCK)


# What the settings do not choose

SWITCHED_OFF: dict[str, JsonValue] = {"enabled": False}
NO_DATES: dict[str, JsonValue] = {"dates": []}
ONLY_TERMINATION: dict[str, JsonValue] = {"dates": ["terminationDate"]}
ONLY_LAST_DAY: dict[str, JsonValue] = {"dates": ["lastDayOfWork"]}


@pytest.mark.parametrize(
    ("kept", "chosen", "why"),
    [
        pytest.param(
            record_of({"terminationDate": "2026-05-31"}),
            SWITCHED_OFF,
            "disabling is switched off in the settings",
            id="off: date",
        ),
        pytest.param(
            record_of({"status": "terminated"}),
            SWITCHED_OFF,
            "disabling is switched off in the settings",
            id="off: status",
        ),
        pytest.param(
            record_of(deleted=True), SWITCHED_OFF, "disabling is switched off in the settings", id="off: deletion"
        ),
        pytest.param(
            record_of(revoked_at=REVOKED_AT),
            SWITCHED_OFF,
            "disabling is switched off in the settings",
            id="off: revoked access",
        ),
        pytest.param(
            record_of({"terminationDate": "2026-05-31"}),
            ONLY_LAST_DAY,
            "disabling.dates does not name terminationDate",
            id="the termination date is not chosen",
        ),
        pytest.param(
            record_of({"status": "terminated"}),
            ONLY_LAST_DAY,
            "disabling.dates does not name terminationDate",
            id="nor is the status terminated then",
        ),
        pytest.param(
            record_of({"lastDayOfWork": "2026-05-31"}),
            ONLY_TERMINATION,
            "disabling.dates does not name lastDayOfWork",
            id="the last day of work is not chosen",
        ),
        pytest.param(
            record_of({"status": "gardenLeave"}),
            ONLY_TERMINATION,
            "disabling.dates does not name lastDayOfWork",
            id="nor is garden leave then",
        ),
        pytest.param(
            record_of(deleted=True),
            ONLY_TERMINATION,
            "disabling.dates does not name deletion",
            id="deletion is not chosen",
        ),
        pytest.param(
            record_of({"lastDayOfWork": "2026-05-31", "terminationDate": "2026-12-31"}),
            NO_DATES,
            "disabling.dates does not name lastDayOfWork",
            id="nothing is chosen",
        ),
    ],
)
def test_what_is_not_chosen_keeps_access_and_says_so_but_nobody_is_created(
    kept: EmployeeRecord, chosen: dict[str, JsonValue], why: str
) -> None:
    found = stage_of_record(NOW, kept, settings(disabling=chosen))
    assert (found.phase, found.access, found.may_create) == (Phase.LEFT, Access.KEEP, False)
    assert (found.note, found.changes_at) == (f"sign-in is not blocked, as {why}", None)


def test_revoked_access_blocks_whichever_dates_are_chosen() -> None:
    kept = record_of(revoked_at=REVOKED_AT)
    assert stage_of_record(NOW, kept, settings(disabling=NO_DATES)).access is Access.BLOCK


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        pytest.param({"lastDayOfWork": "2026-05-31"}, "the last day was 2026-05-31 in UTC", id="a last day of work"),
        pytest.param({"status": "gardenLeave"}, "is on garden leave: the last day of work is over", id="garden leave"),
    ],
)
def test_until_a_chosen_date_an_earlier_one_ends_no_access_but_nobody_is_created(
    said: dict[str, JsonValue], sentence: str
) -> None:
    found = stage_of(NOW, settings(disabling=ONLY_TERMINATION), terminationDate="2026-12-31", **said)
    assert found == Stage(
        Phase.EMPLOYED,
        f"works, without a start date, but {sentence}",
        Access.ALLOW,
        changes_at=at("2027-01-01T00:00Z"),
        note=f"{sentence}; that ends no access, as disabling.dates does not name lastDayOfWork, "
        "but nobody is created any more",
    )


def test_that_nobody_is_created_any_more_is_a_change_to_look_at() -> None:
    in_force = settings(disabling=ONLY_TERMINATION)
    found = stage_of(NOW, in_force, lastDayOfWork="2026-09-30", terminationDate="2026-12-31")
    assert (found.may_create, found.changes_at) == (True, at("2026-10-01T00:00Z"))


def test_a_deleted_file_is_kept_until_a_chosen_date_and_blocked_then() -> None:
    kept, in_force = record_of({"terminationDate": "2026-12-31"}, deleted=True), settings(disabling=ONLY_TERMINATION)
    before = stage_of_record(NOW, kept, in_force)
    assert (before.phase, before.access, before.changes_at) == (Phase.LEFT, Access.KEEP, at("2027-01-01T00:00Z"))
    assert stage_of_record("2027-01-01T00:00Z", kept, in_force).access is Access.BLOCK


def test_terminated_without_a_termination_date_blocks_after_a_last_day_of_work_that_is_not_chosen() -> None:
    in_force = settings(disabling=ONLY_TERMINATION)
    said: dict[str, JsonValue] = {"status": "terminated", "lastDayOfWork": "2026-09-30"}
    before = stage_of(NOW, in_force, **said)
    assert (before.phase, before.changes_at) == (Phase.EMPLOYED, at("2026-10-01T00:00Z"))
    after = stage_of("2026-10-01T00:00Z", in_force, **said)
    since = at("2026-10-01T00:00Z")
    assert after == Stage(Phase.LEFT, "the HR system says that the person has left", Access.BLOCK, since=since)


def test_while_disabling_is_off_a_suspending_status_still_blocks_who_works() -> None:
    in_force = settings(disabling=SWITCHED_OFF, statusPolicy={"leave": "disable"})
    assert stage_of(NOW, in_force, status="leave").access is Access.BLOCK
    assert stage_of(NOW, in_force, status="leave", lastDayOfWork="2026-05-31").access is Access.KEEP
