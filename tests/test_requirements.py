"""What is installed is pinned: what we ask for, and what that brings along."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[[a-z0-9,]+\])?==(?P<version>[^\s#]+)")


def lines(name: str) -> list[str]:
    """Return a requirements file's lines without comments and options."""
    text = (ROOT / name).read_text(encoding="utf-8")
    stripped = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in stripped if line and not line.startswith("-")]


def pins(name: str) -> dict[str, str]:
    """Return the pinned version of each package in a file."""
    found = [PIN.fullmatch(line) for line in lines(name)]
    return {match["name"].lower().replace("_", "-"): match["version"] for match in found if match}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "constraints.txt"])
def test_every_package_is_pinned_to_one_version(name: str) -> None:
    assert [line for line in lines(name) if not PIN.fullmatch(line)] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_constraints_hold_the_same_versions(name: str) -> None:
    constraints = pins("constraints.txt")
    assert {package: constraints.get(package) for package in pins(name)} == pins(name)


def test_the_worker_itself_is_never_installed() -> None:
    assert "azure-functions-worker" not in pins("requirements.txt") | pins("constraints.txt")
