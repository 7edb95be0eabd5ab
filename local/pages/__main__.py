"""Write the files that are made from the code, pages of docs/ and data of infra/, or with --check tell the stale."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from local.pages import cost_page, deployment_page, expressions_page, permissions_page, settings_page

_ROOT: Final = Path(__file__).resolve().parents[2]
DOCS: Final = _ROOT / "docs"
INFRA: Final = _ROOT / "infra"
PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "settings.md": settings_page.page,
    "expressions.md": expressions_page.page,
    "graph-permissions.md": permissions_page.page,
    "cost.md": cost_page.page,
    "deployment-parameters.md": deployment_page.page,
}
DATA: Final[Mapping[str, Callable[[], str]]] = {"graph-permissions.json": permissions_page.data}


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code: 1 when the pages are checked and one is stale."""
    parser = argparse.ArgumentParser(prog="./dev docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page is stale")
    parser.add_argument("--folder", type=Path, help="where all of them are (default: docs and infra)")
    chosen = parser.parse_args(arguments)
    files = _files(chosen.folder or DOCS, chosen.folder or INFRA)
    if chosen.check:
        return _check(files)
    for file, text in files.items():
        file.write_text(text(), encoding="utf-8")
    return 0


def _files(docs: Path, infra: Path) -> dict[Path, Callable[[], str]]:
    pages = {docs / name: page for name, page in PAGES.items()}
    return pages | {infra / name: data for name, data in DATA.items()}


def _check(files: Mapping[Path, Callable[[], str]]) -> int:
    stale = [file for file, text in files.items() if _text(file) != text()]
    for file in stale:
        print(f"{file.name} is not what the code says; run: ./dev docs", file=sys.stderr)
    return 1 if stale else 0


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
