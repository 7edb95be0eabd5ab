"""Asks whether a vulnerability is known of any package that is installed: a step of `./dev check`.

Without a network, or where the package index tells no advisories, it says so and passes: what cannot be asked is no
finding, and a laptop on a train can check the rest. A found vulnerability fails.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

_LONGEST_SECONDS: Final = 120
_ASK: Final = (
    *(sys.executable, "-m", "pip_audit", "--requirement", "requirements-dev.txt", "--disable-pip", "--require-hashes"),
    *("--format", "json", "--progress-spinner", "off", "--timeout", "5"),
)


def findings(told: Mapping[str, Any]) -> list[str]:
    """Return a line for each vulnerability in pip-audit's answer."""
    return [
        f"{package['name']} {package['version']}: {each['id']}, corrected in "
        f"{', '.join(each['fix_versions']) or 'no version yet'}"
        for package in told["dependencies"]
        for each in package.get("vulns", ())
    ]


def asked(told: Mapping[str, Any]) -> int:
    """Return of how many packages the index told anything; of the others it says why not."""
    return sum("skip_reason" not in package for package in told["dependencies"])


def verdict(output: str) -> tuple[int, Sequence[str]]:
    """Return the exit code and what to print, from all that pip-audit printed."""
    try:
        told = json.loads(output)
    except json.JSONDecodeError:
        return 0, ["The advisories could not be asked for (no network?); nothing is known to be wrong."]
    found = findings(told)
    if found:
        return 1, [*found, "Change the version in requirements.in or requirements-dev.in, then ./dev lock."]
    known, total = asked(told), len(told["dependencies"])
    if known < total:
        return 0, [f"The package index told of {known} of {total} packages only; nothing is known to be wrong."]
    return 0, [f"No vulnerability is known of the {total} packages."]


def main() -> int:
    """Ask, print what came of it, and return the exit code."""
    try:
        answer = subprocess.run(_ASK, capture_output=True, text=True, timeout=_LONGEST_SECONDS, check=False)  # noqa: S603 - words of our own
        output = answer.stdout
    except subprocess.TimeoutExpired:
        output = ""
    code, lines = verdict(output)
    print(*lines, sep="\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
