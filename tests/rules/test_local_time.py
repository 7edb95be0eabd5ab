"""Whose midnight counts, and when it is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.rules.employment.local_time import instant, is_never, start_of_day, time_zone, unknown_time_zone
from provisioning.settings import Settings
from tests.builders import at, employee

MICROSECOND = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("zone", "day", "begins"),
    [
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
        pytest.param("America/Santiago", "2026-04-05", "2026-04-05T04:00Z", id="Santiago repeats 23:00 before it"),
        pytest.param(
            "America/Havana", "2026-11-01", "2026-11-01T04:00Z", id="Havana has 00:00 twice, the first counts"
        ),
        pytest.param("Atlantic/Azores", "2026-10-25", "2026-10-25T00:00Z", id="Azores have 00:00 twice"),
        pytest.param("Pacific/Apia", "2011-12-30", "2011-12-30T10:00Z", id="Apia left this day out altogether"),
    ],
)
def test_a_day_begins_at_its_first_midnight_or_when_clocks_jump_over_it(zone: str, day: str, begins: str) -> None:
    assert start_of_day(date.fromisoformat(day), ZoneInfo(zone)) == at(begins)


@pytest.mark.parametrize(
    ("zone", "local", "expected"),
    [
        pytest.param("Europe/Berlin", "2026-09-30T18:00", "2026-09-30T16:00Z", id="an ordinary afternoon"),
        pytest.param("Europe/Berlin", "2026-03-29T01:59", "2026-03-29T00:59Z", id="before the clocks jump"),
        pytest.param("Europe/Berlin", "2026-03-29T02:00", "2026-03-29T01:00Z", id="as they jump"),
        pytest.param("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:00Z", id="in what they jump over"),
        pytest.param("Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00Z", id="where they land"),
        pytest.param("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30Z", id="twice: the first time"),
        pytest.param("Africa/Cairo", "2026-04-24T00:45", "2026-04-23T22:00Z", id="Cairo jumps over 00:45"),
        pytest.param("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30Z", id="a jump of half an hour"),
        pytest.param("Pacific/Apia", "2011-12-30T18:00", "2011-12-30T10:00Z", id="a whole day jumped over"),
    ],
)
def test_a_time_of_day_has_come_when_clocks_first_show_it_or_jump_over_it(zone: str, local: str, expected: str) -> None:
    moment = datetime.fromisoformat(local)
    assert instant(moment.date(), moment.time(), ZoneInfo(zone)) == at(expected)


ZONES = (
    "UTC",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Pacific/Apia",
    "Pacific/Kwajalein",
    "America/Santiago",
    "America/Havana",
    "Africa/Cairo",
    "Africa/Monrovia",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Asia/Tehran",
    "Asia/Manila",
)


@trying(max_examples=500, deadline=None)
@given(
    st.dates(date(1900, 1, 1), date(2100, 12, 31)) | st.dates(date(8990, 1, 1), date(9999, 12, 30)),
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45, 59])),
    st.sampled_from(ZONES),
)
def test_just_before_the_instant_the_clock_on_the_wall_shows_less_and_then_it_does_not(
    day: date, time_of_day: time, zone: str
) -> None:
    shown = datetime.combine(day, time_of_day)
    found = instant(day, time_of_day, ZoneInfo(zone))
    assert found.tzinfo is UTC
    assert wall(found - MICROSECOND, zone) < shown <= wall(found, zone)


def wall(moment: datetime, zone: str) -> datetime:
    """Return what a clock on the wall shows."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", [date(1900, 1, 1), date(9999, 12, 31)])
def test_the_first_and_the_last_day_that_hr_can_send_begin_in_every_zone(day: date, zone: str) -> None:
    assert abs(start_of_day(day, ZoneInfo(zone)) - datetime.combine(day, time.min, UTC)) < timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "never"), [("8999-12-31", False), ("9000-01-01", True), ("9999-12-31", True)], ids=["8999", "9000", "9999"]
)
def test_dates_from_the_year_9000_on_mean_never(day: str, never: bool) -> None:  # noqa: FBT001 - a case of the table
    assert is_never(date.fromisoformat(day)) is never


SITES = Settings.model_validate(
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
        pytest.param({"site": "MADRID"}, "Europe/Madrid", id="a site in capitals"),
        pytest.param({"country": "ES"}, "Atlantic/Canary", id="else the country's"),
        pytest.param({"country": "es"}, "Atlantic/Canary", id="a country in small letters"),
        pytest.param({}, "Asia/Tokyo", id="else the setting"),
        pytest.param({"site": "Bilbao", "country": "ES"}, "Atlantic/Canary", id="a site that the settings do not name"),
        pytest.param({"site": "Paris", "country": "FR"}, "Asia/Tokyo", id="a country that the settings do not name"),
        pytest.param({"timeZone": None, "site": None, "country": "ES"}, "Atlantic/Canary", id="nulls are passed over"),
        pytest.param({"timeZone": "Europe/Lisboa", "site": "Madrid"}, "Europe/Madrid", id="misspelt"),
        pytest.param({"timeZone": "europe/LISBON"}, "Europe/Lisbon", id="in another case"),
        pytest.param({"timeZone": "Europe", "site": "Madrid"}, "Europe/Madrid", id="the name of a whole region"),
        pytest.param({"timeZone": "../../etc/passwd"}, "Asia/Tokyo", id="a path"),
        pytest.param({"timeZone": "posixrules"}, "Asia/Tokyo", id="a file of the machine's"),
        pytest.param({"timeZone": "localtime"}, "Asia/Tokyo", id="the machine's own zone"),
        pytest.param({"timeZone": "Factory"}, "Asia/Tokyo", id="the zone of a machine that was never set up"),
        pytest.param({"timeZone": "+02:00"}, "Asia/Tokyo", id="an offset is no zone"),
        pytest.param({"timeZone": "E" * 1000}, "Asia/Tokyo", id="far too long"),
    ],
)
def test_whose_midnight_counts(said: dict[str, JsonValue], zone: str) -> None:
    assert time_zone(employee(**said), SITES).key == zone


@pytest.mark.parametrize(
    ("said", "unknown"),
    [
        pytest.param({"timeZone": "Europe/Lisboa"}, "Europe/Lisboa", id="misspelt"),
        pytest.param({"timeZone": "Europe/Lisbon"}, None, id="well spelt"),
        pytest.param({"timeZone": "EUROPE/lisbon"}, None, id="in another case"),
        pytest.param({"timeZone": "localtime"}, "localtime", id="the machine's own zone"),
        pytest.param({"timeZone": None}, None, id="null"),
        pytest.param({}, None, id="absent"),
    ],
)
def test_a_zone_that_is_none_is_told(said: dict[str, JsonValue], unknown: str | None) -> None:
    assert unknown_time_zone(employee(**said)) == unknown
