"""What holds for every text, every expression and every employee."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.rules.expressions import FUNCTIONS, IGNORE_FLOW, Context, ExpressionError, Result, parse
from provisioning.rules.expressions.names import lookup_in
from tests.rules.expressions.trying import NOON, value_of

NAMES = ("a", "b", "c")
SCRAPS = (
    *FUNCTIONS,
    *'()[],"“”\\ \n=<>&-',
    "[a]",
    '"x"',
    "&HF",
    "True",
    "null",
    "IgnoreAttributeFlow",
    "AND",
    "'",
    "12",
)
texts = st.one_of(st.text(), st.lists(st.sampled_from(SCRAPS), max_size=30).map("".join))
constants = st.one_of(
    st.sampled_from(
        ("d", "yyyy", "m", "ww", "2024-02-29", "1/31/2024 5:00:00 PM", "yyyy-MM-dd", "(?<n>a+)", "n", "en")
    ),
    st.text(alphabet=st.characters(codec="utf-8"), max_size=8),
).map(lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"')
leaves = st.one_of(
    st.sampled_from([f"[{name}]" for name in NAMES]),
    constants,
    st.integers(-(2**63), 2**63 - 1).map(str),
    st.integers(-3, 12).map(str),
    st.sampled_from(("", "True", "False", "null", "vbTextCompare", "IgnoreAttributeFlow", "Now()", "Guid()")),
)


def call_of(name: str, inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return texts of a function with as many arguments as it has parameters."""
    count = len(FUNCTIONS[name].parameters)
    return st.lists(inner, min_size=count, max_size=count).map(lambda given: f"{name}({', '.join(given)})")


def calls(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return texts of functions and of comparisons."""
    filled = inner.filter(bool)
    compared = st.tuples(filled, st.sampled_from(("=", "<>", "<", "<=", ">", ">=")), filled)
    return st.one_of(*(call_of(name, inner) for name in FUNCTIONS), compared.map("IIF({0[0]}{0[1]}{0[2]},1,2)".format))


expressions = st.recursive(leaves, calls, max_leaves=12).filter(bool)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.sampled_from(("2024-02-29", "aab", "5", "True"))
)
employees = st.dictionaries(st.sampled_from(NAMES), scalars | st.lists(scalars, max_size=3))


def outcome(text: str, employee: dict[str, JsonValue]) -> Result | str:
    """Return a result, or the error's text."""
    context = Context(lookup_in(employee), NOON, "seed", lambda name: len(name) < 2)
    try:
        return parse(text).evaluate(context)
    except ExpressionError as error:
        return str(error)


def error_of(text: str) -> ExpressionError | None:
    """Return what is wrong with a text, None for an expression."""
    try:
        parse(text)
    except ExpressionError as error:
        return error
    return None


def points_into(text: str, error: ExpressionError) -> bool:
    """Return whether an error's place is in a text, or right behind the end of a line."""
    lines = text.split("\n")
    return 1 <= error.line <= len(lines) and 1 <= error.column <= len(lines[error.line - 1]) + 1


@given(texts)
def test_a_text_is_an_expression_or_gives_an_error_that_points_into_it(text: str) -> None:
    error = error_of(text)
    assert error is None or points_into(text, error)


@given(expressions, employees)
def test_an_evaluation_gives_json_or_an_error_and_the_same_again(text: str, employee: dict[str, JsonValue]) -> None:
    first = outcome(text, employee)
    assert outcome(text, employee) == first
    if isinstance(first, Result) and first.value is not IGNORE_FLOW:
        json.dumps(first.value, allow_nan=False)


@given(expressions, employees)
def test_only_absent_attributes_of_the_expression_are_relied_on(text: str, employee: dict[str, JsonValue]) -> None:
    found = outcome(text, employee)
    if isinstance(found, Result):
        assert found.relied_on_absent <= parse(text).attributes - employee.keys()


readable = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)


@given(readable, st.integers(0, 70))
def test_left_and_the_rest_of_mid_make_the_whole(text: str, count: int) -> None:
    employee: dict[str, JsonValue] = {"x": text}
    left, rest = value_of(f"Left([x], {count})", employee), value_of(f"Mid([x], {count + 1}, 100)", employee)
    assert f"{left}{rest}" == text


@given(readable)
def test_upper_and_lower_case_keep_the_length_and_stay_what_they_are(text: str) -> None:
    for function in ("ToUpper", "ToLower"):
        once = value_of(f"{function}([x])", {"x": text})
        assert value_of(f"{function}({function}([x]))", {"x": text}) == once
        assert value_of(f"Len({function}([x]))", {"x": text}) == len(text)


@given(readable)
def test_letters_without_accents_stay_as_they_are(text: str) -> None:
    once = value_of("NormalizeDiacritics([x])", {"x": text})
    assert value_of("NormalizeDiacritics(NormalizeDiacritics([x]))", {"x": text}) == once


@given(readable, st.text(alphabet="ab", min_size=1, max_size=2))
def test_what_was_replaced_by_nothing_is_no_longer_there(text: str, old: str) -> None:
    value = value_of(f'Replace([x], "{old[0]}", , , "", , )', {"x": text})
    assert isinstance(value, str)
    assert old[0] not in value


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_date_is_read_as_it_was_written(moment: datetime) -> None:
    employee: dict[str, JsonValue] = {"x": str(moment)}
    assert value_of("CStr(CDate(CStr(CDate([x]))))", employee) == value_of("CStr(CDate([x]))", employee)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_takes_nothing_but_nulls_without_falling_over(name: str) -> None:
    text = f"{name}({', '.join(['[a]'] * len(FUNCTIONS[name].parameters))})"
    assert outcome(text, {"a": None}) == outcome(text, {"a": None})
