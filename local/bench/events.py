"""How fast events become accounts: each time beside its floor, the same outside calls without the product.

Times differ between machines and days; ratios less so. What must not grow is tested as counts of calls elsewhere.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from azure.storage.queue import QueueClient
from rich.console import Console
from rich.table import Table

from local.stack import Stack
from local.stack.client import StackClient

_CALLS: Final = 100
_PEOPLE: Final = 300
_IMPORTS: Final = 5


@dataclass(frozen=True, slots=True)
class Measure:
    """A time and its floor, both in milliseconds an item."""

    what: str
    milliseconds: float
    floor: str
    floor_milliseconds: float

    @property
    def ratio(self) -> float:
        """How many times the floor it takes."""
        return self.milliseconds / self.floor_milliseconds


def measure(console: Console) -> Table:
    """Run all measures on a stack of their own, and return them as a table."""
    measures: list[Measure] = []
    with tempfile.TemporaryDirectory() as folder:
        with console.status("Starting the stack …"), _stack(Path(folder)) as (stack, client):
            for name, take in (("intake", _intake), ("hires", _hires), ("repeats", _repeats)):
                console.print(f"measuring {name} …")
                measures.append(take(stack, client))
        console.print("measuring imports …")
        measures.append(_imports())
    return _table(measures)


@contextmanager
def _stack(folder: Path) -> Iterator[tuple[Stack, StackClient]]:
    with Stack.start(data_dir=folder) as stack, StackClient(stack) as client:
        yield stack, client


def _intake(stack: Stack, client: StackClient) -> Measure:
    """A webhook from its first byte to its answer; the floor is to put the same message on the queue."""
    events = [_hire(f"W{number}", start="2999-01-01") for number in range(_CALLS)]
    answered = _median([partial(client.send_events, [event]) for event in events])
    with QueueClient.from_connection_string(stack.connection_string, "bench-floor") as queue:
        queue.create_queue()
        put = _median([lambda: queue.send_message("x" * 600)] * _CALLS)
    client.wait_for_log([event["id"] for event in events])
    return Measure("a webhook is answered", answered, "one message is put on the queue", put)


def _hires(stack: Stack, client: StackClient) -> Measure:
    """Events that arrive at once, until the last account is there; the floor is to create such users in a row."""
    each = _time_of_events(client)
    floor = _median([partial(_create_user, stack, client, number) for number in range(_CALLS)])
    return Measure(f"a hire, of {_PEOPLE} at once, has an account", each, "one user is created in the stand-in", floor)


def _time_of_events(client: StackClient) -> float:
    """Send an event about each of the people at once, and return the milliseconds an event until all are done."""
    events = [_hire(f"H{number}") for number in range(_PEOPLE)]
    began = time.perf_counter()
    client.send_events(events)
    client.wait_for_log([event["id"] for event in events], seconds=300)
    return (time.perf_counter() - began) * 1000 / _PEOPLE


def _repeats(stack: Stack, client: StackClient) -> Measure:
    """The same people again, with nothing to change; the floor is to read a user."""
    each = _time_of_events(client)
    address = f"{stack.graph_url}/users/{client.accounts()[0]['id']}"
    floor = _median([lambda: client.http.get(address, headers={"Authorization": "Bearer local"})] * _CALLS)
    return Measure("an event that changes nothing is done", each, "one user is read from the stand-in", floor)


def _imports() -> Measure:
    """What a cold start imports before it can take an event in; the floor is the library that it must import."""
    app, library = (_import_time(name) for name in ("function_app", "azure.functions, pydantic"))
    return Measure("function_app is imported", app, "azure.functions and pydantic are imported", library)


def _import_time(modules: str) -> float:
    script = f"import time; t = time.perf_counter(); import {modules}; print((time.perf_counter() - t) * 1000)"
    runs = [
        float(subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout)  # noqa: S603 - our own script
        for _ in range(_IMPORTS)
    ]
    return statistics.median(runs)


def _hire(employee_id: str, start: str = "2020-01-01") -> dict[str, Any]:
    now = datetime.now(UTC).isoformat()
    employee = {
        "id": employee_id,
        "firstName": "Kim",
        "lastName": f"Sample{employee_id}",
        "workEmail": f"kim.{employee_id.lower()}@contoso.com",
        "startDate": start,
        "jobTitle": "Analyst",
        "department": "Research",
    }
    return {"id": f"{employee_id} {now}", "type": "employee.updated", "occurredAt": now, "employee": employee}


def _create_user(stack: Stack, client: StackClient, number: int) -> None:
    user = {
        "accountEnabled": True,
        "displayName": f"Floor {number}",
        "mailNickname": f"floor{number}",
        "userPrincipalName": f"floor{number}@contoso.com",
        "passwordProfile": {"password": f"Floor-{time.perf_counter_ns()}"},
    }
    client.http.post(f"{stack.graph_url}/users", json=user, headers={"Authorization": "Bearer local"})


def _median(calls: list[Callable[[], object]]) -> float:
    """Return the median time of the calls in milliseconds; a first call that opens connections is not counted."""
    times = []
    for call in [calls[0], *calls]:
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[1:])


def _table(measures: list[Measure]) -> Table:
    table = Table(title="Times against their floor", title_justify="left")
    for column in ("What", "ms", "Floor", "ms", "Ratio"):
        table.add_column(column, justify="right" if column in {"ms", "Ratio"} else "left")
    for measure in measures:
        times = (f"{measure.milliseconds:.1f}", measure.floor, f"{measure.floor_milliseconds:.1f}")
        table.add_row(measure.what, *times, f"{measure.ratio:.1f}")
    return table
