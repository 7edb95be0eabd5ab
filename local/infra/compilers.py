"""Runs what else can check Bicep files, if it is there: Microsoft's compiler, and a checker of resource types."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CHECKER: Final = "BICEP_CHECK"
"""The environment variable with the path of a checker of resource types."""
_BESIDE: Final = Path("..", "shared", "tools", "bicep-check", "check.py")
_LONGEST_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a tool: its name, whether it was there, and what it printed if it found something."""

    tool: str
    ran: bool
    complaint: str = ""


def run_all(root: Path, environment: Mapping[str, str] = os.environ) -> list[Outcome]:
    """Run each tool that is there on infra/, and return what came of it."""
    infra = root / "infra"
    entries = [path for path in sorted(infra.glob("*.bicep")) if path.name != "main.bicep"]
    return [_compiler([infra / "main.bicep", *entries], environment), _checker(infra, root, environment)]


def _compiler(files: Sequence[Path], environment: Mapping[str, str]) -> Outcome:
    """Compile each file, as `bicep` or as `az bicep` does; a warning is a complaint."""
    path = environment.get("PATH", os.defpath)
    bicep, az = shutil.which("bicep", path=path), shutil.which("az", path=path)
    if bicep:
        commands = [[bicep, verb, *more, str(file)] for file in files for verb, more in _VERBS]
    elif az and _run([az, "bicep", "version"], environment)[0] == 0:
        commands = [[az, "bicep", verb, *more, "--file", str(file)] for file in files for verb, more in _VERBS]
    else:
        return Outcome("the Bicep compiler", ran=False)
    said = [_complaint(*_run(command, environment)) for command in commands]
    return Outcome("the Bicep compiler", ran=True, complaint="\n".join(filter(None, said)))


_VERBS: Final = (("build", ("--stdout",)), ("lint", ()))


def _checker(infra: Path, root: Path, environment: Mapping[str, str]) -> Outcome:
    found = Path(environment[CHECKER]) if environment.get(CHECKER) else root / _BESIDE
    if not found.is_file():
        return Outcome("the checker of resource types", ran=False)
    command = [sys.executable, str(found), str(infra / "main.bicepparam"), "--strict"]
    code, output, said = _run(command, environment)
    return Outcome("the checker of resource types", ran=True, complaint=(output + said).strip() if code else "")


def _run(command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str, str]:
    done = subprocess.run(  # noqa: S603 - words of our own
        command, env={**environment}, capture_output=True, text=True, timeout=_LONGEST_SECONDS, check=False
    )
    return done.returncode, done.stdout, done.stderr


def _complaint(code: int, output: str, said: str) -> str:
    """Return what a compiler says of errors and warnings; beside it there may be the compiled template."""
    lines = [line for line in (output + said).splitlines() if " : Error " in line or " : Warning " in line]
    return "\n".join(lines) or (said.strip() or "it failed and said nothing" if code else "")
