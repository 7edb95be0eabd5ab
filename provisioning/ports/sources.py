"""HR systems: events that come in, and people who are read."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from pydantic import JsonValue

from provisioning.model import Employee, HrEvent


@dataclass(frozen=True, slots=True)
class RefusedEvent:
    """One event of a call that was refused by itself: its place in the call, the field at fault, a sentence."""

    index: int
    field: str
    message: str


type Reply = Callable[[Collection[int], Sequence[RefusedEvent]], JsonValue]
"""Makes the answer's body from the places of the events that were queued, and from those that were refused."""


@dataclass(frozen=True, slots=True)
class Received:
    """What a call from an HR system holds.

    Attributes:
        events: By their place in the call, from 0.
        refused: What was refused by itself.
        note: Why a call is taken in without an event.
        unclear: Something happened that the call does not tell enough of: a delta cycle is to find out.
        reply: For a sender that expects an answer of a form of its own; None: the usual one.
    """

    events: Mapping[int, HrEvent] = field(default_factory=dict)
    refused: Sequence[RefusedEvent] = ()
    note: str | None = None
    unclear: bool = False
    reply: Reply | None = None


class HrSource(Protocol):
    """A kind of HR system that sends events: verify and parse, without any other I/O."""

    def receive(self, body: bytes, headers: Mapping[str, str], received_at: datetime) -> Received:
        """Verify the sender on the raw body and read the events in it.

        Args:
            body: The request body as it came.
            headers: Header names in lower case.
            received_at: When it came (UTC), for events that do not say when they happened.

        Raises:
            RequestRejected: 401 for a wrong sender, another 4xx for a body that cannot be read, 503 when the app
                lacks the secret to verify with.
        """
        ...


@dataclass(frozen=True, slots=True)
class Shown:
    """A person as the HR system shows them, and our names of the fields that it shows but that cannot be read."""

    employee: Employee
    unreadable: frozenset[str] = frozenset()


class PeopleReader(Protocol):
    """An HR system that sends thin events: the person is read from its API."""

    async def fetch(self, employee_id: str) -> Shown:
        """Read one person as they are now.

        Raises:
            PersonMissing: The HR system does not know the id.
            TemporaryFailure, AccessDenied: The HR system did not give an answer.
        """
        ...


class HrSources(Protocol):
    """The HR systems that are known, by name: those that are built in, and those that the settings describe."""

    def built_in(self) -> Collection[str]:
        """Return the names that no HR system of the settings can have. Without I/O."""
        ...

    async def find(self, name: str) -> HrSource | None:
        """Return what takes in the events of a source; None for an unknown one. Of a built-in one without I/O.

        Raises:
            TemporaryFailure: The settings could not be read.
        """
        ...

    async def names(self) -> Collection[str]:
        """Return the names of all of them, and of those that bring people along without events.

        Raises:
            TemporaryFailure: The settings could not be read.
        """
        ...


@dataclass(frozen=True, slots=True)
class Listed:
    """A person on a list of an HR system. Without `shown` the list holds ids only, and the person is read by id.

    `deleted_at` (UTC) is when the person's file was deleted, if the HR system says so in so many words.
    """

    employee_id: str
    shown: Shown | None = None
    deleted_at: datetime | None = None


class PeopleLister(Protocol):
    """An HR system whose people can be listed. Iterating may raise TemporaryFailure or AccessDenied at any point."""

    def everybody(self) -> AsyncIterator[Listed]:
        """Yield everybody, those who left as well, nobody twice.

        A list that turns out to be incomplete is a TemporaryFailure, never a shorter list.
        """
        ...

    def changed(self, since: datetime) -> AsyncIterator[Listed] | None:
        """Yield who was changed, added or deleted since a time (UTC), perhaps others too; None: it cannot tell."""
        ...
