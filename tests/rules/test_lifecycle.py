"""When a person starts, works and leaves; and when that changes by itself."""

from datetime import datetime, timedelta

import pytest
from pydantic import JsonValue

from provisioning.rules.lifecycle import Phase, Stage, stage, time_zone
from provisioning.settings import Settings
from tests.builders import at, employee

MICROSECOND = timedelta(microseconds=1)
BERLIN = {"timeZone": "Europe/Berlin"}


def stage_of(now: str | datetime, **said: JsonValue) -> Stage:
    moment = at(now) if isinstance(now, str) else now
    return stage(employee(**said), deleted=False, settings=Settings(), now=moment)


MIDNIGHTS = [
    pytest.param("UTC", "2026-10-01", "2026-10-01T00:00Z", id="UTC"),
    pytest.param("Europe/Berlin", "2026-10-01", "2026-09-30T22:00Z", id="Berlin in summer time"),
    pytest.param("Europe/Berlin", "2026-12-01", "2026-11-30T23:00Z", id="Berlin in winter time"),
    pytest.param("America/Los_Angeles", "2026-10-01", "2026-10-01T07:00Z", id="Los Angeles"),
    pytest.param("Asia/Kolkata", "2026-10-01", "2026-09-30T18:30Z", id="Kolkata, half an hour off"),
    pytest.param("Asia/Kathmandu", "2026-10-01", "2026-09-30T18:15Z", id="Kathmandu, a quarter of an hour off"),
    pytest.param("Pacific/Kiritimati", "2026-10-01", "2026-09-30T10:00Z", id="Kiritimati, the first on Earth"),
    pytest.param("Pacific/Pago_Pago", "2026-10-01", "2026-10-01T11:00Z", id="Pago Pago, the last on Earth"),
    pytest.param("Africa/Cairo", "2026-04-24", "2026-04-23T22:00Z", id="Cairo springs from 00:00 to 01:00"),
    pytest.param("Asia/Beirut", "2026-03-29", "2026-03-28T22:00Z", id="Beirut springs from 00:00 to 01:00"),
    pytest.param("America/Santiago", "2026-09-06", "2026-09-06T04:00Z", id="Santiago springs from 00:00 to 01:00"),
    pytest.param("America/Santiago", "2026-04-05", "2026-04-05T04:00Z", id="Santiago repeats 23:00 before midnight"),
    pytest.param("America/Havana", "2026-11-01", "2026-11-01T04:00Z", id="Havana has 00:00 twice, the first counts"),
    pytest.param("Atlantic/Azores", "2026-10-25", "2026-10-25T00:00Z", id="Azores have 00:00 twice, the first counts"),
    pytest.param("Pacific/Apia", "2011-12-30", "2011-12-30T10:00Z", id="Apia left this day out altogether"),
]
"""Time zone, day, and the instant at which the day begins there."""


@pytest.mark.parametrize(("zone", "day", "begins"), MIDNIGHTS)
def test_a_person_starts_at_midnight_of_the_start_date_in_their_own_zone(zone: str, day: str, begins: str) -> None:
    start = at(begins)
    before = stage_of(start - MICROSECOND, startDate=day, timeZone=zone)
    assert (before.phase, before.changes_at) == (Phase.UPCOMING, start)
    assert stage_of(start, startDate=day, timeZone=zone).phase is Phase.EMPLOYED


@pytest.mark.parametrize("field", ["terminationDate", "lastDayOfWork"])
@pytest.mark.parametrize(("zone", "day", "begins"), MIDNIGHTS)
def test_a_person_has_left_when_the_day_after_the_last_one_begins_in_their_own_zone(
    field: str, zone: str, day: str, begins: str
) -> None:
    last_day = (datetime.fromisoformat(day) - timedelta(days=1)).date().isoformat()
    end = at(begins)
    before = stage_of(end - MICROSECOND, timeZone=zone, **{field: last_day})
    assert (before.phase, before.changes_at) == (Phase.EMPLOYED, end)
    after = stage_of(end, timeZone=zone, **{field: last_day})
    assert after == Stage(Phase.LEFT, f"the last day was {last_day} in {zone}")


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
    found = stage_of("2026-06-01T12:00Z", terminationDate=termination, lastDayOfWork=last_day)
    assert found == Stage(Phase.EMPLOYED, "works, without a start date", at(ends) if ends else None)


def test_a_deleted_file_ends_employment_at_once_whatever_the_dates_say() -> None:
    person = employee(startDate="2026-01-15", terminationDate="2026-12-31")
    found = stage(person, deleted=True, settings=Settings(), now=at("2026-06-01T12:00Z"))
    assert found == Stage(Phase.LEFT, "the HR system deleted the person's file")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(
            "2026-03-01T00:00Z",
            Stage(
                Phase.LEFT, "the last day was 2025-12-31 in UTC; starts again on 2026-04-01", at("2026-04-01T00:00Z")
            ),
            id="between the two nobody works",
        ),
        pytest.param(
            "2025-12-31T23:59Z",
            Stage(Phase.UPCOMING, "starts on 2026-04-01 in UTC", at("2026-01-01T00:00Z")),
            id="while the earlier one lasts",
        ),
        pytest.param("2026-04-01T00:00Z", Stage(Phase.EMPLOYED, "works since 2026-04-01"), id="from the new start on"),
    ],
)
@pytest.mark.parametrize("field", ["terminationDate", "lastDayOfWork"])
def test_a_leave_date_before_the_start_date_belongs_to_an_earlier_employment(
    field: str, now: str, expected: Stage
) -> None:
    assert stage_of(now, startDate="2026-04-01", **{field: "2025-12-31"}) == expected


def test_somebody_may_leave_on_the_first_day() -> None:
    first_and_last = {"startDate": "2026-04-01", "terminationDate": "2026-04-01"}
    during = stage_of("2026-04-01T12:00Z", **first_and_last)
    assert during == Stage(Phase.EMPLOYED, "works since 2026-04-01", at("2026-04-02T00:00Z"))
    assert stage_of("2026-04-02T00:00Z", **first_and_last).phase is Phase.LEFT


def test_only_the_leave_date_of_the_earlier_employment_is_passed_over() -> None:
    dates: dict[str, JsonValue] = {"startDate": "2026-04-01", "terminationDate": "2025-12-31"}
    found = stage_of("2026-06-01T00:00Z", lastDayOfWork="2026-06-30", **dates)
    assert found == Stage(Phase.EMPLOYED, "works since 2026-04-01", at("2026-07-01T00:00Z"))


PAST = "2026-01-15"
FUTURE = "2026-12-01"
NOW = "2026-06-01T12:00Z"
ENDS_IN_2026 = at("2027-01-01T00:00Z")


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
            {"status": "inactive", "startDate": FUTURE},
            Phase.UPCOMING,
            at("2026-12-01T00:00Z"),
            id="inactive before the start",
        ),
        pytest.param({"status": "onboarding"}, Phase.UNCLEAR, None, id="onboarding without a start date"),
        pytest.param(
            {"status": "onboarding", "startDate": FUTURE},
            Phase.UPCOMING,
            at("2026-12-01T00:00Z"),
            id="onboarding before the start",
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
    ("said", "reason"),
    [
        pytest.param(
            {"startDate": FUTURE, **BERLIN}, "starts on 2026-12-01 in Europe/Berlin", id="upcoming names the zone"
        ),
        pytest.param({"startDate": PAST}, "works since 2026-01-15", id="employed"),
        pytest.param({}, "works, without a start date", id="employed without a start date"),
        pytest.param(
            {"status": "onboarding"},
            "is hired without a start date; waits until the HR system names one",
            id="onboarding",
        ),
        pytest.param({"status": "inactive"}, "is inactive in the HR system without a date of leaving", id="inactive"),
        pytest.param({"status": "terminated"}, "the HR system says that the person has left", id="terminated"),
        pytest.param({"status": "gardenLeave"}, "is on garden leave: the last day of work is over", id="garden leave"),
    ],
)
def test_each_stage_explains_itself(said: dict[str, JsonValue], reason: str) -> None:
    assert stage_of(NOW, **said).reason == reason


ZONES = Settings.model_validate(
    {
        "timeZone": "Asia/Tokyo",
        "timeZoneBySite": {"Madrid": "Europe/Madrid"},
        "timeZoneByCountry": {"ES": "Atlantic/Canary"},
    }
)


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        pytest.param(
            {"timeZone": "Europe/Lisbon", "site": "Madrid", "country": "ES"}, "Europe/Lisbon", id="the employee's own"
        ),
        pytest.param({"site": "Madrid", "country": "ES"}, "Europe/Madrid", id="else the site's"),
        pytest.param({"country": "ES"}, "Atlantic/Canary", id="else the country's"),
        pytest.param({}, "Asia/Tokyo", id="else the setting"),
        pytest.param({"site": "Bilbao", "country": "ES"}, "Atlantic/Canary", id="a site that the settings do not name"),
        pytest.param({"site": "Paris", "country": "FR"}, "Asia/Tokyo", id="a country that the settings do not name"),
        pytest.param({"timeZone": None, "site": None, "country": "ES"}, "Atlantic/Canary", id="nulls are passed over"),
        pytest.param({"timeZone": "Europe/Lisboa", "site": "Madrid"}, "Europe/Madrid", id="misspelt"),
        pytest.param({"timeZone": "europe/lisbon"}, "Asia/Tokyo", id="in lower case"),
        pytest.param({"timeZone": "Europe", "site": "Madrid"}, "Europe/Madrid", id="the name of a whole region"),
        pytest.param({"timeZone": "../../etc/passwd"}, "Asia/Tokyo", id="a path"),
        pytest.param({"timeZone": "+02:00"}, "Asia/Tokyo", id="an offset is no zone"),
        pytest.param({"timeZone": "E" * 1000}, "Asia/Tokyo", id="far too long"),
    ],
)
def test_whose_midnight_counts(said: dict[str, JsonValue], zone: str) -> None:
    assert time_zone(employee(**said), ZONES).key == zone
