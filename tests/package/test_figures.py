"""The figures that are printed of a package."""

import hashlib
import sys
from io import StringIO
from pathlib import Path

import pytest

from local.package import figures
from local.package.building import LIBRARIES, Package
from local.package.failures import PackageError
from local.package.measuring import Place, Start, biggest, size_of, starts
from local.package.progress import Progress
from tests.package.invented import write
from tests.waiting import wait_until


def test_sizes_are_those_of_the_files_below_a_folder(tmp_path: Path) -> None:
    write(tmp_path, {"a/b.py": "12345", "a/c/d.py": "1", "e.so": "123"})
    assert (size_of(tmp_path).size, size_of(tmp_path).files) == (9, 3)
    assert biggest(tmp_path, 1) == [("a", 6)]
    assert biggest(tmp_path, 5) == [("a", 6), ("e.so", 3)]


def test_the_sdk_counts_with_its_metadata_before_and_after(tmp_path: Path) -> None:
    before = {"msgraph/a.py": "1" * 4_000_000, "msgraph/b.py": "1", "msgraph_sdk-1.dist-info/RECORD": "1" * 1_000_000}
    write(tmp_path / "installed", before)
    write(tmp_path / "app" / LIBRARIES, {"msgraph/b.py": "1" * 1_500_000})
    write(tmp_path, {"app.zip": "1" * 500_000})
    package = Package(tmp_path / "app", tmp_path / "app.zip", tmp_path / "installed")
    told = [line.split() for line in figures.sizes(package)]
    assert ["msgraph-sdk,", "as", "it", "comes", "5.0", "MB", "in", "3", "files"] in told
    assert ["msgraph-sdk,", "in", "the", "package,", "with", "bytecode", "1.5", "MB", "in", "1", "files"] in told
    assert ["the", "package,", "zipped", "0.5", "MB"] in told


def test_times_are_told_beside_those_of_the_alternatives() -> None:
    (line,) = figures.times({"to the first answer": Start(package=0.5, uncompiled=1.5, untrimmed=1.0)})
    assert line.split("   ")[0] == "to the first answer"
    assert "0.50 s; without its bytecode 1.50 s (3.0 times), untrimmed 1.00 s (2.0 times)" in line


def test_a_package_is_known_by_its_digest(tmp_path: Path) -> None:
    write(tmp_path, {"there/app.zip": "", "here/.keep": ""})
    (line,) = figures.identity(Package(tmp_path, tmp_path / "there" / "app.zip", tmp_path), tmp_path / "here")
    assert line == f"The package is ../there/app.zip, SHA-256 {hashlib.sha256().hexdigest()}."


def test_what_is_done_is_told_with_dots_until_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    told = StringIO()
    monkeypatch.setattr(sys, "stderr", told)
    progress = Progress(seconds_a_dot=0.01)
    progress("Compiling")
    wait_until(lambda: "Compiling .." in told.getvalue(), seconds=5, what="two dots")
    progress.pause()
    progress.pause()
    progress("Zipping")
    progress.pause()
    assert [line[10:].rstrip(" .") for line in told.getvalue().splitlines()] == ["Compiling", "Zipping"]


def test_an_app_that_does_not_start_is_a_failure_with_its_reason(tmp_path: Path) -> None:
    python = Path(sys.executable)
    write(tmp_path, {"function_app.py": "raise RuntimeError('out of order')"})
    with pytest.raises(PackageError, match=r"(?s)does not start in .*out of order"):
        starts(Place(python, tmp_path), Place(python, tmp_path))
