"""Secrets that expire soon, by the days that the setting `monitoring.secretExpiry` names."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from provisioning.model import Alert, AlertKind
from provisioning.ports import Sight
from provisioning.settings import Settings

TOLD_BEFORE: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ExpiringSecrets:
    """Watched: tells of secrets from 30 days before they expire until another day is set. Reads nothing."""

    name: str = "secrets"

    async def look(self, settings: Settings, now: datetime) -> Sight:
        """See ports.Watched."""
        known = settings.monitoring.secret_expiry
        alerts = [_alert(name, day, now) for name, day in sorted(known.items()) if _told_from(day) <= now]
        days = (day - now.date() for day in known.values())
        return Sight(alerts, {"daysLeft": min((left.days for left in days), default=None)})


def _told_from(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC) - TOLD_BEFORE


def _alert(name: str, day: date, now: datetime) -> Alert:
    word = "expires" if day >= now.date() else "expired"
    sentence = f"the secret {name} {word} on {day}; renew it, and set the new day in monitoring.secretExpiry"
    return Alert(kind=AlertKind.EXPIRING, key=f"secret/{name}/{day}", sentence=sentence, since=_told_from(day))
