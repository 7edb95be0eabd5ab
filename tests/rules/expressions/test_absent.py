"""A field that the HR system left out is not null: a result that takes it for null says so."""

import pytest
from pydantic import JsonValue

from provisioning.rules.expressions import IGNORE_FLOW, Context, EvaluationError, Ignored, Result, parse
from tests.rules.expressions.trying import NOON, result_of, value_of

HERE: dict[str, JsonValue] = {"here": "x", "null": None}


@pytest.mark.parametrize(
    ("text", "value", "relied_on"),
    [
        pytest.param("[here]", "x", set(), id="a value"),
        pytest.param("[null]", None, set(), id="null is said"),
        pytest.param("[a]", None, {"a"}, id="absent"),
        pytest.param('Join(" ", [here], [a])', "x", {"a"}, id="half a name"),
        pytest.param("Append([a], [b])", None, {"a"}, id="what was not looked at does not count"),
        pytest.param("IsNull([a])", True, set(), id="IsNull asks"),
        pytest.param("IsNullOrEmpty([a])", True, set(), id="IsNullOrEmpty asks"),
        pytest.param("IsPresent([a])", False, set(), id="IsPresent asks"),
        pytest.param("IsPresent(ToLower([a]))", False, {"a"}, id="IsPresent asks about ToLower, which relies on it"),
        pytest.param("IsString([a])", False, {"a"}, id="IsString asks for the kind"),
        pytest.param("Count([a])", 0, {"a"}, id="Count"),
        pytest.param("Coalesce([a], [here])", "x", set(), id="Coalesce passes over it"),
        pytest.param('Coalesce([a], "d")', "d", set(), id="Coalesce has a default"),
        pytest.param("Coalesce([a], [null], [b])", None, {"a", "b"}, id="Coalesce finds nothing: no reason to clear"),
        pytest.param("IgnoreFlowIfNullOrEmpty([a])", IGNORE_FLOW, set(), id="IgnoreFlowIfNullOrEmpty asks"),
        pytest.param('Switch([a], "d", "", "e")', "e", {"a"}, id="Switch"),
        pytest.param('IIF([a] = "x", 1, 2)', 2, {"a"}, id="a comparison"),
        pytest.param('IIF([here] = "x", 1, [a])', 1, set(), id="the other branch is not looked at"),
        pytest.param('IIF([here] = "y", 1, [a])', None, {"a"}, id="this branch is"),
        pytest.param('Switch([here], [a], "x", 1, [b], 2)', 1, set(), id="keys behind the right one are not looked at"),
        pytest.param("IIF(IsPresent([a]), [a], [here])", "x", set(), id="asked first"),
        pytest.param('SelectUniqueValue([here], [a], "z")', "x", set(), id="a rule that is not needed"),
    ],
)
def test_a_result_names_the_absent_attributes_that_it_rests_on(
    text: str, value: JsonValue | Ignored, relied_on: set[str]
) -> None:
    result = result_of(text, HERE)
    assert result == Result(value, frozenset(relied_on))


def test_an_error_names_them_too() -> None:
    with pytest.raises(EvaluationError) as caught:
        value_of('DateDiff("d", Now(), CDate([hired]))')
    assert caught.value.relied_on_absent == {"hired"}


def test_each_place_in_the_text_is_looked_up_once_and_only_if_it_is_needed() -> None:
    asked: list[str] = []

    def lookup(name: str) -> JsonValue:
        asked.append(name)
        return "x"

    parse('Switch([a], [b], "y", [c], "x", [d])').evaluate(Context(lookup, NOON))
    assert asked == ["a", "d"]
