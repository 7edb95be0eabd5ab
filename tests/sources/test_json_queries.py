"""What JMESPath finds in a document, with what is absent kept apart from what is null."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jmespath import search
from pydantic import JsonValue

from provisioning.fields import ABSENT, Absent
from provisioning.setting_groups.json_queries import check_query
from provisioning.sources.json_queries import Unanswerable, find
from tests.sources.invented import documents
from tests.sources.payloads import as_body

PERSON: JsonValue = {
    "name": {"first": "Ida", "nick": None},
    "boss": None,
    "mails": [{"kind": "work", "to": "ida@contoso.com"}, {"kind": "home", "to": None}],
    "empty": "",
    "zero": 0,
    "state": "T",
}


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        pytest.param("name.first", "Ida", id="a path"),
        pytest.param("name.middle", ABSENT, id="a path that leads nowhere"),
        pytest.param("desk.floor", ABSENT, id="a path that leads nowhere from its beginning"),
        pytest.param("name.first.letter", ABSENT, id="a path into a text"),
        pytest.param("name.nick", None, id="a path to null"),
        pytest.param("boss.number", None, id="a path through null"),
        pytest.param("mails[0].to", "ida@contoso.com", id="a place in a list"),
        pytest.param("mails[-1].to", None, id="a place from the end, with null"),
        pytest.param("mails[2].to", ABSENT, id="a place beyond the end"),
        pytest.param("name[0]", ABSENT, id="a place in what is no list"),
        pytest.param('"name"."first"', "Ida", id="quoted names"),
        pytest.param("name | first", "Ida", id="a pipe"),
        pytest.param("name | middle", ABSENT, id="a pipe that leads nowhere"),
        pytest.param("@", PERSON, id="everything"),
        pytest.param("empty || name.first", "Ida", id="the first of two that holds something"),
        pytest.param("zero || name.first", 0, id="zero holds something"),
        pytest.param("name.middle || desk", ABSENT, id="neither of two"),
        pytest.param("name.middle || name.nick", None, id="nothing or null"),
        pytest.param("name.nick || name.middle", None, id="null or nothing"),
        pytest.param("mails[?kind == 'work'].to | [0]", "ida@contoso.com", id="a filter"),
        pytest.param("mails[?kind == 'home'].to | [0]", ABSENT, id="a filter that finds null"),
        pytest.param("mails[?kind == 'fax'].to | [0]", ABSENT, id="a filter that finds nothing"),
        pytest.param("mails[*].kind", ["work", "home"], id="all of a list"),
        pytest.param("'Acme'", "Acme", id="a constant"),
        pytest.param("`null`", None, id="the constant null"),
        pytest.param("state == 'T' && 'terminated' || 'active'", "terminated", id="a choice"),
        pytest.param("rank && (rank == 'T' && 'terminated' || 'active')", ABSENT, id="a choice upon nothing"),
        pytest.param("not_null(name.middle, name.first)", "Ida", id="a function"),
        pytest.param("not_null(name.middle)", ABSENT, id="a function that gives null"),
        pytest.param("join(' ', [name.first, state])", "Ida T", id="a text put together"),
    ],
)
def test_an_expression_finds(expression: str, found: JsonValue | Absent) -> None:
    assert find(check_query(expression), PERSON) == found


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("length(zero)", "calls length(), which takes string or array or object, with number"),
        ("join(' ', [name.first, boss])", "calls join(), which takes array of string, with null"),
        ("length(boss)", "calls length(), which takes string or array or object, with null"),
        ("sort([`1`, 'a'])", "calls sort(), which takes array of string or array of number, with string"),
        ("sum([`1e308`, `1e308`])", "or a number without end"),
    ],
)
def test_what_cannot_be_worked_out_is_told_without_any_value(expression: str, sentence: str) -> None:
    with pytest.raises(Unanswerable) as failure:
        find(check_query(expression), PERSON)
    assert sentence in str(failure.value)
    assert "Ida" not in str(failure.value)


@pytest.mark.parametrize(
    "expression",
    [
        "|".join(["[@,@]"] * 25),
        "[@,@][]" + "|[@,@][]" * 25,
        "join('', [state,state])" + "|join('', [@,@])" * 25,
        "to_string([@,@])" + "|to_string([@,@])" * 25,
    ],
    ids=["lists of lists", "lists that double", "texts that double", "texts of lists"],
)
def test_an_expression_that_would_fill_the_memory_is_stopped(expression: str) -> None:
    with pytest.raises(Unanswerable, match="makes more than 5000000 values and letters"):
        find(check_query(expression), PERSON)


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("a..b", "is no JMESPath expression: '.' is not expected there, at character 3"),
        ("a[", "is no JMESPath expression: it ends too early"),
        ("a b", "is no JMESPath expression: 'b' is not expected there, at character 3"),
        ("'Acme", "is no JMESPath expression: unclosed ' delimiter, at character 1"),
        ("a.#", "is no JMESPath expression: unknown token #, at character 3"),
        ("length(a, b)", "calls length() with 2 arguments; it takes 1"),
        ("not_null()", "calls not_null() with 0 arguments; it takes at least 1"),
        ("a[?lower(b) == 'c']", "calls lower(), which JMESPath does not have; it has abs, "),
        ("&a", "has & where a value is wanted"),
        ("{a: &b}", "has & where a value is wanted"),
        ("to_array(&a)", "has & where a value is wanted; only functions such as sort_by(list, &name) take it"),
        ("not_null(a, &b)", "has & where a value is wanted"),
        ("(" * 500 + "a" + ")" * 500, "is nested more than 32 levels deep"),
        ("!" * 40 + "a", "is nested more than 32 levels deep"),
    ],
)
def test_a_wrong_expression_is_refused_with_the_place(expression: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as refusal:
        check_query(expression)
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    "expression", ["a[1:3]", "a[::2]", "*.b", "{a: b, c: d}", "max_by(a, &b)", "map(&a, b)", "a[?b > `1`]"]
)
def test_every_kind_of_expression_is_taken(expression: str) -> None:
    assert check_query(expression) == expression


_PATHS = st.lists(
    st.sampled_from(["events", "employee", "id", "value", "[0]", "[-1]", "custom"]), min_size=1, max_size=4
)
_EXPRESSIONS = _PATHS.map(lambda parts: ".".join(["@", *parts]).replace(".[", "["))


@settings(deadline=None)
@given(_EXPRESSIONS, documents)
def test_where_something_is_found_it_is_what_jmespath_finds(expression: str, document: JsonValue) -> None:
    found = find(check_query(expression), document)
    assert (None if found is ABSENT else found) == search(expression, document)


@pytest.mark.filterwarnings("ignore:deprecated string literal syntax")  # `x` for 'x', which JMESPath still takes
@settings(deadline=None)
@given(
    st.text(alphabet="ab.[]*?@&|(){}'\"`0:,! <=", max_size=12) | st.sampled_from(["sort(@)", "max_by(@, &a)", "*.*"]),
    documents,
)
def test_whatever_is_taken_finds_something_or_says_why_not(expression: str, document: JsonValue) -> None:
    with suppress(ValueError, Unanswerable):
        found = find(check_query(expression), document)
        assert found is ABSENT or as_body(found)
