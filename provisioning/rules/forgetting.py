"""Whose data are not needed any more, so that erasing them can do no harm."""

from datetime import datetime, timedelta
from typing import Final

from provisioning.model import EmployeeRecord
from provisioning.rules.lifecycle import Phase, stage
from provisioning.settings import Settings

CREATION_SETTLES_IN: Final = timedelta(minutes=15)
"""For so long Entra may not show an account that was created, and only the record says that it was begun."""


def is_blank(record: EmployeeRecord) -> bool:
    """Return whether a record says nothing about anybody, as after an erasure that was cut short."""
    return record == EmployeeRecord(source=record.source, employee_id=record.employee_id)


def being_created(record: EmployeeRecord, now: datetime) -> str | None:
    """Return why nothing may be erased at this moment (UTC), whoever asks: else there could be a second account."""
    if record.link or record.intended is None or now - record.intended.at >= CREATION_SETTLES_IN:
        return None
    return "an account is being created for the person; try again in a quarter of an hour"


def still_needed(record: EmployeeRecord, settings: Settings, now: datetime) -> str | None:
    """Return why what is kept of a person is still needed at `now` (UTC), as a sentence; None: it is not.

    Whoever has an account and has not left is worked for; of whoever has left, the block may still be to come.
    """
    if record.link is None or record.succeeded_by:
        return None
    stands = stage(record, settings, now)
    if stands.phase is not Phase.LEFT:
        return f"the person has an account and {stands.reason}; without a record, the next event finds it anew or not"
    if record.overdue_since or record.staged:
        return "the person has left, and the account is still to be blocked; block it first"
    return None


def left_long_ago(record: EmployeeRecord, settings: Settings, now: datetime) -> bool:
    """Return whether somebody left, was blocked by us for that, and that is longer ago than `retention.leaverDays`.

    Nothing lies ahead of them: no start date, no other change that is known.
    """
    days = settings.retention.leaver_days
    if days is None or record.disabled_at is None or record.disabled_because or record.overdue_since or record.staged:
        return False
    stands = stage(record, settings, now)
    return now - record.disabled_at >= timedelta(days=days) and stands.phase is Phase.LEFT and not stands.changes_at
