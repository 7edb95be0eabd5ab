"""What is wrong in Bicep files without evaluating them, each in a sentence with its place."""

from pathlib import Path

import pytest

from local.infra.checking import check

MODULE = "param name string\nparam more string = ''\noutput id string = '${name}${more}'\n"


def _checked(folder: Path, main: str, module: str = MODULE) -> list[str]:
    (folder / "modules").mkdir(exist_ok=True)
    (folder / "main.bicep").write_text(main, encoding="utf-8")
    (folder / "modules" / "m.bicep").write_text(module, encoding="utf-8")
    return [each.removeprefix(f"{folder}/") for each in check(folder)]


USED = "module m 'modules/m.bicep' = { params: { name: 'x' } }\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("output a string = b", "main.bicep:2: b is not declared", id="an undefined name"),
        pytest.param("param a Name\noutput b string = a", "main.bicep:2: Name is not declared", id="an undefined type"),
        pytest.param("param a string", "main.bicep:2: a is never used", id="an unused parameter"),
        pytest.param("var a = 1", "main.bicep:2: a is never used", id="an unused variable"),
        pytest.param("func a() int => 1", "main.bicep:2: a is never used", id="an unused function"),
        pytest.param(
            "resource a 'A.B/c@2024-01-01' existing = { name: 'x' }",
            "main.bicep:2: a is never used",
            id="an unused resource that is there already",
        ),
        pytest.param("type a = 'x'", "main.bicep:2: a is never used", id="an unused type"),
        pytest.param(
            "var a = 1\nvar a = 2\noutput b int = a", "main.bicep:3: a is declared twice", id="a name declared twice"
        ),
        pytest.param(
            "output a int = 1\noutput a int = 2", "main.bicep:3: a is declared twice", id="an output declared twice"
        ),
        pytest.param("output a object = { b: 1, b: 2 }", "main.bicep:2: the key b stands twice", id="a key twice"),
        pytest.param(
            "resource a 'A.B/c' = { name: 'x' }",
            "main.bicep:2: A.B/c is no type with an API version, such as Microsoft.Web/sites@2024-11-01",
            id="a type without its version",
        ),
        pytest.param(
            "output a int = nosuch(1)", "main.bicep:2: the function nosuch is not known here", id="an unknown function"
        ),
        pytest.param(
            "output a string = m.outputs.url", "main.bicep:2: modules/m.bicep has no output url", id="an unknown output"
        ),
        pytest.param(
            "module n 'modules/m.bicep' = { params: { name: 'x', nam: 1 } }",
            "main.bicep:2: modules/m.bicep has no parameter nam",
            id="an unknown parameter of a module",
        ),
        pytest.param(
            "module n 'modules/m.bicep' = { params: { more: 'x' } }",
            "main.bicep:2: modules/m.bicep needs the parameter name",
            id="a missing parameter of a module",
        ),
        pytest.param(
            "module n 'modules/m.bicep' = [for a in ['x']: { name: a }]",
            "main.bicep:2: modules/m.bicep needs the parameter name",
            id="a missing parameter of a module in a loop",
        ),
        pytest.param(
            "import { T } from 'modules/m.bicep'\nparam a T = 'x'\noutput b string = a",
            "main.bicep:2: modules/m.bicep exports no T",
            id="an import of what is not exported",
        ),
    ],
)
def test_one_thing_is_wrong(tmp_path: Path, text: str, sentence: str) -> None:
    assert _checked(tmp_path, f"{USED}{text}\n") == [sentence]


@pytest.mark.parametrize(
    "text",
    [
        "var a = 'x'\nmodule n 'modules/m.bicep' = { params: { name: a } }",
        "var given = { name: 'x' }\nmodule n 'modules/m.bicep' = { params: { ...given } }",
        "output a string = m.outputs.id",
        "output a array = map(['x'], one => '${one}!')",
        "output a array = [for (one, at) in ['x']: '${one}${at}']",
        "func double(one int) int => one * 2\noutput a int = double(1)",
    ],
)
def test_nothing_is_wrong(tmp_path: Path, text: str) -> None:
    assert _checked(tmp_path, f"{USED}{text}\n") == []


def test_a_file_that_cannot_be_read_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "other.bicep").write_text("var a =\n", encoding="utf-8")
    found = _checked(tmp_path, f"{USED}output a string = b\n")
    assert [each.partition(":")[0] for each in found] == ["other.bicep", "main.bicep"]


def test_a_module_that_no_file_uses_is_told(tmp_path: Path) -> None:
    assert _checked(tmp_path, "targetScope = 'subscription'\n") == ["modules/m.bicep:1: no other file uses this module"]


def test_a_module_that_is_not_there_is_told(tmp_path: Path) -> None:
    (found,) = _checked(tmp_path, f"{USED}module n 'modules/n.bicep' = {{ params: {{}} }}\n")
    assert found.startswith("main.bicep:2: modules/n.bicep cannot be read")


def test_a_file_of_parameters_gives_what_is_needed_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "main.bicepparam").write_text("using 'main.bicep'\nparam b = 1\nvar unused = 2\n", encoding="utf-8")
    assert _checked(tmp_path, f"{USED}param a int\noutput b int = a\n") == [
        "main.bicepparam:1: main.bicep has no parameter b",
        "main.bicepparam:1: main.bicep needs the parameter a",
    ]
