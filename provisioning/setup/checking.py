"""All checks together: side by side, each within its time, and not more often than twice a minute.

Whoever has a function key of the app may ask, and each check costs calls to Entra and to HR systems.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import chain
from typing import Final

from provisioning.own_faults import told
from provisioning.ports import Clock, Misconfigured, OwnFault, Refused, TemporaryFailure
from provisioning.settings import Settings
from provisioning.setup.findings import Check, Finding, Outcome, Report

KEPT_FOR: Final = timedelta(seconds=30)
PATIENCE_SECONDS: Final = 8.0
_CORRECT: Final = "put right what the sentence names, and look again"
_AGAIN: Final = "look again in a minute; if it stays so, see docs/when-things-go-wrong.md"

_logger = logging.getLogger(__name__)


class SetupCheck:
    """Runs the checks, for one process.

    Args:
        checks: Gives them.
        clock: Tells when it was looked.
        load: Imports what they need. That can take seconds, in which others are answered, and which do not count as
            the checks' own.
        patience: How many seconds each of them has.
    """

    def __init__(
        self,
        checks: Callable[[], Sequence[Check]],
        clock: Clock,
        *,
        load: Callable[[], None] = lambda: None,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._checks = checks
        self._load = load
        self._clock = clock
        self._patience = patience
        self._one_at_a_time = asyncio.Lock()
        self._last: Report | None = None

    async def run(self, settings: Settings) -> Report:
        """Return what was found, at most half a minute ago. Who comes meanwhile waits for it; it raises nothing."""
        async with self._one_at_a_time:
            now = self._clock.now()
            if self._last is None or now - self._last.at >= KEPT_FOR:
                await asyncio.to_thread(self._load)
                looks = [self._look(check, settings) for check in self._checks()]
                self._last = Report([*chain.from_iterable(await asyncio.gather(*looks))], now)
            return self._last

    async def _look(self, check: Check, settings: Settings) -> Sequence[Finding]:
        try:
            async with asyncio.timeout(self._patience):
                return await check.look(settings)
        except TimeoutError:
            sentence = f"there was no answer within {self._patience:g} seconds"
        except (TemporaryFailure, Refused) as failure:
            sentence = str(failure)
            if isinstance(failure, OwnFault):
                return [Finding(check.name, check.subject, Outcome.FAILED, sentence, _CORRECT)]
        except Misconfigured as wrong:
            return [Finding(check.name, check.subject, Outcome.FAILED, str(wrong), _CORRECT)]
        except Exception as error:  # noqa: BLE001 - one check that fails must not hide what the others found
            sentence = told(error, _logger)
        return [Finding(check.name, check.subject, Outcome.UNKNOWN, sentence, _AGAIN)]
