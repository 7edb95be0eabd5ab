"""When somebody starts, and when their account is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from provisioning.model import Employee
from provisioning.rules.employment.local_time import AT_ONCE, NEVER, is_never, start_of_day
from provisioning.settings import Settings


@dataclass(frozen=True, slots=True)
class Start:
    """When (UTC) somebody starts, and when their account is due; AT_ONCE without a start date, NEVER for 9999."""

    at: datetime
    due_at: datetime


def start_of(employee: Employee, settings: Settings, zone: ZoneInfo) -> Start:
    """Return when somebody starts: at 00:00 on the start date in their zone.

    The account is due then, `leadDays` earlier, or, with `createOn` creation, at once.
    """
    due_at = AT_ONCE if settings.create_on == "creation" else _start(employee, settings.lead_days, zone)
    return Start(_start(employee, 0, zone), due_at)


def _start(employee: Employee, days_before: int, zone: ZoneInfo) -> datetime:
    start = employee.start_date
    if start is None:
        return AT_ONCE
    return NEVER if is_never(start) else start_of_day(start - timedelta(days=days_before), zone)
