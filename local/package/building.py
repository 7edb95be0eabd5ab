"""Builds the package: our code, the dependencies without what is not needed, their bytecode, and the zip file of it."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from local.package import bytecode
from local.package.failures import PackageError
from local.package.installing import install
from local.package.reached import SDK, reached_modules, sources_of
from local.package.source import Source
from local.package.trimming import kept_files, shortened_record
from local.package.zipping import zip_folder

OWN_FILES: Final = ("function_app.py", "host.json")
OWN_FOLDER: Final = "provisioning"
LIBRARIES: Final = Path(".python_packages/lib/site-packages")
"""Where the Functions worker looks for dependencies, below the app."""
_IGNORE: Final = (
    "# Excludes nothing: this folder is the package. Without this file, azd would leave out the bytecode.\n"
)


@dataclass(frozen=True, slots=True)
class Package:
    """A built package.

    Attributes:
        folder: All its files.
        zip_file: The same, to be deployed.
        installed: The dependencies as they came, for comparison.
    """

    folder: Path
    zip_file: Path
    installed: Path

    @property
    def libraries(self) -> Path:
        """Return the folder of the dependencies in the package."""
        return self.folder / LIBRARIES

    def discard(self) -> None:
        """Remove it, if it is there; what is kept to be faster the next time stays."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.zip_file.unlink(missing_ok=True)


def build(repository: Path, target: Path, report: Callable[[str], object]) -> Package:
    """Build the package anew.

    Args:
        repository: With function_app.py, host.json, provisioning/ and requirements.txt.
        target: The folder for `app/`, `app.zip` and what is kept to be faster the next time.
        report: Is told what begins.

    Raises:
        PackageError: It cannot be built; the former package is gone then, so that nobody deploys it for the new one.
    """
    _expect_python()
    package = Package(target / "app", target / "app.zip", target / "installed" / "site-packages")
    package.discard()
    install(repository / "requirements.txt", target / "installed", report)
    report(f"Choosing the modules of {SDK}-sdk that the app can reach")
    reached = reached_modules(own_sources(repository), package.installed).values()
    # Under the names that are deployed there is a whole package or none, whenever this is cut off.
    partial = Package(target / "app.partial", target / "app.partial.zip", package.installed)
    partial.discard()
    _copy_own(repository, partial.folder)
    _copy_libraries(partial.installed, partial.libraries, reached)
    report("Compiling")
    _compile(partial.folder)
    report("Zipping")
    (partial.folder / ".funcignore").write_text(_IGNORE, encoding="utf-8")
    zip_folder(partial.folder, partial.zip_file)
    partial.folder.rename(package.folder)
    partial.zip_file.rename(package.zip_file)
    return package


def own_sources(repository: Path) -> list[Source]:
    """Read all of our code that is deployed."""
    own = [repository / name for name in OWN_FILES if name.endswith(".py")]
    return sources_of([*own, *sorted((repository / OWN_FOLDER).rglob("*.py"))], repository)


def _expect_python() -> None:
    """Bytecode and wheels are for one version of Python: the one that the app runs on."""
    if sys.implementation.name != "cpython" or sys.version_info[:2] != (3, 13):
        raise PackageError("The package must be built with CPython 3.13, which it is to run on.")


def _copy_own(repository: Path, folder: Path) -> None:
    unwanted = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")
    shutil.copytree(repository / OWN_FOLDER, folder / OWN_FOLDER, ignore=unwanted)
    for name in OWN_FILES:
        shutil.copyfile(repository / name, folder / name)


def _copy_libraries(installed: Path, target: Path, reached: Collection[Path]) -> None:
    kept = [*kept_files(installed, reached)]
    names = {str(file) for file in kept}
    for file in kept:
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        if file.name == "RECORD" and file.parent.suffix == ".dist-info":
            record = shortened_record((installed / file).read_text(encoding="utf-8"), names)
            (target / file).write_text(record, encoding="utf-8", newline="\n")
        else:
            shutil.copyfile(installed / file, target / file)


def _compile(folder: Path) -> None:
    with ExitStack() as stack:
        halves = [stack.enter_context(_compiling(folder, half)) for half in range(bytecode.HALVES)]
        for process in halves:
            _, errors = process.communicate()
            if process.returncode:
                raise PackageError(f"The package cannot be compiled:\n{errors.strip()}")


def _compiling(folder: Path, half: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-I", "-S", "-W", "ignore", bytecode.__file__, str(folder), str(half)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603 - our own command
