"""Command line behind `./dev cost`: a month's bill for inputs of your own."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict

from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from local.cost.bill import bill, total
from local.cost.inputs import Inputs, inputs
from local.cost.volumes import volumes
from provisioning.problems import sentence_of


def main(arguments: Sequence[str]) -> int:
    """Print the bill; 2 if an input is impossible."""
    try:
        given = Inputs(**vars(_parser().parse_args(arguments)))
    except ValidationError as wrong:
        print(f"{sentence_of(wrong)}; see ./dev cost --help", file=sys.stderr)
        return 2
    Console().print(_table(given))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./dev cost", description=__doc__)
    for one in inputs():
        option = f"--{one.name.replace('_', '-')}"
        parser.add_argument(option, type=float, default=one.default, help=f"{one.what} (default: {one.default:g})")
    return parser


def _table(given: Inputs) -> Table:
    table = Table("What", "a month", title=f"{given.people:,.0f} people", title_justify="left")
    table.columns[1].justify = "right"
    for name, amount in asdict(volumes(given)).items():
        table.add_row(name.replace("_", " "), f"{amount:,.0f}")
    table.add_section()
    for line in bill(given):
        table.add_row(line.what, f"${line.dollars:,.2f}")
    table.add_section()
    table.add_row("total", f"${total(given):,.2f}")
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
