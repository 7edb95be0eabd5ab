"""A Python environment that has the package's dependencies, the tools that tests need, and nothing else.

The development environment has every dependency in full, and would silently lend what the package lacks. So tests of
the package run in an environment of their own, which sees the package's site-packages and, of the development
environment, only the distributions that are not in requirements.txt.
"""

import re
import subprocess
import sys
from collections.abc import Collection, Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

from local.package.failures import PackageError

_LOCKED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[^]]*\])?==", re.MULTILINE)


def deployed_names(requirements: str) -> frozenset[str]:
    """Return the names of the distributions in a locked file, spelt in the usual way."""
    return frozenset(_usual(match["name"]) for match in _LOCKED.finditer(requirements))


def environment(folder: Path, libraries: Path, deployed: Collection[str]) -> Path:
    """Make the environment in an empty folder, and return the path of its Python.

    Args:
        folder: Where to make it.
        libraries: The package's dependencies.
        deployed: Names of the distributions that must come from there, as `deployed_names` gives them.

    Raises:
        PackageError: It cannot be made.
    """
    made = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "venv", "--without-pip", str(folder)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise PackageError(f"No environment can be made for the tests:\n{made.stderr.strip()}")
    tools = folder / "tools"
    tools.mkdir()
    for entry in _entries(deployed):
        (tools / entry.name).symlink_to(entry)
    (site_packages,) = folder.glob("lib/python3.13/site-packages")
    (site_packages / "package.pth").write_text(f"{libraries}\n{tools}\n", encoding="utf-8")
    return folder / "bin" / "python"


def _entries(deployed: Collection[str]) -> Iterator[Path]:
    """Yield the files and folders at the top of site-packages that belong to tools alone."""
    ours: set[Path] = set()
    theirs: set[Path] = set()
    for distribution in distributions():
        (theirs if _usual(distribution.name) in deployed else ours).update(_tops(distribution))
    yield from sorted(ours - theirs)


def _tops(distribution: Distribution) -> Iterator[Path]:
    for file in distribution.files or ():
        if file.parts[0] not in {"..", "__pycache__"}:
            yield Path(str(distribution.locate_file(file.parts[0])))


def _usual(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
