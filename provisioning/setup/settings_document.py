"""Whether the settings can be read, and are right; and whether the app settings are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from provisioning.app_settings import AppSettings
from provisioning.ports import OwnFault, SettingsCheck, SettingsReader
from provisioning.rules.schedules import problem_with
from provisioning.settings import Settings
from provisioning.setup.findings import Finding, Outcome

NAME: Final = "settings"
_OF_OTHERS: Final = ("notifications.", "hrSystems.")
"""Where what is wrong is told by another check."""
SCHEDULES: Final[Mapping[str, str]] = {"REVIEW_DUE_SCHEDULE": "0 * * * * *", "RECONCILE_SCHEDULE": "0 */30 * * * *"}
"""The timers' app settings, each with the schedule that it has unless an administrator chooses another."""
_CORRECT: Final = "correct it by PUT /api/settings; docs/settings.md tells what can stand there"


@dataclass(frozen=True, slots=True)
class DocumentCheck:
    """Check of the settings document. `reader` gives what reads it, `problems` what looks at it when it is saved."""

    reader: Callable[[], SettingsReader]
    problems: Callable[[], SettingsCheck]
    name: str = NAME
    subject: str = "document"

    async def look(self, settings: Settings) -> Sequence[Finding]:
        """See Check. It reads them itself, as what it is given may be the defaults instead of what cannot be read."""
        try:
            settings, _ = await self.reader().read()
        except OwnFault as fault:
            return [Finding(NAME, self.subject, Outcome.FAILED, str(fault), _CORRECT)]
        wrong = [each for each in self.problems()(settings) if not each[0].startswith(_OF_OTHERS)]
        if wrong:
            return [Finding(NAME, field, Outcome.FAILED, f"{field} {sentence}", _CORRECT) for field, sentence in wrong]
        return [Finding(NAME, self.subject, Outcome.OK, "the stored settings are right"), _switch(settings)]


def _switch(settings: Settings) -> Finding:
    if settings.enabled:
        return Finding(NAME, "enabled", Outcome.OK, "provisioning is on")
    sentence = "provisioning is off: events are taken in and kept, and nothing is done in Entra"
    return Finding(NAME, "enabled", Outcome.WARNING, sentence, 'switch it on by PUT /api/settings {"enabled": true}')


@dataclass(frozen=True, slots=True)
class AppSettingsCheck:
    """Check of the app settings: references to Key Vault that were not resolved, schedules, and what is wrong else.

    `wrong` gives sentences on those that keep a part of the app from working. No value of any is told.
    """

    environment: AppSettings
    wrong: Callable[[], Sequence[str]]
    name: str = NAME
    subject: str = "app settings"

    async def look(self, settings: Settings) -> Sequence[Finding]:
        """See Check."""
        del settings
        unresolved = {name: fault for name in sorted(self.environment) if (fault := self.environment.unresolved(name))}
        found = [self._unresolved(name, fault) for name, fault in unresolved.items()]
        others = [each for each in self.wrong() if each not in unresolved.values()]
        remedy = "correct the app setting that the sentence names"
        found += [Finding(NAME, self.subject, Outcome.FAILED, sentence, remedy) for sentence in others]
        found += [each for name in SCHEDULES if name not in unresolved and (each := self._schedule(name))]
        return found or [Finding(NAME, self.subject, Outcome.OK, "the app settings can be read, and are right")]

    def _unresolved(self, name: str, fault: str) -> Finding:
        secret = name.lower().replace("_", "-")
        remedy = (
            f"set the secret {secret} in the key vault, see that the app's identity has the role Key Vault Secrets "
            "User there, and have App Service fetch it at once (docs/deploy.md, Set the secrets); it would within a day"
        )
        return Finding(NAME, name, Outcome.FAILED, fault, remedy)

    def _schedule(self, name: str) -> Finding | None:
        schedule = self.environment.get(name, "")
        remedy = f"set {name} to a schedule such as {SCHEDULES[name]}"
        if not schedule.strip():
            return Finding(NAME, name, Outcome.FAILED, f"{name} is not set, so that its timer cannot run", remedy)
        if problem := problem_with(schedule):
            return Finding(NAME, name, Outcome.FAILED, f"{name} {problem}, so that its timer cannot run", remedy)
        return None
