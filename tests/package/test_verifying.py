"""Tests of the package see the package's libraries and no others."""

import shutil
import subprocess
from pathlib import Path

import pytest

from local.package.building import LIBRARIES
from local.package.failures import PackageError
from local.package.tools import deployed_names, environment
from local.package.verifying import PROBE, REMOVED, SAMPLE, Workplace, expect_notice
from tests.package.invented import write

ROOT = Path(__file__).resolve().parents[2]
LAZY = "def use():\n    from shop.counter import sell\n    return sell()\n"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """Give an environment for a package that is not there yet."""
    folder = tmp_path_factory.mktemp("bare")
    names = deployed_names((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    wwwroot = folder / "wwwroot"
    return Workplace(wwwroot, environment(folder / "environment", wwwroot / LIBRARIES, names))


@pytest.fixture
def workplace(bare: Workplace) -> Workplace:
    """Give an unpacked package of a library with a module that is imported late, and tests with and without it."""
    folder = bare.folder
    shutil.rmtree(folder, ignore_errors=True)
    libraries = {"shop/__init__.py": LAZY, "shop/counter.py": "def sell():\n    return 1\n"}
    write(folder / LIBRARIES, libraries)
    uses = "import shop\ndef test_it():\n    assert shop.use() == 1\n"
    write(folder, {"tests/test_uses.py": uses, "tests/test_other.py": "import shop\ndef test_it():\n    assert shop\n"})
    return bare


def run(workplace: Workplace, script: str) -> subprocess.CompletedProcess[str]:
    return workplace.command("-c", script)


@pytest.mark.parametrize("lent", ["msgraph", "azure.core", "azure.functions", "attr", "pydantic", "tzdata", "re2"])
def test_a_library_that_the_package_lacks_is_not_lent_by_the_development_environment(
    workplace: Workplace, lent: str
) -> None:
    asked = run(workplace, f"import {lent}")
    assert asked.returncode == 1
    assert "ModuleNotFoundError" in asked.stderr


def test_the_tools_of_the_tests_are_there(workplace: Workplace) -> None:
    asked = run(workplace, "import pytest, hypothesis, azure_functions_runtime, shop; print(shop.__file__)")
    assert asked.stdout.strip() == str(workplace.folder / LIBRARIES / "shop/__init__.py")


def test_tests_that_need_a_removed_module_notice(workplace: Workplace) -> None:
    assert workplace.run_tests(["tests"]) == 0
    expect_notice(workplace, "shop/counter", ["tests/test_uses.py"])
    assert workplace.run_tests(["tests"]) == 1


@pytest.mark.parametrize(
    "tests", [["tests/test_other.py"], ["tests/test_missing.py"]], ids=["they pass", "they fail for another reason"]
)
def test_tests_that_do_not_notice_a_removed_module_fail_the_verification(
    workplace: Workplace, tests: list[str]
) -> None:
    with pytest.raises(PackageError, match=r"do not notice that shop/counter\.py is missing"):
        expect_notice(workplace, "shop/counter", tests)


def test_the_sample_names_tests_that_there_are() -> None:
    assert [test for test in (*SAMPLE, PROBE[0]) if not (ROOT / test.partition("::")[0]).exists()] == []
    assert PROBE[0] in SAMPLE


def test_every_test_of_calls_to_graph_is_in_the_sample_but_those_of_the_pace() -> None:
    files = [
        *(ROOT / "tests" / "targets").glob("test_*.py"),
        *(ROOT / "tests" / "contracts").glob("test_directory_*.py"),
    ]
    of_the_pace = {f"tests/targets/test_{name}.py" for name in ("pacing", "quota", "sharing")}
    assert {file.relative_to(ROOT).as_posix() for file in files} - set(SAMPLE) == of_the_pace


def test_the_module_to_be_removed_is_imported_late() -> None:
    """One that is imported at once would be noticed by any test."""
    name = REMOVED.rpartition("/")[2]
    sources = [file.read_text(encoding="utf-8") for file in (ROOT / "provisioning").rglob("*.py")]
    assert [source for source in sources if name in source] == []


def test_locked_names_are_read_with_their_extras_and_markers() -> None:
    lines = (
        "azure-core==1 \\",
        "    --hash=sha256:00",
        "httpx[http2]==2 ; python_version < '4'",
        "Some_Name==3",
        "# a==1",
    )
    assert deployed_names("\n".join(lines)) == {"azure-core", "httpx", "some-name"}
