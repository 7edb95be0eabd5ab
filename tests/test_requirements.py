"""What is installed is locked: what we ask for and what that brings along, to one version and to its files' hashes."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ASKED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[[a-z0-9,]+\])?==(?P<version>[^\s#]+)")
LOCKED = re.compile(
    r"^(?P<name>[a-z0-9.-]+)(?P<extras>\[[a-z0-9,]+\])?==(?P<version>[^\s;]+)(?P<marker> ; [^\\]+)?"
    r"(?P<hashes>( \\\n    --hash=sha256:[0-9a-f]{64})+)$",
    re.MULTILINE,
)
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"


def asked(name: str) -> dict[str, str]:
    """Return the version of each package that a file asks for; each line must be a package or an option."""
    lines = (line.partition("#")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines())
    found = {line: ASKED.fullmatch(line) for line in lines if line and not line.startswith("-")}
    assert [line for line, match in found.items() if match is None] == []
    return {match["name"].lower().replace("_", "-"): match["version"] for match in found.values() if match}


def locked(name: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Return the version and hashes of each package in a locked file."""
    text = (ROOT / name).read_text(encoding="utf-8")
    hashes = re.compile(r"[0-9a-f]{64}")
    return {
        each["name"]: (each["version"], frozenset(hashes.findall(each["hashes"]))) for each in LOCKED.finditer(text)
    }


@pytest.mark.parametrize("name", [RUNTIME, DEVELOPMENT])
def test_every_line_is_a_package_with_one_version_and_hashes_and_names_no_index(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    left = LOCKED.sub("", text).strip().splitlines()
    assert [line for line in left if line and not line.startswith("#")] == []
    assert "://" not in text


@pytest.mark.parametrize(("asking", "name"), [("requirements.in", RUNTIME), ("requirements-dev.in", DEVELOPMENT)])
def test_what_is_asked_for_is_locked_to_the_same_version(asking: str, name: str) -> None:
    versions = {package: version for package, (version, _) in locked(name).items()}
    assert {package: versions.get(package) for package in asked(asking)} == asked(asking)


def test_a_laptop_runs_what_is_deployed_file_by_file() -> None:
    deployed, here = locked(RUNTIME), locked(DEVELOPMENT)
    assert {package: here.get(package) for package in deployed} == deployed


@pytest.mark.parametrize("package", ["aiohttp", "cryptography", "pydantic-core", "google-re2"])
def test_packages_with_machine_code_have_hashes_for_more_than_one_platform(package: str) -> None:
    _, hashes = locked(RUNTIME)[package]
    assert len(hashes) > 5


def test_the_worker_itself_is_never_installed() -> None:
    assert "azure-functions-worker" not in locked(DEVELOPMENT)


def test_what_only_a_laptop_needs_is_not_deployed() -> None:
    assert {"pytest", "uv", "bandit", "azure-functions-runtime"} & locked(RUNTIME).keys() == set()
