"""The figures of a package, as a table for the terminal. It needs no package of others, as building needs none."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from local.package.building import Package
from local.package.measuring import Size, Start, biggest, size_of
from local.package.reached import SDK

_PARTS: Final = 10
_WIDTH: Final = 46
_MEGABYTE: Final = 1_000_000


def sizes(package: Package) -> Iterator[str]:
    """Yield lines on how big the package is."""
    before, after = _of_sdk(package.installed), _of_sdk(package.libraries)
    whole, everything = size_of(package.folder), size_of(package.installed)
    yield _line(f"{SDK}-sdk, as it comes", before)
    yield _line(f"{SDK}-sdk, in the package, with bytecode", after)
    yield _line("all dependencies, as they come", everything)
    yield _line("the package, unpacked, with bytecode", whole)
    yield f"{'the package, zipped':<{_WIDTH}}{_megabytes(package.zip_file.stat().st_size)}"
    yield f"the biggest {_PARTS} parts:"
    for name, size in biggest(package.libraries, _PARTS):
        yield f"{'  ' + name:<{_WIDTH}}{_megabytes(size)}"


def times(measured: Mapping[str, Start]) -> Iterator[str]:
    """Yield lines on how fast the package starts, beside the sources with all dependencies."""
    for name, start in measured.items():
        yield (
            f"{name:<{_WIDTH}}{start.package:>8.2f} s; without its bytecode {start.uncompiled:.2f} s "
            f"({start.uncompiled / start.package:.1f} times), untrimmed {start.untrimmed:.2f} s "
            f"({start.untrimmed / start.package:.1f} times)"
        )


def identity(package: Package, here: Path) -> Iterator[str]:
    """Yield a line on which package it is: the same sources give the same digest."""
    place = package.zip_file.relative_to(here, walk_up=True)
    yield f"The package is {place}, SHA-256 {hashlib.sha256(package.zip_file.read_bytes()).hexdigest()}."


def _of_sdk(libraries: Path) -> Size:
    folders = [size_of(libraries / SDK), *(size_of(each) for each in libraries.glob(f"{SDK}_sdk-*.dist-info"))]
    return Size(sum(each.size for each in folders), sum(each.files for each in folders))


def _line(name: str, size: Size) -> str:
    return f"{name:<{_WIDTH}}{_megabytes(size.size)} in {size.files:>6} files"


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:>8.1f} MB"
