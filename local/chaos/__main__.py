"""Command line behind `./dev chaos`."""

import argparse
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import SystemRandom
from typing import Final

from rich.console import Console
from rich.table import Table

from local.azurite.install import AzuriteError
from local.chaos.running import Demand, Outcome, play
from local.chaos.sending import NotAcceptedError
from local.processes import ChildError
from local.stack import StackError

_LOCAL: Final = Path(".local")
_WIDTH: Final = 150
"""Characters, where the output is not a terminal."""
_EVENTS: Final = 1_000
_FEWEST_EVENTS: Final = 20
_KILLS: Final = 8
_SHOWN: Final = 20
"""So many of those who are wrong or lost are named."""


def main(arguments: Sequence[str]) -> int:
    """Play the events and print what came of them; 0 when every account is right, none double and none lost."""
    demand = _demand(arguments)
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH)
    signal.signal(signal.SIGTERM, _interrupt)  # so that the stack is stopped as well
    _LOCAL.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="chaos-", dir=_LOCAL))
    console.print(f"{demand.events} events, {demand.kills} kills, seed {demand.seed}; the logs are in {folder}.")
    try:
        outcome = play(folder, demand, lambda line: console.print(line, highlight=False))
    except KeyboardInterrupt:
        console.print("The stack is stopped.")
        return 1
    except (StackError, ChildError, AzuriteError, NotAcceptedError) as error:
        console.print(f"[red]{error}[/red]\nThe stack's logs are in {folder}.")
        return 1
    _show(console, outcome)
    if outcome.good:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if outcome.good else 1


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _demand(arguments: Sequence[str]) -> Demand:
    parser = argparse.ArgumentParser(
        prog="./dev chaos", description="Events through a stack that fails, with a host that is killed."
    )
    parser.add_argument("--events", type=int, default=_EVENTS, help=f"how many (default: {_EVENTS})")
    parser.add_argument("--seed", type=int, default=None, help="of an earlier run, to send the same again")
    parser.add_argument("--kills", type=int, default=_KILLS, help=f"how often the host is killed (default: {_KILLS})")
    chosen = parser.parse_args(arguments)
    if chosen.events < _FEWEST_EVENTS or not 0 <= chosen.kills < chosen.events:
        parser.error(f"at least {_FEWEST_EVENTS} events are needed, and more events than kills")
    seed = SystemRandom().randrange(1_000_000) if chosen.seed is None else chosen.seed
    return Demand(chosen.events, seed, chosen.kills)


def _show(console: Console, outcome: Outcome) -> None:
    table = Table("What", "", title="Chaos", title_justify="left")
    table.columns[1].justify = "right"
    for name, value in _rows(outcome):
        table.add_row(name, str(value))
    console.print(table)
    problems = [*outcome.verdict.wrong, *outcome.verdict.lost, *outcome.failing]
    for problem in problems[:_SHOWN]:
        console.print(f"[red]{problem}[/red]", highlight=False)
    if len(problems) > _SHOWN:
        console.print(f"[red]… and {len(problems) - _SHOWN} more[/red]")
    console.print(_summary(outcome), highlight=False, soft_wrap=True)


def _rows(outcome: Outcome) -> Iterator[tuple[str, int | str]]:
    verdict = outcome.verdict
    yield "events accepted", outcome.accepted
    yield "sends that had to be repeated", outcome.repeated
    yield "kills of the host", outcome.kills
    yield "faults injected into Graph and Bob", outcome.injected
    yield "accounts expected", verdict.expected
    yield "  right", verdict.right
    yield "  wrong", len(verdict.wrong)
    yield "  lost", len(verdict.lost)
    yield "duplicates", verdict.duplicates
    yield "people whose newest log entry is a failure", len(outcome.failing)
    yield "messages parked or on a poison queue", outcome.poisoned
    yield "messages still waiting", outcome.waiting
    yield "seconds", f"{outcome.seconds:.0f}"


def _summary(outcome: Outcome) -> str:
    verdict = outcome.verdict
    return (
        f"{'All as it should be' if outcome.good else 'NOT as it should be'}: events sent {outcome.accepted}, "
        f"accounts expected {verdict.expected}, right {verdict.right}, wrong {len(verdict.wrong)}, "
        f"duplicates {verdict.duplicates}, lost {len(verdict.lost)}, parked {outcome.poisoned}, "
        f"kills {outcome.kills}, faults {outcome.injected}, {outcome.seconds:.0f} s, seed {outcome.demand.seed}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
