"""The queries over the app's lines, wherever they stand, and what is wrong with one by what the app really writes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.infra.signals_told import Signals

ROOT: Final = Path(__file__).resolve().parents[2]
INFRA: Final = ROOT / "infra"
RULES: Final = {file.stem: file.read_text(encoding="utf-8") for file in sorted((INFRA / "queries").glob("*.kql"))}

_BLOCK: Final = re.compile(r"```kusto\n(.*?)```", re.DOTALL)
_NAMES: Final = re.compile(r'where tostring\(told\.name\) (?:==|in) (\([^)]*\)|"[^"]*")')
_FIELD: Final = re.compile(r'told\.(\w+)|told\["(\w+)"\]')
_QUOTED: Final = re.compile(r'"([^"]*)"')


def on_pages() -> Iterator[tuple[str, str]]:
    """Yield the queries of the workbook and of the documentation, with where they stand."""
    workbook = json.loads((INFRA / "workbook.json").read_text(encoding="utf-8"))
    for item in workbook["items"]:
        if item["type"] == 3:
            yield f"workbook: {item['name']}", item["content"]["query"]
    for page in sorted((ROOT / "docs").glob("*.md")):
        for number, block in enumerate(_BLOCK.findall(page.read_text(encoding="utf-8")), start=1):
            yield f"{page.name}: block {number}", block


QUERIES: Final = {**RULES, **dict(on_pages())}


def names_in(query: str) -> tuple[str, ...]:
    """Return the names of the lines that a query reads."""
    return tuple(name for found in _NAMES.findall(query) for name in _QUOTED.findall(found))


def fields_in(query: str) -> tuple[str, ...]:
    """Return the fields that a query reads of them."""
    found = (dotted or quoted for dotted, quoted in _FIELD.findall(query))
    return tuple(dict.fromkeys(field for field in found if field != "name"))


def faults(query: str, signals: Signals) -> list[str]:
    """Return a sentence on each name or field that no line of the app has."""
    if "told" not in query:
        return []
    names = names_in(query)
    if not names:
        return ["it does not say which lines it reads"]
    known = frozenset[str]().union(*(signals.get(name, frozenset()) for name in names))
    unknown = [f"no line is named {name}" for name in names if name not in signals]
    return unknown + [f"no line has the field {field}" for field in fields_in(query) if field not in known]
