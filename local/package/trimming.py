"""What of the installed dependencies the app does not need: left out by rules, each with its reason."""

import csv
import io
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from local.package.reached import SDK

_FOLDERS: Final = {
    "__pycache__": "bytecode is compiled anew, the same on each machine",
    "tests": "tests of a library",
    "test": "tests of a library",
}
_ENDINGS: Final = {
    **dict.fromkeys((".pyi", ".typed"), "for type checkers"),
    **dict.fromkeys((".c", ".h", ".pxd", ".pxi", ".pyx"), "sources of what is compiled already"),
}
_OF_AN_INSTALLATION: Final = frozenset({"INSTALLER", "REQUESTED", "direct_url.json"})
_LICENCES: Final = ("licence", "license", "copying", "notice", "authors")


def why_not(file: PurePosixPath, reached: Collection[PurePosixPath]) -> str | None:
    """Return why a file is left out, or None when it is kept. Licences and metadata are always kept.

    Args:
        file: Its place below site-packages.
        reached: The files of msgraph-sdk that the app can reach.
    """
    top = file.parts[0]
    if top.endswith(".dist-info"):
        return "how it came here" if file.name in _OF_AN_INSTALLATION else None
    if file.name.lower().startswith(_LICENCES):
        return None
    if top == "bin":
        return "commands for a terminal"
    if top == SDK and file not in reached:
        return "a path or type of Microsoft Graph that the app cannot reach"
    folder = next((part for part in file.parts[:-1] if part in _FOLDERS), None)
    return _FOLDERS[folder] if folder else _ENDINGS.get(file.suffix)


def kept_files(libraries: Path, reached: Collection[Path]) -> Iterator[PurePosixPath]:
    """Yield the places of the files that go into the package, sorted."""
    of_sdk = {_place(file, libraries) for file in reached}
    for file in sorted(_place(file, libraries) for file in libraries.rglob("*") if file.is_file()):
        if why_not(file, of_sdk) is None:
            yield file


def shortened_record(record: str, kept: Collection[str]) -> str:
    """Return a RECORD file with the lines of what is kept alone, so that it names no file that is not there."""
    shortened = io.StringIO()
    lines = csv.writer(shortened, lineterminator="\n")
    lines.writerows(sorted(line for line in csv.reader(io.StringIO(record)) if line and line[0] in kept))
    return shortened.getvalue()


def _place(file: Path, libraries: Path) -> PurePosixPath:
    return PurePosixPath(file.relative_to(libraries).as_posix())
