"""Tries an expression out: prints what it gives for one employee. Ends with 2 when something is wrong."""

import argparse
import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pydantic import JsonValue

from provisioning.rules.expressions import IGNORE_FLOW, Context, ExpressionError, parse
from provisioning.rules.expressions.names import lookup_in

_WRONG: Final = 2
_EPILOG: Final = """example:
  python -m provisioning.rules.expressions 'Join(".", [givenName], [surname])' --employee employee.json"""


class UnreadableFile(Exception):
    """A file of an employee that cannot be read. The text says why."""


def main(arguments: list[str] | None = None) -> int:
    """Evaluate the expression of the command line; return 0, or 2 when something is wrong."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    chosen = _parser().parse_args(arguments)
    taken = {name.casefold() for name in chosen.taken}
    try:
        lookup = lookup_in(_employee(chosen.employee))
        context = Context(lookup=lookup, now=chosen.now, seed="preview", is_taken=lambda name: name.casefold() in taken)
        result = parse(chosen.expression).evaluate(context)
    except UnreadableFile as unreadable:
        sys.stderr.write(f"{unreadable}\n")
        return _WRONG
    except ExpressionError as error:
        sys.stderr.write(f"{error}\n{_pointed_at(chosen.expression, error)}\n")
        return _WRONG
    if result.value is IGNORE_FLOW:
        sys.stderr.write("note: the target attribute is left alone\n")
    if result.relied_on_absent:
        sys.stderr.write(f"note: not there, and taken for null: {', '.join(sorted(result.relied_on_absent))}\n")
    sys.stdout.write(json.dumps(None if result.value is IGNORE_FLOW else result.value, ensure_ascii=False) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m provisioning.rules.expressions",
        description="Evaluate an expression in the syntax of Microsoft Entra's attribute mappings for one employee.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("expression", help="the expression, as in an attribute mapping")
    parser.add_argument(
        "--employee", metavar="FILE.json", help="a JSON object of attributes, - for standard input; default: none"
    )
    parser.add_argument(
        "--now",
        type=_instant,
        default=datetime.now(UTC),
        metavar="INSTANT",
        help="what Now() gives, such as 2026-09-30T08:15:00Z; default: the present",
    )
    parser.add_argument(
        "--taken", action="append", default=[], metavar="NAME", help="a name that somebody has; can be given again"
    )
    return parser


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _employee(file: str | None) -> dict[str, JsonValue]:
    if file is None:
        return {}
    try:
        text = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        document = json.loads(text.decode("utf-8-sig"))
    except OSError as error:
        raise UnreadableFile(f"the file {file} cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        raise UnreadableFile(f"the file {file} is no JSON in UTF-8") from None
    if not isinstance(document, dict):
        raise UnreadableFile(f"the file {file} is no JSON object of an employee's attributes")
    return document


def _pointed_at(expression: str, error: ExpressionError) -> str:
    """Return the line that is wrong, with a caret under the column."""
    line = (expression.split("\n") or [""])[error.line - 1]
    before = "".join(letter if letter == "\t" else " " for letter in line[: error.column - 1])
    return f"{line}\n{before}^"


if __name__ == "__main__":
    sys.exit(main())
