"""How the app stands, for probes and for administrators."""

import asyncio
from dataclasses import dataclass
from typing import Final

from azure.functions import HttpRequest, HttpResponse
from pydantic import JsonValue

from provisioning.ports import Clock, OwnFault, SettingsReader, TemporaryFailure
from provisioning.settings import Settings
from provisioning.watching.lookout import Lookout, View
from provisioning.web.responses import answer

_PATIENCE_SECONDS: Final = 5
_SHOWN: Final = {"kind", "key", "sentence", "since"}


@dataclass(frozen=True, slots=True)
class HealthApi:
    """The endpoint for health."""

    settings: SettingsReader
    lookout: Lookout
    clock: Clock

    async def health(self, request: HttpRequest) -> HttpResponse:
        """Tell whether the app can work, what an administrator must know, and the figures of its parts.

        `status` is `ok` whenever storage answers; what is wrong beside that stands under `alerts`.

        Raises:
            TemporaryFailure: Storage does not answer.
        """
        del request
        settings = await self._settings()
        view = await self.lookout.look(settings or Settings(), self.clock.now())
        return answer(_document(settings, view))

    async def _settings(self) -> Settings | None:
        """Return the settings; None if they are there and cannot be read, which the quarantine tells of."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return (await self.settings.read())[0]
        except OwnFault:
            return None
        except TimeoutError:
            raise TemporaryFailure(f"the tables did not answer within {_PATIENCE_SECONDS} seconds") from None


def _document(settings: Settings | None, view: View) -> dict[str, JsonValue]:
    switch = "unknown" if settings is None else "on" if settings.enabled else "off"
    return {
        "status": "ok",
        "provisioning": switch,
        "alerts": [alert.sentence for alert in view.alerts],
        "details": [alert.model_dump(mode="json", include=_SHOWN) for alert in view.alerts],
        "quarantine": view.figures.get("quarantine", {}).get("places", []),
        "figures": {name: dict(figures) for name, figures in view.figures.items()},
    }
