"""No expression, however it is written, and no value holds up the others."""

import pytest

from provisioning.rules.expressions import EvaluationError, ExpressionError, parse
from provisioning.rules.expressions.limits import LARGEST_VALUE, LONGEST_EXPRESSION, MOST_ITEMS
from tests.rules.expressions.trying import value_of


def nested(levels: int) -> str:
    """Return a text of functions in each other."""
    return "ToLower(" * levels + "[a]" + ")" * levels


def test_fifty_functions_may_be_nested() -> None:
    assert value_of(nested(50), {"a": "X"}) == "x"


@pytest.mark.parametrize("levels", [51, 1000])
def test_more_may_not(levels: int) -> None:
    with pytest.raises(ExpressionError, match="more than 50 functions are nested"):
        parse(nested(levels))


@pytest.mark.parametrize("text", ["(" * 9999, "IIF(" * 2499, "[" * 9999, '"' * 9999, "Join(" + "," * 9000, "\\" * 9999])
def test_a_hostile_text_gives_a_sentence(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


def test_parentheses_alone_nest_nothing() -> None:
    assert value_of("(" * 4000 + "[a]" + ")" * 4000, {"a": "x"}) == "x"


def test_an_expression_has_ten_thousand_characters_at_most() -> None:
    text = '"' + "x" * (LONGEST_EXPRESSION - 2) + '"'
    assert parse(text).text == text
    with pytest.raises(ExpressionError, match="longer than 10,000") as caught:
        parse(text + " ")
    assert caught.value.column == LONGEST_EXPRESSION + 1


def test_half_a_character_gives_a_sentence() -> None:
    with pytest.raises(ExpressionError, match="half a character") as caught:
        parse('"\ud800"')
    assert caught.value.column == 2


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Append([a], [a])", id="Append"),
        pytest.param('Join("", [a], [a])', id="Join"),
        pytest.param('Join([a], "x", "y", "z")', id="Join by a long separator"),
        pytest.param('Replace([a], "x", , , [a])', id="Replace"),
        pytest.param('Replace("xx", "x", , , , , [a])', id="Replace in a template"),
        pytest.param('Replace([a], , "x", , [a], , )', id="Replace by a pattern"),
        pytest.param("ConvertToBase64([a])", id="ConvertToBase64"),
        pytest.param("ConvertToUTF8Hex([a])", id="ConvertToUTF8Hex"),
    ],
)
def test_a_result_beyond_64_kib_is_an_error(text: str) -> None:
    with pytest.raises(EvaluationError, match=r"comes to more than 64 KiB|too much work"):
        value_of(text, {"a": "x" * (LARGEST_VALUE - 8)})


def test_an_attribute_beyond_64_kib_is_an_error() -> None:
    assert value_of("Len([a])", {"a": "x" * LARGEST_VALUE}) == LARGEST_VALUE
    with pytest.raises(EvaluationError, match="64 KiB"):
        value_of("Len([a])", {"a": "é" * (LARGEST_VALUE // 2 + 1)})
    with pytest.raises(EvaluationError, match="64 KiB"):
        value_of("Count([a])", {"a": ["x" * 1000] * 100})


def test_a_list_has_a_thousand_values_at_most() -> None:
    items = ",".join("x" * MOST_ITEMS)
    assert value_of('Count(Split([a], ","))', {"a": items}) == MOST_ITEMS
    with pytest.raises(EvaluationError, match="1,000 values"):
        value_of('Count(Split([a], ","))', {"a": items + ",x"})
    with pytest.raises(EvaluationError, match="1,000 values"):
        value_of("Count([a])", {"a": ["x"] * (MOST_ITEMS + 1)})


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('Replace([a], , "(?<x>a)[^z]*z|a", , "", , )', id="a search that starts again at each letter"),
        pytest.param('Join("", ' + ",".join(["PCase([a])"] * 500) + ")", id="a function again and again"),
        pytest.param("Count(" + "Replace(" * 40 + "[a]" + ', , "(a?){100}b", , "", , )' * 40 + ")", id="many searches"),
    ],
)
@pytest.mark.timeout(20)
def test_too_much_work_is_an_error(text: str) -> None:
    with pytest.raises(EvaluationError, match=r"too much work|64 KiB"):
        value_of(text, {"a": "a" * 60_000})


def test_a_pattern_that_costs_too_much_is_refused() -> None:
    with pytest.raises(ExpressionError, match="simpler"):
        parse('Replace([a], , "(?:[ab]{0,100}c?){10}", , "", , )')


def test_a_pattern_that_would_take_other_engines_for_ever_is_quick() -> None:
    assert value_of('Replace([a], , "(x+x+)+y", , "", , )', {"a": "x" * 5000}) == "x" * 5000
