"""Whether whoever is to be told of alerts can be told. Nothing is sent here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from provisioning.ports import SettingsCheck
from provisioning.settings import Settings
from provisioning.setup.findings import Finding, Outcome

_CHANNELS: Final = "notifications"
_TRY: Final = "POST /api/notifications/test sends a message on each channel"


@dataclass(frozen=True, slots=True)
class NotificationsCheck:
    """Check of the ways to reach administrators, as they are set. `problems` looks at settings when they are saved."""

    problems: Callable[[], SettingsCheck]
    name: str = "notifications"
    subject: str = "channels"

    async def look(self, settings: Settings) -> Sequence[Finding]:
        """See Check."""
        prefix = f"{_CHANNELS}."
        wrong = [(field, text) for field, text in self.problems()(settings) if field.startswith(prefix)]
        if wrong:
            remedy = "correct it by PUT /api/settings, or set the app setting it names"
            return [Finding(self.name, field, Outcome.FAILED, f"{field} {text}", remedy) for field, text in wrong]
        ways = {"e-mail": settings.notifications.email.sender, "a webhook": settings.notifications.webhook}
        if chosen := " and ".join(way for way, setting in ways.items() if setting):
            sentence = f"administrators are told of alerts by {chosen}; whether that arrives only a test tells ({_TRY})"
            return [Finding(self.name, self.subject, Outcome.OK, sentence)]
        sentence = "nobody is told of alerts; they stand in /api/health and in Azure Monitor alone"
        remedy = "set notifications.email or notifications.webhook by PUT /api/settings"
        return [Finding(self.name, self.subject, Outcome.WARNING, sentence, remedy)]
