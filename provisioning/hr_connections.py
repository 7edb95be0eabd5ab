"""The APIs of HR systems that the app may call, as the app settings say. Here, and not earlier, httpx is imported."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from provisioning.ports import Misconfigured, OwnFault, PeopleLister, PeopleReader, Shown
from provisioning.sources.bamboohr.people import BambooPeople
from provisioning.sources.bob_people import BobPeople
from provisioning.sources.personio.catching_up import PersonioCatchUp, with_history
from provisioning.sources.personio.v1 import PersonioV1
from provisioning.sources.personio.v2 import PersonioV2

BOB_API: Final = "https://api.hibob.com/v1"
PERSONIO_API: Final = "https://api.personio.de"
_PERSONIO_VERSIONS: Final = ("v1", "v2")

type Environment = Mapping[str, str]
type AddressOf = Callable[[str, str], str]
"""Returns the address in an app setting, or a default; refuses one that credentials must not be sent to."""


class HrApi(PeopleReader, PeopleLister, Protocol):
    """An HR system's API: people one by one, and lists."""


@dataclass(frozen=True, slots=True)
class NotConnected:
    """PeopleReader of an HR system for which app settings are missing, wrong, or cannot be resolved."""

    source: str
    reason: str
    wrong: bool = False

    async def fetch(self, employee_id: str) -> Shown:
        """See ports.PeopleReader."""
        del employee_id
        raise OwnFault(self.source, f"the app cannot read people of {self.source} yet; {self.reason}")


@dataclass(frozen=True, slots=True)
class HrConnections:
    """The APIs, by source name.

    `readers` holds every HR system whose events are thin, connected or not; `listers` those that are connected; `wrong`
    the sentences on app settings that keep one from being connected. That one is missing is not wrong.
    """

    readers: Mapping[str, PeopleReader] = field(default_factory=dict)
    listers: Mapping[str, PeopleLister] = field(default_factory=dict)
    wrong: Sequence[str] = ()


def connect(environment: Environment, address_of: AddressOf) -> HrConnections:
    """Return the connections that the app settings describe; one whose app settings are wrong is none."""
    built: dict[str, HrApi | NotConnected] = {
        "bob": _resolved("bob", _bob, environment, address_of),
        "personio": _resolved("personio", _personio, environment, address_of),
        "bamboohr": _resolved("bamboohr", _bamboohr, environment, address_of),
    }
    listers = {name: each for name, each in built.items() if not isinstance(each, NotConnected)}
    wrong = [each.reason for each in built.values() if isinstance(each, NotConnected) and each.wrong]
    return HrConnections(built, listers, wrong)


def _resolved(
    source: str,
    build: Callable[[Environment, AddressOf], HrApi | NotConnected],
    environment: Environment,
    address_of: AddressOf,
) -> HrApi | NotConnected:
    """Return a connection; one whose app settings are wrong is none, and does not keep the others from working."""
    try:
        return build(environment, address_of)
    except Misconfigured as wrong:
        return NotConnected(source, str(wrong), wrong=True)


def _bob(environment: Environment, address_of: AddressOf) -> BobPeople | NotConnected:
    address = address_of("BOB_API_BASE_URL", BOB_API)
    missing = _missing(environment, "BOB_SERVICE_USER_ID", "BOB_SERVICE_USER_TOKEN")
    if missing:
        return NotConnected("bob", missing)
    user, token = environment["BOB_SERVICE_USER_ID"], environment["BOB_SERVICE_USER_TOKEN"]
    return BobPeople(address, user, token, custom_fields=_words(environment, "BOB_CUSTOM_FIELDS"))


def _personio(environment: Environment, address_of: AddressOf) -> HrApi | NotConnected:
    address = address_of("PERSONIO_API_BASE_URL", PERSONIO_API)
    version = environment.get("PERSONIO_API_VERSION") or _PERSONIO_VERSIONS[0]
    if version not in _PERSONIO_VERSIONS:
        raise Misconfigured(f"PERSONIO_API_VERSION must be one of {', '.join(_PERSONIO_VERSIONS)}")
    missing = _missing(environment, "PERSONIO_CLIENT_ID", "PERSONIO_CLIENT_SECRET")
    if missing:
        return NotConnected("personio", missing)
    client = (address, environment["PERSONIO_CLIENT_ID"], environment["PERSONIO_CLIENT_SECRET"])
    custom = _words(environment, "PERSONIO_CUSTOM_ATTRIBUTES")
    api = PersonioV1(*client, custom) if version == "v1" else PersonioV2(*client, custom)
    webhook = environment.get("PERSONIO_WEBHOOK_ID")
    return with_history(api, PersonioCatchUp(*client, webhook)) if webhook else api


def _bamboohr(environment: Environment, address_of: AddressOf) -> BambooPeople | NotConnected:
    missing = _missing(environment, "BAMBOOHR_API_BASE_URL", "BAMBOOHR_API_KEY")
    if missing:
        return NotConnected("bamboohr", missing)
    address = address_of("BAMBOOHR_API_BASE_URL", "")
    custom = _words(environment, "BAMBOOHR_CUSTOM_FIELDS")
    return BambooPeople(address, environment["BAMBOOHR_API_KEY"], custom=custom)


def _missing(environment: Environment, *names: str) -> str:
    missing = " and ".join(name for name in names if not environment.get(name))
    return f"set {missing}" if missing else ""


def _words(environment: Environment, name: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in environment.get(name, "").split(",") if word.strip())
