"""Attempts that failed, by their reasons."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
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
_LONGEST_REASON: Final = 200
_QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"")
_ADDRESS: Final = re.compile(r"\S+@\S+")
_NUMBER: Final = re.compile(r"(?<!answered )(?<![\w.])[+(]?\d[\w.:+()-]*")


@dataclass(frozen=True, slots=True)
class Failures:
    """Watched: tells why attempts fail, of people of whom no later one succeeded.

    It reads the 200 newest failures of the last 24 hours, and, if there are any, as many successes: up to three table
    reads each.
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
        return Sight(_alerts(lasting), {"last24Hours": len(failures), "lasting": len({_who(each) for each in lasting})})

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
    good: dict[tuple[str, str], datetime] = {}
    for each in successes:
        good.setdefault(_who(each), each.at)  # the newest comes first
    return [each for each in failures if _who(each) not in good or good[_who(each)] < each.at]


def _alerts(lasting: Sequence[LogEntry]) -> list[Alert]:
    by_reason: dict[str, list[LogEntry]] = {}
    for each in lasting:
        by_reason.setdefault(told(each.reason), []).append(each)
    commonest = sorted(by_reason.items(), key=lambda item: -len(item[1]))
    first, others = dict(commonest[:_REASONS]), dict(commonest[_REASONS:])
    alerts = [_alert(reason, entries) for reason, entries in first.items()]
    return [*alerts, _others(others)] if others else alerts


def _alert(reason: str, newest_first: Sequence[LogEntry]) -> Alert:
    people = list(dict.fromkeys(f"{each.employee_id} of {each.source}" for each in newest_first))
    more = f" and {len(people) - _PEOPLE_NAMED} others" if len(people) > _PEOPLE_NAMED else ""
    sentence = (
        f"{_attempts(len(newest_first))} of the last {RECENT // timedelta(hours=1)} hours failed, for which nothing "
        f"better came since: {reason} (employee {', '.join(people[:_PEOPLE_NAMED])}{more}); see the provisioning log"
    )
    key = f"failures/{sha256(reason.encode()).hexdigest()[:16]}"
    return Alert(kind=AlertKind.FAILURES, key=key, sentence=sentence, since=newest_first[-1].at)


def _others(by_reason: Mapping[str, Sequence[LogEntry]]) -> Alert:
    entries = [each for entries in by_reason.values() for each in entries]
    sentence = f"{_attempts(len(entries))} failed for {len(by_reason)} other reasons; see the provisioning log"
    since = min(each.at for each in entries)
    return Alert(kind=AlertKind.FAILURES, key="failures/others", sentence=sentence, since=since)


def _attempts(count: int) -> str:
    return "1 attempt" if count == 1 else f"{count} attempts"


def _who(entry: LogEntry) -> tuple[str, str]:
    return entry.source, entry.employee_id
