"""Who was employed before provisioning was switched on.

Source: Personio's integration links such people to their accounts, and never creates one for them; an administrator
does, or says that the app may.
"""

from datetime import datetime, timedelta

from provisioning.model import Employee, EmployeeRecord
from provisioning.rules.lifecycle import start_of_day, time_zone
from provisioning.settings import Settings


def held_as_existing(record: EmployeeRecord, settings: Settings) -> str | None:
    """Return why a person without a matching account is held, as a sentence; None for who gets an account."""
    since = settings.activated_at
    # An account that we meant to create already may be there.
    if settings.unmatched_existing == "create" or since is None or record.intended:
        return None
    known_since = _known_since(record.employee, settings)
    if known_since is None or known_since >= since:
        return None
    return (
        "was in the HR system before provisioning was switched on, and matches no account; write the employee's number "
        "to the employeeId of their account, or set unmatchedExisting to create"
    )


def _known_since(employee: Employee, settings: Settings) -> datetime | None:
    """Return when the person came into the HR system (UTC): what it says of that, else the start date.

    Of a date alone the end of the day counts, so that who comes on the day of the switch is new.
    """
    try:
        created = datetime.fromisoformat(employee.created_at or "")
    except ValueError:
        created = None
    if created and created.tzinfo:
        return created
    day = created.date() if created else employee.start_date
    return start_of_day(day + timedelta(days=1), time_zone(employee, settings)) if day else None
