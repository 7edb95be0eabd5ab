"""Mail and webhooks that go nowhere."""

from collections.abc import Mapping, Sequence

from pydantic import JsonValue


class MailerInMemory:
    """Mailer port; `sent` holds sender, recipients and subject."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, tuple[str, ...], str]] = []

    async def send(self, sender: str, to: Sequence[str], subject: str, text: str) -> None:
        """See ports.Mailer."""
        del text
        self.sent.append((sender, tuple(to), subject))


class PosterInMemory:
    """Poster port; `posted` holds the addresses."""

    def __init__(self) -> None:
        self.posted: list[str] = []

    async def post(self, address: str, document: Mapping[str, JsonValue]) -> None:
        """See ports.Poster."""
        del document
        self.posted.append(address)
