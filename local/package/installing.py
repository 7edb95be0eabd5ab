"""Installs the app's dependencies for where it runs, whatever machine this is: by pip, with the hashes of each file."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from local.package.failures import PackageError

_GLIBC: Final = 36
"""The newest 2.x that may be asked for. The Functions image for Python 3.13 is Debian 12, which has glibc 2.36.

Source: Azure/azure-functions-docker, host/4/bookworm/python/python313/python313.Dockerfile.
"""
PLATFORMS: Final = ("manylinux2014_x86_64", *(f"manylinux_2_{minor}_x86_64" for minor in range(17, _GLIBC + 1)))


def install(requirements: Path, folder: Path, report: Callable[[str], object]) -> Path:
    """Install the requirements as they come into a folder, unless they are there already; return where they are.

    Args:
        requirements: With hashes. Only ready-made wheels are taken, as nothing can be built for another platform.
        folder: Its content is this function's own; an interrupted installation is done again.
        report: Is told before pip starts, since that takes a while.

    Raises:
        PackageError: pip failed.
    """
    libraries, stamp = folder / "site-packages", folder / "installed"
    wanted = fingerprint(requirements)
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        report("Installing the dependencies of requirements.txt for Linux and Python 3.13")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _run_pip(requirements, libraries)
        stamp.write_text(wanted, encoding="utf-8")
    return libraries


def fingerprint(requirements: Path) -> str:
    """Return what tells installations apart: by the requirements and the platforms."""
    asked = "\n".join([requirements.read_text(encoding="utf-8"), *PLATFORMS])
    return hashlib.sha256(asked.encode()).hexdigest()


def _run_pip(requirements: Path, target: Path) -> None:
    platforms = [word for platform in PLATFORMS for word in ("--platform", platform)]
    command = [
        *(
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-compile",
            "--no-deps",
        ),
        *("--require-hashes", "--only-binary=:all:", "--implementation", "cp", "--python-version", "3.13"),
        *("--abi", "cp313", *platforms),
        *("--target", str(target), "--requirement", str(requirements)),
    ]
    pip = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    if pip.returncode:
        raise PackageError(f"pip could not install the dependencies:\n{pip.stderr.strip()}")
