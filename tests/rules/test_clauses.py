"""The operators of Entra's scoping filters. Source: Microsoft's page on scoping filters."""

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.rules.clauses import is_met, problem_with
from provisioning.setting_groups.scope import WITHOUT_VALUE, Clause


def clause(operator: str, value: str | None = None, attribute: str = "custom.x") -> Clause:
    return Clause.model_validate({"attribute": attribute, "operator": operator, "value": value})


@pytest.mark.parametrize(
    ("value", "operator", "wanted", "met"),
    [
        pytest.param("Sales", "EQUALS", "Sales", True, id="equal"),
        pytest.param("Sales", "EQUALS", "sales", False, id="case counts"),
        pytest.param("Sales ", "EQUALS", "Sales", True, id="blanks around do not"),
        pytest.param("Sales EMEA", "EQUALS", "Sales", False, id="the whole text counts"),
        pytest.param(4130, "EQUALS", "4130", True, id="a number as it is written"),
        pytest.param(1.5, "EQUALS", "1.5", True, id="a decimal as it is written"),
        pytest.param(True, "EQUALS", "true", True, id="a boolean as it is written in JSON"),
        pytest.param("Sales", "NOT EQUALS", "Support", True, id="not equal"),
        pytest.param("Sales", "NOT EQUALS", "Sales", False, id="equal after all"),
        pytest.param("Sales", "NOT EQUALS", "sales", True, id="not equal in case"),
        pytest.param(True, "IS TRUE", None, True, id="true"),
        pytest.param("True", "IS TRUE", None, True, id="true as a text"),
        pytest.param("TRUE", "IS TRUE", None, True, id="true in capitals"),
        pytest.param(False, "IS TRUE", None, False, id="false is not true"),
        pytest.param(1, "IS TRUE", None, False, id="1 is not true"),
        pytest.param("yes", "IS TRUE", None, False, id="yes is not true"),
        pytest.param(False, "IS FALSE", None, True, id="false"),
        pytest.param("false", "IS FALSE", None, True, id="false as a text"),
        pytest.param(0, "IS FALSE", None, False, id="0 is not false"),
        pytest.param(True, "IS FALSE", None, False, id="true is not false"),
        pytest.param("x", "IS NULL", None, False, id="a text is not null"),
        pytest.param(False, "IS NULL", None, False, id="false is not null"),
        pytest.param(0, "IS NULL", None, False, id="0 is not null"),
        pytest.param("x", "IS NOT NULL", None, True, id="a text"),
        pytest.param(False, "IS NOT NULL", None, True, id="false is a value"),
        pytest.param(0, "IS NOT NULL", None, True, id="0 is a value"),
        pytest.param("42", "REGEX MATCH", "([1-9][0-9])", True, id="the page's example: 10 to 99"),
        pytest.param("142", "REGEX MATCH", "([1-9][0-9])", False, id="the pattern fits the whole value"),
        pytest.param("1234567", "REGEX MATCH", "(1[0-9][0-9][0-9][0-9][0-9][0-9])", True, id="the page's workerID"),
        pytest.param("ana@domain.com", "REGEX MATCH", r".*\@domain.com", True, id="the page's address"),
        pytest.param("ana@domain.com", "REGEX MATCH", r".*\@DOMAIN.com", False, id="case counts in patterns"),
        pytest.param("ana@domain.com", "REGEX MATCH", r"(?i).*\@DOMAIN.com", True, id="unless the pattern says so"),
        pytest.param(4130, "REGEX MATCH", "41.*", True, id="a number as it is written, in patterns"),
        pytest.param("Łukasz", "REGEX MATCH", "[Ł]ukas.", True, id="letters beyond ASCII"),
        pytest.param("Sales", "REGEX MATCH", "(?=Sales)", False, id="a pattern that is none fits nobody"),
        pytest.param("Sales", "NOT REGEX MATCH", "(?=Sales)", False, id="and excludes nobody, but lets nobody in"),
        pytest.param("ana@home.com", "NOT REGEX MATCH", r".*\@domain.com", True, id="does not fit"),
        pytest.param("ana@domain.com", "NOT REGEX MATCH", r".*\@domain.com", False, id="fits after all"),
        pytest.param(11, "GREATER_THAN", "10", True, id="greater"),
        pytest.param(10, "GREATER_THAN", "10", False, id="equal is not greater"),
        pytest.param("9", "GREATER_THAN", "10", False, id="numbers in texts are compared as numbers"),
        pytest.param("0010", "GREATER_THAN", "9", True, id="with zeros in front"),
        pytest.param(0.1, "GREATER_THAN", "0.09", True, id="decimals"),
        pytest.param(-1, "GREATER_THAN", "-2", True, id="negative numbers"),
        pytest.param("9" * 100, "GREATER_THAN", "1" + "0" * 99, True, id="very long numbers"),
        pytest.param("2026-10-01", "GREATER_THAN", "2026-09-30", True, id="a later date"),
        pytest.param("2026-09-30", "GREATER_THAN", "2026-09-30", False, id="the same date"),
        pytest.param("2026-09-30T23:00:00-08:00", "GREATER_THAN", "2026-09-30", False, id="the date on the wall"),
        pytest.param("2026-10-01", "GREATER_THAN", "10", False, id="a date is not more than a number"),
        pytest.param(11, "GREATER_THAN", "2026-09-30", False, id="nor a number than a date"),
        pytest.param("many", "GREATER_THAN", "10", False, id="a word is not more than a number"),
        pytest.param("nan", "GREATER_THAN", "10", False, id="NaN is a word"),
        pytest.param("1e9", "GREATER_THAN", "10", False, id="no exponents"),
        pytest.param("٣٠", "GREATER_THAN", "10", False, id="no digits of other scripts"),
        pytest.param(True, "GREATER_THAN", "0", False, id="true is no number"),
        pytest.param(10, "GREATER_THAN_OR_EQUALS", "10", True, id="equal is enough"),
        pytest.param("10.0", "GREATER_THAN_OR_EQUALS", "10", True, id="equal in another spelling"),
        pytest.param(9, "GREATER_THAN_OR_EQUALS", "10", False, id="less is not"),
        pytest.param("2026-09-30", "GREATER_THAN_OR_EQUALS", "2026-09-30", True, id="the same date is enough"),
        pytest.param("Sales EMEA", "INCLUDES", "EMEA", True, id="contains"),
        pytest.param("Sales EMEA", "INCLUDES", "emea", False, id="contains, but for the case"),
        pytest.param("Sales", "INCLUDES", "Sales", True, id="a text contains itself"),
    ],
)
def test_a_value_meets_a_clause(value: JsonValue, operator: str, wanted: str | None, met: bool) -> None:  # noqa: FBT001 - a case of the table
    assert is_met(clause(operator, wanted), value) is met


ALL_OPERATORS = {
    "EQUALS": "x",
    "NOT EQUALS": "x",
    "IS TRUE": None,
    "IS FALSE": None,
    "REGEX MATCH": ".*",
    "NOT REGEX MATCH": "x",
    "GREATER_THAN": "-1",
    "GREATER_THAN_OR_EQUALS": "0",
    "INCLUDES": "x",
    "IS NULL": None,
    "IS NOT NULL": None,
}


@pytest.mark.parametrize("value", [None, "", "  ", [], {}], ids=["null or absent", "empty", "blank", "no list", "{}"])
def test_what_is_null_meets_is_null_and_nothing_else(value: JsonValue) -> None:
    met = {operator for operator, wanted in ALL_OPERATORS.items() if is_met(clause(operator, wanted), value)}
    assert met == {"IS NULL"}


@pytest.mark.parametrize("value", [["x"], {"x": "x"}], ids=["a list", "an object"])
def test_lists_and_objects_cannot_be_compared(value: JsonValue) -> None:
    met = {operator for operator, wanted in ALL_OPERATORS.items() if is_met(clause(operator, wanted), value)}
    assert met == {"IS NOT NULL"}


@pytest.mark.parametrize(
    ("operator", "value", "problem"),
    [
        pytest.param("REGEX MATCH", "S.*", None, id="a pattern"),
        pytest.param("REGEX MATCH", r"(?<dept>\w+)\s+\d{2,3}", None, id="a pattern with a named group"),
        pytest.param(
            "REGEX MATCH",
            "(?=Sales)",
            "looks ahead with (?=…), which regular expressions cannot do here",
            id="lookahead",
        ),
        pytest.param(
            "NOT REGEX MATCH",
            "(?<!Sales)",
            "looks behind with (?<!…), which regular expressions cannot do here",
            id="lookbehind",
        ),
        pytest.param(
            "REGEX MATCH",
            r"(a)\1",
            r"refers back to a group with \1, which regular expressions cannot do here",
            id="a back reference",
        ),
        pytest.param(
            "REGEX MATCH",
            "(Sales",
            "needs a regular expression, and this is none: missing ): (Sales",
            id="an open bracket",
        ),
        pytest.param(
            "REGEX MATCH",
            "(((a{99}){99}){99})",
            "needs a regular expression, and this is none: invalid repetition size: {99}",
            id="far too many states",
        ),
    ],
)
def test_a_pattern_is_checked_when_it_is_saved(operator: str, value: str, problem: str | None) -> None:
    assert problem_with(clause(operator, value)) == problem


@pytest.mark.parametrize("operator", ["GREATER_THAN", "GREATER_THAN_OR_EQUALS"])
@pytest.mark.parametrize(
    ("value", "good"),
    [("12", True), ("-1.5", True), ("2026-09-30", True), ("many", False), ("12 people", False), ("infinity", False)],
)
def test_a_limit_is_checked_when_it_is_saved(operator: str, value: str, good: bool) -> None:  # noqa: FBT001 - a case of the table
    problem = problem_with(clause(operator, value))
    assert problem == (None if good else "must be a number like 12, or a date like 2026-09-30")


@pytest.mark.parametrize("operator", sorted(set(ALL_OPERATORS) - {"REGEX MATCH", "NOT REGEX MATCH"}))
def test_other_values_may_look_like_a_broken_pattern(operator: str) -> None:
    value = None if operator in WITHOUT_VALUE else "(" if not operator.startswith("GREATER") else "1"
    assert problem_with(clause(operator, value)) is None


def test_a_pattern_that_would_take_other_engines_for_ever_takes_no_time() -> None:
    assert not is_met(clause("REGEX MATCH", "(a+)+(a+)+(a+)+b"), "a" * 100_000)


json_values: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@trying(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(ALL_OPERATORS)), st.text(min_size=1).filter(str.strip), json_values)
def test_any_clause_can_be_checked_and_compared_with_any_value(operator: str, wanted: str, value: JsonValue) -> None:
    asked = clause(operator, wanted)
    problem = problem_with(asked)
    met = is_met(asked, value)
    assert not (met and problem)
