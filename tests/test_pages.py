"""The pages that are made from the code say what it says."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import JsonValue

from local.pages.__main__ import DATA, DOCS, INFRA, PAGES, main
from local.pages.settings_entries import entries
from local.pages.settings_page import EXAMPLE, page
from provisioning.rules.checking import problems
from provisioning.rules.expressions.functions import FUNCTIONS
from provisioning.settings import Settings, parse_settings
from tests.test_settings import document_with, found_in

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_fresh(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run: ./dev docs"


@pytest.mark.parametrize("name", DATA)
def test_the_data_of_the_deployment_are_fresh(name: str) -> None:
    assert (INFRA / name).read_text(encoding="utf-8") == DATA[name](), "run: ./dev docs"


def test_every_function_stands_on_the_page_of_expressions() -> None:
    text = PAGES["expressions.md"]()
    for name, function in FUNCTIONS.items():
        assert f"| `{function.signature}`" in text
        assert function.signature.startswith(f"{name}(")


def test_every_setting_has_its_place_on_the_page_with_its_help_and_default() -> None:
    text = " ".join(page().split())
    for entry in entries():
        assert f"# `{entry.path}` " in text
        assert f"| `{entry.path}` |" in text
        assert " ".join(entry.help.split()) in text


def test_every_setting_but_a_group_and_a_type_has_an_example() -> None:
    assert [entry.path for entry in entries() if not entry.examples and not entry.is_group] == [
        "attributeMappings[].type"
    ]


def _names(document: JsonValue, prefix: str = "") -> set[str]:
    """Return the path of everything in a document that is not the entry of a table or of a list."""
    if not isinstance(document, dict):
        return set()
    tables = {"statusPolicy", "timeZoneBySite", "timeZoneByCountry", "loginName.transliteration", "hrSystems"}
    paths = {f"{prefix}{name}": value for name, value in document.items()}
    inner = [_names(value, f"{path}.") for path, value in paths.items() if path not in tables]
    return set(paths).union(*inner)


def test_no_setting_of_the_document_is_forgotten() -> None:
    assert _names(Settings().to_json()) <= {entry.path for entry in entries()}


@pytest.mark.parametrize(
    ("path", "default"),
    [
        (entry.path, entry.default)
        for entry in entries()
        if entry.path.startswith("hrSystems.<name>.") and not entry.required
    ],
)
def test_what_an_hr_system_leaves_out_has_the_default_that_the_page_tells(path: str, default: JsonValue) -> None:
    shown = parse_settings({"hrSystems": {"acme": {"verification": {"type": "key"}, "fields": {"id": "id"}}}}).to_json()
    assert found_in(shown, path) == default


@pytest.mark.parametrize(
    ("path", "example"),
    [
        pytest.param(entry.path, example, id=f"{entry.path} {str(example)[:40]}")
        for entry in entries()
        for example in entry.examples
    ],
)
def test_every_example_is_taken_in_its_place(path: str, example: JsonValue) -> None:
    assert problems(parse_settings(document_with(path, example))) == []


def test_the_whole_example_is_taken_and_names_every_setting_at_the_top() -> None:
    document = json.loads(EXAMPLE)
    assert problems(parse_settings(document)) == []
    assert list(document) == list(Settings().to_json())


def test_lines_can_be_read_in_a_plain_window() -> None:
    long = [line for line in page().splitlines() if len(line) > 120 and not line.startswith("- ")]
    assert long == []


def test_the_command_writes_the_pages_and_then_finds_them_fresh(tmp_path: Path) -> None:
    assert main(["--check", "--folder", str(tmp_path)]) == 1
    assert main(["--folder", str(tmp_path)]) == 0
    assert main(["--check", "--folder", str(tmp_path)]) == 0


def test_a_stale_page_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--folder", str(tmp_path)])
    (tmp_path / "settings.md").write_text("# Settings\n", encoding="utf-8")
    assert main(["--check", "--folder", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "settings.md is not what the code says; run: ./dev docs\n"


def test_the_command_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "local.pages", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
