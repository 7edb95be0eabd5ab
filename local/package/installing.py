"""Installs the app's dependencies for where it runs, whatever machine this is: by pip, with the hashes of each file."""

import hashlib
import os
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
        folder: Its content is this function's own; an installation that was interrupted, or in which a file is not as
            pip left it, is done again.
        report: Is told what begins, since each takes a while.

    Raises:
        PackageError: pip failed.
    """
    libraries, stamp = folder / "site-packages", folder / "installed"
    wanted = fingerprint(requirements)
    left = stamp.read_text(encoding="utf-8").splitlines() if stamp.exists() else []
    match left:
        case [asked, known] if asked == wanted:
            report("Comparing the installed dependencies with what pip installed")
            if _is(libraries, known):
                return libraries
            report("They are not the same any more: installing all of requirements.txt anew")
        case _:
            report("Installing the dependencies of requirements.txt for Linux and Python 3.13")
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    _run_pip(requirements, libraries)
    stamp.write_text(f"{wanted}\n{digest(libraries)}\n", encoding="utf-8")
    return libraries


def digest(folder: Path) -> str:
    """Return what tells a folder from any other: by the places and contents of all its files.

    Texts and not paths are sorted and read, which takes a third of the time: there are 20,000 files.
    """
    whole = hashlib.sha256()
    for file in sorted(str(parent / name) for parent, _, names in folder.walk() for name in names):
        with open(file, "rb") as opened:  # noqa: PTH123 - see above
            content = opened.read()
        whole.update(os.fsencode(f"{file.removeprefix(str(folder))}\n{len(content)}\n"))
        whole.update(content)
    return whole.hexdigest()


def _is(folder: Path, known: str) -> bool:
    try:
        return digest(folder) == known
    except OSError:  # a file that cannot be read, which pip did not leave so either
        return False


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
