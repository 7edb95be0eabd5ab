"""Plays the story through a stack of its own, shows what came of it, and says whether it is as it should be."""

import argparse
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from local.azurite.install import AzuriteError
from local.demo.story import Act, Ending, Story, story
from local.demo.tables import accounts_table, log_table, waiting_table
from local.processes import ChildError
from local.stack import Stack, StackError
from local.stack.__main__ import base_port
from local.stack.client import StackClient

_LOCAL: Final = Path(".local")
_NARROWEST: Final = 150
"""Characters; where the output is not a terminal, tables are not squeezed into 80."""

_CYCLE_SECONDS: Final = 60


def main(arguments: Sequence[str]) -> int:
    """Play the demo; 0 when every person ended as the story says, else 1."""
    parser = argparse.ArgumentParser(prog="./dev demo", description="A story of HR events, shown as tables.")
    parser.add_argument("--once", action="store_true", help="stop after the story instead of serving until Ctrl-C")
    parser.add_argument("--base-port", type=base_port, default=None, help="the first of six ports (default: free ones)")
    chosen = parser.parse_args(arguments)
    console = Console()
    if not console.is_terminal:
        console = Console(width=_NARROWEST)
    signal.signal(signal.SIGTERM, _interrupt)
    _LOCAL.mkdir(exist_ok=True)
    # The story begins with nobody, and another demo may be running.
    folder = Path(tempfile.mkdtemp(prefix="demo-", dir=_LOCAL))
    try:
        ended = _play(console, folder, chosen.base_port, once=chosen.once)
    except KeyboardInterrupt:
        console.print("The stack is stopped.")
        ended = 0
    except (StackError, ChildError, AzuriteError, TimeoutError) as error:
        console.print(f"[red]{error}[/red]\nThe stack's logs are in {folder}.")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    return ended


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _play(console: Console, folder: Path, base_port: int | None, *, once: bool) -> int:
    with ExitStack() as running:
        started = time.monotonic()
        with console.status("Starting Azurite, the stand-ins for Graph and Bob, and the Functions host …"):
            stack = running.enter_context(Stack.start(folder, base_port))
        console.print(f"The stack is up after {time.monotonic() - started:.1f} s.\n")
        client = running.enter_context(StackClient(stack))
        plot = story(datetime.now(UTC).date())
        began = time.monotonic()
        sent = sum(_perform(console, client, act) for act in plot.acts)
        right = _show(console, client, plot, sent, time.monotonic() - began)
        if not once:
            _serve(console, stack)
        return 0 if right else 1


def _perform(console: Console, client: StackClient, act: Act) -> int:
    """Play an act, wait until all of it is in the log, and return how many webhooks it took."""
    console.print(f"[bold]{act.title}[/bold]")
    event_ids = []
    for scene in act.scenes:
        client.put_person_into_bob(scene.person)
        if scene.webhook is None:
            console.print(f"  {scene.sentence}: no webhook comes")
            continue
        answer = client.send_bob_webhook(scene.webhook, scene.person["id"])
        answer.raise_for_status()
        event_ids += answer.json()["eventIds"]
        console.print(f"  {scene.sentence}: {scene.webhook} → {answer.status_code}")
    with console.status("The queue function works on it …"):
        client.wait_for_log(event_ids)
        if any(scene.webhook is None for scene in act.scenes):
            console.print(f"  {_cycle(client)}")
        _wait_for_nudges(client)
    console.print()
    return len(event_ids)


def _cycle(client: StackClient) -> str:
    """Let the timer tick, wait until the cycle that it starts has ended, and return what it came to."""
    client.tick()
    deadline = time.monotonic() + _CYCLE_SECONDS
    while time.monotonic() < deadline:
        cycles = client.cycles(source="bob")
        if cycles and all(cycle["finishedAt"] for cycle in cycles):
            latest = cycles[0]
            return f"The {latest['kind']} cycle: {latest['processed']} of {latest['total']} people looked at"
        time.sleep(0.1)
    raise TimeoutError(f"The cycle has not ended after {_CYCLE_SECONDS} s")


def _wait_for_nudges(client: StackClient, seconds: float = 30) -> None:
    """Wait until nobody waits for a manager who is there by now."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        newest = {entry["employeeId"]: entry for entry in reversed(client.log())}
        if not any("has no account yet" in entry["reason"] for entry in newest.values()):
            return
        time.sleep(0.1)


def _show(console: Console, client: StackClient, plot: Story, sent: int, seconds: float) -> bool:
    users, entries = client.accounts(), client.log()
    newest = {entry["employeeId"]: entry for entry in reversed(entries)}
    console.print(accounts_table(users), "")
    without = [
        {**newest[employee_id], "name": plot.names[employee_id]}
        for employee_id, ending in plot.endings.items()
        if ending in {"scheduled", "held"} and employee_id in newest
    ]
    console.print(waiting_table(without), "")
    console.print(log_table(entries, plot.names), "")
    wrong = _wrong_endings(plot, users, newest)
    console.print(_summary(entries, users, sent, seconds, wrong))
    return not wrong


def _wrong_endings(
    plot: Story, users: Sequence[Mapping[str, Any]], newest: Mapping[str, Mapping[str, Any]]
) -> dict[str, Ending]:
    by_id = {user["id"]: user for user in users}

    def ending(employee_id: str) -> Ending:
        entry = newest[employee_id]
        account = by_id.get(entry["accountId"] or "")
        if account:
            return "active" if account["accountEnabled"] else "disabled"
        return "scheduled" if "starts on" in entry["reason"] else "held"

    return {who: wanted for who, wanted in plot.endings.items() if who not in newest or ending(who) != wanted}


def _summary(
    entries: Sequence[Mapping[str, Any]],
    users: Sequence[Mapping[str, Any]],
    sent: int,
    seconds: float,
    wrong: Mapping[str, Ending],
) -> str:
    operations = Counter(operation["type"] for entry in entries for operation in entry["operations"])
    scheduled = len({entry["employeeId"] for entry in entries if "starts on" in entry["reason"]})
    statuses = Counter(entry["status"] for entry in entries)
    facts = (
        f"{sent} webhooks, {len(users)} accounts in {seconds:.1f} s: {operations['createAccount']} created, "
        f"{operations['updateAccount']} updated, {scheduled} scheduled, {operations['disableAccount']} disabled; "
        f"{len(entries)} log entries, {statuses['failure']} failures."
    )
    if wrong:
        people = ", ".join(f"{employee_id} should be {ending}" for employee_id, ending in wrong.items())
        return f"[red]NOT as it should be: {people}.[/red] {facts}"
    return f"[green]All as it should be.[/green] {facts}"


def _serve(console: Console, stack: Stack) -> None:
    console.print(
        f"\nThe stack keeps serving until Ctrl-C:\n"
        f"  log       curl '{stack.functions_url}/api/provisioning-log' -H 'x-functions-key: {stack.function_key}'\n"
        f"  accounts  curl '{stack.graph_url}/users' -H 'Authorization: Bearer local'",
        soft_wrap=True,
        highlight=False,
    )
    while not stack.host.has_ended:
        time.sleep(0.2)
    raise ChildError(stack.host.obituary())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
