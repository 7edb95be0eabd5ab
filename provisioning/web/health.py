"""How the app stands, for probes and for administrators."""

import asyncio
from dataclasses import dataclass
from typing import Final

from azure.functions import HttpRequest, HttpResponse
from pydantic import JsonValue

from provisioning.ports import Clock, OwnFault, RequestRejected, SettingsReader, TemporaryFailure
from provisioning.settings import Settings
from provisioning.setup.checking import SetupCheck
from provisioning.watching.lookout import Lookout, View
from provisioning.web.responses import answer, failure

_PATIENCE_SECONDS: Final = 5
_YES: Final = frozenset({"1", "true"})
_NO: Final = frozenset({"", "0", "false"})
_SHOWN: Final = {"kind", "key", "sentence", "since"}


@dataclass(frozen=True, slots=True)
class HealthApi:
    """The endpoint for health."""

    settings: SettingsReader
    lookout: Lookout
    clock: Clock
    setup: SetupCheck

    async def health(self, request: HttpRequest) -> HttpResponse:
        """Tell whether the app can work, what an administrator must know, and the figures of its parts.

        `status` is `ok` whenever storage answers; what is wrong beside that stands under `alerts`. With `deep=1` the
        setup is checked as well, and stands under `setup`, also in the 503 when storage does not answer.

        Raises:
            RequestRejected: 400, when `deep` makes no sense.
            TemporaryFailure: Storage does not answer.
        """
        if not _is_deep(request.params.get("deep", "")):
            return answer(_document(*await self._standing()))
        try:
            settings, view = await self._standing()
        except TemporaryFailure as silent:
            setup = await self.setup.run(Settings())
            return failure(503, f"{silent}; try again later", setup=setup.to_json())
        setup = await self.setup.run(settings or Settings())
        return answer(_document(settings, view) | {"setup": setup.to_json()})

    async def _standing(self) -> tuple[Settings | None, View]:
        settings = await self._settings()
        return settings, await self.lookout.look(settings or Settings(), self.clock.now())

    async def _settings(self) -> Settings | None:
        """Return the settings; None if they are there and cannot be read, which the quarantine tells of."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return (await self.settings.read())[0]
        except OwnFault:
            return None
        except TimeoutError:
            raise TemporaryFailure(f"the tables did not answer within {_PATIENCE_SECONDS} seconds") from None


def _is_deep(text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise RequestRejected(400, "deep must be 1 or true, to check the setup as well, or 0 or false")
    return text.lower() in _YES


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
