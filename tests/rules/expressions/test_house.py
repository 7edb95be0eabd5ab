"""The package itself: pure but for its command, and without circles."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[3]
PACKAGE: Final = ROOT / "provisioning" / "rules" / "expressions"
FILES: Final = [file for file in sorted(PACKAGE.rglob("*.py")) if file.name != "__main__.py"]
OUTSIDE: Final = {"asyncio", "azure", "httpx", "io", "logging", "msgraph", "os", "pathlib", "random", "socket", "time"}


def module_of(file: Path) -> str:
    """Return a file's module name; a package's is its folder's."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_of(file: Path) -> set[str]:
    """Return the modules that a file imports."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("file", FILES, ids=module_of)
def test_a_module_does_no_input_or_output_and_reads_no_clock(file: Path) -> None:
    assert not OUTSIDE & {name.partition(".")[0] for name in imports_of(file)}
    assert "datetime.now" not in file.read_text(encoding="utf-8")


def test_no_module_imports_itself_by_way_of_others() -> None:
    order = list(TopologicalSorter({module_of(file): imports_of(file) for file in FILES}).static_order())
    assert order.index("provisioning.rules.expressions.errors") < order.index("provisioning.rules.expressions")
