"""When an account is made, and in what state, before the start date and from it on."""

from datetime import timedelta

import pytest
from pydantic import JsonValue

from provisioning.rules.lifecycle import Access, Phase, Stage, sign_in_at_creation
from provisioning.settings import Settings
from tests.builders import at
from tests.rules.staging import BERLIN, settings, stage_of

MICROSECOND = timedelta(microseconds=1)
IN_BERLIN: dict[str, JsonValue] = {"startDate": "2026-10-01", **BERLIN}
START_IN_BERLIN = at("2026-09-30T22:00Z")


@pytest.mark.parametrize(
    ("chosen", "due"),
    [
        pytest.param({}, "2026-09-30T22:00Z", id="on the start date, at midnight in Berlin"),
        pytest.param({"leadDays": 1}, "2026-09-29T22:00Z", id="a day earlier"),
        pytest.param({"leadDays": 5}, "2026-09-25T22:00Z", id="five days earlier"),
        pytest.param({"leadDays": 200}, "2026-03-14T23:00Z", id="200 days earlier, at midnight in winter time"),
        pytest.param({"timeZone": "Asia/Tokyo"}, "2026-09-30T22:00Z", id="whatever zone the settings have"),
    ],
)
def test_an_account_is_made_from_the_day_it_is_due_on(chosen: dict[str, JsonValue], due: str) -> None:
    before = stage_of(at(due) - MICROSECOND, settings(**chosen), **IN_BERLIN)
    assert (before.phase, before.may_create, before.changes_at) == (Phase.UPCOMING, False, at(due))
    then = stage_of(due, settings(**chosen), **IN_BERLIN)
    assert then.may_create
    assert then.changes_at == (None if at(due) == START_IN_BERLIN else START_IN_BERLIN)


def test_with_lead_days_the_reason_names_them() -> None:
    reasons = [stage_of("2026-06-01T00:00Z", settings(leadDays=days), **IN_BERLIN).reason for days in (0, 1, 5)]
    assert reasons == [
        "starts on 2026-10-01 in Europe/Berlin",
        "starts on 2026-10-01 in Europe/Berlin; an account is made the day before",
        "starts on 2026-10-01 in Europe/Berlin; an account is made 5 days before",
    ]


ON_CREATION = settings(createOn="creation", leadDays=5)


def test_on_creation_an_account_is_made_as_soon_as_the_person_is_known() -> None:
    expected = Stage(
        Phase.UPCOMING,
        "starts on 2026-10-01 in Europe/Berlin",
        Access.BLOCK,
        may_create=True,
        changes_at=START_IN_BERLIN,
    )
    assert stage_of("2025-01-01T00:00Z", ON_CREATION, **IN_BERLIN) == expected


def test_on_creation_somebody_hired_without_a_start_date_is_upcoming() -> None:
    found = stage_of("2026-06-01T00:00Z", ON_CREATION, status="onboarding", lastDayOfWork="2026-12-31")
    assert found == Stage(
        Phase.UPCOMING,
        "is hired without a start date",
        Access.BLOCK,
        may_create=True,
        changes_at=at("2027-01-01T00:00Z"),
    )


@pytest.mark.parametrize("chosen", [Settings(), ON_CREATION], ids=["on the start date", "on creation"])
def test_nobody_is_created_who_is_inactive_in_the_hr_system(chosen: Settings) -> None:
    assert not stage_of("2026-06-01T00:00Z", chosen, status="inactive").may_create


BEFORE, AFTER = "2026-06-01T00:00Z", "2026-12-01T00:00Z"
FOLLOW, ACTIVE, INACTIVE = (
    settings(accountStatus=status, createOn="creation") for status in ("followHr", "alwaysActive", "alwaysInactive")
)


@pytest.mark.parametrize(
    ("chosen", "now", "enabled", "until_start", "access"),
    [
        pytest.param(FOLLOW, BEFORE, False, True, Access.BLOCK, id="following HR, before: blocked until the start"),
        pytest.param(FOLLOW, AFTER, True, False, Access.ALLOW, id="following HR, from the start on: allowed"),
        pytest.param(ACTIVE, BEFORE, True, False, Access.KEEP, id="always active, before: enabled, then left alone"),
        pytest.param(ACTIVE, AFTER, True, False, Access.ALLOW, id="always active, from the start on"),
        pytest.param(INACTIVE, BEFORE, False, False, Access.KEEP, id="always inactive, before: for the administrator"),
        pytest.param(INACTIVE, AFTER, False, False, Access.ALLOW, id="always inactive: only what we blocked is lifted"),
    ],
)
def test_account_status_decides_about_sign_in(
    chosen: Settings,
    now: str,
    enabled: bool,  # noqa: FBT001 - a case of the table
    until_start: bool,  # noqa: FBT001 - as above
    access: Access,
) -> None:
    found = stage_of(now, chosen, **IN_BERLIN)
    assert sign_in_at_creation(found, chosen) == (enabled, until_start)
    assert found.access is access


@pytest.mark.parametrize("chosen", [FOLLOW, ACTIVE, INACTIVE], ids=["followHr", "alwaysActive", "alwaysInactive"])
def test_a_start_date_that_moves_into_the_future_blocks_only_when_following_hr(chosen: Settings) -> None:
    moved = stage_of(AFTER, chosen, startDate="2027-01-01")
    assert moved.phase is Phase.UPCOMING
    assert moved.access is (Access.BLOCK if chosen is FOLLOW else Access.KEEP)


@pytest.mark.parametrize("never", ["9000-01-01", "9999-12-31"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_start_in_the_year_9999_never_comes(never: str, zone: str) -> None:
    found = stage_of(BEFORE, settings(leadDays=365), startDate=never, timeZone=zone)
    assert (found.phase, found.may_create, found.changes_at) == (Phase.UPCOMING, False, None)
    assert stage_of(BEFORE, ON_CREATION, startDate=never, timeZone=zone).may_create


# Rehires

REHIRED: dict[str, JsonValue] = {"startDate": "2026-04-01", "terminationDate": "2025-12-31"}
GONE = "the last day was 2025-12-31 in UTC; starts again on 2026-04-01"
START = at("2026-04-01T00:00Z")
ENDED = at("2026-01-01T00:00Z")


@pytest.mark.parametrize(
    ("chosen", "now", "expected"),
    [
        pytest.param(
            {},
            "2025-12-31T23:59Z",
            Stage(Phase.UPCOMING, "starts on 2026-04-01 in UTC", Access.KEEP, changes_at=at("2026-01-01T00:00Z")),
            id="while the earlier employment lasts, the account is left as it is",
        ),
        pytest.param(
            {},
            "2026-03-01T00:00Z",
            Stage(Phase.LEFT, GONE, Access.BLOCK, changes_at=START, since=ENDED),
            id="between the two nobody works",
        ),
        pytest.param(
            {"leadDays": 5},
            "2026-03-01T00:00Z",
            Stage(Phase.LEFT, GONE, Access.BLOCK, changes_at=at("2026-03-27T00:00Z"), since=ENDED),
            id="between the two, until the account is due",
        ),
        pytest.param(
            {"leadDays": 5},
            "2026-03-27T00:00Z",
            Stage(Phase.UPCOMING, f"{GONE} in UTC", Access.BLOCK, may_create=True, changes_at=START, since=ENDED),
            id="once the account is due, it may be made, and stays blocked",
        ),
        pytest.param(
            {"createOn": "creation", "accountStatus": "alwaysActive"},
            "2026-01-01T00:00Z",
            Stage(Phase.UPCOMING, f"{GONE} in UTC", Access.BLOCK, may_create=True, changes_at=START, since=ENDED),
            id="on creation at once, blocked even if accounts are always active",
        ),
        pytest.param(
            {},
            "2026-04-01T00:00Z",
            Stage(Phase.EMPLOYED, "works since 2026-04-01", Access.ALLOW, may_create=True),
            id="from the new start on",
        ),
    ],
)
@pytest.mark.parametrize("field", ["terminationDate", "lastDayOfWork"])
def test_a_leave_date_before_the_start_date_belongs_to_an_earlier_employment(
    field: str, chosen: dict[str, JsonValue], now: str, expected: Stage
) -> None:
    assert stage_of(now, settings(**chosen), startDate="2026-04-01", **{field: "2025-12-31"}) == expected


@pytest.mark.parametrize("status", ["followHr", "alwaysActive"])
def test_a_rehired_person_whose_account_is_gone_gets_a_new_one_blocked_until_the_start(status: str) -> None:
    chosen = settings(createOn="creation", accountStatus=status)
    assert sign_in_at_creation(stage_of("2026-03-01T00:00Z", chosen, **REHIRED), chosen) == (False, True)


def test_between_two_employments_an_account_is_kept_if_disabling_is_switched_off() -> None:
    chosen = settings(disabling={"enabled": False}, leadDays=5)
    note = "sign-in is not blocked, as disabling is switched off in the settings"
    left = stage_of("2026-03-01T00:00Z", chosen, **REHIRED)
    assert left == Stage(Phase.LEFT, GONE, Access.KEEP, changes_at=at("2026-03-27T00:00Z"), note=note)
    due = stage_of("2026-03-28T00:00Z", chosen, **REHIRED)
    assert (due.phase, due.access, due.may_create, due.note) == (Phase.UPCOMING, Access.KEEP, True, note)


def test_an_earlier_employment_that_lasts_into_the_day_of_the_new_start_leaves_no_gap() -> None:
    chosen = settings(disabling={"localTime": "18:00"})
    said: dict[str, JsonValue] = {"startDate": "2026-01-01", "terminationDate": "2025-12-31"}
    before = stage_of("2025-12-31T12:00Z", chosen, **said)
    assert (before.access, before.changes_at) == (Access.KEEP, at("2026-01-01T00:00Z"))
    assert stage_of("2026-01-01T12:00Z", chosen, **said).phase is Phase.EMPLOYED


ONLY_TERMINATION = settings(disabling={"dates": ["terminationDate"]}, leadDays=5)
NOT_CHOSEN = "that ends no access, as disabling.dates does not name lastDayOfWork, but nobody is created any more"


def test_a_date_of_the_earlier_employment_that_is_not_chosen_ends_no_access_but_nobody_is_created() -> None:
    said: dict[str, JsonValue] = {"startDate": "2026-04-01", "lastDayOfWork": "2026-03-15"}
    found = stage_of("2026-03-28T00:00Z", ONLY_TERMINATION, terminationDate="2026-03-30", **said)
    assert found == Stage(
        Phase.UPCOMING,
        "starts on 2026-04-01 in UTC; an account is made 5 days before, but the last day was 2026-03-15 in UTC",
        Access.KEEP,
        changes_at=at("2026-03-31T00:00Z"),
        note=f"the last day was 2026-03-15 in UTC; {NOT_CHOSEN}",
    )
    before_it_is_due = stage_of("2026-03-20T00:00Z", ONLY_TERMINATION, terminationDate="2026-03-30", **said)
    assert before_it_is_due.changes_at == at("2026-03-31T00:00Z")


def test_garden_leave_that_is_not_chosen_keeps_anybody_from_being_created_before_the_start_too() -> None:
    said: dict[str, JsonValue] = {"status": "gardenLeave", "startDate": "2026-04-01", "terminationDate": "2026-12-31"}
    not_due, due = (stage_of(f"2026-03-{day}T00:00Z", ONLY_TERMINATION, **said) for day in (20, 28))
    assert not_due == due
    assert (due.phase, due.may_create, due.changes_at) == (Phase.UPCOMING, False, START)
    assert due.note == f"is on garden leave: the last day of work is over; {NOT_CHOSEN}"
