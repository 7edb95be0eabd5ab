"""Which files of ours go into the package: what the app imports, and nothing that only lies there."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from local.package.failures import PackageError
from local.package.own_code import copy_own, own_sources
from tests.package.invented import write

APP: Mapping[str, str] = {
    "function_app.py": "from provisioning.web import api\n\n\ndef late():\n    from provisioning import rules\n",
    "host.json": "{}",
    "provisioning/__init__.py": "",
    "provisioning/web/__init__.py": "from .answers import answer\n",
    "provisioning/web/answers.py": "",
    "provisioning/web/api.py": "",
    "provisioning/rules/__init__.py": "",
    "provisioning/rules/__main__.py": "from provisioning.rules.terminal import table\n",
    "provisioning/rules/terminal.py": "",
}


def test_what_is_imported_now_or_later_is_copied_with_the_command_lines_of_it(tmp_path: Path) -> None:
    repository = write(tmp_path / "repository", APP)
    folder = tmp_path / "package"
    copy_own(own_sources(repository), repository, folder)
    assert {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()} == APP.keys()


@pytest.mark.parametrize("passed_over", [".env", ".DS_Store", ".idea/x.xml", "web/__pycache__/api.pyc", "old.pyc"])
def test_hidden_files_and_bytecode_are_passed_over(tmp_path: Path, passed_over: str) -> None:
    write(tmp_path, {**APP, f"provisioning/{passed_over}": "secret"})
    sources = own_sources(tmp_path)
    assert {source.file.relative_to(tmp_path).as_posix() for source in sources} == APP.keys() - {"host.json"}


@pytest.mark.parametrize("stray", ["local.settings.json", "my.pem", "web/notes.md", "api.py~", "Makefile"])
def test_a_file_that_is_no_python_fails_the_build_by_name(tmp_path: Path, stray: str) -> None:
    write(tmp_path, {**APP, f"provisioning/{stray}": "secret"})
    with pytest.raises(PackageError, match=f"^provisioning/{stray} is no Python file, .*: move it elsewhere"):
        own_sources(tmp_path)


def test_a_link_to_a_folder_fails_the_build_by_name(tmp_path: Path) -> None:
    write(tmp_path, {**APP, "elsewhere/more.py": ""})
    (tmp_path / "provisioning" / "more").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PackageError, match=r"^provisioning/more is no Python file"):
        own_sources(tmp_path)


@pytest.mark.parametrize(
    "stray",
    [
        "tests/test_web.py",
        "tests/__init__.py",
        "tests/__main__.py",
        "scratch.py",
        "web/api_old.py",
        "web/typed.py",
    ],
)
def test_python_that_the_app_does_not_import_fails_the_build_by_name(tmp_path: Path, stray: str) -> None:
    code = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import provisioning.web.typed\n"
    write(tmp_path, {**APP, "provisioning/web/api.py": code, f"provisioning/{stray}": "import provisioning.web.api\n"})
    with pytest.raises(PackageError, match=rf"^Nothing that function_app\.py .* imports provisioning/{stray}\. "):
        own_sources(tmp_path)


def test_all_that_is_not_imported_is_named(tmp_path: Path) -> None:
    write(tmp_path, {**APP, "provisioning/a.py": "import provisioning.b", "provisioning/b.py": ""})
    with pytest.raises(PackageError, match=r"imports provisioning/a\.py, provisioning/b\.py\. "):
        own_sources(tmp_path)
