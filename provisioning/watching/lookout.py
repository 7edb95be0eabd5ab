"""All parts of the app, looked at together."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
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
    """The alerts, the oldest first, and the figures of each part by its name.

    Of the parts in `unknown` it could not be told how they stand: none of their alerts is to be taken for over.
    """

    alerts: Sequence[Alert]
    figures: Mapping[str, Mapping[str, JsonValue]]
    unknown: Collection[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Lookout:
    """Looks at all parts at once. One that cannot be told is an alert, and hides none of the others."""

    parts: Sequence[Watched]
    patience: float = PATIENCE_SECONDS

    async def look(self, settings: Settings, now: datetime) -> View:
        """Return how the app stands at `now` (UTC)."""
        sights = await asyncio.gather(*(self._sight(part, settings, now) for part in self.parts))
        alerts = sorted((alert for sight in sights for alert in sight.alerts), key=lambda each: (each.since, each.key))
        figures = {part.name: sight.figures for part, sight in zip(self.parts, sights, strict=True)}
        return View(alerts, figures, {sight.part for sight in sights if isinstance(sight, _Hidden)})

    async def _sight(self, part: Watched, settings: Settings, now: datetime) -> Sight:
        try:
            async with asyncio.timeout(self.patience):
                sight = await part.look(settings, now)
            return Sight([alert.model_copy(update={"part": part.name}) for alert in sight.alerts], sight.figures)
        except TimeoutError:
            return _hidden(part, f"no answer within {self.patience:.0f} seconds", now)
        except TemporaryFailure as failure:
            return _hidden(part, str(failure), now)
        except Exception as error:  # noqa: BLE001 - a fault in one part must not hide the alerts of the others
            return _hidden(part, f"the app failed ({type(error).__name__}); please report it", now)


@dataclass(frozen=True, slots=True)
class _Hidden(Sight):
    """What is seen of a part that cannot be looked at."""

    part: str = ""


def _hidden(part: Watched, why: str, now: datetime) -> _Hidden:
    sentence = f"it cannot be told how {part.name} stands: {why}"
    alert = Alert(kind=AlertKind.CANNOT_TELL, key=f"cannotTell/{part.name}", sentence=sentence, since=now)
    return _Hidden([alert], part=part.name)
