"""Whether the HR systems that are meant to be connected are: credentials work, and webhooks can be verified."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, override

from provisioning.app_settings import AppSettings
from provisioning.ports import Misconfigured, OwnFault, PeopleReader, PersonMissing, SettingsCheck
from provisioning.settings import Settings
from provisioning.setup.findings import Finding, Outcome

NAME: Final = "hrSystems"
NOBODY: Final = "999999999"
"""An id that nobody has. To ask for it shows whether the credential is taken, and is about no person."""
_HOW: Final = "docs/hr-systems.md tells how to connect it"


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A built-in HR system by its app settings: those that its API needs, and the one its webhooks are signed with."""

    source: str
    credentials: tuple[str, ...]
    secret: str


BUILT_IN: Final = (
    BuiltIn("bob", ("BOB_SERVICE_USER_ID", "BOB_SERVICE_USER_TOKEN"), "BOB_WEBHOOK_SECRET"),
    BuiltIn("personio", ("PERSONIO_CLIENT_ID", "PERSONIO_CLIENT_SECRET"), "PERSONIO_WEBHOOK_TOKEN"),
    BuiltIn("bamboohr", ("BAMBOOHR_API_BASE_URL", "BAMBOOHR_API_KEY"), "BAMBOOHR_WEBHOOK_KEY"),
)


@dataclass(frozen=True, slots=True)
class Connection:
    """What the app settings say of a built-in HR system."""

    system: BuiltIn
    environment: AppSettings

    @property
    def source(self) -> str:
        """The system's name."""
        return self.system.source

    @property
    def chosen(self) -> Sequence[str]:
        """The sources that HR_SOURCES names; none: all may send events."""
        return [name.strip() for name in self.environment.get("HR_SOURCES", "").split(",") if name.strip()]

    @property
    def is_meant(self) -> bool:
        """Whether somebody began to connect it."""
        names = (*self.system.credentials, self.system.secret)
        return self.source in self.chosen or any(self.environment.unresolved(name) or self.has(name) for name in names)

    def has(self, name: str) -> bool:
        """Return whether an app setting has a value, and not a reference to one."""
        return not self.environment.unresolved(name) and bool(self.environment.get(name))

    def finding(self, status: Outcome, sentence: str, remedy: str | None = None) -> Sequence[Finding]:
        """Return the one finding about it."""
        return [Finding(NAME, self.source, status, sentence, remedy)]


@dataclass(frozen=True, slots=True)
class _BuiltInCheck(ABC):
    """Check of a built-in HR system. It finds nothing, and calls nobody, for one that is not connected."""

    connection: Connection

    @property
    def name(self) -> str:
        """See Check."""
        return NAME

    @property
    def subject(self) -> str:
        """See Check."""
        return self.connection.source

    async def look(self, settings: Settings) -> Sequence[Finding]:
        """See Check. The settings have nothing to do with it."""
        del settings
        return await self._look(self.connection, self.subject) if self.connection.is_meant else []

    @abstractmethod
    async def _look(self, at: Connection, source: str) -> Sequence[Finding]:
        """Tell how it stands with a system that is meant to be connected."""


@dataclass(frozen=True, slots=True)
class WebhooksCheck(_BuiltInCheck):
    """Check whether the webhooks of a built-in HR system can be verified.

    `sources` gives what takes events in, unless HR_SOURCES names what there is not: then nothing does.
    """

    sources: Callable[[], object]

    @override
    async def _look(self, at: Connection, source: str) -> Sequence[Finding]:
        secret = at.system.secret
        try:
            self.sources()
        except Misconfigured as wrong:
            sentence = f"no webhook is taken in: {wrong}"
            return at.finding(Outcome.FAILED, sentence, "correct the app setting HR_SOURCES")
        if at.chosen and source not in at.chosen:
            sentence = f"{source} has app settings, but HR_SOURCES does not name it, so that its webhooks get 404"
            return at.finding(Outcome.WARNING, sentence, f"add {source} to HR_SOURCES, if it is to send webhooks")
        if at.has(secret):
            return at.finding(Outcome.OK, f"webhooks of {source} are verified with {secret}")
        sentence = f"{secret} has no value, so that webhooks of {source} get 503"
        is_certain = source in at.chosen or at.environment.unresolved(secret)
        remedy = f"set {secret} to what {source} shows for the webhook; {_HOW}"
        return at.finding(Outcome.FAILED if is_certain else Outcome.WARNING, sentence, remedy)


@dataclass(frozen=True, slots=True)
class CredentialsCheck(_BuiltInCheck):
    """Check of a built-in HR system's credential, by one or two calls that are about nobody.

    `readers` gives the APIs of all HR systems, connected or not.
    """

    readers: Callable[[], Mapping[str, PeopleReader]]

    @override
    async def _look(self, at: Connection, source: str) -> Sequence[Finding]:
        needed = at.system.credentials
        if lacking := [name for name in needed if not at.has(name)]:
            missing, have = " and ".join(lacking), "has" if len(lacking) == 1 else "have"
            sentence = f"{source} is half connected: {missing} {have} no value, so that nobody can be read there"
            return at.finding(Outcome.FAILED, sentence, f"set {missing}; {_HOW}")
        try:
            await self.readers()[source].fetch(NOBODY)
        except PersonMissing:
            pass  # the credential was taken for that
        except (OwnFault, Misconfigured) as fault:
            remedy = f"correct the app setting that the sentence names; if it names none, renew {' and '.join(needed)}"
            return at.finding(Outcome.FAILED, str(fault), f"{remedy}; {_HOW}")
        return at.finding(Outcome.OK, f"{source} takes the app's credential; it was asked for an id that nobody has")


@dataclass(frozen=True, slots=True)
class DescribedCheck:
    """Check of the HR systems that the settings describe. `problems` looks at settings when they are saved."""

    problems: Callable[[], SettingsCheck]
    name: str = NAME
    subject: str = "of the settings"

    async def look(self, settings: Settings) -> Sequence[Finding]:
        """See Check."""
        prefix = f"{NAME}."
        wrong = [(field, text) for field, text in self.problems()(settings) if field.startswith(prefix)]
        remedy = "set the app setting it names, or correct the settings by PUT /api/settings"
        found = [Finding(NAME, field, Outcome.FAILED, f"{field} {text}", remedy) for field, text in wrong]
        at_fault = {field.split(".")[1] for field, _ in wrong}
        right = [name for name in settings.hr_systems if name not in at_fault]
        return [*found, *(Finding(NAME, name, Outcome.OK, f"events of {name} can be verified") for name in right)]
