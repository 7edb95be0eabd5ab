"""Who was employed before provisioning was switched on.

Source: Personio's integration links such people to their accounts, and never creates one for them; an administrator
does, or says that the app may.
"""

from datetime import UTC, date, datetime, timedelta

from provisioning.model import Employee, EmployeeRecord
from provisioning.rules.employment.local_time import is_never, start_of_day, time_zone
from provisioning.settings import Settings


def held_as_existing(record: EmployeeRecord, settings: Settings) -> str | None:
    """Return why a person without a matching account is held, as a sentence; None for who gets an account."""
    since = settings.activated_at
    # An account that we meant to create may be there, and who had one is not new to us.
    known_here = record.intended or record.lost_account
    if settings.unmatched_existing == "create" or since is None or known_here:
        return None
    if not _was_known_before(since, record.employee, settings):
        return None
    return (
        "was in the HR system before provisioning was switched on, and matches no account; write the employee's number "
        "to the employeeId of their account, or set unmatchedExisting to create"
    )


def _was_known_before(moment: datetime, employee: Employee, settings: Settings) -> bool:
    """Whether the HR system knew the person before a moment: by what it says of that, else by the start date.

    A day without a time must be over by then, so that who comes on the day of the switch is new. A time without an
    offset is UTC.
    """
    created = _created(employee)
    if isinstance(created, datetime):
        return (created if created.tzinfo else created.replace(tzinfo=UTC)) < moment
    day = created or employee.start_date
    if day is None or is_never(day):
        return False
    return start_of_day(day + timedelta(days=1), time_zone(employee, settings)) <= moment


def _created(employee: Employee) -> datetime | date | None:
    """Return the day or the instant on which the person was added; None if that is not said in a readable way."""
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return read(employee.created_at or "")
        except ValueError:
            continue
    return None
