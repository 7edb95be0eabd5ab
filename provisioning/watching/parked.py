"""Messages that are parked."""

from dataclasses import dataclass
from datetime import datetime

from provisioning.model import Alert, AlertKind
from provisioning.ports import ParkedStore, Sight
from provisioning.settings import Settings
from provisioning.watching.times import written


@dataclass(frozen=True, slots=True)
class ParkedMessages:
    """Watched: how many messages are parked. One table read for a thousand of them."""

    store: ParkedStore
    name: str = "parked"

    async def look(self, settings: Settings, now: datetime) -> Sight:
        """See ports.Watched."""
        del settings
        parked = await self.store.count()
        figures = {"count": parked.count, "oldest": written(parked.oldest) if parked.oldest else None}
        if parked.count == 0:
            return Sight(figures=figures)
        are = "message is" if parked.count == 1 else "messages are"
        sentence = (
            f"{parked.count} {are} parked, and not tried any more: GET /api/parked says why; POST /api/parked/replay "
            "has them tried again when that is put right"
        )
        since = parked.oldest or now
        alert = Alert(kind=AlertKind.PARKED, key="parked", sentence=sentence, since=since, count=parked.count)
        return Sight((alert,), figures)
