"""Tell administrators of alerts, and tell of it when that does not work."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import ValidationError

from provisioning import own_faults
from provisioning.model import Alert, AlertKind, ChannelNotices, Notification
from provisioning.ports import (
    Channel,
    ConcurrentChange,
    Misconfigured,
    NoticeStore,
    Refused,
    Sight,
    StoredNotices,
    TemporaryFailure,
)
from provisioning.rules import notifying
from provisioning.setting_groups.safety import Notifications
from provisioning.settings import Settings
from provisioning.watching.lookout import View
from provisioning.watching.messages import notification

EMAIL: Final = "email"
WEBHOOK: Final = "webhook"
_PATIENCE_SECONDS: Final = 45
"""For one message; the timer comes every five minutes."""

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notifier:
    """Sends at most one message a channel, and keeps what was told.

    What was told is stored after it was sent: after a crash in between it is told twice, and never not at all.
    """

    channels: Sequence[Channel]
    notices: NoticeStore

    async def tell(self, view: View, settings: Settings | None, now: datetime) -> None:
        """Tell of what began, grew, ended, or goes on for long, by each channel that the settings choose.

        While the settings cannot be read (None), what they chose last counts.

        Raises:
            TemporaryFailure: What was told before could not be read, or what is told now not be stored.
        """
        stored = await self.notices.read()
        for channel in self.channels:
            before = stored.get(channel.name) or StoredNotices(ChannelNotices(channel=channel.name))
            usable = settings or _as_last_chosen(before.notices)
            if channel.is_set(usable):
                await self._tell(channel, before, view, usable, now)
            elif settings:
                await self._save(before, before.notices.model_copy(update={"chosen": None}))

    async def _tell(
        self, channel: Channel, before: StoredNotices, view: View, settings: Settings, now: datetime
    ) -> None:
        chosen = settings.notifications
        after = notifying.noticed(before.notices, view.alerts, view.unknown)
        after = after.model_copy(update={"chosen": chosen.to_json()})
        if notifying.is_time(after, chosen, now):
            after = await _after_sending(channel, after, settings, now)
        await self._save(before, after)

    async def _save(self, before: StoredNotices, after: ChannelNotices) -> None:
        if after == before.notices:
            return
        try:
            await self.notices.save(before, after)
        except ConcurrentChange:
            _logger.info("another instance told of alerts by %s at the same time", after.channel)


@dataclass(frozen=True, slots=True)
class Delivery:
    """Watched: tells which channel does not deliver. One table read."""

    notices: NoticeStore
    name: str = "notifications"

    async def look(self, settings: Settings, now: datetime) -> Sight:
        """See ports.Watched. A channel that the settings do not choose any more is no matter."""
        del now
        mail, hook = settings.notifications.email.sender, settings.notifications.webhook
        chosen = [name for name, choice in ((EMAIL, mail), (WEBHOOK, hook)) if choice]
        stored = await self.notices.read() if chosen else {}
        known = [stored[name].notices for name in chosen if name in stored]
        alerts = [_alert(each, each.failing_since) for each in known if each.failing_since]
        waiting = sum(notifying.is_news(each) for notices in known for each in notices.noticed)
        return Sight(alerts, {"channels": len(chosen), "failing": len(alerts), "waiting": waiting})


async def fault_of_sending(channel: Channel, settings: Settings, message: Notification) -> str | None:
    """Send a message; return None, or why it was not sent, as a sentence."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await channel.send(settings, message)
    except TimeoutError:
        return f"it was not taken within {_PATIENCE_SECONDS} seconds"
    except (TemporaryFailure, Refused, Misconfigured) as failure:
        return str(failure)
    except Exception as error:  # noqa: BLE001 - one channel must not keep the others from telling
        return own_faults.told(error, _logger)
    return None


async def _after_sending(
    channel: Channel, notices: ChannelNotices, settings: Settings, now: datetime
) -> ChannelNotices:
    message = notification(notifying.grouped(notices, settings.notifications, now))
    fault = await fault_of_sending(channel, settings, message)
    if fault is None:
        return notifying.told(notices, settings.notifications, now)
    _logger.warning("a notification by %s could not be sent; it is tried again", channel.name)
    return notifying.not_delivered(notices, fault, now)


def _as_last_chosen(notices: ChannelNotices) -> Settings:
    try:
        return Settings(notifications=Notifications.model_validate(notices.chosen or {}))
    except ValidationError:  # another version wrote it
        return Settings()


def _alert(notices: ChannelNotices, since: datetime) -> Alert:
    sentence = f"notifications by {notices.channel} are not delivered: {notices.fault}"
    return Alert(kind=AlertKind.NOT_NOTIFIED, key=f"notNotified/{notices.channel}", sentence=sentence, since=since)
