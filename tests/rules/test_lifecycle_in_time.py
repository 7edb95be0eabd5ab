"""What holds of every person and every moment, sought by examples that hypothesis makes up."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final

from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from provisioning.model import EmployeeRecord
from provisioning.rules.lifecycle import Access, Phase, Stage, sign_in_at_creation, stage
from provisioning.settings import Settings
from tests.rules.staging import record_of

MICROSECOND = timedelta(microseconds=1)
thorough: Final = trying(max_examples=400, deadline=None)

close_dates: Final = st.dates(date(2026, 5, 30), date(2026, 6, 3)).map(date.isoformat) | st.just("9999-12-31")
all_dates: Final = st.dates(date(1900, 1, 1), date(9999, 12, 31)).map(date.isoformat) | st.sampled_from(
    ["1900-01-01", "8999-12-31", "9000-01-01", "9999-12-31"]
)
close_moments: Final = st.datetimes(datetime(2026, 5, 24), datetime(2026, 6, 7), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given beside
all_moments: Final = st.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - as above
zones: Final = st.sampled_from(
    ["UTC", "America/Santiago", "Africa/Cairo", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Pacific/Apia"]
)
statuses: Final = st.sampled_from(
    [None, "active", "terminated", "gardenLeave", "inactive", "onboarding", "leave", "On Leave"]
)
leave_dates: Final = st.sampled_from(["terminationDate", "lastDayOfWork", "deletion"])
disabling: Final = st.fixed_dictionaries(
    {
        "enabled": st.sampled_from([True, True, True, False]),
        "dates": st.lists(leave_dates, unique=True) | st.just(["terminationDate", "lastDayOfWork", "deletion"]),
        "inclusive": st.fixed_dictionaries({"terminationDate": st.booleans(), "lastDayOfWork": st.booleans()}),
        "localTime": st.sampled_from(["00:00", "00:30", "18:00", "23:59"]),
    }
)
all_settings: Final = st.fixed_dictionaries(
    {
        "createOn": st.sampled_from(["startDate", "creation"]),
        "leadDays": st.sampled_from([0, 1, 3, 365]),
        "accountStatus": st.sampled_from(["followHr", "alwaysActive", "alwaysInactive"]),
        "statusPolicy": st.sampled_from([{}, {"leave": "disable"}, {"inactive": "disable"}]),
        "disabling": disabling,
    }
).map(Settings.model_validate)


def records(dates: st.SearchStrategy[str], moments: st.SearchStrategy[datetime]) -> st.SearchStrategy[EmployeeRecord]:
    """Make up people who start, leave, are deleted and lose access in these days."""
    said = st.fixed_dictionaries(
        {"status": statuses, "timeZone": zones},
        optional={name: st.none() | dates for name in ("startDate", "terminationDate", "lastDayOfWork")},
    )
    deleted = st.sampled_from([False, False, False, True])
    return st.builds(record_of, said, deleted=deleted, revoked_at=st.none() | st.none() | moments)


close_records: Final = records(close_dates, close_moments)


@thorough
@given(close_records, all_settings, close_moments, st.data())
def test_a_stage_lasts_until_the_moment_that_it_names_and_is_another_one_then(
    kept: EmployeeRecord, chosen: Settings, now: datetime, data: st.DataObject
) -> None:
    found = stage(kept, chosen, now)
    until = found.changes_at or now + timedelta(days=500)
    assert until > now
    between = data.draw(st.datetimes(plain(now), plain(until - MICROSECOND), timezones=st.just(UTC)))
    assert stage(kept, chosen, between) == found
    assert stage(kept, chosen, until - MICROSECOND) == found
    if found.changes_at:
        assert without_time(stage(kept, chosen, found.changes_at)) != without_time(found)


def plain(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def without_time(found: Stage) -> tuple[object, ...]:
    """Return all that a stage says but when it changes."""
    return found.phase, found.reason, found.access, found.may_create, found.note


MAY_FOLLOW: Final = {
    Phase.UPCOMING: {Phase.UPCOMING, Phase.EMPLOYED, Phase.UNCLEAR, Phase.LEFT},
    Phase.EMPLOYED: {Phase.EMPLOYED, Phase.LEFT},
    Phase.SUSPENDED: {Phase.SUSPENDED, Phase.LEFT},
    Phase.UNCLEAR: {Phase.UNCLEAR, Phase.LEFT},
    Phase.LEFT: {Phase.LEFT, Phase.UPCOMING, Phase.EMPLOYED, Phase.UNCLEAR},
}
"""What may follow on a phase while HR says nothing new; after LEFT only a rehire."""


@thorough
@given(close_records, all_settings)
def test_a_life_has_an_end_and_its_phases_an_order(kept: EmployeeRecord, chosen: Settings) -> None:
    life = [found.phase for found in stages_of_a_life(kept, chosen)]
    assert len(life) <= 8
    for before, after in pairwise(life):
        assert after in MAY_FOLLOW[before]


def stages_of_a_life(kept: EmployeeRecord, chosen: Settings) -> Iterator[Stage]:
    """Yield the stages from before all dates on, each at the moment when the one before said it changes."""
    found = stage(kept, chosen, datetime(2020, 1, 1, tzinfo=UTC))
    yield found
    while found.changes_at:
        found = stage(kept, chosen, found.changes_at)
        yield found


@thorough
@given(close_records, all_settings, close_moments)
def test_nobody_is_created_who_has_left_or_is_blocked_by_their_status(
    kept: EmployeeRecord, chosen: Settings, now: datetime
) -> None:
    found = stage(kept, chosen, now)
    assert not found.may_create or found.phase in {Phase.UPCOMING, Phase.EMPLOYED}
    assert (found.access is Access.ALLOW) == (found.phase is Phase.EMPLOYED)
    assert found.phase is not Phase.LEFT or found.access is Access.BLOCK or found.note


@thorough
@given(close_records, all_settings, close_moments)
def test_nobody_is_created_whom_all_dates_together_would_block(
    kept: EmployeeRecord, chosen: Settings, now: datetime
) -> None:
    strict = {"enabled": True, "dates": ["terminationDate", "lastDayOfWork", "deletion"]}
    everything = chosen.model_copy(update={"disabling": chosen.disabling.model_copy(update=strict)})
    if stage(kept, everything, now).phase is Phase.LEFT:
        assert not stage(kept, chosen, now).may_create


@thorough
@given(close_records, all_settings, close_moments)
def test_with_disabling_switched_off_nobody_is_blocked_for_leaving(
    kept: EmployeeRecord, chosen: Settings, now: datetime
) -> None:
    off = chosen.model_copy(update={"disabling": chosen.disabling.model_copy(update={"enabled": False})})
    found = stage(kept, off, now)
    assert found.phase is not Phase.LEFT or found.access is Access.KEEP


@thorough
@given(close_records, all_settings, close_moments)
def test_a_new_account_is_in_the_state_that_an_existing_one_shall_have(
    kept: EmployeeRecord, chosen: Settings, now: datetime
) -> None:
    found = stage(kept, chosen, now)
    enabled, until_start = sign_in_at_creation(found, chosen)
    if found.may_create:
        assert not (enabled and found.access is Access.BLOCK)
        assert not (enabled and until_start)
        assert enabled or until_start or chosen.account_status == "alwaysInactive"


@thorough
@given(records(all_dates, all_moments), all_settings, all_moments)
def test_dates_from_1900_to_9999_are_all_read(kept: EmployeeRecord, chosen: Settings, now: datetime) -> None:
    changes_at = stage(kept, chosen, now).changes_at
    assert changes_at is None or now < changes_at < datetime(9001, 1, 1, tzinfo=UTC)
