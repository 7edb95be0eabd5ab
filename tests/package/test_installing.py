"""The dependencies are those of Linux and Python 3.13, whatever machine builds, and exactly the locked files."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from local.package.failures import PackageError
from local.package.installing import PLATFORMS, install

NEWEST = "cp313-cp313-manylinux_2_36_x86_64"


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the only folder that pip may take files from."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def wheel(folder: Path, tag: str) -> str:
    """Write a wheel of the library `invented`, and return its hash."""
    file = folder / f"invented-1-{tag}.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("invented.py", f"tag = {tag!r}\n")
        archive.writestr("invented-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: invented\nVersion: 1\n")
        archive.writestr("invented-1.dist-info/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {tag}\n")
        archive.writestr("invented-1.dist-info/RECORD", "")
    return hashlib.sha256(file.read_bytes()).hexdigest()


def requirements(folder: Path, *hashes: str) -> Path:
    """Write requirements that lock the library to files with these hashes."""
    file = folder / "requirements.txt"
    file.write_text(" \\\n    ".join(["invented==1", *(f"--hash=sha256:{each}" for each in hashes)]), encoding="utf-8")
    return file


@pytest.mark.parametrize("tag", ["py3-none-any", "cp313-cp313-manylinux2014_x86_64", "cp39-abi3-manylinux_2_28_x86_64"])
def test_wheels_for_linux_are_taken(wheels: Path, tmp_path: Path, tag: str) -> None:
    others = [wheel(wheels, f"cp313-cp313-{platform}") for platform in ("win_amd64", "macosx_11_0_arm64")]
    asked = requirements(tmp_path, wheel(wheels, tag), *others)
    libraries = install(asked, tmp_path / "installed", lambda _: None)
    assert (libraries / "invented.py").read_text(encoding="utf-8") == f"tag = {tag!r}\n"


@pytest.mark.parametrize(
    "tag",
    [
        "cp313-cp313-win_amd64",
        "cp313-cp313-manylinux_2_28_aarch64",
        "cp312-cp312-manylinux2014_x86_64",
        "cp313-cp313-manylinux_2_37_x86_64",
    ],
)
def test_wheels_for_other_machines_are_refused(wheels: Path, tmp_path: Path, tag: str) -> None:
    with pytest.raises(PackageError, match="invented==1"):
        install(requirements(tmp_path, wheel(wheels, tag)), tmp_path / "installed", lambda _: None)


def test_a_file_with_another_hash_is_refused(wheels: Path, tmp_path: Path) -> None:
    wheel(wheels, NEWEST)
    with pytest.raises(PackageError, match="DO NOT MATCH THE HASHES"):
        install(requirements(tmp_path, "0" * 64), tmp_path / "installed", lambda _: None)


def test_what_is_installed_is_used_again_and_an_interrupted_installation_is_not(wheels: Path, tmp_path: Path) -> None:
    asked, told = requirements(tmp_path, wheel(wheels, NEWEST)), list[str]()
    libraries = install(asked, tmp_path / "installed", told.append)
    install(asked, tmp_path / "installed", told.append)
    assert len(told) == 1
    (libraries / "invented.py").unlink()
    (libraries.parent / "installed").unlink()
    install(asked, tmp_path / "installed", told.append)
    assert len(told) == 2
    assert (libraries / "invented.py").exists()


def test_no_newer_glibc_is_asked_for_than_debian_12_has() -> None:
    assert PLATFORMS[0] == "manylinux2014_x86_64"
    assert PLATFORMS[-1] == "manylinux_2_36_x86_64"
