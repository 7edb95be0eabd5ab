"""Command line behind `./dev package`.

With `--no-tests` it needs Python 3.13 with pip and nothing else: that is how azd builds what it deploys.
"""

import argparse
import signal
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Final

from local.package import figures
from local.package.building import Package, build, release, unfinished
from local.package.failures import PackageError
from local.package.progress import Progress

_REPOSITORY: Final = Path(__file__).resolve().parents[2]
TARGET: Final = _REPOSITORY / ".local" / "package"
"""Where the package is built: the folder `app` and `app.zip` in it."""


def main(arguments: Sequence[str]) -> int:
    """Build the package, print its figures, and run tests on it; 1 if it is not good, with the reason on stderr.

    It gets the names that are deployed at the end, so that nothing is there to be deployed before, or after a failure.
    """
    chosen = _parser().parse_args(arguments)
    progress = Progress()
    for number in (signal.SIGINT, signal.SIGTERM):  # the first is not heard otherwise where a shell started it with &
        signal.signal(number, _interrupt)  # so that what runs is stopped, and what was unpacked is removed
    try:
        _make(progress, verified=not chosen.no_tests, whole=chosen.all_tests)
    except PackageError as error:
        return _fail(progress, str(error))
    except OSError as error:
        reason = ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)
        return _fail(progress, f"The package cannot be made. {reason}.")
    except KeyboardInterrupt:
        return _fail(progress, "Stopped: the package is not finished. What was made of it is removed.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./dev package", description="Build what is deployed, and run tests on it.")
    tests = parser.add_mutually_exclusive_group()
    tests.add_argument("--no-tests", action="store_true", help="build only; needs nothing but Python 3.13 and pip")
    tests.add_argument("--all-tests", action="store_true", help="run all tests on the package, and not a sample")
    return parser


def _make(progress: Progress, *, verified: bool, whole: bool) -> None:
    package = build(_REPOSITORY, TARGET, progress)
    _print(progress, figures.sizes(package))
    if verified:
        _verify(package, progress, whole=whole)
    _print(progress, figures.identity(release(TARGET), Path.cwd()))


def _fail(progress: Progress, reason: str) -> int:
    progress.pause()
    with suppress(OSError):  # what cannot be removed has a name that nobody deploys, and the reason is told already
        unfinished(TARGET).discard()
    print(reason, file=sys.stderr)
    return 1


def _verify(package: Package, progress: Progress, *, whole: bool) -> None:
    # Building needs no package of others; this needs the development environment.
    from local.package import measuring, verifying  # noqa: PLC0415 - see above

    with verifying.unpacked(package.zip_file, _REPOSITORY) as workplace:
        progress("Measuring how fast the package starts")
        here = measuring.Place(Path(sys.executable), _REPOSITORY)
        there = measuring.Place(workplace.python, workplace.folder)
        _print(progress, figures.times(measuring.starts(there, here)))
        verifying.verify(workplace, verifying.ALL if whole else verifying.SAMPLE, progress)


def _print(progress: Progress, lines: Iterable[str]) -> None:
    told = "\n".join(lines)
    progress.pause()
    print(told, flush=True)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
