"""Plays a company through a stack whose stand-ins fail and whose host is killed, and says what came of it."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any, Final

from azure.core.exceptions import ResourceNotFoundError
from azure.storage.queue import QueueClient

from local.chaos.company import Company, company
from local.chaos.faults import calm, storm
from local.chaos.judging import Verdict, failing, judge
from local.chaos.sending import Sending
from local.stack import Stack
from local.stack.client import StackClient

_A_SECOND: Final = 20.0
_KILLS_AFTER_THE_LAST_EVENT: Final = 0.25
"""About this share of the kills hits a host that works off what is left."""
_LONGEST_UP_SECONDS: Final = 3.0
"""How long a host at most lives on after the event at which it is to be killed was sent."""
_NEWS_EVERY_SECONDS: Final = 1.5
_POLL_SECONDS: Final = 1.0
_STORM_SECONDS: Final = 180.0
"""How long faults go on at most after the last event: until the queue was empty once."""
_SETTLE_SECONDS: Final = 420.0
_QUEUES: Final = ("hr-events", "cycles")
_POISON: Final = ("hr-events-poison", "cycles-poison")
_NO_THRESHOLD: Final = {"disableThreshold": {"count": 10_000, "percent": 100}}
"""Many people leave here in a minute; that such a wave is held back is another test's matter."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What is to be played: how many events, which seed, and how often the host is killed."""

    events: int
    seed: int
    kills: int


@dataclass(slots=True)
class Outcome:
    """What was done, and what came of it."""

    demand: Demand
    accepted: int = 0
    repeated: int = 0
    kills: int = 0
    injected: int = 0
    poisoned: int = 0
    waiting: int = 0
    seconds: float = 0
    verdict: Verdict = field(default_factory=Verdict)
    failing: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether every account is right, nothing is left over, and the log says so."""
        return self.verdict.good and not self.failing and not self.poisoned and not self.waiting

    def news(self) -> str:
        """Return a line on how far it is."""
        parts = [
            f"{self.accepted} of {self.demand.events} events accepted",
            f"{self.kills} of {self.demand.kills} kills",
            f"{self.injected} faults",
            f"{self.waiting} messages waiting",
        ]
        if self.verdict.expected:
            parts.append(f"{self.verdict.right} of {self.verdict.expected} accounts right")
        return f"{self.seconds:4.0f} s: {', '.join(parts)}"


def play(folder: Path, demand: Demand, tell: Callable[[str], None]) -> Outcome:
    """Play a company of which so many events tell, on a stack of its own in a folder.

    Args:
        folder: For the stack's data and logs.
        demand: What to play.
        tell: Gets a line at least every two seconds.

    Raises:
        NotAcceptedError: An event was refused, or the app took none for minutes.
    """
    plot, outcome = company(demand.events, demand.seed), Outcome(demand)
    with _telling(outcome, tell), Stack.start(folder, forgetful=True) as stack, StackClient(stack) as client:
        client.change_settings(_NO_THRESHOLD).raise_for_status()
        _inject(stack, client, storm())
        _send_and_kill(stack, client, Sending(plot, client, _A_SECOND), outcome)
        _work_off(stack, client, outcome)
        _inject(stack, client, calm())
        _settle(stack, client, plot, outcome)
    return outcome


@contextmanager
def _telling(outcome: Outcome, tell: Callable[[str], None]) -> Iterator[None]:
    """Tell how far it is for as long as the block runs."""
    over, began = Event(), time.monotonic()

    def report() -> None:
        while not over.wait(_NEWS_EVERY_SECONDS):
            outcome.seconds = time.monotonic() - began
            tell(outcome.news())

    thread = Thread(target=report)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        outcome.seconds = time.monotonic() - began


def _send_and_kill(stack: Stack, client: StackClient, sending: Sending, outcome: Outcome) -> None:
    """Send everything, and kill the host as often as it is asked for, each time at another moment."""
    random, demand = Random(f"kills {outcome.demand.seed}"), outcome.demand  # noqa: S311 - no secret
    latest = int(demand.events * (1 + _KILLS_AFTER_THE_LAST_EVENT))
    moments = sorted(random.sample(range(1, latest), demand.kills))
    sending.start()
    try:
        while not sending.done or moments:
            outcome.accepted, outcome.repeated = sending.counts.accepted, sending.counts.repeated
            outcome.injected = _injected(stack, client)
            if moments and (sending.counts.accepted >= moments[0] or sending.done):
                moments.pop(0)
                time.sleep(random.uniform(0, _LONGEST_UP_SECONDS))
                stack.kill_host()
                outcome.kills += 1
                stack.start_host()
            time.sleep(_POLL_SECONDS / 10)
    finally:
        sending.stop()
    outcome.accepted, outcome.repeated = sending.counts.accepted, sending.counts.repeated


def _work_off(stack: Stack, client: StackClient, outcome: Outcome) -> None:
    """Wait until the queue was empty once, with all the faults."""
    deadline = time.monotonic() + _STORM_SECONDS
    while time.monotonic() < deadline:
        outcome.waiting, outcome.injected = _messages(stack, _QUEUES), _injected(stack, client)
        if not outcome.waiting:
            break
        time.sleep(_POLL_SECONDS)


def _inject(stack: Stack, client: StackClient, faults: dict[str, Any]) -> None:
    for address in (stack.graph_root, stack.hr_url):
        client.http.post(f"{address}/emulator/faults", json=faults).raise_for_status()


def _injected(stack: Stack, client: StackClient) -> int:
    answers = [client.http.get(f"{address}/emulator/stats") for address in (stack.graph_root, stack.hr_url)]
    return sum(int(answer.raise_for_status().json()["injected"]) for answer in answers)


def _settle(stack: Stack, client: StackClient, plot: Company, outcome: Outcome) -> None:
    """Wait until everything is as it should be, or for long enough."""
    deadline = time.monotonic() + _SETTLE_SECONDS
    while time.monotonic() < deadline:
        outcome.verdict = judge(plot, client.accounts())
        outcome.waiting, outcome.poisoned = _messages(stack, _QUEUES), _messages(stack, _POISON) + _parked(client)
        if outcome.verdict.good and not outcome.waiting and not outcome.poisoned:
            outcome.failing = failing(plot, client.log())
            if outcome.good:
                return
        time.sleep(_POLL_SECONDS)
    outcome.failing = failing(plot, client.log())


def _parked(client: StackClient) -> int:
    """Return how many messages are parked, or a page of them if there are more."""
    answer = client.http.get(client.functions("parked"), headers=client.function_key)
    return len(answer.raise_for_status().json()["messages"])


def _messages(stack: Stack, queues: Sequence[str]) -> int:
    """Return how many messages there are on queues, also those that are hidden for now."""
    count = 0
    for name in queues:
        with QueueClient.from_connection_string(stack.connection_string, name) as queue:
            try:
                count += queue.get_queue_properties().approximate_message_count or 0
            except ResourceNotFoundError:
                continue
    return count
