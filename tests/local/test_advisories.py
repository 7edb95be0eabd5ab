"""The step of the check that asks for known vulnerabilities: what fails, and what passes with a word."""

import json

import pytest

from local.advisories import verdict

CLEAN = {"name": "httpx", "version": "0.28.1", "vulns": []}
UNKNOWN = {"name": "lark", "skip_reason": "not found"}


def found(*fixed_in: str) -> dict[str, object]:
    return {"name": "h11", "version": "0.1", "vulns": [{"id": "PYSEC-1", "fix_versions": [*fixed_in], "aliases": []}]}


@pytest.mark.parametrize(
    ("packages", "code", "line"),
    [
        ([CLEAN], 0, "No vulnerability is known of the 1 packages."),
        ([CLEAN, UNKNOWN], 0, "The package index told of 1 of 2 packages only; nothing is known to be wrong."),
        ([UNKNOWN], 0, "The package index told of 0 of 1 packages only; nothing is known to be wrong."),
        ([CLEAN, UNKNOWN, found("0.2", "0.3")], 1, "h11 0.1: PYSEC-1, corrected in 0.2, 0.3"),
        ([found()], 1, "h11 0.1: PYSEC-1, corrected in no version yet"),
    ],
    ids=["nothing", "some unknown", "an index without advisories", "a vulnerability", "one without a correction"],
)
def test_a_known_vulnerability_fails_and_nothing_else_does(packages: list[object], code: int, line: str) -> None:
    told, lines = verdict(json.dumps({"dependencies": packages, "fixes": []}))
    assert (told, lines[0]) == (code, line)


@pytest.mark.parametrize("output", ["", "ERROR: connection failed"])
def test_without_a_network_nothing_is_known_to_be_wrong(output: str) -> None:
    code, [line] = verdict(output)
    assert (code, line.startswith("The advisories could not be asked for")) == (0, True)
