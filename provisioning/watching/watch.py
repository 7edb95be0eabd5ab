"""What the timer `watch` does: look at all parts, write figures to the application log, and tell administrators."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from provisioning import own_faults
from provisioning.model import Alert
from provisioning.ports import Clock, SettingsReader, TemporaryFailure
from provisioning.watching.figures import alert_lines, figure_lines
from provisioning.watching.lookout import Lookout
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
        """Look once. What fails is logged by its kind and tried again at the next tick."""
        try:
            await self._tick()
        except TemporaryFailure as failure:
            _logger.error("nobody could be told of alerts: %s", failure)  # noqa: TRY400 - the kind says it
        except Exception as error:  # noqa: BLE001 - the timer's next tick must come, whatever happened in this one
            own_faults.told(error, _logger)

    async def _tick(self) -> None:
        settings, _ = await self.settings.read()
        now = self.clock.now()
        view = await self.lookout.look(settings, now)
        for line in figure_lines(view.figures):
            _logger.info(line)
        self._note(view.alerts)
        await self.notifier.tell(view.alerts, settings, now)

    def _note(self, alerts: Sequence[Alert]) -> None:
        present = {alert.key: alert for alert in alerts}
        began = {key: alert for key, alert in present.items() if key not in self.seen}
        ended = {key: alert for key, alert in self.seen.items() if key not in present}
        for line in alert_lines(began, ended):
            _logger.warning(line)
        self.seen = present
