"""Where the app cannot work."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from provisioning.model import Alert, AlertKind, Quarantine
from provisioning.ports import QuarantineStore, QueueLength, Sight
from provisioning.rules.quarantine import ENTRA, SETTINGS
from provisioning.settings import Settings
from provisioning.watching.times import written

_NOTHING_DONE: Final = {
    ENTRA: "nothing is read or written in Microsoft Entra ID",
    SETTINGS: "nobody is provisioned",
}


@dataclass(frozen=True, slots=True)
class Quarantines:
    """Watched: what is in quarantine, and how many messages wait. One table read, and then one call of the queue."""

    store: QuarantineStore
    queue: QueueLength
    name: str = "quarantine"

    async def look(self, settings: Settings, now: datetime) -> Sight:
        """See ports.Watched."""
        del settings, now
        standing = await self.store.all()
        waiting = await self.queue.length() if standing else 0
        alerts = [_alert(each, waiting) for each in standing]
        return Sight(alerts, {"places": [each.to_json() for each in standing], "messagesWaiting": waiting})


def _alert(quarantine: Quarantine, waiting: int) -> Alert:
    where, since = quarantine.where, written(quarantine.since)
    done = _NOTHING_DONE.get(where, f"nobody of {where} is read, and what cannot wait is done with what is known")
    following = f"the next try is at {written(quarantine.next_try_at)}, POST /api/quarantine/probe tries at once"
    kept = f"about {waiting} messages wait, and none is lost" if waiting else "no message waits"
    return Alert(
        kind=AlertKind.QUARANTINE,
        key=f"quarantine/{where}/{since}",
        sentence=f"quarantine of {where}: since {since} {done}: {quarantine.reason}; {following}; {kept}",
        since=quarantine.since,
    )
