"""The step `infra` of ./dev check: a table, a sentence on each fault, and which other tools ran."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from local.infra.__main__ import main
from local.infra.compilers import CHECKER, run_all
from tests.infra.deployments import INFRA, ROOT

COMPLAINING = """#!/bin/sh
echo '{}'
echo "$2: main.bicep(1,7) : Warning no-unused-params: Parameter is never used." >&2
"""
CONTENT = "#!/bin/sh\nexit 0\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a copy of what the command reads, beside which there is no checker."""
    shutil.copytree(INFRA, tmp_path / "repository" / "infra")
    return tmp_path / "repository"


def _tool(folder: Path, name: str, script: str) -> str:
    """Put a command into a folder of its own, and return the folder."""
    (folder / "bin").mkdir(exist_ok=True)
    (folder / "bin" / name).write_text(script, encoding="utf-8")
    (folder / "bin" / name).chmod(0o755)
    return str(folder / "bin")


def _checker(folder: Path, script: str) -> str:
    file = folder / "checker.py"
    file.write_text(script, encoding="utf-8")
    return str(file)


def test_it_counts_what_would_be_deployed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(root, {"PATH": ""}) == 0
    printed = capsys.readouterr()
    lines = [line.split() for line in printed.out.splitlines()]
    assert ["5", "Microsoft.Authorization/roleAssignments"] in lines
    assert ["1", "Microsoft.Web/sites"] in lines
    assert "Nothing else ran. Not found here: the Bicep compiler, the checker of resource types." in printed.out
    assert printed.err == ""


def test_it_counts_what_the_environment_of_azd_adds(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(root, {"PATH": "", "AZURE_PRINCIPAL_ID": "00000000-0000-0000-0000-0000000000aa"}) == 0
    assert "   6   Microsoft.Authorization/roleAssignments" in capsys.readouterr().out


def test_a_fault_is_a_sentence_and_fails(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = root / "infra" / "main.bicep"
    file.write_text(file.read_text(encoding="utf-8") + "\nvar forgotten = 1\n", encoding="utf-8")
    assert main(root, {"PATH": ""}) == 1
    assert capsys.readouterr().err.strip().endswith("forgotten is never used")


def test_what_cannot_be_evaluated_is_a_sentence(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = root / "infra" / "main.bicep"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}\noutput impossible bool = tenant().tenantId == 'a'\n", encoding="utf-8")
    assert main(root, {"PATH": ""}) == 1
    assert "only Azure knows whether" in capsys.readouterr().err


def test_the_compiler_is_asked_for_every_file_that_is_deployed_by_itself(root: Path, tmp_path: Path) -> None:
    path = _tool(tmp_path, "bicep", COMPLAINING)
    compiler, checker = run_all(root, {"PATH": path})
    assert (compiler.ran, checker.ran) == (True, False)
    entries = len([*(root / "infra").glob("*.bicep")])
    assert len(compiler.complaint.splitlines()) == 2 * entries


def test_a_compiler_without_a_complaint_passes(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(root, {"PATH": _tool(tmp_path, "bicep", CONTENT)}) == 0
    assert "Ran as well: the Bicep compiler." in capsys.readouterr().out


def test_the_compiler_of_the_azure_cli_is_asked_if_it_is_installed(root: Path, tmp_path: Path) -> None:
    assert run_all(root, {"PATH": _tool(tmp_path, "az", CONTENT)})[0].ran
    assert not run_all(root, {"PATH": _tool(tmp_path, "az", "#!/bin/sh\nexit 1\n")})[0].ran


def test_a_compiler_that_fails_without_a_word_is_a_fault(root: Path, tmp_path: Path) -> None:
    compiler, _ = run_all(root, {"PATH": _tool(tmp_path, "bicep", "#!/bin/sh\nexit 3\n")})
    assert "it failed and said nothing" in compiler.complaint


def test_a_checker_is_found_by_the_variable_and_is_asked_strictly(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refusing = "import sys\nprint('main.bicep:1', *sys.argv[2:])\nsys.exit(1)\n"
    assert main(root, {"PATH": "", CHECKER: _checker(tmp_path, refusing)}) == 1
    assert "the checker of resource types says:\nmain.bicep:1 --strict" in capsys.readouterr().err


def test_a_checker_that_finds_nothing_passes(root: Path, tmp_path: Path) -> None:
    assert main(root, {"PATH": "", CHECKER: _checker(tmp_path, "print('0 errors')\n")}) == 0


def test_the_command_runs_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "local.infra"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_dev_check_has_the_step() -> None:
    assert "    step infra local.infra\n" in (ROOT / "dev").read_text(encoding="utf-8")
