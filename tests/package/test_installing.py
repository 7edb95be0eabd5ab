"""The dependencies are those of Linux and Python 3.13, whatever machine builds, and exactly the locked files."""

import hashlib
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from local.package.failures import PackageError
from local.package.installing import PLATFORMS, digest, install

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
    assert [line.split()[0] for line in told] == ["Installing", "Comparing"]
    (libraries / "invented.py").unlink()
    (libraries.parent / "installed").unlink()
    install(asked, tmp_path / "installed", told.append)
    assert [line.split()[0] for line in told] == ["Installing", "Comparing", "Installing"]
    assert (libraries / "invented.py").exists()


def lengthen(libraries: Path) -> None:
    (libraries / "invented.py").write_text("tag = 'another'\n", encoding="utf-8")


def swap_a_letter(libraries: Path) -> None:
    file = libraries / "invented.py"
    file.write_text(file.read_text(encoding="utf-8").replace("cp313", "cp312"), encoding="utf-8")


def rename(libraries: Path) -> None:
    (libraries / "invented.py").rename(libraries / "renamed.py")


def add(libraries: Path) -> None:
    (libraries / "added.py").touch()


def lose_a_file(libraries: Path) -> None:
    (libraries / "invented.py").unlink()


def put_a_folder_in_its_place(libraries: Path) -> None:
    (libraries / "invented.py").unlink()
    (libraries / "invented.py").symlink_to(libraries)


@pytest.mark.parametrize(
    "damage", [lengthen, swap_a_letter, rename, add, lose_a_file, put_a_folder_in_its_place, shutil.rmtree]
)
def test_what_is_not_as_it_was_installed_is_installed_anew_and_that_is_told(
    wheels: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    asked, told = requirements(tmp_path, wheel(wheels, NEWEST)), list[str]()
    libraries = install(asked, tmp_path / "installed", lambda _: None)
    before = digest(libraries)
    damage(libraries)
    install(asked, tmp_path / "installed", told.append)
    assert told[1:] == ["They are not the same any more: installing all of requirements.txt anew"]
    assert digest(libraries) == before


def test_no_newer_glibc_is_asked_for_than_debian_12_has() -> None:
    assert PLATFORMS[0] == "manylinux2014_x86_64"
    assert PLATFORMS[-1] == "manylinux_2_36_x86_64"
