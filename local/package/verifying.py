"""Runs the tests on the package: its code and its dependencies, unpacked from the zip file, and nobody else's."""

import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from local.package.building import LIBRARIES
from local.package.failures import PackageError
from local.package.progress import Progress
from local.package.tools import deployed_names, environment

_STAYS: Final = frozenset({".git", ".venv", ".local", ".azure", "local.settings.json"})
"""What of the repository is not laid beside the unpacked package; caches are not, either."""
AZURITE: Final = ".local/azurite"
ALL: Final = ("tests", "--ignore=tests/package")
_STORIES: Final = (  # each HR system's client with its libraries, by webhook and by list, and the sources without one
    "test_a_hire_a_change_and_a_last_day_by_webhooks",
    "test_what_no_webhook_told_of_is_found_by_the_next_cycle",
    "test_a_scim_bulk_request_hires_changes_and_ends_access",
    "test_a_csv_file_is_checked_first_and_provisioned_when_that_is_asked_for",
    "test_a_system_that_only_the_settings_know_sends_its_own_json",
)
SAMPLE: Final = (
    "tests/test_indexing.py",  # the worker finds every function, and an intake loads only the queue
    "tests/contracts/test_directory_creations.py",  # every call to Graph that the ports know: the names of these tests
    "tests/contracts/test_directory_deleted_items.py",
    "tests/contracts/test_directory_listing.py",
    "tests/contracts/test_directory_memberships.py",
    "tests/contracts/test_directory_names.py",
    "tests/contracts/test_directory_reads.py",
    "tests/contracts/test_directory_writes.py",
    "tests/targets/test_calls.py",  # how many calls each operation takes, restoring and renaming among them
    "tests/targets/test_creations.py",
    "tests/targets/test_failures.py",  # refusals, which the SDK would make exceptions of its own from
    "tests/targets/test_listing.py",
    "tests/targets/test_mail.py",
    "tests/targets/test_throttling.py",
    "tests/targets/test_webhook.py",
    "tests/app/test_stories_over_http.py",  # whole stories in the host: Bob, the generic source, queue, timer, log
    *(f"tests/app/test_hr_systems_over_http.py::{story}" for story in _STORIES),
)
"""What is run before a package may be deployed: everything that calls a dependency, and stories through all of it."""
REMOVED: Final = "msgraph/generated/users/item/manager/ref/ref_request_builder"
"""A module that is imported only when a manager is set: nothing but a test that does so notices that it is missing."""
PROBE: Final = ("tests/contracts/test_directory_writes.py", "-k", "manager")
"""The tests that set one."""
_IMPORT_ALL: Final = """
import importlib, pathlib, sys, warnings
warnings.simplefilter("ignore", DeprecationWarning)
root, libraries = map(pathlib.Path, sys.argv[1:])
def names(folder, base):
    for file in folder.rglob("*.py"):
        parts = file.relative_to(base).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
for name in ("function_app", *names(root / "provisioning", root), *names(libraries / "msgraph", libraries)):
    file = pathlib.Path(importlib.import_module(name).__file__)
    assert file.is_relative_to(root), f"{name} comes from {file}"
"""


@dataclass(frozen=True, slots=True)
class Workplace:
    """An unpacked package with the tests beside it.

    Attributes:
        folder: Holds function_app.py; to the tests it is the repository.
        python: Has the package's dependencies and the tools of the tests.
    """

    folder: Path
    python: Path

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run Python with these words, and return what it printed and how it ended."""
        return subprocess.run(  # noqa: S603 - our own commands
            [self.python, *words], cwd=self.folder, env=_environment(), capture_output=True, text=True, check=False
        )

    def run_tests(self, tests: Sequence[str]) -> int:
        """Run tests side by side, showing how they go on; return pytest's exit code."""
        words = ("-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", "-p", "no:cacheprovider", *tests)
        return subprocess.run([self.python, *words], cwd=self.folder, env=_environment(), check=False).returncode  # noqa: S603 - our own command


@contextmanager
def unpacked(zip_file: Path, repository: Path) -> Iterator[Workplace]:
    """Unpack a package, and lay the repository's tests beside it, for as long as the block lasts.

    Raises:
        PackageError: No environment can be made for the tests.
    """
    with TemporaryDirectory(prefix="package-") as temporary:
        folder = Path(temporary).resolve() / "wwwroot"
        with zipfile.ZipFile(zip_file) as archive:
            archive.extractall(folder)
        _lay_tests(repository, folder)
        requirements = (repository / "requirements.txt").read_text(encoding="utf-8")
        python = environment(folder.parent / "environment", folder / LIBRARIES, deployed_names(requirements))
        yield Workplace(folder, python)


def verify(workplace: Workplace, tests: Sequence[str], progress: Progress) -> None:
    """Run the tests on an unpacked package, and see that they would notice a missing module.

    Raises:
        PackageError: A module cannot be imported, a test fails, or none fails without a module that is needed.
    """
    progress("Importing each module of the package")
    imported = workplace.command("-c", _IMPORT_ALL, str(workplace.folder), str(workplace.folder / LIBRARIES))
    if imported.returncode:
        raise PackageError(f"A module of the package cannot be imported:\n{imported.stderr.strip()}")
    progress(f"Running {'all tests' if tests == ALL else 'the tests of the sample'} on the package")
    progress.pause()  # pytest shows its own
    if workplace.run_tests(tests):
        raise PackageError("Tests fail on the package, see above; it is removed. They may pass on the sources.")
    progress("Removing a module, to see that the tests notice")
    expect_notice(workplace, REMOVED, PROBE)


def expect_notice(workplace: Workplace, module: str, tests: Sequence[str]) -> None:
    """Remove a module from an unpacked package, and expect tests to fail for the lack of it.

    Args:
        workplace: The module stays away from it.
        module: Its path below the libraries, without an ending.
        tests: What to run.

    Raises:
        PackageError: They pass, or fail for another reason: then something else lends the package what it lacks.
    """
    file = workplace.folder / LIBRARIES / f"{module}.py"
    file.unlink()
    for compiled in file.parent.glob(f"__pycache__/{file.stem}.*.pyc"):
        compiled.unlink()
    ended = workplace.command("-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests)
    printed = ended.stdout + ended.stderr
    if not ended.returncode or f"No module named '{module.replace('/', '.')}'" not in printed:
        raise PackageError(
            f"The tests do not notice that {module}.py is missing, so they do not run on the package alone:\n"
            f"{printed[-2000:]}"
        )


def _lay_tests(repository: Path, folder: Path) -> None:
    """Lay what the package does not hold beside it: the tests, what plays Azure and Graph for them, what they read."""
    for entry in repository.iterdir():
        if (
            entry.name in _STAYS
            or entry.name.endswith(("cache", "cache__", ".hypothesis"))
            or (folder / entry.name).exists()
        ):
            continue
        if entry.is_dir():
            shutil.copytree(entry, folder / entry.name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(entry, folder / entry.name)
    azurite = folder / AZURITE
    azurite.parent.mkdir()
    azurite.symlink_to(repository / AZURITE)


def _environment() -> dict[str, str]:
    """Return this process's environment without what would lead Python to other places."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
