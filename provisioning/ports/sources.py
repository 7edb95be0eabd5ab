"""HR systems: events that come in, and people who are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from provisioning.model import Employee, HrEvent


@dataclass(frozen=True, slots=True)
class RefusedEvent:
    """One event of a call that was refused by itself: its place in the call, the field at fault, a sentence."""

    index: int
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Received:
    """What a call from an HR system holds. `events` are by their place in the call, from 0.

    A call that is taken in without an event says why in `note`.
    """

    events: Mapping[int, HrEvent] = field(default_factory=dict)
    refused: Sequence[RefusedEvent] = ()
    note: str | None = None


class HrSource(Protocol):
    """A kind of HR system that sends events: verify and parse, without any other I/O."""

    def receive(self, body: bytes, headers: Mapping[str, str]) -> Received:
        """Verify the sender on the raw body and read the events in it.

        Args:
            body: The request body as it came.
            headers: Header names in lower case.

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
