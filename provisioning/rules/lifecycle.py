"""Where a person stands between the first and the last day, and when that changes.

Rules (the HR systems' own integrations): an account is created on the start date, and sign-in is blocked when the last
day is over: the earliest of termination date and last day of work is still worked, and at 00:00 of the day after, in
the employee's own time zone, access ends. The deletion of the person's file ends it at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from provisioning.model import Employee
from provisioning.settings import Settings

TERMINATED: Final = "terminated"
GARDEN_LEAVE: Final = "gardenleave"
INACTIVE: Final = "inactive"
ONBOARDING: Final = "onboarding"

_NEVER_FROM_YEAR: Final = 9000
"""HR systems write dates like 9999-12-31 for 'no end'."""


class Phase(Enum):
    """Where a person stands."""

    UPCOMING = auto()  # hired, not started
    EMPLOYED = auto()
    UNCLEAR = auto()  # HR does not say enough to create an account, nor to take one away
    LEFT = auto()


@dataclass(frozen=True, slots=True)
class Stage:
    """A person's phase now, a sentence that explains it, and when (UTC) it changes by itself."""

    phase: Phase
    reason: str
    changes_at: datetime | None = None


def stage(employee: Employee, *, deleted: bool, settings: Settings, now: datetime) -> Stage:
    """Return where a person stands at `now` (UTC).

    A leave date before the start date belongs to an earlier employment: the person is rehired, and between the two does
    not work. From the start date on, it is passed over.
    """
    if deleted:
        return Stage(Phase.LEFT, "the HR system deleted the person's file")
    zone = time_zone(employee, settings)
    if _status(employee) == GARDEN_LEAVE:
        return Stage(Phase.LEFT, "is on garden leave: the last day of work is over")
    leave_day = _leave_day(employee)
    if leave_day is None and _status(employee) == TERMINATED:
        return Stage(Phase.LEFT, "the HR system says that the person has left")
    ends_at = _start_of(leave_day + timedelta(days=1), zone) if leave_day else None
    if ends_at and ends_at <= now:
        return Stage(Phase.LEFT, f"the last day was {leave_day} in {zone.key}")
    return _before_leaving(employee, zone, ends_at, now)


def _before_leaving(employee: Employee, zone: ZoneInfo, ends_at: datetime | None, now: datetime) -> Stage:
    start = employee.start_date
    if start and (starts_at := _start_of(start, zone)) > now:
        return _before_starting(employee, zone, starts_at, now)
    if start is None and _status(employee) == ONBOARDING:
        return Stage(Phase.UNCLEAR, "is hired without a start date; waits until the HR system names one")
    if _status(employee) == INACTIVE:
        return Stage(Phase.UNCLEAR, "is inactive in the HR system without a date of leaving", ends_at)
    started = f"works since {start}" if start else "works, without a start date"
    return Stage(Phase.EMPLOYED, started, ends_at)


def _before_starting(employee: Employee, zone: ZoneInfo, starts_at: datetime, now: datetime) -> Stage:
    start, earlier = employee.start_date, _end_of_earlier_employment(employee)
    upcoming = f"starts on {start} in {zone.key}"
    if earlier is None:
        return Stage(Phase.UPCOMING, upcoming, starts_at)
    ended_at = _start_of(earlier + timedelta(days=1), zone)
    if ended_at > now:
        return Stage(Phase.UPCOMING, upcoming, min(ended_at, starts_at))
    return Stage(Phase.LEFT, f"the last day was {earlier} in {zone.key}; starts again on {start}", starts_at)


def time_zone(employee: Employee, settings: Settings) -> ZoneInfo:
    """Return the zone whose midnight counts: the employee's own, else by site, else by country, else the setting.

    A zone that the HR system misspelt is passed over, as if it were absent.
    """
    candidates = (
        employee.time_zone,
        _by_name(settings.time_zone_by_site, employee.site),
        _by_name(settings.time_zone_by_country, employee.country),
    )
    known = (zone for name in candidates if name and (zone := _zone(name)))
    return next(known, None) or ZoneInfo(settings.time_zone)


def unknown_time_zone(employee: Employee) -> str | None:
    """Return the employee's own time zone if it is none, as it was sent; else None."""
    name = employee.time_zone
    return name if name and _zone(name) is None else None


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _by_name(zones: Mapping[str, str], name: str | None) -> str | None:
    """Return a place's zone; a place is the same in capitals."""
    return next((zone for place, zone in zones.items() if name and place.casefold() == name.casefold()), None)


def _leave_day(employee: Employee) -> date | None:
    start = employee.start_date
    return min((day for day in _last_days(employee) if start is None or day >= start), default=None)


def _end_of_earlier_employment(employee: Employee) -> date | None:
    start = employee.start_date
    return min((day for day in _last_days(employee) if start and day < start), default=None)


def _last_days(employee: Employee) -> list[date]:
    days = (employee.termination_date, employee.last_day_of_work)
    return [day for day in days if day and day.year < _NEVER_FROM_YEAR]


def _start_of(day: date, zone: ZoneInfo) -> datetime:
    # Where clocks jump over midnight, the offset before the jump gives the instant of the jump itself.
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _status(employee: Employee) -> str:
    """Return the status in one word: 'Garden Leave', 'garden_leave' and 'gardenLeave' are the same."""
    return "".join(letter for letter in (employee.status or "").lower() if letter.isalpha())
