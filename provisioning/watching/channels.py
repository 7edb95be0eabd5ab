"""The ways to reach administrators: e-mail and a webhook."""

from dataclasses import dataclass

from provisioning.model import Notification
from provisioning.ports import Mailer, Misconfigured, Poster, Secrets
from provisioning.settings import Settings
from provisioning.watching.messages import card, text
from provisioning.watching.notifying import EMAIL, WEBHOOK


@dataclass(frozen=True, slots=True)
class EmailChannel:
    """Channel: an e-mail from a configured mailbox."""

    mailer: Mailer
    name: str = EMAIL

    def is_set(self, settings: Settings) -> bool:
        """See ports.Channel."""
        chosen = settings.notifications.email
        return chosen.sender is not None and bool(chosen.to)

    async def send(self, settings: Settings, message: Notification) -> None:
        """See ports.Channel."""
        chosen = settings.notifications.email
        if chosen.sender is None:
            raise Misconfigured("notifications.email.sender is not set")
        await self.mailer.send(chosen.sender, chosen.to, message.subject, text(message))


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """Channel: an adaptive card to the address in an app setting."""

    secrets: Secrets
    poster: Poster
    name: str = WEBHOOK

    def is_set(self, settings: Settings) -> bool:
        """See ports.Channel."""
        return settings.notifications.webhook is not None

    async def send(self, settings: Settings, message: Notification) -> None:
        """See ports.Channel."""
        setting = settings.notifications.webhook or ""
        address = self.secrets.secret(setting)
        if address is None:
            raise Misconfigured(f"the app setting {setting} is not set, or cannot be read from Key Vault; set it")
        try:
            await self.poster.post(address, card(message))
        except Misconfigured as wrong:
            raise Misconfigured(f"{setting}: {wrong}") from None
