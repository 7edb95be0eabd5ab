"""How administrators are told of alerts, and what is kept of that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pydantic import JsonValue

from provisioning.model import ChannelNotices, Notification
from provisioning.settings import Settings


@dataclass(frozen=True, slots=True)
class StoredNotices:
    """What is kept of a channel, as read from the store. `etag` None: not stored yet."""

    notices: ChannelNotices
    etag: str | None = None


class NoticeStore(Protocol):
    """Keeps what each channel told."""

    async def read(self) -> Mapping[str, StoredNotices]:
        """Return what is kept, by the channel's name, in one transaction."""
        ...

    async def save(self, before: StoredNotices, after: ChannelNotices) -> None:
        """Store what a channel told.

        Raises:
            ConcurrentChange: What is stored is no longer what `before` says.
        """
        ...


class Channel(Protocol):
    """A way to reach administrators."""

    @property
    def name(self) -> str:
        """Such as `email`."""
        ...

    def is_set(self, settings: Settings) -> bool:
        """Return whether the settings choose it."""
        ...

    async def send(self, settings: Settings, message: Notification) -> None:
        """Send a message.

        Raises:
            TemporaryFailure, Refused, Misconfigured: It was not sent; the text says why, and what to do.
        """
        ...


class Mailer(Protocol):
    """Sends e-mail."""

    async def send(self, sender: str, to: Sequence[str], subject: str, text: str) -> None:
        """Send a plain text from a mailbox.

        Raises:
            TemporaryFailure: Whether it was sent is not known.
            Refused: It was not sent; the text says what to do.
        """
        ...


class Poster(Protocol):
    """Calls a webhook."""

    async def post(self, address: str, document: Mapping[str, JsonValue]) -> None:
        """Post a JSON document to an address.

        Raises:
            TemporaryFailure: Whether it was taken is not known.
            Refused: It was not.
            Misconfigured: Nothing may be sent to this address.
        """
        ...
