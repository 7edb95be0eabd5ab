"""Builds the package: our code, the dependencies without what is not needed, their bytecode, and the zip file of it."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from local.package import bytecode
from local.package.failures import PackageError
from local.package.installing import install
from local.package.own_code import copy_own, own_sources
from local.package.reached import SDK, reached_modules
from local.package.trimming import kept_files, shortened_record
from local.package.zipping import zip_folder

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
        """Remove it, as far as it is there; what is kept to be faster the next time stays.

        Raises:
            OSError: Something of it cannot be removed.
        """
        self.zip_file.unlink(missing_ok=True)
        if self.folder.exists():
            shutil.rmtree(self.folder)


def finished(target: Path) -> Package:
    """Return the package in a target folder that is deployed, be it there or not: `app` and `app.zip`."""
    return Package(target / "app", target / "app.zip", target / "installed" / "site-packages")


def unfinished(target: Path) -> Package:
    """Return the package in a target folder that is still built or verified, under names that nobody deploys."""
    return Package(target / "app.partial", target / "app.partial.zip", finished(target).installed)


def build(repository: Path, target: Path, report: Callable[[str], object]) -> Package:
    """Build the package anew, and return it unfinished, to be looked at and then released.

    Args:
        repository: With function_app.py, host.json, provisioning/ and requirements.txt.
        target: The folder for all that is made, and for what is kept to be faster the next time.
        report: Is told what begins.

    Raises:
        PackageError: It cannot be built; the former package is gone then, so that nobody deploys it for the new one.
        OSError: A file cannot be read, written or removed.
    """
    _expect_python()
    report("Removing the former package")
    finished(target).discard()
    package = unfinished(target)
    package.discard()
    report("Reading what the app imports")
    own = own_sources(repository)
    install(repository / "requirements.txt", target / "installed", report)
    report(f"Choosing the modules of {SDK}-sdk that the app can reach")
    reached = reached_modules(own, package.installed).values()
    copy_own(own, repository, package.folder)
    _copy_libraries(package.installed, package.libraries, reached)
    report("Compiling")
    _compile(package.folder)
    report("Zipping")
    (package.folder / ".funcignore").write_text(_IGNORE, encoding="utf-8")
    zip_folder(package.folder, package.zip_file)
    return package


def release(target: Path) -> Package:
    """Give the unfinished package of a target folder the names that are deployed, and return it."""
    package, built = finished(target), unfinished(target)
    built.folder.rename(package.folder)
    built.zip_file.rename(package.zip_file)
    return package


def _expect_python() -> None:
    """Bytecode and wheels are for one version of Python: the one that the app runs on."""
    if sys.implementation.name != "cpython" or sys.version_info[:2] != (3, 13):
        raise PackageError("The package must be built with CPython 3.13, which it is to run on.")


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
                raise PackageError(f"The package cannot be compiled: {errors.strip()}")


@contextmanager
def _compiling(folder: Path, half: int) -> Iterator[subprocess.Popen[str]]:
    """Compile a half in a process of its own, which ends with the block, however that ends."""
    command = [sys.executable, "-I", "-S", "-W", "ignore", bytecode.__file__, str(folder), str(half)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own command
        try:
            yield process
        finally:
            process.kill()
