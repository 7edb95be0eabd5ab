"""What administrators were told of, in memory, and channels that keep what they send."""

from collections.abc import Mapping
from itertools import count

from provisioning.model import ChannelNotices, Notification
from provisioning.ports import ConcurrentChange, StoredNotices
from provisioning.settings import Settings


class NoticesInMemory:
    """NoticeStore port, with Table Storage's rules: an ETag for each state. `saves` counts what was written."""

    def __init__(self) -> None:
        self._stored: dict[str, StoredNotices] = {}
        self._etags = count(1)
        self.saves = 0

    async def read(self) -> Mapping[str, StoredNotices]:
        """See ports.NoticeStore."""
        return dict(self._stored)

    async def save(self, before: StoredNotices, after: ChannelNotices) -> None:
        """See ports.NoticeStore."""
        current = self._stored.get(after.channel)
        if (current.etag if current else None) != before.etag:
            raise ConcurrentChange
        self.saves += 1
        kept = ChannelNotices.model_validate_json(after.model_dump_json())
        self._stored[after.channel] = StoredNotices(kept, f'"{next(self._etags)}"')


class ChannelInMemory:
    """Channel port; `sent` is what it sent, and while there is a `fault` it sends nothing."""

    def __init__(self, name: str = "email") -> None:
        self.name = name
        self.sent: list[Notification] = []
        self.fault: Exception | None = None

    def is_set(self, settings: Settings) -> bool:
        """See ports.Channel."""
        chosen = settings.notifications
        return bool(chosen.email.sender if self.name == "email" else chosen.webhook)

    async def send(self, settings: Settings, message: Notification) -> None:
        """See ports.Channel."""
        del settings
        if self.fault:
            raise self.fault
        self.sent.append(message)
