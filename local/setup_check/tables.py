"""Findings as a table for a terminal."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.table import Table
from rich.text import Text

_COLOURS: Final = {"ok": "green", "warning": "yellow", "failed": "bold red", "unknown": "cyan"}


def table(findings: Sequence[Mapping[str, Any]]) -> Table:
    """Return the findings in the order of the checks, each with its remedy below the sentence."""
    shown = Table(title="Setup", title_justify="left", title_style="bold", expand=False)
    for column in ("Status", "Check", "Subject", "What was found, and what to do"):
        shown.add_column(column, overflow="fold")
    for each in findings:
        status = str(each["status"])
        shown.add_row(Text(status, _COLOURS.get(status, "")), each["check"], Text(each["subject"]), _told(each))
    return shown


def summary(setup: Mapping[str, Any]) -> Text:
    """Return one line that tells what all of it comes to."""
    counted = Counter(str(each["status"]) for each in setup["checks"])
    numbers = ", ".join(f"{counted[status]} {status}" for status in _COLOURS if counted[status])
    verdict = "The setup is right" if setup["ready"] else "The setup is not proven to be right"
    return Text(f"{verdict}: {numbers}. Looked at {setup['checkedAt']}.")


def _told(finding: Mapping[str, Any]) -> Text:
    told = Text(str(finding["sentence"]))
    if finding["remedy"]:
        told.append(f"\n→ {finding['remedy']}", "bold")
    return told
