"""How many messages wait on the queues, and whether anybody works on them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from provisioning.model import Alert, AlertKind
from provisioning.ports import QueueDepth, Sight
from provisioning.settings import Settings
from provisioning.watching.times import length

POISON: Final = "-poison"
"""How the names of the queues end that the host fills with what failed too often."""
_PATIENCE: Final = timedelta(minutes=90)
"""Longer than a message waits on purpose: an hour and a quarter at most, when Microsoft Graph asks for that."""
_POISON_PATIENCE: Final = timedelta(minutes=15)
"""The functions that park what is there need seconds."""


@dataclass(frozen=True, slots=True)
class QueueDepths:
    """Watched: how many messages wait on each queue, by its name. One transaction each, and one more if some wait.

    Messages in quarantine, and those that wait for their next try, are counted; they are hidden, and no alert.
    """

    queues: Mapping[str, QueueDepth]
    name: str = "queues"

    async def look(self, settings: Settings, now: datetime) -> Sight:
        """See ports.Watched."""
        del settings
        depths = await asyncio.gather(*(_depth(name, queue) for name, queue in self.queues.items()))
        alerts = [_alert(each, since, now) for each in depths if (since := _waiting_since(each, now))]
        return Sight(alerts, {_figure(each.queue): each.count for each in depths})


@dataclass(frozen=True, slots=True)
class _Depth:
    """How a queue stands; `first_put_at` is that of the message that is next."""

    queue: str
    count: int
    first_put_at: datetime | None


async def _depth(name: str, queue: QueueDepth) -> _Depth:
    count = await queue.length()
    return _Depth(name, count, await queue.first_put_at() if count else None)


def _waiting_since(depth: _Depth, now: datetime) -> datetime | None:
    """Return since when the next message waits, if that is too long."""
    patience = _POISON_PATIENCE if depth.queue.endswith(POISON) else _PATIENCE
    return depth.first_put_at if depth.first_put_at and now - depth.first_put_at > patience else None


def _figure(queue: str) -> str:
    """Return a queue's name as that of a figure: hr-events-poison is hrEventsPoison."""
    first, *others = queue.split("-")
    return first + "".join(map(str.capitalize, others))


def _alert(depth: _Depth, since: datetime, now: datetime) -> Alert:
    waits = "1 message waits" if depth.count == 1 else f"about {depth.count} messages wait"
    why = (
        "they are not the app's, or the app does not take them to park them; look whether the function app runs"
        if depth.queue.endswith(POISON)
        else "more comes than is worked off, or nobody works; look whether the function app runs, and at graphQuota "
        "and the quarantine in GET /api/health"
    )
    sentence = f"{waits} on the queue {depth.queue}, the next one for {length(now - since)}: {why}"
    key = f"queue/{depth.queue}"
    return Alert(kind=AlertKind.WAITING_MESSAGES, key=key, sentence=sentence, since=since, count=depth.count)
