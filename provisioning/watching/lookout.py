"""All parts of the app, looked at together."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import JsonValue

from provisioning.model import Alert, AlertKind
from provisioning.ports import Sight, TemporaryFailure, Watched
from provisioning.settings import Settings

PATIENCE_SECONDS: Final = 4.0
"""For each part. Whoever asks how the app stands is a probe, or a person, that does not wait long."""


@dataclass(frozen=True, slots=True)
class View:
    """The alerts, the oldest first, and the figures of each part by its name."""

    alerts: Sequence[Alert]
    figures: Mapping[str, Mapping[str, JsonValue]]


@dataclass(frozen=True, slots=True)
class Lookout:
    """Looks at all parts at once. One that cannot be told is an alert, and hides none of the others."""

    parts: Sequence[Watched]
    patience: float = PATIENCE_SECONDS

    async def look(self, settings: Settings, now: datetime) -> View:
        """Return how the app stands at `now` (UTC)."""
        sights = await asyncio.gather(*(self._sight(part, settings, now) for part in self.parts))
        alerts = sorted((alert for sight in sights for alert in sight.alerts), key=lambda each: (each.since, each.key))
        return View(alerts, {part.name: sight.figures for part, sight in zip(self.parts, sights, strict=True)})

    async def _sight(self, part: Watched, settings: Settings, now: datetime) -> Sight:
        try:
            async with asyncio.timeout(self.patience):
                return await part.look(settings, now)
        except TimeoutError:
            return _hidden(part, f"no answer within {self.patience:.0f} seconds", now)
        except TemporaryFailure as failure:
            return _hidden(part, str(failure), now)
        except Exception as error:  # noqa: BLE001 - a fault in one part must not hide the alerts of the others
            return _hidden(part, f"the app failed ({type(error).__name__}); please report it", now)


def _hidden(part: Watched, why: str, now: datetime) -> Sight:
    sentence = f"it cannot be told how {part.name} stands: {why}"
    return Sight([Alert(kind=AlertKind.CANNOT_TELL, key=f"cannotTell/{part.name}", sentence=sentence, since=now)])
