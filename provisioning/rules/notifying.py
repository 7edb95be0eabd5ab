"""Which alerts are told of when: at once, together, and not again for as long as nothing changes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from provisioning.model import Alert, AlertKind, ChannelNotices, Noticed
from provisioning.setting_groups.safety import Notifications

KEPT_AT_MOST: Final = 100
"""Alerts of one channel. There are a few of each kind; more would say nothing more."""
GROWN: Final = 2
"""An alert that is about so many times as much as when it was told is told of again."""
_LOUDEST_FIRST: Final = (
    AlertKind.LATE_DISABLES,
    AlertKind.QUARANTINE,
    AlertKind.MISCONFIGURED,
    AlertKind.STAGED_DISABLES,
    AlertKind.PARKED,
    AlertKind.FAILURES,
    AlertKind.FAILED_CYCLE,
    AlertKind.SILENT_SOURCE,
)


@dataclass(frozen=True, slots=True)
class Grouped:
    """The alerts of a message: those that began, grew, go on and are told of again, and ended."""

    began: Sequence[Alert]
    grown: Sequence[Alert]
    again: Sequence[Alert]
    ended: Sequence[Alert]


def noticed(before: ChannelNotices, alerts: Iterable[Alert], unknown: Collection[str] = ()) -> ChannelNotices:
    """Return what a channel has to tell of after a look that saw these alerts.

    An alert that begins is noticed, and one that ends stays noticed until that was told; so what begins and ends
    between two messages is told as well. Sentences are those of the latest look. Of the parts in `unknown` it could not
    be told how they stand: their alerts stay as they were.
    """
    now = {alert.key: alert for alert in alerts}
    known = {each.alert.key: each for each in before.noticed}
    kept = [
        each if key not in now and each.alert.part in unknown else _still(each, now.get(key))
        for key, each in known.items()
    ]
    new = [Noticed(alert=alert) for key, alert in now.items() if key not in known]
    loudest = sorted([*kept, *new], key=_loudness)[:KEPT_AT_MOST]
    return before.model_copy(update={"noticed": tuple(loudest)})


def is_time(notices: ChannelNotices, chosen: Notifications, now: datetime) -> bool:
    """Return whether a message is to be sent now (UTC).

    There must be something that was not told, or was told `repeatHours` ago and goes on; and the last message must be
    `everyMinutes` old, or have failed.
    """
    if not any(is_news(each) or is_told_again(each, chosen, now) for each in notices.noticed):
        return False
    return notices.sent_at is None or now - notices.sent_at >= timedelta(minutes=chosen.every_minutes)


def is_news(each: Noticed) -> bool:
    """Return whether an alert began, grew, or ended, and no message told of that."""
    return each.over or each.told_at is None or has_grown(each)


def has_grown(each: Noticed) -> bool:
    """Return whether an alert is about twice as much as when it was told, or about somebody who is not to wait."""
    if each.told_at is None or each.over:
        return False
    doubled = each.alert.count >= GROWN * each.told_count
    return not {*each.alert.marks} <= {*each.told_marks} if each.alert.marks else doubled


def is_told_again(each: Noticed, chosen: Notifications, now: datetime) -> bool:
    """Return whether an alert goes on for so long that it is told of again."""
    return each.told_at is not None and now - each.told_at >= timedelta(hours=chosen.repeat_hours)


def told(notices: ChannelNotices, chosen: Notifications, now: datetime) -> ChannelNotices:
    """Return what a channel has to tell of after a message was delivered at `now` (UTC)."""
    left = (each for each in notices.noticed if not each.over)
    kept = (_told(each, now) if is_news(each) or is_told_again(each, chosen, now) else each for each in left)
    return ChannelNotices(channel=notices.channel, noticed=tuple(kept), sent_at=now, chosen=notices.chosen)


def not_delivered(notices: ChannelNotices, fault: str, now: datetime) -> ChannelNotices:
    """Return what a channel has to tell of after a message could not be delivered: the same, and that."""
    return notices.model_copy(update={"failing_since": notices.failing_since or now, "fault": fault})


def grouped(notices: ChannelNotices, chosen: Notifications, now: datetime) -> Grouped:
    """Return the alerts of a message, each once."""
    present = [each for each in notices.noticed if not each.over]
    lasting = [each for each in present if not is_news(each)]
    return Grouped(
        began=[each.alert for each in present if each.told_at is None],
        grown=[each.alert for each in present if has_grown(each)],
        again=[each.alert for each in lasting if is_told_again(each, chosen, now)],
        ended=[each.alert for each in notices.noticed if each.over],
    )


def _still(each: Noticed, alert: Alert | None) -> Noticed:
    if alert is None:
        return each.model_copy(update={"over": True})
    # What ended and began again before that was told went on, to administrators.
    marks = tuple(mark for mark in each.told_marks if mark in alert.marks)
    return Noticed(alert=alert, told_at=each.told_at, told_count=each.told_count, told_marks=marks)


def _told(each: Noticed, now: datetime) -> Noticed:
    return each.model_copy(update={"told_at": now, "told_count": each.alert.count, "told_marks": each.alert.marks})


def _loudness(each: Noticed) -> tuple[int, datetime, str]:
    kind = each.alert.kind
    rank = _LOUDEST_FIRST.index(kind) if kind in _LOUDEST_FIRST else len(_LOUDEST_FIRST)
    return rank, each.alert.since, each.alert.key
