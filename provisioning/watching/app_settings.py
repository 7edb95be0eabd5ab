"""App settings that are wrong, and keep a part of the app from working."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from provisioning.model import Alert, AlertKind
from provisioning.ports import Sight
from provisioning.settings import Settings


@dataclass(frozen=True, slots=True)
class AppSettingsWatch:
    """Watched: a sentence on each app setting that is wrong, and is until the process begins anew. It reads nothing.

    `since` is when this process began (UTC).
    """

    wrong: Callable[[], Sequence[str]]
    since: datetime
    name: str = "appSettings"

    async def look(self, settings: Settings, now: datetime) -> Sight:
        """See ports.Watched."""
        del settings, now
        alerts = [self._alert(sentence) for sentence in self.wrong()]
        return Sight(alerts, {"wrong": len(alerts)})

    def _alert(self, wrong: str) -> Alert:
        sentence = f"an app setting is wrong, and what needs it does not work until it is corrected: {wrong}"
        return Alert(kind=AlertKind.MISCONFIGURED, key=f"appSetting/{wrong}", sentence=sentence, since=self.since)
