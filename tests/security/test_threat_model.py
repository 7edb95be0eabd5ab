"""docs/threat-model.md: every row names tests, and the tests are there."""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
PAGE = (TESTS.parent / "docs" / "threat-model.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
ROWS = [line for line in PAGE.splitlines() if line.startswith("|") and not line.startswith(("| threat |", "|---"))]


def functions_in(file: str) -> set[str]:
    """Return the names of the test functions in a file below tests/; none if there is no such file."""
    path = TESTS / file
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.exists() else ast.Module([], [])
    found = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {node.name for node in found if node.name.startswith("test_")}


def test_there_are_rows_to_look_at() -> None:
    assert len(ROWS) > 20


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_what_stands_against_a_threat_is_shown_by_tests_that_exist(row: str) -> None:
    named = NAMED.findall(row)
    assert named
    assert [f"{file}::{name}" for file, name in named if name not in functions_in(file)] == []
