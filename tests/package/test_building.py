"""What is in a package, and that the same sources give the same bytes."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from local.package.building import LIBRARIES, Package, build, release
from local.package.failures import PackageError
from tests.package.invented import APP, installed, repository


def built(folder: Path) -> Package:
    """Build the invented app in a folder."""
    source = repository(folder / "repository")
    build(source, installed(source, folder / "target"), lambda _: None)
    return release(folder / "target")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """Give a package of the invented app; it is only read."""
    return built(tmp_path_factory.mktemp("built"))


def test_it_holds_the_app_what_it_reaches_and_the_bytecode_of_both(package: Package) -> None:
    names = set(zipfile.ZipFile(package.zip_file).namelist())
    compiled = {name for name in names if name.endswith(".pyc")}
    libraries = LIBRARIES.as_posix()
    assert names - compiled == {
        *("function_app.py", "host.json", "provisioning/__init__.py", "provisioning/work.py"),
        *(f"{libraries}/msgraph/{name}.py" for name in ("__init__", "client", "base", "users/builder")),
        *(f"{libraries}/msgraph_sdk-1.dist-info/{name}" for name in ("METADATA", "RECORD")),
        f"{libraries}/msgraph_core/__init__.py",
    }
    sources = {name for name in names if name.endswith(".py")}
    assert {name.replace("__pycache__/", "").replace(".cpython-313.pyc", ".py") for name in compiled} == sources


def test_the_folder_holds_the_same_and_keeps_azd_from_leaving_the_bytecode_out(package: Package) -> None:
    files = {file.relative_to(package.folder).as_posix() for file in package.folder.rglob("*") if file.is_file()}
    assert files - set(zipfile.ZipFile(package.zip_file).namelist()) == {".funcignore"}
    rules = (package.folder / ".funcignore").read_text(encoding="utf-8").splitlines()
    assert [rule for rule in rules if rule and not rule.startswith("#")] == []


def test_nothing_that_is_secret_or_only_for_a_laptop_is_in_it(package: Package) -> None:
    archive = zipfile.ZipFile(package.zip_file)
    assert [name for name in archive.namelist() if archive.read(name) == b"secret"] == []


def test_the_record_of_the_sdk_names_only_what_is_there(package: Package) -> None:
    record = (package.libraries / "msgraph_sdk-1.dist-info" / "RECORD").read_text(encoding="utf-8")
    named = [line.partition(",")[0] for line in record.splitlines()]
    assert named == ["msgraph/__init__.py", "msgraph/client.py", "msgraph_sdk-1.dist-info/RECORD"]


def test_the_same_sources_give_the_same_bytes_at_another_time_and_place(package: Package, tmp_path: Path) -> None:
    elsewhere = repository(tmp_path / "another" / "place")
    for file in elsewhere.rglob("*"):
        os.utime(file, (1_000_000_000, 1_000_000_000))
    again = build(elsewhere, installed(elsewhere, tmp_path / "target"), lambda _: None)
    assert again.zip_file.read_bytes() == package.zip_file.read_bytes()


def test_another_source_gives_other_bytes(package: Package, tmp_path: Path) -> None:
    source = repository(tmp_path / "repository", app={**APP, "function_app.py": "import provisioning.work as work\n"})
    other = build(source, installed(source, tmp_path / "target"), lambda _: None)
    assert other.zip_file.read_bytes() != package.zip_file.read_bytes()


def test_the_bytecode_is_taken_wherever_and_whenever_it_is_unpacked(package: Package, tmp_path: Path) -> None:
    with zipfile.ZipFile(package.zip_file) as archive:
        archive.extractall(tmp_path)
    # A source that could not run: whoever looked at it would fail.
    (tmp_path / "provisioning" / "work.py").write_text("not python", encoding="utf-8")
    environment = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{tmp_path / LIBRARIES}"}
    run = subprocess.run(
        [sys.executable, "-S", "-c", "import provisioning.work as w; print(w.users.__code__.co_name, w.__cached__)"],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == ["users", str(tmp_path / "provisioning/__pycache__/work.cpython-313.pyc")]


def test_a_failed_build_leaves_no_former_package_to_be_deployed(tmp_path: Path) -> None:
    package = built(tmp_path)
    source = repository(tmp_path / "repository", app={**APP, "provisioning/work.py": "import msgraph\ngetattr(a, b)\n"})
    with pytest.raises(PackageError, match="getattr"):
        build(source, tmp_path / "target", lambda _: None)
    assert not package.zip_file.exists()
    assert not package.folder.exists()


def test_until_it_is_released_a_package_has_names_that_nobody_deploys(tmp_path: Path) -> None:
    source = repository(tmp_path / "repository")
    package = build(source, installed(source, tmp_path / "target"), lambda _: None)
    left = {entry.name for entry in (tmp_path / "target").iterdir()}
    assert left == {"installed", "app.partial", "app.partial.zip"}
    assert {package.folder.name, package.zip_file.name} == left - {"installed"}


def test_a_source_that_is_no_python_fails_the_build_by_name(tmp_path: Path) -> None:
    source = repository(tmp_path / "repository")
    target = installed(source, tmp_path / "target", libraries={"msgraph/__init__.py": "", "broken/__init__.py": "def"})
    (source / "provisioning" / "work.py").write_text("", encoding="utf-8")
    with pytest.raises(PackageError, match=r"broken/__init__\.py"):
        build(source, target, lambda _: None)
    assert not (target / "app").exists()  # what was made so far stands under another name


def test_a_change_of_the_requirements_installs_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = repository(tmp_path / "repository")
    target = installed(source, tmp_path / "target")
    (source / "requirements.txt").write_text("sdk==2 --hash=sha256:" + "0" * 64, encoding="utf-8")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(PackageError, match="sdk==2"):
        build(source, target, lambda _: None)
    shutil.rmtree(target)
