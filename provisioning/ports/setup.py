"""What the setup check asks of the outside world, and nothing else does."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal, Protocol

from provisioning.ports.failures import Told


class NoIdentity(Told):
    """There is no token, as there is no identity that could get one."""


class UnknownIdentity(Told):
    """There is no token, as the identity that is asked for is not one of this app's."""


class StandIn(Told):
    """What the app calls is no Microsoft Graph but its stand-in on this machine, for which any token will do."""


class OwnToken(Protocol):
    """Gives the token with which the app calls Microsoft Graph."""

    async def token(self) -> str:
        """Return it, the same one that calls are made with. Nothing may show or keep it.

        Raises:
            NoIdentity, UnknownIdentity, StandIn: There is none, for this reason.
            TemporaryFailure: There is none at the moment, or for a reason that nobody knows.
            Misconfigured: An app setting is wrong.
        """
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """A queue or a table of the storage account."""

    kind: Literal["queue", "table"]
    name: str


class PlaceAnswer(Enum):
    """What came of asking a place."""

    WORKS = auto()
    MISSING = auto()  # it is not there yet; whoever needs it first makes it
    DENIED = auto()  # the identity may not do that
    REFUSED = auto()  # the account lets nobody in this way: a key, a network
    SILENT = auto()  # no answer
    UNCLEAR = auto()  # an answer that says neither, such as 503


class Storage(Protocol):
    """The storage account."""

    async def ask(self) -> Mapping[Place, PlaceAnswer]:
        """Ask each queue and table that the app uses whether it can be read and written; changes nothing.

        Raises:
            Misconfigured: An app setting is missing or wrong.
        """
        ...
