"""How employment ends: by dates, by the HR status, by deletion of the person's file, by revocation of access.

Sources: HiBob's provisioning settings disable at the earliest of termination date, last day of work and deletion of the
file, and Bob can revoke access at once; Personio's and Microsoft's own integrations block sign-in on the day after the
last one. Which of these end access is for the settings to say (`disabling`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from provisioning.model import Employee, EmployeeRecord
from provisioning.rules.employment.local_time import AT_ONCE, instant, is_never, start_of_day
from provisioning.setting_groups.lifecycle import Disabling, LeaveDate, normal_status
from provisioning.settings import Settings

_TERMINATED: Final = "terminated"
_GARDEN_LEAVE: Final = "gardenleave"
_DAY: Final = timedelta(days=1)

type _Cause = LeaveDate | Literal["revocation"]


@dataclass(frozen=True, slots=True)
class End:
    """One way in which an employment ends, and when (UTC).

    Attributes:
        at: The instant; AT_ONCE for what holds as soon as it is known.
        sentence: What happened.
        why_kept: Why it does not block sign-in, or None if it does.
        for_good: It ends the employment whatever else is still to come. A date that the settings do not choose does
            not, as long as one that they choose lies ahead: the employment then goes on until that one.
    """

    at: datetime
    sentence: str
    why_kept: str | None = None
    for_good: bool = False

    @property
    def blocks(self) -> bool:
        """Whether it blocks sign-in."""
        return self.why_kept is None


@dataclass(frozen=True, slots=True)
class Ends:
    """The ends of one employment, seen from `now` (UTC)."""

    ends: tuple[End, ...]
    now: datetime

    @property
    def decisive(self) -> End | None:
        """The end by which the employment is over; None while it lasts. What blocks sign-in goes first."""
        come = self._come
        blocking = next((end for end in come if end.blocks), None)
        if blocking or not come:
            return blocking
        waits = any(end.blocks for end in self.ends) and not any(end.for_good for end in come)
        return None if waits else come[0]

    @property
    def passed_over(self) -> End | None:
        """An end that has come while the employment lasts: nobody is created after it, and nobody is blocked by it."""
        return None if self.decisive else next(iter(self._come), None)

    @property
    def next_change(self) -> datetime | None:
        """When (UTC) the employment ends, or nobody is created any more; None if that does not come by itself."""
        come = self._come
        if any(end.blocks for end in come):
            return None
        return min((end.at for end in self.ends if end.at > self.now and (end.blocks or not come)), default=None)

    @property
    def _come(self) -> list[End]:
        return sorted((end for end in self.ends if end.at <= self.now), key=lambda end: end.at)


def ends_of(record: EmployeeRecord, settings: Settings, zone: ZoneInfo, now: datetime) -> tuple[Ends, Ends]:
    """Return the ends of the person's employment, and those of an earlier one, before the start date.

    An earlier employment has the dates before the start date, and a revocation before the start: the person is rehired.
    """
    employee, start = record.employee, record.employee.start_date
    dates = _Dates(settings.disabling, zone)
    last_days = _last_days(employee)
    own_days = {name: day for name, day in last_days.items() if start is None or day >= start}
    own = [dates.end(name, day) for name, day in own_days.items()]
    own += _by_status(normal_status(employee.status), own_days, dates)
    earlier = [dates.end(name, day) for name, day in last_days.items() if name not in own_days]
    if record.deleted:
        own.append(_at_once("deletion", "the HR system deleted the person's file", settings.disabling))
    if record.access_revoked_at:
        revoked = _at_once("revocation", "the HR system revoked access immediately", settings.disabling)
        (own if is_revoked(record, zone) else earlier).append(revoked)
    return Ends(tuple(own), now), Ends(tuple(earlier), now)


def is_revoked(record: EmployeeRecord, zone: ZoneInfo) -> bool:
    """Return whether the HR system revoked access at once, and nobody was rehired since by a later start date."""
    start, revoked_at = record.employee.start_date, record.access_revoked_at
    return revoked_at is not None and (start is None or start_of_day(start, zone) <= revoked_at)


@dataclass(frozen=True, slots=True)
class _Dates:
    """Makes ends out of dates, as the settings read them."""

    disabling: Disabling
    zone: ZoneInfo

    def end(self, name: LeaveDate, day: date) -> End:
        return End(self.at(name, day), self._sentence(name, day), _why_kept(name, self.disabling))

    def at(self, name: LeaveDate, day: date) -> datetime:
        return instant(self._first_day_off(name, day), self.disabling.time_of_day, self.zone)

    def _first_day_off(self, name: LeaveDate, day: date) -> date:
        return day + _DAY if self.disabling.worked(name) else day

    def _sentence(self, name: LeaveDate, day: date) -> str:
        if self.disabling.worked(name) and self.disabling.time_of_day == time.min:
            return f"the last day was {day} in {self.zone.key}"
        first_day_off = self._first_day_off(name, day)
        return f"employment ended on {first_day_off} at {self.disabling.local_time} in {self.zone.key}"


def _last_days(employee: Employee) -> Mapping[LeaveDate, date]:
    days: Mapping[LeaveDate, date | None] = {
        "terminationDate": employee.termination_date,
        "lastDayOfWork": employee.last_day_of_work,
    }
    return {name: day for name, day in days.items() if day and not is_never(day)}


def _by_status(status: str, own_days: Mapping[LeaveDate, date], dates: _Dates) -> Iterator[End]:
    if status == _GARDEN_LEAVE:
        sentence = "is on garden leave: the last day of work is over"
        yield End(AT_ONCE, sentence, _why_kept("lastDayOfWork", dates.disabling))
    if status == _TERMINATED and "terminationDate" not in own_days:
        # A last day of work that is still to come is worked.
        last_day = own_days.get("lastDayOfWork")
        at = dates.at("lastDayOfWork", last_day) if last_day else AT_ONCE
        sentence = "the HR system says that the person has left"
        yield End(at, sentence, _why_kept("terminationDate", dates.disabling), for_good=True)


def _at_once(cause: _Cause, sentence: str, disabling: Disabling) -> End:
    return End(AT_ONCE, sentence, _why_kept(cause, disabling), for_good=True)


def _why_kept(cause: _Cause, disabling: Disabling) -> str | None:
    if not disabling.enabled:
        return "disabling is switched off in the settings"
    if cause == "revocation" or cause in disabling.dates:
        return None
    return f"disabling.dates does not name {cause}"
