"""When an account should have been blocked, and how late that was.

It is due when the employment is over by the clock of the person's own place, but never before the HR system said so:
nobody can act on what they have not been told.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from provisioning.model import (
    AppliedOperation,
    DisableAccount,
    DisableTiming,
    EmployeeRecord,
    Passage,
    Plan,
    Stamped,
    Status,
)
from provisioning.rules.drifting import ABOUT_ACCESS
from provisioning.rules.lifecycle import Access, Phase
from provisioning.rules.planning.facts import Facts

_SECOND: Final = timedelta(seconds=1)


def due_at(facts: Facts, staged_due_at: datetime | None = None) -> datetime:
    """Return since when (UTC) the account of somebody who is to be blocked should be; never later than now.

    What an earlier attempt found stays, however often the HR system repeats itself: when it failed, or when the disable
    was staged (`staged_due_at`). Without one, it is the later of the end of employment and the event that told of it.
    It is now if neither an event nor the calendar says so: when settings changed, an account was found at last, or
    somebody allowed the sign-in that was blocked in time.
    """
    record = facts.record
    if _was_blocked(record):
        return facts.now
    noted = [at for at in (record.overdue_since, staged_due_at) if at]
    return min([*noted, facts.now]) if noted else min(_due(facts), facts.now)


def is_overdue(facts: Facts) -> bool:
    """Whether somebody is to be blocked who has a linked account, and was not, as far as is known without Entra.

    Whose disable is staged waits for an administrator.
    """
    record, stage, settings = facts.record, facts.stage, facts.settings
    if not settings.enabled or record.link is None or record.succeeded_by or record.staged:
        return False
    if record.overruled_at or _was_blocked(record):
        return False
    leaves_scope = facts.out_of_scope is not None and not facts.out_of_scope.on_silence
    by_scope = leaves_scope and settings.leaving_scope == "disable"
    return by_scope or (stage.access is Access.BLOCK and stage.phase in {Phase.LEFT, Phase.SUSPENDED})


def timing(facts: Facts, planned: Plan, applied: Sequence[AppliedOperation], now: datetime) -> DisableTiming | None:
    """Return how late a block was that took effect; None if there was none.

    An account that an earlier attempt was to block, and that is blocked now, counts as blocked now: that attempt did
    not live to say so.
    """
    blocked = any(done.operation == DisableAccount() and done.status is Status.SUCCESS for done in applied)
    found_blocked = facts.account is not None and not facts.account.account_enabled and planned.disables
    if planned.due_at is None or not (blocked or (found_blocked and facts.record.overdue_since)):
        return None
    approved = planned.brake is not None and planned.brake.passage is Passage.APPROVED
    return timing_of(planned.due_at, now, after_approval=approved)


def timing_of(due: datetime, done: datetime, *, after_approval: bool = False) -> DisableTiming:
    """Return how late a disable was that was due and done at these times (UTC); it is never early."""
    late = max(done - due, timedelta())
    return DisableTiming(due_at=due, done_at=done, late_seconds=late // _SECOND, after_approval=after_approval)


def _was_blocked(record: EmployeeRecord) -> bool:
    """Whether we blocked the account, and that took effect; what was only meant is overdue."""
    return record.disabled_at is not None and record.overdue_since is None


def _due(facts: Facts) -> datetime:
    since, told_at = facts.stage.since, _told_at(facts)
    activated_at = facts.settings.activated_at or datetime.min.replace(tzinfo=facts.now.tzinfo)
    if told_at:
        return max(since or told_at, told_at, activated_at)
    if since and _was_planned(facts, since):
        return max(since, activated_at)
    return facts.now


def _told_at(facts: Facts) -> datetime | None:
    """Return when the HR system said what this event changed; None for what was known before.

    A person who is read from the HR system is read some time after the event that tells to do so.
    """
    said = max((stamped.said_at for stamped in _changed(facts)), default=None)
    return min(said, facts.told_at) if said and facts.told_at else said


def _changed(facts: Facts) -> Iterator[Stamped]:
    before = facts.before.fields if facts.before else {}
    everything_counts = facts.out_of_scope is not None
    for name, stamped in facts.record.fields.items():
        known = before.get(name)
        deciding = stamped.version and (everything_counts or name in ABOUT_ACCESS)
        if deciding and (known is None or known.value != stamped.value):
            yield stamped


def _was_planned(facts: Facts, since: datetime) -> bool:
    """Whether the person was to be looked at when employment ends, and that look is this one.

    Who is looked at later, for another reason, was left alone at the end, by the settings of that time.
    """
    planned = facts.before.review_at if facts.before else None
    return planned is None or planned <= since
