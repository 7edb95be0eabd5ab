"""Two hosts on one storage account: how near they come to Graph's write quota, and how seldom they pass it."""

import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from local.stack import Stack
from local.stack.client import StackClient

_WRITES: Final = 3000
"""Graph's quota within 150 seconds."""
_WRITES_A_SECOND: Final = _WRITES / 150
_UNITS: Final = 3500
"""Graph's quota of resource units within 10 seconds, in the smallest tenants."""
_EVENTS_A_CALL: Final = 100
_POLL_SECONDS: Final = 1.0
_NEWS_EVERY_SECONDS: Final = 30.0
_SLOWEST: Final = 1.1
_MOST_THROTTLED: Final = 0.01


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the people.

    Attributes:
        people: How many were to get an account.
        accounts: How many accounts there are.
        doubles: How many accounts there are beyond one a person.
        seconds: From the first event until the last account was there.
        stats: What the Graph stand-in counted.
    """

    people: int
    accounts: int
    doubles: int
    seconds: float
    stats: Mapping[str, Any]

    @property
    def ratio(self) -> float:
        """How many times the quota's own time it took."""
        return self.seconds / (self.people / _WRITES_A_SECOND)

    @property
    def throttled(self) -> float:
        """The share of calls that Graph answered with 429."""
        return float(self.stats["throttled"]) / max(int(self.stats["requests"]), 1)

    @property
    def good(self) -> bool:
        """Whether everybody has one account, in time, and nearly no call was throttled."""
        everybody = self.accounts == self.people and not self.doubles
        return everybody and self.ratio <= _SLOWEST and self.throttled < _MOST_THROTTLED


def measure(console: Console, count: int) -> tuple[Table, bool]:
    """Have two hosts create so many accounts; return what it took, and whether it is good."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack.start(data_dir=Path(folder), forgetful=True) as stack,
        stack.another_host(),
        StackClient(stack) as client,
    ):
        _set_quotas(client, stack)
        outcome = _run(console, client, count)
    return _table(outcome), outcome.good


def _set_quotas(client: StackClient, stack: Stack) -> None:
    quotas = {"writesPer150s": _WRITES, "unitsPer10s": _UNITS}
    client.http.post(f"{stack.graph_root}/emulator/faults", json=quotas).raise_for_status()


def _run(console: Console, client: StackClient, count: int) -> Outcome:
    began = time.monotonic()
    for some in batched(range(1, count + 1), _EVENTS_A_CALL, strict=False):
        client.send_events([_hire(number) for number in some]).raise_for_status()
    console.print(f"{count} events are sent after {time.monotonic() - began:.0f} s")
    stats = _wait_for_writes(console, client, count, began + 2 * count / _WRITES_A_SECOND + 60)
    seconds = time.monotonic() - began
    users = Counter(user["employeeId"] for user in client.accounts())
    return Outcome(count, users.total(), users.total() - len(users), seconds, stats)


def _wait_for_writes(console: Console, client: StackClient, count: int, deadline: float) -> Mapping[str, Any]:
    """Return what the Graph stand-in counted when so many writes were done, or when it is too late."""
    news_at = time.monotonic()
    while (stats := client.graph_stats())["writes"] < count and time.monotonic() < deadline:
        if time.monotonic() - news_at > _NEWS_EVERY_SECONDS:
            news_at = time.monotonic()
            console.print(f"{stats['writes']} of {count}, {stats['throttled']} calls throttled")
        time.sleep(_POLL_SECONDS)
    return stats


def _hire(number: int) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat()
    employee = {
        "id": f"Q{number}",
        "firstName": "Kim",
        "lastName": f"Sample{number}",
        "workEmail": f"kim.sample{number}@contoso.com",
        "startDate": "2020-01-01",
        "department": "Research",
    }
    return {"id": f"Q{number} {now}", "type": "employee.created", "occurredAt": now, "employee": employee}


def _table(outcome: Outcome) -> Table:
    table = Table("What", "", title="Two hosts, against Graph's write quota", title_justify="left")
    table.columns[1].justify = "right"
    for name, value in _rows(outcome):
        table.add_row(name, value)
    return table


def _rows(outcome: Outcome) -> Iterator[tuple[str, str]]:
    yield "people", str(outcome.people)
    yield "accounts", str(outcome.accounts)
    yield "  of them duplicates", str(outcome.doubles)
    yield "wall time", f"{outcome.seconds:.0f} s"
    yield f"the quota's own time for {outcome.people} writes", f"{outcome.people / _WRITES_A_SECOND:.0f} s"
    yield f"ratio (at most {_SLOWEST})", f"{outcome.ratio:.2f}"
    yield "calls of Graph", str(outcome.stats["requests"])
    yield (
        f"  of them throttled (less than {_MOST_THROTTLED:.0%})",
        (f"{outcome.stats['throttled']} ({outcome.throttled:.2%})"),
    )
    yield "calls by kind", "\n".join(f"{name}: {n}" for name, n in sorted(outcome.stats["byOperation"].items()))
