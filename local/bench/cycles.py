"""An initial cycle from beginning to end, at the pace that Graph's write quota allows, in time, calls and memory."""

import os
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from local.bench.company import accounts, people
from local.stack import Stack
from local.stack.client import StackClient

_WRITES_A_SECOND: Final = 3000 / 150
"""Graph's quota."""
_POLL_SECONDS: Final = 1.0
_NEWS_EVERY_SECONDS: Final = 30.0
_LONGEST_SECONDS: Final = 2 * 3600.0
_SOURCE: Final = "personio"


class CycleFailedError(Exception):
    """The cycle did not finish; the message says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a cycle came to.

    Attributes:
        cycle: As the app tells it at the end.
        seconds: From its start until it was finished.
        listing_seconds: The part of them in which people and accounts were listed and matched.
        accounts: How many there were in Entra before and are now.
        matched: How many of those from before have an employee id now.
        graph: What the Graph stand-in counted.
        hr: What the HR stand-in counted.
        memory: Of the host, now and at the most.
    """

    cycle: Mapping[str, Any]
    seconds: float
    listing_seconds: float
    accounts: tuple[int, int]
    matched: int
    graph: Mapping[str, Any]
    hr: Mapping[str, Any]
    memory: str


def measure(console: Console, count: int) -> Table:
    """Run an initial cycle of so many people on a stack of its own, and return what it took.

    Raises:
        CycleFailedError: It did not finish.
    """
    os.environ["PERSONIO_API_VERSION"] = "v1"
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack.start(data_dir=Path(folder), forgetful=True) as stack,
        StackClient(stack) as client,
        _progress(console) as progress,
    ):
        before = _prepare(client, count, progress)
        return _table(_run(client, stack, progress, before), count)


def _prepare(client: StackClient, count: int, progress: Progress) -> int:
    """Fill the stand-ins and choose the settings; return how many accounts there are."""
    existing = accounts(count)
    client.seed_graph(users=existing)
    task = progress.add_task("filling Personio", total=count, rate="")
    for person in people(count):
        client.put_person_into_personio(person)
        progress.advance(task)
    client.change_settings({"unmatchedExisting": "create"}).raise_for_status()
    return len(existing)


def _run(client: StackClient, stack: Stack, progress: Progress, before: int) -> Outcome:
    began = time.monotonic()
    cycle = client.start_cycle(_SOURCE, "initial")
    listing_seconds, cycle = _follow(client, cycle["id"], progress, began)
    seconds = time.monotonic() - began
    graph = client.graph_stats()
    hr: dict[str, Any] = client.http.get(f"{stack.hr_url}/emulator/stats").raise_for_status().json()
    memory = _memory(stack.host.process.pid)
    users = client.accounts()
    known = {each["userPrincipalName"] for each in accounts(cycle["total"])}
    matched = sum(user["userPrincipalName"] in known and user["employeeId"] is not None for user in users)
    return Outcome(cycle, seconds, listing_seconds, (before, len(users)), matched, graph, hr, memory)


def _follow(client: StackClient, cycle_id: str, progress: Progress, began: float) -> tuple[float, dict[str, Any]]:
    """Show how far a cycle is until it ends; return how long it listed, and what the app says of it at the end."""
    listing: float | None = None
    task, news_at = progress.add_task("the cycle", total=None, rate=""), 0.0
    while time.monotonic() - began < _LONGEST_SECONDS:
        address = client.functions(f"cycles/{cycle_id}")
        cycle: dict[str, Any] = client.http.get(address, headers=client.function_key).raise_for_status().json()
        if listing is None and cycle["phase"] != "listing":
            listing = time.monotonic() - began
        _show(progress, task, cycle)
        if cycle["finishedAt"]:
            if cycle["phase"] != "finished":
                raise CycleFailedError(f"The cycle is {cycle['phase']}: {cycle['reason']}")
            return listing or 0.0, cycle
        if not progress.console.is_terminal and time.monotonic() - news_at > _NEWS_EVERY_SECONDS:
            news_at = time.monotonic()
            progress.console.print(f"{cycle['phase']}: {cycle['processed']} of {cycle['total']}, {_rate(cycle)}")
        time.sleep(_POLL_SECONDS)
    raise CycleFailedError(f"The cycle {cycle_id} did not finish within {_LONGEST_SECONDS:.0f} s.")


def _show(progress: Progress, task: TaskID, cycle: Mapping[str, Any]) -> None:
    total = cycle["total"] or None
    progress.update(task, total=total, completed=cycle["processed"], description=cycle["phase"], rate=_rate(cycle))


def _rate(cycle: Mapping[str, Any]) -> str:
    rate, left = cycle["perMinute"], cycle["secondsLeft"]
    return f"{rate or 0:.0f} a minute, {left or 0:.0f} s left"


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, TextColumn("{task.fields[rate]}"), console=console)


def _memory(pid: int) -> str:
    """Tell how much memory a process holds, and held at the most, where the system has /proc."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return "not known on this system"
    fields = dict(line.split(":", 1) for line in status.read_text(encoding="ascii").splitlines())
    now, most = (int(fields[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return f"{now:.0f} MB and {most:.0f} MB"


def _table(outcome: Outcome, count: int) -> Table:
    table = Table("What", "", title="An initial cycle, against the pace of Graph's write quota", title_justify="left")
    table.columns[1].justify = "right"
    for name, value in _rows(outcome, count):
        table.add_row(name, value)
    return table


def _rows(outcome: Outcome, count: int) -> Iterable[tuple[str, str]]:
    """Yield the lines of the table; what was neither matched nor created is held."""
    before, after = outcome.accounts
    created, floor = after - before, outcome.graph["writes"] / _WRITES_A_SECOND
    yield "people", str(count)
    yield "accounts before", str(before)
    yield "matched", str(outcome.matched)
    yield "created", str(created)
    yield "held, or failed", str(count - outcome.matched - created)
    yield "outcomes", _counts(outcome.cycle["outcomes"])
    yield "wall time", f"{outcome.seconds:.0f} s"
    yield "  of it listing and matching", f"{outcome.listing_seconds:.0f} s"
    yield f"the quota's own time for {outcome.graph['writes']} writes", f"{floor:.0f} s"
    yield "ratio", f"{outcome.seconds / floor:.2f}" if floor else "-"
    yield "calls of Graph", _counts(outcome.graph["byOperation"])
    yield "  of them throttled", str(outcome.graph["throttled"])
    yield "calls of Personio", _counts(outcome.hr["byOperation"])
    yield "memory of the host, now and at most", outcome.memory


def _counts(counts: Mapping[str, int]) -> str:
    return "\n".join(f"{name}: {count}" for name, count in sorted(counts.items()))
