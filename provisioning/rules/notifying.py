"""Which alerts are told of when: at once, together, and not again for as long as nothing changes."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from provisioning.model import Alert, AlertKind, ChannelNotices, Noticed
from provisioning.setting_groups.safety import Notifications

KEPT_AT_MOST: Final = 100
"""Alerts of one channel. There are a few of each kind; more would say nothing more."""
_LOUDEST_FIRST: Final = (
    AlertKind.LATE_DISABLES,
    AlertKind.QUARANTINE,
    AlertKind.STAGED_DISABLES,
    AlertKind.PARKED,
    AlertKind.FAILURES,
    AlertKind.FAILED_CYCLE,
    AlertKind.SILENT_SOURCE,
)


def noticed(before: ChannelNotices, alerts: Iterable[Alert]) -> ChannelNotices:
    """Return what a channel has to tell of after a look that saw these alerts.

    An alert that begins is noticed, and one that ends stays noticed until that was told; so what begins and ends
    between two messages is told as well. Sentences are those of the latest look.
    """
    now = {alert.key: alert for alert in alerts}
    known = {each.alert.key: each for each in before.noticed}
    kept = [_still(each, now.get(key)) for key, each in known.items()]
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
    """Return whether an alert began, or ended, and no message told of that."""
    return each.over or each.told_at is None


def is_told_again(each: Noticed, chosen: Notifications, now: datetime) -> bool:
    """Return whether an alert goes on for so long that it is told of again."""
    return each.told_at is not None and now - each.told_at >= timedelta(hours=chosen.repeat_hours)


def told(notices: ChannelNotices, chosen: Notifications, now: datetime) -> ChannelNotices:
    """Return what a channel has to tell of after a message was delivered at `now` (UTC)."""
    left = (each for each in notices.noticed if not each.over)
    kept = (_told(each, now) if is_news(each) or is_told_again(each, chosen, now) else each for each in left)
    return ChannelNotices(channel=notices.channel, noticed=tuple(kept), sent_at=now)


def not_delivered(notices: ChannelNotices, fault: str, now: datetime) -> ChannelNotices:
    """Return what a channel has to tell of after a message could not be delivered: the same, and that."""
    return notices.model_copy(update={"failing_since": notices.failing_since or now, "fault": fault})


def grouped(
    notices: ChannelNotices, chosen: Notifications, now: datetime
) -> tuple[Sequence[Alert], Sequence[Alert], Sequence[Alert]]:
    """Return the alerts of a message: those that began, those that ended, and those told of again."""
    began = [each.alert for each in notices.noticed if each.told_at is None and not each.over]
    ended = [each.alert for each in notices.noticed if each.over]
    again = [each.alert for each in notices.noticed if not each.over and is_told_again(each, chosen, now)]
    return began, ended, again


def _still(each: Noticed, alert: Alert | None) -> Noticed:
    if alert is None:
        return each.model_copy(update={"over": True})
    # What ended and began again before that was told went on, to administrators.
    return Noticed(alert=alert, told_at=each.told_at)


def _told(each: Noticed, now: datetime) -> Noticed:
    return each.model_copy(update={"told_at": now})


def _loudness(each: Noticed) -> tuple[int, datetime, str]:
    kind = each.alert.kind
    rank = _LOUDEST_FIRST.index(kind) if kind in _LOUDEST_FIRST else len(_LOUDEST_FIRST)
    return rank, each.alert.since, each.alert.key
