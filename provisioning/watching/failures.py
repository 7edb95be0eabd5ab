"""Attempts that failed, by their reasons."""

import asyncio
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import zip_longest
from typing import Final

from provisioning.model import Alert, AlertKind, LogEntry, Status
from provisioning.ports import LogQuery, ProvisioningLog, Sight
from provisioning.settings import Settings

_DAY: Final = timedelta(days=1)
RECENT: Final = timedelta(hours=6)
"""How long a failure is an alert. One that goes on is tried again more often than that, and so stays one."""
_PAGE: Final = 200
_REASONS: Final = 5
_PEOPLE_NAMED: Final = 5
_ASKED: Final = 20
"""People whose latest attempt is read."""
_LONGEST_REASON: Final = 200
_QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"")
_ADDRESS: Final = re.compile(r"\S+@\S+")
_NUMBER: Final = re.compile(r"(?<!answered )(?<![\w.])[+(]?\d[\w.:+()-]*")

type _Person = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Failures:
    """Watched: tells why attempts fail, of people of whom no later one went better.

    It reads the 200 newest failures of the last 24 hours, and, if there are any, as many successes: up to three table
    reads each. Of up to 20 of those who are left it reads the latest attempt, some of each reason; of the others it
    says that they may be well.
    """

    log: ProvisioningLog
    name: str = "failures"

    async def look(self, settings: Settings, now: datetime) -> Sight:
        """See ports.Watched."""
        del settings
        failures = await self._newest(Status.FAILURE, now - _DAY)
        if not failures:
            return Sight((), {"last24Hours": 0, "lasting": 0})
        successes = await self._newest(Status.SUCCESS, failures[-1].at)
        lasting = _lasting([each for each in failures if each.at >= now - RECENT], successes)
        asked = _first_of_each_reason(lasting)
        latest = await asyncio.gather(*(self._latest(*each) for each in asked))
        well = {who for who, status in zip(asked, latest, strict=True) if status is not Status.FAILURE}
        lasting = [each for each in lasting if _who(each) not in well]
        people = {_who(each) for each in lasting}
        return Sight(_alerts(lasting, {*asked}), {"last24Hours": len(failures), "lasting": len(people)})

    async def _latest(self, source: str, employee_id: str) -> Status | None:
        """Return how the latest attempt ended; None if the log holds nothing of the person any more."""
        page = await self.log.read(LogQuery(source=source, employee_id=employee_id, limit=1))
        return page.entries[0].status if page.entries else None

    async def _newest(self, status: Status, since: datetime) -> Sequence[LogEntry]:
        return (await self.log.read(LogQuery(status=status, since=since, limit=_PAGE))).entries


def told(reason: str) -> str:
    """Return a reason without what differs from person to person, and without what others wrote about people.

    What stands behind a colon is another system's own sentence as a rule, which may repeat a value; what is quoted, and
    addresses and numbers, are values, but for an HTTP status.
    """
    head = reason.partition(": ")[0][:_LONGEST_REASON]
    for pattern, instead in ((_QUOTED, "'…'"), (_ADDRESS, "(address)"), (_NUMBER, "#")):
        head = pattern.sub(instead, head)
    return head


def _lasting(failures: Sequence[LogEntry], successes: Sequence[LogEntry]) -> list[LogEntry]:
    """Return the failures after which the person had no success, the newest first."""
    good: dict[_Person, datetime] = {}
    for each in successes:
        good.setdefault(_who(each), each.at)  # the newest comes first
    return [each for each in failures if _who(each) not in good or good[_who(each)] < each.at]


def _first_of_each_reason(lasting: Sequence[LogEntry]) -> list[_Person]:
    """Return a few people: the latest of each reason, the commonest first, then the one before, and so on."""
    people = (dict.fromkeys(map(_who, entries)) for entries in _by_reason(lasting).values())
    in_turns = (who for turn in zip_longest(*people) for who in turn if who)
    return list(dict.fromkeys(in_turns))[:_ASKED]


def _by_reason(lasting: Sequence[LogEntry]) -> dict[str, list[LogEntry]]:
    """Return the failures by what is told of their reasons, the commonest first."""
    by_reason: dict[str, list[LogEntry]] = {}
    for each in lasting:
        by_reason.setdefault(told(each.reason), []).append(each)
    return dict(sorted(by_reason.items(), key=lambda item: -len(item[1])))


def _alerts(lasting: Sequence[LogEntry], asked: Collection[_Person]) -> list[Alert]:
    commonest = [*_by_reason(lasting).items()]
    first, others = dict(commonest[:_REASONS]), dict(commonest[_REASONS:])
    alerts = [_alert(reason, entries, asked) for reason, entries in first.items()]
    return [*alerts, _others(others)] if others else alerts


def _alert(reason: str, newest_first: Sequence[LogEntry], asked: Collection[_Person]) -> Alert:
    people = dict.fromkeys(map(_who, newest_first))
    certain = [who for who in people if who in asked]
    unsure = [who for who in people if who not in asked]
    shown = ", ".join(f"{employee_id} of {source}" for source, employee_id in [*certain, *unsure][:_PEOPLE_NAMED])
    more = f" and {len(people) - _PEOPLE_NAMED} others" if len(people) > _PEOPLE_NAMED else ""
    better = f"; {len(unsure)} of these people may have succeeded since" if unsure else ""
    since = ", for which nothing better came since" if certain else ""
    sentence = (
        f"{_attempts(len(newest_first))} of the last {RECENT // timedelta(hours=1)} hours failed{since}: {reason} "
        f"(employee {shown}{more}{better}); see the provisioning log"
    )
    key = f"failures/{sha256(reason.encode()).hexdigest()[:16]}"
    return Alert(kind=AlertKind.FAILURES, key=key, sentence=sentence, since=newest_first[-1].at, count=len(people))


def _others(by_reason: Mapping[str, Sequence[LogEntry]]) -> Alert:
    entries = [each for entries in by_reason.values() for each in entries]
    sentence = f"{_attempts(len(entries))} failed for {len(by_reason)} other reasons; see the provisioning log"
    since = min(each.at for each in entries)
    count = len({_who(each) for each in entries})
    return Alert(kind=AlertKind.FAILURES, key="failures/others", sentence=sentence, since=since, count=count)


def _attempts(count: int) -> str:
    return "1 attempt" if count == 1 else f"{count} attempts"


def _who(entry: LogEntry) -> _Person:
    return entry.source, entry.employee_id
