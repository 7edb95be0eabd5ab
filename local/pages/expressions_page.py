"""The text of docs/expressions.md."""

from pathlib import Path
from typing import Final

from local.pages.tables import table
from provisioning.rules.expressions.functions import FUNCTIONS, REFUSED_FUNCTIONS

_INTRODUCTION: Final = (Path(__file__).resolve().parent / "expressions_introduction.md").read_text(encoding="utf-8")


def page() -> str:
    """Return the whole page."""
    usable = table(
        ("function", "what it does"),
        ((f"`{FUNCTIONS[name].signature}`", FUNCTIONS[name].help) for name in sorted(FUNCTIONS)),
    )
    refused = table(("function", "why not"), ((f"`{name}`", why) for name, why in sorted(REFUSED_FUNCTIONS.items())))
    return f"{_INTRODUCTION}{usable}\n\n## Functions that are refused\n\n{refused}\n"
