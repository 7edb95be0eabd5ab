"""The command that tries an expression out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import JsonValue

ROOT = Path(__file__).resolve().parents[3]
ANA: dict[str, JsonValue] = {"givenName": "Zoë", "surname": "Ruiz", "custom": {"desk": "A1"}}


def run(*arguments: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own."""
    return subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "provisioning.rules.expressions", *arguments],
        cwd=ROOT,
        input=given,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_the_value_is_printed_as_json(tmp_path: Path) -> None:
    file = tmp_path / "ana.json"
    file.write_text(json.dumps(ANA), encoding="utf-8")
    done = run('Join(".", [givenName], [surname], [desk])', "--employee", str(file))
    assert (done.returncode, done.stdout, done.stderr) == (0, '"Zoë.Ruiz.A1"\n', "")


def test_the_employee_can_come_from_standard_input() -> None:
    done = run('Split(Append([surname], ",x"), ",")', "--employee", "-", given=json.dumps(ANA))
    assert (done.returncode, json.loads(done.stdout)) == (0, ["Ruiz", "x"])


def test_the_present_can_be_chosen() -> None:
    done = run('FormatDateTime(Now(), , , "yyyy-MM-dd HH:mm")', "--now", "2026-09-30T10:15:00+02:00")
    assert (done.returncode, done.stdout) == (0, '"2026-09-30 08:15"\n')


def test_names_can_be_taken_in_any_case() -> None:
    done = run('SelectUniqueValue("a", "b", "c")', "--taken", "A", "--taken", "B")
    assert (done.returncode, done.stdout) == (0, '"c"\n')


def test_an_ignored_flow_prints_null_and_a_note() -> None:
    done = run("IgnoreFlowIfNullOrEmpty([x])")
    assert (done.returncode, done.stdout, done.stderr) == (0, "null\n", "note: the target attribute is left alone\n")


def test_an_absent_attribute_gives_a_note() -> None:
    done = run('Join(" ", [x], "y")')
    assert (done.returncode, done.stdout) == (0, '"y"\n')
    assert done.stderr == "note: not there, and taken for null: x\n"


@pytest.mark.parametrize(
    ("expression", "printed"),
    [
        pytest.param(
            'Lft("a", 1)', 'column 1: there is no function Lft; did you mean Left?\nLft("a", 1)\n^\n', id="when read"
        ),
        pytest.param(
            'Join("",\n\tCDate("abc"))',
            "line 2, column 8: CDate: expression needs a date such as 2026-09-30 or 9/30/2026 5:00:00 PM\n"
            '\tCDate("abc"))\n\t      ^\n',
            id="when evaluated, in the second line",
        ),
    ],
)
def test_an_error_is_printed_with_a_caret_under_its_column(expression: str, printed: str) -> None:
    done = run(expression)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", printed)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(None, "cannot be read", id="missing"),
        pytest.param("{", "no JSON", id="no JSON"),
        pytest.param("[" * 100_000, "no JSON", id="nested without end"),
        pytest.param("[1]", "no JSON object", id="no object"),
    ],
)
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, content: str | None, words: str) -> None:
    file = tmp_path / "ana.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    done = run("[x]", "--employee", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert str(file) in done.stderr


def test_help_explains() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert "--taken" in done.stdout


def test_a_present_that_is_none_is_refused() -> None:
    assert run("Now()", "--now", "soon").returncode == 2
