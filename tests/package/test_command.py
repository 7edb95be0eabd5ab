"""`./dev package`, as a person meets it: what it says and leaves when it fails or is stopped."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from local.package.bytecode import HALVES
from tests.package.invented import LIBRARIES, installed, repository, write
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
ENDLESS = {f"many/m{number}.py": "x = 1\n" * 2_000 for number in range(400)}
"""Libraries that take longer to compile than a test takes to stop it."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """A repository of an invented app, with the tool that makes its package."""

    folder: Path

    @contextmanager
    def start(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """Start the command, in a group that ends with the block; its output is read by `communicate`."""
        with subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "local.package", *arguments],
            cwd=self.folder,
            env={**os.environ, "TMPDIR": str(self.temporary)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            process_group=0,
        ) as process:
            try:
                yield process
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)

    def fails(self, *arguments: str) -> str:
        """Run the command, which must fail in order, and return what it says in the end."""
        with self.start(*arguments) as process:
            _, told = process.communicate(timeout=120)
        assert process.returncode == 1
        assert "Traceback" not in told
        return told.splitlines()[-1]

    @property
    def temporary(self) -> Path:
        """Return the folder for what is unpacked."""
        return self.folder.with_name("temporary")

    def made(self) -> set[str]:
        """Return the names of what there is of packages, finished or not."""
        target = self.folder / ".local" / "package"
        return {entry.name for entry in target.iterdir()} - {"installed"}


@pytest.fixture
def checkout(tmp_path: Path) -> Callable[[Mapping[str, str]], Checkout]:
    """Give a function that makes a checkout whose libraries are installed already, with more of them."""

    def make(libraries: Mapping[str, str]) -> Checkout:
        folder = repository(tmp_path / "checkout")
        (folder / "local" / "__init__.py").touch()
        unwanted = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "local" / "package", folder / "local" / "package", ignore=unwanted)
        installed(folder, folder / ".local" / "package", libraries={**LIBRARIES, **libraries})
        made = Checkout(folder)
        made.temporary.mkdir()
        return made

    return make


def children(process: subprocess.Popen[str], named: str) -> list[int]:
    """Return the processes that a process has started whose command names something."""
    listed = subprocess.run(["ps", "-wweo", "pid=,ppid=,args="], capture_output=True, text=True, check=True)  # noqa: S607 - of the system
    lines = [line.split(maxsplit=2) for line in listed.stdout.splitlines()]
    return [int(pid) for pid, parent, *command in lines if int(parent) == process.pid and named in "".join(command)]


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_package_is_made_under_the_names_that_are_deployed(checkout: Callable[..., Checkout]) -> None:
    made = checkout({})
    with made.start("--no-tests") as process:
        told, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    assert "The package is .local/package/app.zip, SHA-256 " in told
    assert made.made() == {"app", "app.zip"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_stopped_while_it_compiles_it_ends_the_compilers_and_leaves_nothing(
    checkout: Callable[..., Checkout], number: signal.Signals
) -> None:
    stopped = checkout(ENDLESS)
    with stopped.start("--no-tests") as process:
        wait_until(lambda: len(children(process, "bytecode.py")) == HALVES, seconds=60, what="the compilers")
        compilers = children(process, "bytecode.py")
        process.send_signal(number)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 1
    assert told.splitlines()[-1] == "Stopped: the package is not finished. What was made of it is removed."
    assert "Traceback" not in told
    assert [pid for pid in compilers if runs(pid)] == []
    assert stopped.made() == set()


def test_stopped_while_it_is_verified_it_leaves_nothing_to_be_deployed(checkout: Callable[..., Checkout]) -> None:
    stopped = checkout({})
    write(stopped.folder, {"function_app.py": "import provisioning.work, time\ntime.sleep(600)\n"})
    with stopped.start() as process:
        (measured,) = wait_until(lambda: children(process, "function_app"), seconds=60, what="the app")
        assert stopped.made() == {"app.partial", "app.partial.zip"}
        process.terminate()
        _, told = process.communicate(timeout=60)
    assert process.returncode == 1
    assert told.splitlines()[-1] == "Stopped: the package is not finished. What was made of it is removed."
    assert not runs(measured)
    assert stopped.made() == set()
    assert [*stopped.temporary.iterdir()] == []


def test_killed_while_it_is_verified_it_leaves_nothing_to_be_deployed_either(
    checkout: Callable[..., Checkout],
) -> None:
    killed = checkout({})
    write(killed.folder, {"function_app.py": "import provisioning.work, time\ntime.sleep(600)\n"})
    with killed.start() as process:
        wait_until(lambda: children(process, "function_app"), seconds=60, what="the app")
        process.kill()
    assert killed.made() == {"app.partial", "app.partial.zip"}


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("def work(:\n", "{}/provisioning/work.py is no Python in line 1: invalid syntax."),
        ("a = '\0'\n", "{}/provisioning/work.py is no Python: source code string cannot contain null bytes."),
        (
            "import time\n\nreturn\n",
            "The package cannot be compiled: provisioning/work.py is no Python in line 3: 'return' outside function.",
        ),
    ],
)
def test_what_is_no_python_fails_with_its_line(checkout: Callable[..., Checkout], code: str, sentence: str) -> None:
    broken = checkout({})
    write(broken.folder, {"provisioning/work.py": code})
    assert broken.fails("--no-tests") == sentence.format(broken.folder)


def test_a_folder_that_cannot_be_written_fails_with_its_name(checkout: Callable[..., Checkout]) -> None:
    unwritable = checkout({})
    target = unwritable.folder / ".local" / "package"
    write(target, {"app": "a file, where a folder is to be made"})
    assert unwritable.fails("--no-tests") == f"The package cannot be made. {target / 'app'}: Not a directory."


def test_a_missing_file_of_ours_fails_with_its_name(checkout: Callable[..., Checkout]) -> None:
    lacking = checkout({})
    (lacking.folder / "host.json").unlink()
    missing = lacking.folder / "host.json"
    assert lacking.fails("--no-tests") == f"The package cannot be made. {missing}: No such file or directory."
