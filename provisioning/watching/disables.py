"""Accounts that are blocked late, or not at all."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from pydantic import JsonValue

from provisioning.model import Alert, AlertKind, DoneDisable
from provisioning.ports import (
    DueReview,
    EmployeeStore,
    HrSources,
    OverdueDisable,
    OwnFault,
    QuarantineStore,
    Sight,
    TimingStore,
)
from provisioning.rules.quarantine import concerns
from provisioning.settings import Settings
from provisioning.watching.people import marks, named
from provisioning.watching.resting import resting
from provisioning.watching.times import length, written

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_DONE_AT_MOST: Final = 1_000
_PEOPLE_AT_MOST: Final = 100
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Disables:
    """Watched: tells how late disables were, which are overdue, and whether the timer is behind.

    That is one table read, and two a source, of what is late only; when people wait whose time has come, one more, and
    in a quarantine of everybody one for each of 50 of them. Of the disables of a week, it counts the 1,000 newest.
    """

    timings: TimingStore
    employees: EmployeeStore
    sources: HrSources
    quarantines: QuarantineStore
    name: str = "disables"

    async def look(self, settings: Settings, now: datetime) -> Sight:
        """See ports.Watched. While provisioning is off nobody is to be blocked, and so nobody is overdue."""
        limit = timedelta(minutes=settings.monitoring.late_after_minutes)
        done = _each_once(await self.timings.since(now - _WEEK, _DONE_AT_MOST))
        today = [each for each in done if each.timing.done_at >= now - _DAY]
        names = await self._names() if settings.enabled else ()
        overdue = [each async for each in self._overdue(names, now - limit)]
        waiting = [each async for each in self._not_looked_at(names, now - limit)]
        told = (_late(today, limit), _overdue(overdue, now), await self._waiting(waiting, now))
        return Sight(
            [alert for alert in told if alert],
            {
                "last24Hours": _figures(today, limit),
                "last7Days": _figures(done, limit),
                "overdue": len(overdue),
                "longestOverdueSince": written(min(each.since for each in overdue)) if overdue else None,
                "reviewsOverdue": len(waiting),
            },
        )

    async def _names(self) -> Collection[str]:
        try:
            return await self.sources.names()
        except OwnFault:  # the settings cannot be read, and people are overdue all the same
            return [source async for source in self.employees.sources()]

    async def _waiting(self, waiting: Sequence[DueReview], now: datetime) -> Alert | None:
        """Return what there is to tell of people whose time has come; in a quarantine the timer rests on purpose."""
        standing = await self.quarantines.all() if waiting else ()
        everybodys = next((each for each in standing if concerns(each, None)), None)
        return await resting(waiting, self.employees, everybodys, now) if everybodys else _behind(waiting, now)

    async def _overdue(self, sources: Collection[str], until: datetime) -> AsyncIterator[OverdueDisable]:
        """Yield who was to be blocked before a time, a hundred a source at most."""
        for source in sources:
            count = 0
            async for each in self.employees.overdue(source):
                if each.since >= until or count == _PEOPLE_AT_MOST:
                    break
                count += 1
                yield each

    async def _not_looked_at(self, sources: Collection[str], until: datetime) -> AsyncIterator[DueReview]:
        """Yield who was to be put on the queue before a time, a hundred a source at most."""
        for source in sources:
            count = 0
            async for each in self.employees.due(source, until):
                if count == _PEOPLE_AT_MOST:
                    break
                count += 1
                yield each


def _each_once(done: Sequence[DoneDisable]) -> list[DoneDisable]:
    """Return each disable once: a crash right after one may have it counted again, later."""
    first = {(each.source, each.employee_id, each.timing.due_at): each for each in done}  # the newest come first
    return list(first.values())


def _is_late(each: DoneDisable, limit: timedelta) -> bool:
    return each.timing.late_seconds > limit // _SECOND


def _figures(done: Sequence[DoneDisable], limit: timedelta) -> dict[str, JsonValue]:
    seconds = [each.timing.late_seconds for each in done]
    return {
        "done": len(done),
        "late": sum(_is_late(each, limit) for each in done),
        "worstSeconds": max(seconds, default=None),
        "medianSeconds": int(median(seconds)) if seconds else None,
    }


def _late(done: Sequence[DoneDisable], limit: timedelta) -> Alert | None:
    late = sorted((each for each in done if _is_late(each, limit)), key=lambda each: each.timing.done_at)
    if not late:
        return None
    worst = timedelta(seconds=max(each.timing.late_seconds for each in late))
    approved = sum(each.timing.after_approval for each in late)
    waited = f"; {approved} of them had waited for an administrator's approval" if approved else ""
    sentence = (
        f"{_accounts(len(late), 'was', 'were')} blocked more than {length(limit)} late in the last 24 hours, up to "
        f"{length(worst)}: {named(late)}{waited}; the provisioning log tells why"
    )
    return _alert("disables/late", sentence, late[0].timing.done_at, len(late))


def _overdue(overdue: Sequence[OverdueDisable], now: datetime) -> Alert | None:
    if not overdue:
        return None
    since = min(each.since for each in overdue)
    sentence = (
        f"BLOCK BY HAND NOW: {_accounts(len(overdue), 'is', 'are')} due to be blocked, since up to "
        f"{length(now - since)}, and could not be: {named(overdue)}; the provisioning log tells why"
    )
    return _alert("disables/overdue", sentence, since, len(overdue), marks(overdue))


def _behind(waiting: Sequence[DueReview], now: datetime) -> Alert | None:
    if not waiting:
        return None
    since = min(each.review_at for each in waiting)
    people = "1 person" if len(waiting) == 1 else f"{len(waiting)} people"
    sentence = (
        f"the timer review_due is behind: {people} should have been looked at by now, the first {length(now - since)} "
        "ago, and leavers may be among them; look whether the function app runs"
    )
    return _alert("disables/reviews", sentence, since, len(waiting))


def _accounts(count: int, one: str, more: str) -> str:
    return f"1 account {one}" if count == 1 else f"{count} accounts {more}"


def _alert(key: str, sentence: str, since: datetime, count: int, who: tuple[str, ...] = ()) -> Alert:
    return Alert(kind=AlertKind.LATE_DISABLES, key=key, sentence=sentence, since=since, count=count, marks=who)
