"""What the timer `watch` does: look at all parts, write figures to the application log, and tell administrators."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from provisioning import own_faults
from provisioning.model import Alert
from provisioning.ports import Clock, SettingsReader, TemporaryFailure
from provisioning.settings import Settings
from provisioning.watching.figures import alert_lines, counts_line, figure_lines
from provisioning.watching.lookout import Lookout, View
from provisioning.watching.notifying import Notifier

_logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Watch:
    """Looks, and tells. `seen` are the alerts of the last look of this process."""

    lookout: Lookout
    notifier: Notifier
    settings: SettingsReader
    clock: Clock
    seen: Mapping[str, Alert] = field(default_factory=dict)

    async def tick(self) -> None:
        """Look once, also while the settings cannot be read.

        What fails is logged by its kind and tried again at the next tick.
        """
        try:
            await self._tick()
        except TemporaryFailure as failure:
            _logger.error("nobody could be told of alerts: %s", failure)  # noqa: TRY400 - the kind says it
        except Exception as error:  # noqa: BLE001 - the timer's next tick must come, whatever happened in this one
            own_faults.told(error, _logger)

    async def _tick(self) -> None:
        now, settings = self.clock.now(), await self._settings()
        view = await self.lookout.look(settings or Settings(), now)
        if settings is None:  # what settings decide about cannot be told, so nothing is taken for over
            view = replace(view, unknown={*view.figures})
        for line in figure_lines(view.figures):
            _logger.info(line)
        self._note(view)
        await self.notifier.tell(view, settings, now)

    async def _settings(self) -> Settings | None:
        """Return the settings; None if they cannot be read, which must not keep the rest from being told."""
        try:
            return (await self.settings.read())[0]
        except TemporaryFailure as failure:
            _logger.error("alerts are told by the channels that were chosen last: %s", failure)  # noqa: TRY400 - the kind says it
            return None

    def _note(self, view: View) -> None:
        told = {alert.key: alert for alert in view.alerts}
        present = {key: alert for key, alert in self.seen.items() if alert.part in view.unknown} | told
        began = {key: alert for key, alert in present.items() if key not in self.seen}
        ended = {key: alert for key, alert in self.seen.items() if key not in present}
        for line in alert_lines(began, ended):
            _logger.warning(line)
        _logger.info(counts_line(present.values(), all_known=not view.unknown))
        self.seen = present
