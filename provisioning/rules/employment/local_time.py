"""Whose midnight: the employee's time zone, and the instant that a date and a time of day are there."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from provisioning.model import Employee
from provisioning.setting_groups.kinds import zone_name
from provisioning.settings import Settings

AT_ONCE: Final = datetime.min.replace(tzinfo=UTC)
"""The instant of what holds as soon as it is known."""
NEVER: Final = datetime.max.replace(tzinfo=UTC)
_SECOND: Final = timedelta(seconds=1)
_NEVER_FROM_YEAR: Final = 9000


def time_zone(employee: Employee, settings: Settings) -> ZoneInfo:
    """Return the zone whose midnight counts: the employee's own, else by site, else by country, else the setting.

    A zone that the HR system misspelt is passed over, as if it were absent; case does not count.
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


def is_never(day: date) -> bool:
    """Whether a date stands for 'no date': HR systems write 9999-12-31 and the like."""
    return day.year >= _NEVER_FROM_YEAR


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return when (UTC) a day begins in a zone."""
    return instant(day, time.min, zone)


def instant(day: date, time_of_day: time, zone: ZoneInfo) -> datetime:
    """Return when (UTC) the clocks of a zone show this time of a day: the first time, if they show it twice.

    A time that they jump over has come when they jump.
    """
    local = datetime.combine(day, time_of_day, zone)
    # Where clocks are set back, fold 0 is the first of two. Where they jump, fold 0 reckons with the offset before the
    # jump and so lands behind it, fold 1 with the one after and lands before it (PEP 495).
    first, second = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    return first if first <= second else _jump(second, first, zone)


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the first second with the offset of `after`; `before` has another one."""
    offset = after.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after


def _zone(text: str) -> ZoneInfo | None:
    name = zone_name(text)
    return ZoneInfo(name) if name else None


def _by_name(zones: Mapping[str, str], name: str | None) -> str | None:
    """Return a place's zone; a place is the same in capitals."""
    return next((zone for place, zone in zones.items() if name and place.casefold() == name.casefold()), None)
