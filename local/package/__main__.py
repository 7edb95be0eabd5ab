"""Command line behind `./dev package`.

With `--no-tests` it needs Python 3.13 with pip and nothing else: that is how azd builds what it deploys.
"""

import argparse
import signal
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import FrameType
from typing import Final

from local.package import figures
from local.package.building import Package, build
from local.package.failures import PackageError
from local.package.progress import Progress

_REPOSITORY: Final = Path(__file__).resolve().parents[2]
TARGET: Final = _REPOSITORY / ".local" / "package"
"""Where the package is built: the folder `app` and `app.zip` in it."""


def main(arguments: Sequence[str]) -> int:
    """Build the package, print its figures, and run tests on it; 1 if it is not good, with the reason on stderr."""
    chosen = _parser().parse_args(arguments)
    progress = Progress()
    signal.signal(signal.SIGTERM, _interrupt)  # so that what runs is stopped, and what was unpacked is removed
    try:
        package = build(_REPOSITORY, TARGET, progress)
        _print(progress, figures.sizes(package))
        if not chosen.no_tests:
            _verify(package, progress, whole=chosen.all_tests)
    except PackageError as error:
        progress.pause()
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        progress.pause()
        print("Stopped: the package is not verified.", file=sys.stderr)
        return 1
    _print(progress, figures.identity(package, Path.cwd()))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./dev package", description="Build what is deployed, and run tests on it.")
    tests = parser.add_mutually_exclusive_group()
    tests.add_argument("--no-tests", action="store_true", help="build only; needs nothing but Python 3.13 and pip")
    tests.add_argument("--all-tests", action="store_true", help="run all tests on the package, and not a sample")
    return parser


def _verify(package: Package, progress: Progress, *, whole: bool) -> None:
    # Building needs no package of others; this needs the development environment.
    from local.package import measuring, verifying  # noqa: PLC0415 - see above

    with verifying.unpacked(package.zip_file, _REPOSITORY) as workplace:
        progress("Measuring how fast the package starts")
        here = measuring.Place(Path(sys.executable), _REPOSITORY)
        there = measuring.Place(workplace.python, workplace.folder)
        _print(progress, figures.times(measuring.starts(there, here)))
        try:
            verifying.verify(workplace, verifying.ALL if whole else verifying.SAMPLE, progress)
        except PackageError:
            package.discard()  # so that nobody deploys it
            raise


def _print(progress: Progress, lines: Iterable[str]) -> None:
    told = "\n".join(lines)
    progress.pause()
    print(told, flush=True)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
