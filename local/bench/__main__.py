"""Command line behind `./dev bench`."""

import argparse
import signal
import sys
from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.table import Table

from local.azurite.install import AzuriteError
from local.bench import cycles, events, hosts
from local.processes import ChildError
from local.stack import StackError

_WIDTH: Final = 150
"""Characters, where the output is not a terminal."""
_PEOPLE: Final = 10_000
_PEOPLE_OF_HOSTS: Final = 5_000
_FEWEST_PEOPLE: Final = 10


def main(arguments: Sequence[str]) -> int:
    """Take the measures that the command line names, and print them; 1 if they could not be taken, or are too bad."""
    chosen = _parser().parse_args(arguments)
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH)
    signal.signal(signal.SIGTERM, _interrupt)  # so that the stack is stopped as well
    try:
        table, good = _measure(console, chosen)
    except KeyboardInterrupt:
        console.print("The stack is stopped.")
        return 1
    except (StackError, ChildError, AzuriteError, TimeoutError, cycles.CycleFailedError) as error:
        console.print(f"[red]{error}[/red]")
        return 1
    console.print(table)
    return 0 if good else 1


def _measure(console: Console, chosen: argparse.Namespace) -> tuple[Table, bool]:
    match chosen.what:
        case "cycles":
            return cycles.measure(console, chosen.people), True
        case "hosts":
            return hosts.measure(console, chosen.people)
        case _:
            return events.measure(console), True


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./dev bench", description="Times, as ratios against their floor.")
    what = parser.add_subparsers(dest="what", metavar="cycles | hosts")
    of_cycles = what.add_parser("cycles", help="an initial cycle at the pace that Graph's write quota allows")
    of_cycles.add_argument("--people", type=_people, default=_PEOPLE, help=f"how many (default: {_PEOPLE})")
    of_hosts = what.add_parser("hosts", help="hires on two hosts that share Graph's write quota")
    of_hosts.add_argument(
        "--people", type=_people, default=_PEOPLE_OF_HOSTS, help=f"how many (default: {_PEOPLE_OF_HOSTS})"
    )
    return parser


def _people(text: str) -> int:
    if not text.isdecimal() or int(text) < _FEWEST_PEOPLE:
        raise argparse.ArgumentTypeError(f"must be a number from {_FEWEST_PEOPLE}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
