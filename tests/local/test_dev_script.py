"""The script `./dev` needs Python alone, tells what it does, and repairs an interrupted installation."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

_REPOSITORY = Path(__file__).resolve().parents[2]
_TOOLS = ("bash", "cat", "cksum", "dirname", "mkdir", "rm", "env")

# A Python that notes what it is asked for; installing packages works only when a file says so.
_PYTHON = """#!/usr/bin/env bash
echo "$*" >>"{folder}/asked"
case "$*" in
    "-m venv --clear .venv") mkdir -p .venv/bin && cat "$0" >.venv/bin/python && chmod +x .venv/bin/python ;;
    "-m pip install"*) [[ -e "{folder}/network" ]] ;;
esac
"""


def run_dev(folder: Path, environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - a copy of our own script
        [folder / "dev", *arguments], env=environment, cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Give a folder with the script and the requirements, and with nothing installed."""
    for name in ("dev", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(_REPOSITORY / name, tmp_path)
    return tmp_path


@pytest.fixture
def environment(checkout: Path) -> dict[str, str]:
    """Give an environment whose PATH holds a few basic tools and no Python."""
    tools = checkout / "tools"
    tools.mkdir()
    for name in (*_TOOLS, "chmod"):
        (tools / name).symlink_to(shutil.which(name) or name)
    return {"PATH": str(tools), "HOME": str(checkout), "PYENV_ROOT": str(checkout)}


def add_python(checkout: Path) -> None:
    program = checkout / "tools" / "python3.13"
    program.write_text(_PYTHON.format(folder=checkout))
    program.chmod(0o755)


def asked(checkout: Path, start: str) -> int:
    """Return how often Python was asked for something."""
    return sum(line.startswith(start) for line in (checkout / "asked").read_text().splitlines())


@pytest.mark.parametrize("arguments", [(), ("dance",)])
def test_an_unknown_command_shows_the_usage_and_fails(
    checkout: Path, environment: dict[str, str], arguments: tuple[str, ...]
) -> None:
    answer = run_dev(checkout, environment, *arguments)
    assert answer.returncode == 2
    assert answer.stderr.startswith("Usage: ./dev COMMAND")


def test_help_names_every_command(checkout: Path, environment: dict[str, str]) -> None:
    answer = run_dev(checkout, environment, "help")
    assert answer.returncode == 0
    for command in ("up", "host", "demo", "test", "check", "lock", "bench", "setup-check"):
        assert f"\n  {command} " in answer.stdout


def test_without_python_a_sentence_says_what_is_needed(checkout: Path, environment: dict[str, str]) -> None:
    answer = run_dev(checkout, environment, "up")
    assert answer.returncode == 1
    assert answer.stderr.startswith("Python 3.13 is needed and was not found")


def test_an_interrupted_installation_is_done_again_and_a_whole_one_is_kept(
    checkout: Path, environment: dict[str, str]
) -> None:
    add_python(checkout)
    assert run_dev(checkout, environment, "up").returncode == 1
    assert asked(checkout, "-m local.stack up") == 0
    (checkout / "network").touch()
    for _ in range(2):
        assert run_dev(checkout, environment, "up", "--base-port", "8000").returncode == 0
    assert asked(checkout, "-m venv") == 2
    assert asked(checkout, "-m pip install") == 2
    assert asked(checkout, "-m local.stack up --base-port 8000") == 2


def test_changed_requirements_are_installed(checkout: Path, environment: dict[str, str]) -> None:
    add_python(checkout)
    (checkout / "network").touch()
    run_dev(checkout, environment, "host")
    (checkout / "requirements-dev.txt").write_text("changed")
    answer = run_dev(checkout, environment, "host")
    assert "Installing the packages of requirements-dev.txt" in answer.stderr
    assert asked(checkout, "-m venv") == 1
    assert asked(checkout, "-m pip install") == 2


@pytest.mark.parametrize(
    ("arguments", "passed_on"),
    [
        (("-k", "one"), "-n 2 --dist loadgroup -k one"),
        (("-n0",), "-n0"),
        (("-p", "no:xdist"), "-p no:xdist"),
        (("--pdb",), "--pdb"),
    ],
)
def test_tests_run_side_by_side_unless_the_caller_decides(
    checkout: Path, environment: dict[str, str], arguments: tuple[str, ...], passed_on: str
) -> None:
    add_python(checkout)
    (checkout / "network").touch()
    assert run_dev(checkout, environment, "test", *arguments).returncode == 0
    assert asked(checkout, f"-m pytest {passed_on}") == 1


def test_a_check_goes_through_all_steps_and_names_those_that_failed(
    checkout: Path, environment: dict[str, str]
) -> None:
    add_python(checkout)
    (checkout / "network").touch()
    passed = run_dev(checkout, environment, "check")
    assert passed.returncode == 0
    assert passed.stdout.splitlines()[-1].startswith("The check passed in")
    python = checkout / ".venv" / "bin" / "python"
    python.write_text(python.read_text().replace('"-m pip', '"-m ruff check"* | "-m mypy"*) exit 1 ;;\n    "-m pip'))
    failed = run_dev(checkout, environment, "check")
    assert failed.returncode == 1
    assert failed.stdout.splitlines()[-1].endswith(": lint types")
    assert "== tests passed" in failed.stdout


def test_the_script_can_be_executed() -> None:
    assert os.access(_REPOSITORY / "dev", os.X_OK)
