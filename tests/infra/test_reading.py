"""Bicep is read as Microsoft says, and what is not known here is refused with its place."""

from pathlib import Path

import pytest

from local.infra.reading import read
from local.infra.syntax import Choice, Node, Operation, Part, Unreadable


def _value(folder: Path, expression: str) -> Node:
    """Return the tree of an expression."""
    file = folder / "a.bicep"
    file.write_text(f"var it = {expression}\n", encoding="utf-8")
    (declaration,) = read(file).declarations
    assert declaration.value is not None
    return declaration.value


@pytest.mark.parametrize(
    ("expression", "with_brackets"),
    [
        pytest.param("a ? b : c.d", "a ? b : (c.d)", id="a member binds closer than a choice"),
        pytest.param("a ?? b.c", "a ?? (b.c)", id="a member binds closer than a default"),
        pytest.param("!a.b", "!(a.b)", id="a member binds closer than not"),
        pytest.param("a == b && c", "(a == b) && c", id="a comparison binds closer than and"),
        pytest.param("a || b && c", "a || (b && c)", id="and binds closer than or"),
        pytest.param("a ?? b || c", "a ?? (b || c)", id="or binds closer than a default"),
        pytest.param("a < b == c", "(a < b) == c", id="smaller binds closer than equal"),
        pytest.param("a + b * c", "a + (b * c)", id="times binds closer than plus"),
        pytest.param("a - b - c", "(a - b) - c", id="of equals the left one is first"),
        pytest.param("a ? b : c ? d : e", "a ? b : (c ? d : e)", id="a choice in a choice"),
        pytest.param("map(x, y => y.z + 1)", "map(x, y => ((y.z) + 1))", id="a lambda reaches to its end"),
        pytest.param("a\n  ? b\n  : c", "a ? b : c", id="a choice over three lines"),
        pytest.param("az.resourceGroup()", "resourceGroup()", id="a function with its namespace"),
        pytest.param("a!.b", "a.b", id="what is said not to be null"),
        pytest.param("[1, 2]", "[\n  1\n  2\n]", id="a list on one line"),
        pytest.param("{ a: 1, 'b': 2 }", "{\n  a: 1 // one\n  b: 2\n}", id="an object on one line"),
        pytest.param("[for a in b: a]", "[\n  for a in b: a\n]", id="a loop over lines"),
        pytest.param("f(a, b)", "f(\n  a,\n  b\n)", id="arguments over lines"),
    ],
)
def test_reads_alike(tmp_path: Path, expression: str, with_brackets: str) -> None:
    assert _without_lines(_value(tmp_path, expression)) == _without_lines(_value(tmp_path, with_brackets))


def _without_lines(node: Node) -> str:
    return "".join(part for part in repr(node).split("line=") if part).translate(str.maketrans("", "", "0123456789"))


def test_kinds_of_expressions_are_told_apart(tmp_path: Path) -> None:
    assert isinstance(_value(tmp_path, "a ? b : c.d"), Choice)
    assert isinstance(_value(tmp_path, "(a ? b : c).d"), Part)
    assert isinstance(_value(tmp_path, "-a"), Operation)


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("param", 1, "a name is expected"),
        ("param a string\nvar b = 1 +", 3, "a name is expected, not the end"),
        ("var a = 1 var b = 2", 1, "the end of the line is expected, not var"),
        ("var a = 'it", 1, "a text is not ended on its line"),
        ("var a = '\\x'", 1, "a text is not ended on its line, or has an escape that is not known"),
        ("var a = [1 2]", 1, "] or a comma or the end of the line is expected, not 2"),
        ("var a = {\n  b: [\n", 2, "[ is not closed"),
        ("var a = '${b", 1, "} is expected, not the end of the line"),
        ("var a = (1]", 1, ") is expected, not ]"),
        ("var a = b ? c", 1, ": is expected"),
        ("var a = ~b", 1, "a name is expected, not ~"),
        ("var a = '${b c}'", 1, "} is expected, not c"),
        ("var a = account.listKeys()", 1, "only Bicep's own functions are called here"),
        ("\nassert a = true", 2, "a declaration known here is expected, not assert"),
        ("@secret()\nparam a string", 1, "the decorators known here are allowed"),
        ("module m '${a}.bicep' = {}", 1, "nothing can be put into this text"),
        ("param a", 1, "a name is expected"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(tmp_path: Path, text: str, line: int, sentence: str) -> None:
    file = tmp_path / "wrong.bicep"
    file.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(Unreadable) as refused:
        read(file)
    assert str(refused.value).startswith(f"{file}:")
    assert sentence in str(refused.value)
    assert f":{line}: " in str(refused.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="there is no such file"):
        read(tmp_path / "none.bicep")


def test_a_resource_within_another_is_its_child(tmp_path: Path) -> None:
    file = tmp_path / "a.bicep"
    file.write_text(
        "resource a 'A.B/as@2024-01-01' = {\n  name: 'x'\n  resource b 'bs' = { name: 'y' }\n}\n", encoding="utf-8"
    )
    assert [(each.name, each.what) for each in read(file).declarations] == [
        ("a", "A.B/as@2024-01-01"),
        ("b", "A.B/as/bs@2024-01-01"),
    ]
