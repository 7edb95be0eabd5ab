"""Where a person stands between the first and the last day, what that means for the account, and when it changes.

Sources: HiBob's provisioning settings (when an account is created and with which status, what disables it), Personio's
and Microsoft's own integrations (sign-in is blocked on the day after the last one, and allowed again on a rehire).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from typing import Final
from zoneinfo import ZoneInfo

from provisioning.model import Employee, EmployeeRecord
from provisioning.rules.employment.leaving import End, Ends, ends_of
from provisioning.rules.employment.local_time import AT_ONCE, NEVER, time_zone
from provisioning.rules.employment.starting import Start, start_of
from provisioning.setting_groups.lifecycle import normal_status
from provisioning.settings import Settings

_INACTIVE: Final = "inactive"
_ONBOARDING: Final = "onboarding"


class Phase(Enum):
    """Where a person stands."""

    UPCOMING = auto()  # hired, not started
    EMPLOYED = auto()
    SUSPENDED = auto()  # has an HR status with which the settings block sign-in
    UNCLEAR = auto()  # HR does not say enough to create an account, nor to take one away
    LEFT = auto()


class Access(Enum):
    """What shall become of an existing account's sign-in."""

    ALLOW = auto()  # it is right: our own block is lifted
    BLOCK = auto()
    KEEP = auto()  # left as it is


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a person stands now.

    Attributes:
        phase: The word for it.
        reason: A part of a sentence that explains it.
        access: What an existing account shall have.
        may_create: Whether an account is made now, if there is none.
        changes_at: When (UTC) any of this changes by itself; None: when the HR system next says something.
        note: What the administrator should know, such as why nothing is blocked.
        since: When (UTC) the employment was over; None: as soon as the HR system said so, or it is not.
    """

    phase: Phase
    reason: str
    access: Access
    may_create: bool = False
    changes_at: datetime | None = None
    note: str | None = None
    since: datetime | None = None


def stage(record: EmployeeRecord, settings: Settings, now: datetime) -> Stage:
    """Return where a person stands at `now` (UTC).

    The first of these that fits:

    - Employment is over: LEFT. Access is blocked if one of the ends that have come is chosen in `disabling`, else kept.
      A date that is not chosen does not end employment while one that is chosen lies ahead, but nobody is created any
      more: an account is never made for somebody who has left by any of all dates.
    - The HR status is one that `statusPolicy` blocks: SUSPENDED.
    - The start date lies ahead: UPCOMING, and an account is made when it is due by `createOn` and `leadDays`. Leave
      dates before the start date end an earlier employment: while that lasts, the account is kept as it is; between the
      two the person has LEFT, until the account is due, and stays blocked until the start.
    - Onboarding without a start date, or inactive: UNCLEAR. Else EMPLOYED.
    """
    person = _person(record, settings, now)
    over = person.own.decisive
    if over:
        return _after(over, Phase.LEFT, over.sentence, person.own.next_change)
    return _passing_over(person.own.passed_over, _before_leaving(person))


def sign_in_at_creation(stage: Stage, settings: Settings) -> tuple[bool, bool]:
    """Return whether a new account may sign in, and, if not, whether it is only blocked until the start date."""
    if settings.account_status == "alwaysInactive":
        return False, False
    follows_hr = settings.account_status == "followHr" or stage.access is Access.BLOCK
    until_start = stage.phase is Phase.UPCOMING and follows_hr
    return not until_start, until_start


@dataclass(frozen=True, slots=True)
class _Person:
    """What decides, as instants."""

    employee: Employee
    settings: Settings
    now: datetime
    zone: ZoneInfo
    start: Start
    own: Ends
    earlier: Ends
    blocked_until_start: bool

    @property
    def status(self) -> str:
        return normal_status(self.employee.status)

    def first_of(self, *instants: datetime | None) -> datetime | None:
        return min((at for at in instants if at and self.now < at < NEVER), default=None)


def _person(record: EmployeeRecord, settings: Settings, now: datetime) -> _Person:
    employee = record.employee
    zone = time_zone(employee, settings)
    own, earlier = ends_of(record, settings, zone, now)
    start = start_of(employee, settings, zone)
    return _Person(employee, settings, now, zone, start, own, earlier, record.disabled_because == "notStarted")


def _before_leaving(person: _Person) -> Stage:
    policy = {normal_status(status): (status, rule) for status, rule in person.settings.status_policy.items()}
    status, rule = policy.get(person.status, ("", "keep"))
    if rule == "disable":
        reason = f"has the HR status {status!r}, with which the setting statusPolicy blocks sign-in"
        return Stage(Phase.SUSPENDED, reason, Access.BLOCK, changes_at=person.own.next_change)
    if person.start.at <= person.now:
        return _started(person)
    between = person.earlier.decisive
    return _between_two_employments(person, between) if between else _upcoming(person)


def _upcoming(person: _Person) -> Stage:
    due_at, passed_over = person.start.due_at, person.own.passed_over or person.earlier.passed_over
    reason = f"starts on {person.employee.start_date} in {person.zone.key}{_days_before(person.settings)}"
    found = Stage(
        Phase.UPCOMING,
        reason,
        Access.KEEP if person.earlier.ends else _access_before_the_start(person.settings),
        may_create=due_at <= person.now,
        changes_at=person.first_of(person.start.at, person.earlier.next_change, None if passed_over else due_at),
    )
    return _passing_over(person.earlier.passed_over, found)


def _between_two_employments(person: _Person, over: End) -> Stage:
    again, next_end = f"starts again on {person.employee.start_date}", person.earlier.next_change
    if person.start.due_at > person.now:
        changes_at = person.first_of(person.start.due_at, next_end)
        return _after(over, Phase.LEFT, f"{over.sentence}; {again}", changes_at)
    changes_at = person.first_of(person.start.at, next_end)
    upcoming = _after(over, Phase.UPCOMING, f"{over.sentence}; {again} in {person.zone.key}", changes_at)
    return replace(upcoming, may_create=True)


def _started(person: _Person) -> Stage:
    start, ends_at = person.employee.start_date, person.own.next_change
    if start is None and person.blocked_until_start:
        # Whatever the status: some HR systems call those active, too, who are still to start.
        reason = "waits for another start date, as the one before was withdrawn"
        return Stage(Phase.UPCOMING, reason, Access.BLOCK, changes_at=ends_at)
    if start is None and person.status == _ONBOARDING:
        if person.settings.create_on == "creation":
            access = _access_before_the_start(person.settings)
            return Stage(Phase.UPCOMING, "is hired without a start date", access, may_create=True, changes_at=ends_at)
        reason = "is hired without a start date; waits until the HR system names one"
        return Stage(Phase.UNCLEAR, reason, Access.KEEP, changes_at=ends_at)
    if person.status == _INACTIVE:
        reason = "is inactive in the HR system without a date of leaving"
        return Stage(Phase.UNCLEAR, reason, Access.KEEP, changes_at=ends_at)
    works = f"works since {start}" if start else "works, without a start date"
    return Stage(Phase.EMPLOYED, works, Access.ALLOW, may_create=True, changes_at=ends_at)


def _access_before_the_start(settings: Settings) -> Access:
    return Access.BLOCK if settings.account_status == "followHr" else Access.KEEP


def _days_before(settings: Settings) -> str:
    if settings.create_on == "creation" or settings.lead_days == 0:
        return ""
    days = "the day" if settings.lead_days == 1 else f"{settings.lead_days} days"
    return f"; an account is made {days} before"


def _after(over: End, phase: Phase, reason: str, changes_at: datetime | None) -> Stage:
    """Return the stage of somebody whose employment is over."""
    if over.blocks:
        since = None if over.at == AT_ONCE else over.at
        return Stage(phase, reason, Access.BLOCK, changes_at=changes_at, since=since)
    return Stage(phase, reason, Access.KEEP, changes_at=changes_at, note=f"sign-in is not blocked, as {over.why_kept}")


def _passing_over(end: End | None, found: Stage) -> Stage:
    """Return the stage of somebody with whom an end has come that does not count: nobody is created after it."""
    if end is None:
        return found
    note = f"{end.sentence}; that ends no access, as {end.why_kept}, but nobody is created any more"
    return replace(found, reason=f"{found.reason}, but {end.sentence}", may_create=False, note=note)
