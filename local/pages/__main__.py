"""Write the pages of docs/ that are made from the code, or with --check tell which are stale."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from local.pages import expressions_page, settings_page

DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "settings.md": settings_page.page,
    "expressions.md": expressions_page.page,
}


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code: 1 when the pages are checked and one is stale."""
    parser = argparse.ArgumentParser(prog="./dev docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page is stale")
    parser.add_argument("--folder", type=Path, default=DOCS, help="where the pages are (default: docs)")
    chosen = parser.parse_args(arguments)
    if chosen.check:
        return _check(chosen.folder)
    for name, page in PAGES.items():
        (chosen.folder / name).write_text(page(), encoding="utf-8")
    return 0


def _check(folder: Path) -> int:
    stale = [name for name, page in PAGES.items() if _text(folder / name) != page()]
    for name in stale:
        print(f"{name} is not what the code says; run: ./dev docs", file=sys.stderr)
    return 1 if stale else 0


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
