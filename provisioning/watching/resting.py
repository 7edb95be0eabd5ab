"""Who waits for their time to be acted on while nothing can be done in Entra ID."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from provisioning.model import Alert, AlertKind, Quarantine
from provisioning.ports import DueReview, EmployeeStore
from provisioning.watching.people import marks, named
from provisioning.watching.times import length, written

_READ_AT_MOST: Final = 50
"""Records, at the same time. Whoever is not read is taken to have an account."""


async def resting(
    waiting: Sequence[DueReview], employees: EmployeeStore, quarantine: Quarantine, now: datetime
) -> Alert | None:
    """Return an alert that names people with an account whose time has come, or None if there are none.

    Args:
        waiting: Whose time has come; the timer leaves them alone in a quarantine.
        employees: Says who has an account; up to 50 are read.
        quarantine: Of everybody.
        now: UTC.

    Raises:
        TemporaryFailure: It cannot be told.
    """
    read, others = waiting[:_READ_AT_MOST], waiting[_READ_AT_MOST:]
    records = await asyncio.gather(*(employees.read(each.source, each.employee_id) for each in read))
    linked = [each for each, stored in zip(read, records, strict=True) if stored.record.link]
    people = [*linked, *others]
    if not people:
        return None
    since = min(each.review_at for each in people)
    count = "1 person" if len(people) == 1 else f"{'up to ' if others else ''}{len(people)} people"
    sentence = (
        f"BLOCK BY HAND MAY BE NEEDED: the time of {count} with an account has come, for the first "
        f"{length(now - since)} ago, and nobody is looked at since {written(quarantine.since)} "
        f"({quarantine.where} is in quarantine); see whether they are leavers: {named(people)}"
    )
    return Alert(
        kind=AlertKind.LATE_DISABLES,
        key="disables/resting",
        sentence=sentence,
        since=since,
        count=len(people),
        marks=marks(people),
    )
