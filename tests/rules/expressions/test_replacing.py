"""The function Replace, and regular expressions as .NET writes them."""

import json

import pytest
from pydantic import JsonValue

from tests.rules.expressions.trying import value_of


def replaced(source: JsonValue, pattern: str, new: str, group: str = "") -> JsonValue:
    """Return what Replace gives with a regular expression."""
    text = f"Replace([x], , {json.dumps(pattern, ensure_ascii=False)}, {json.dumps(group)}, {json.dumps(new)}, , )"
    value = value_of(text, {"x": source})
    assert isinstance(value, str | None)
    return value


@pytest.mark.parametrize(
    ("text", "source", "value"),
    [
        pytest.param('Replace([x], "b", , , "c", , )', "abab", "acac", id="every occurrence"),
        pytest.param('Replace([x], "B", , , "c", , )', "abab", "abab", id="case counts"),
        pytest.param('Replace([x], "b", , , "c")', "ab", "ac", id="without the last commas"),
        pytest.param('Replace([x], ".", , , "$1", , )', "a.b", "a$1b", id="a text is no pattern"),
        pytest.param('Replace([x], "b", , , "c", , )', None, None, id="null"),
        pytest.param('Replace([x], "u", , , , , "<u> and u")', "ana", "<ana> and ana", id="a template, everywhere"),
        pytest.param('Replace([x], "u", , , , , "<u>")', None, None, id="a template without a source"),
        pytest.param('Replace([x], , "(?<n>b)", "n", , "abc", )', "", "b", id="another attribute as a text"),
        pytest.param('Replace([x], , "(?<n>z)", "n", , "abc", )', "", None, id="no match in the other attribute"),
    ],
)
def test_replace_without_surprises(text: str, source: JsonValue, value: JsonValue) -> None:
    assert value_of(text, {"x": source}) == value


@pytest.mark.parametrize(
    ("source", "pattern", "new", "value"),
    [
        pytest.param("abc", "(?<x>b)", "[${x}${x}]", "a[bb]c", id="by name"),
        pytest.param("abc", "(b)(c)", "$2$1", "acb", id="by number"),
        pytest.param("abc", "b", "<$&>", "a<b>c", id="the whole match"),
        pytest.param("abc", "b", "$$1", "a$1c", id="a dollar sign"),
        pytest.param("abc", "b", "${y}$7$", "a${y}$7$c", id="unknown groups stay"),
        pytest.param("abc", "(b)|(c)", "[$2]", "a[][c]", id="a group that took no part is empty"),
        pytest.param("baac", "a*", "x", "xbxxcx", id="empty matches as in .NET"),
        pytest.param("abc", "x", "y", "abc", id="no match"),
        pytest.param("", "^$", "none", "none", id="the empty text"),
        pytest.param("Aa", "(?i)a", "x", "xx", id="in any case"),
        pytest.param("Zoë_1 ü", r"\w", "x", "xxxxx x", id="letters are those of Unicode"),
        pytest.param("Zoë!", r"[^\w]", "", "Zoë", id="in a class, too"),
        pytest.param("a-ë b", r"\W", "", "aëb", id="what is no letter"),
        pytest.param("a\u00a0b", r"\s", "", "ab", id="spaces are those of Unicode"),
        pytest.param("a1٣b", r"\d+", "", "ab", id="digits are those of Unicode"),
        pytest.param("a1b", r"[\D]", "", "1", id="what is no digit, in a class"),
        pytest.param("a[b]", r"[[\]]", "", "ab", id="a bracket in a class"),
        pytest.param("a]b", r"[]]", "", "ab", id="a closing bracket first in a class"),
        pytest.param("a:b", "[[:alpha:]]", "", "a:b", id="a class that .NET does not have is no class"),
        pytest.param("ab\n", r"b\n\Z", "", "a", id="the end of a text"),
        pytest.param("ab", "(?'n'b)", "[${n}]", "a[b]", id="a group named in quotation marks"),
    ],
)
def test_patterns_and_replacements_mean_what_they_mean_in_net(source: str, pattern: str, new: str, value: str) -> None:
    assert replaced(source, pattern, new) == value


@pytest.mark.parametrize(
    ("source", "pattern", "value"),
    [
        pytest.param("a1b22", "(?<n>[0-9]+)", "aXbX", id="every match"),
        pytest.param("a1b2", "a(?<n>[0-9])", "aXb2", id="only the group of a match"),
        pytest.param("ac", "a(?<n>b)?c", "ac", id="a group that took no part"),
        pytest.param(None, "(?<n>b)", None, id="null"),
    ],
)
def test_a_named_group_alone_is_replaced(source: JsonValue, pattern: str, value: JsonValue) -> None:
    assert replaced(source, pattern, "X", group="n") == value
