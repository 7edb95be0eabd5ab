"""Measures the package beside what it is made of: sizes, numbers of files, and how long it takes to start."""

import os
import subprocess
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from local.package.failures import PackageError

_ROUNDS: Final = 2
_UNCOMPILED: Final = {"PYTHONPYCACHEPREFIX": os.devnull, "PYTHONDONTWRITEBYTECODE": "1"}
"""Has Python look for bytecode where there is none."""
_SCRIPTS: Final[Mapping[str, str]] = {
    "to the first answer to an HR system": """
import asyncio, azure.functions as func, function_app
request = func.HttpRequest(method="POST", url="/", body=b"{}", route_params={"source": "generic"}, headers={})
answer = asyncio.run(function_app.hr_events.build().get_user_function()(request))
assert answer.status_code == 415, answer.get_body()
""",
    "to the end of indexing, as the worker does it": """
import asyncio, pathlib
from local.host.worker import load_app
asyncio.run(load_app(pathlib.Path.cwd()))
""",
    "to everything that working on an event needs": """
import azure.identity.aio, provisioning.engine, provisioning.storage.tables, provisioning.targets.graph
""",
}
"""What is timed, from the start of Python on."""


@dataclass(frozen=True, slots=True)
class Size:
    """Of a folder.

    Attributes:
        size: Bytes, of the files' contents.
        files: How many there are.
    """

    size: int
    files: int


@dataclass(frozen=True, slots=True)
class Start:
    """How long a start takes, in seconds: the best of some, as what else runs can only make it longer.

    Attributes:
        package: In the package.
        uncompiled: In the package, without its bytecode.
        untrimmed: In the repository, with the whole dependencies and the bytecode of the development environment.
    """

    package: float
    uncompiled: float
    untrimmed: float


def size_of(folder: Path) -> Size:
    """Measure a folder with all below it."""
    sizes = [file.stat().st_size for file in folder.rglob("*") if file.is_file()]
    return Size(sum(sizes), len(sizes))


def biggest(libraries: Path, count: int) -> list[tuple[str, int]]:
    """Return the biggest entries of a folder, with their sizes in bytes, the biggest first."""
    sizes = Counter(
        {entry.name: size_of(entry).size if entry.is_dir() else entry.stat().st_size for entry in libraries.iterdir()}
    )
    return sizes.most_common(count)


@dataclass(frozen=True, slots=True)
class Place:
    """Where to start the app: a Python and the folder that holds function_app.py."""

    python: Path
    folder: Path


def starts(package: Place, untrimmed: Place) -> dict[str, Start]:
    """Measure starts by turns, after one of each that does not count.

    Raises:
        PackageError: One fails.
    """
    return {name: _start(script, package, untrimmed) for name, script in _SCRIPTS.items()}


def _start(script: str, package: Place, untrimmed: Place) -> Start:
    def once() -> tuple[float, float, float]:
        return _seconds(script, package), _seconds(script, package, _UNCOMPILED), _seconds(script, untrimmed)

    taken = [once() for _ in range(_ROUNDS + 1)][1:]
    return Start(*map(min, zip(*taken, strict=True)))


def _seconds(script: str, place: Place, variables: Mapping[str, str] | None = None) -> float:
    storage = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;QueueEndpoint=http://127.0.0.1:1/a"
    schedules = {"REVIEW_DUE_SCHEDULE": "0 0 0 1 1 *", "RECONCILE_SCHEDULE": "0 0 0 1 1 *"}
    more = {**schedules, **(variables or {})}
    command: Sequence[str | Path] = [place.python, "-c", script]
    started = time.perf_counter()
    ended = subprocess.run(  # noqa: S603 - our own script
        command,
        cwd=place.folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(place.folder), "AzureWebJobsStorage": storage, **more},
        capture_output=True,
        text=True,
        check=False,
    )
    taken = time.perf_counter() - started
    if ended.returncode:
        raise PackageError(f"The app does not start in {place.folder}:\n{ended.stderr.strip()}")
    return taken
