"""Sends a company's events as HR systems do: each again until it is accepted, and some of them at the same time."""

import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any, Final

import httpx

from local.chaos.company import Company, Saying
from local.stack.client import StackClient

_SENDERS: Final = 4
_PAUSE_SECONDS: Final = 0.1
_GIVE_UP_SECONDS: Final = 120.0
_ACCEPTED: Final = 202
_LATER: Final = frozenset({404, 408, 429, 500, 502, 503, 504})
"""A host that just started answers 404 until it knows its functions."""


class NotAcceptedError(Exception):
    """An event was refused, or not accepted for minutes; the message says what was answered."""


@dataclass(slots=True)
class Counts:
    """How many events were accepted, and how many sends went without a 202. Several threads count."""

    accepted: int = 0
    repeated: int = 0
    _lock: Lock = field(default_factory=Lock)

    def count(self, *, accepted: bool) -> None:
        """Count one send."""
        with self._lock:
            self.accepted += accepted
            self.repeated += not accepted


class Sending:
    """Sends at a steady pace, in threads. Events about one person go out one after the other, in their order."""

    def __init__(self, company: Company, client: StackClient, a_second: float) -> None:
        self.counts = Counts()
        self._client = client
        self._company = company
        self._seconds_an_event = _SENDERS / a_second
        self._stopped = Event()
        self._threads = ThreadPoolExecutor(_SENDERS)
        self._parts: list[Future[None]] = []

    def start(self) -> None:
        """Begin to send."""
        for sender in range(_SENDERS):
            own = [said for said in self._company.sayings if said.person.number % _SENDERS == sender]
            self._parts.append(self._threads.submit(self._send_all, own))

    @property
    def done(self) -> bool:
        """Whether everything was accepted.

        Raises:
            NotAcceptedError: Something was not.
        """
        ended = [part for part in self._parts if part.done()]
        for part in ended:
            part.result()
        return len(ended) == len(self._parts)

    def stop(self) -> None:
        """Send nothing any more, and wait until the threads have ended."""
        self._stopped.set()
        self._threads.shutdown()

    def _send_all(self, sayings: Sequence[Saying]) -> None:
        next_at = time.monotonic()
        for said in sayings:
            if self._stopped.wait(max(0, next_at - time.monotonic())):
                return
            next_at = max(next_at + self._seconds_an_event, time.monotonic() - 1)
            self._send(said)

    def _send(self, said: Saying) -> None:
        if said.person.system == "bob" and said.told:
            self._client.put_person_into_bob(said.told)
        deadline, answer = time.monotonic() + _GIVE_UP_SECONDS, "nothing"
        while not self._stopped.is_set():
            try:
                response = self._try(said)
                answer = str(response.status_code)
            except httpx.TransportError as error:
                answer = type(error).__name__
            else:
                if response.status_code == _ACCEPTED:
                    self.counts.count(accepted=True)
                    return
                if response.status_code not in _LATER:
                    raise NotAcceptedError(f"An event was answered with {answer}: {response.text}")
            self.counts.count(accepted=False)
            if time.monotonic() > deadline:
                raise NotAcceptedError(
                    f"An event was not accepted for {_GIVE_UP_SECONDS:.0f} s; the last was {answer}."
                )
            time.sleep(_PAUSE_SECONDS)

    def _try(self, said: Saying) -> httpx.Response:
        if said.person.system == "bob":
            return self._client.send_bob_webhook(said.kind, said.person.hr_id, said.at)
        return self._client.send_events([_generic(said)])


def _generic(said: Saying) -> dict[str, Any]:
    return {
        "id": f"{said.person.hr_id}-{said.at:%H%M%S}",
        "type": said.kind,
        "occurredAt": said.at.isoformat(),
        "employee": dict(said.told or {}),
    }
