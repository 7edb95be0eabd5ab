"""What the functions give at their edges, where the page says so or where sense has to decide."""

import pytest
from pydantic import JsonValue

from provisioning.rules.expressions import IGNORE_FLOW, EvaluationError, Ignored
from tests.rules.expressions.trying import value_of

type Employee = dict[str, JsonValue]

PERSON: Employee = {
    "name": "Ana",
    "null": None,
    "empty": "",
    "seven": 7,
    "half": 37.5,
    "whole": 37.0,
    "yes": True,
    "no": False,
    "list": ["a", "b", "a", None],
    "one": ["a"],
    "none": [],
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # a text's parts
        pytest.param("Left([name], 0)", "", id="Left: none"),
        pytest.param("Left([name], -1)", "Ana", id="Left: a negative number gives the whole text"),
        pytest.param("Left([name], 9)", "Ana", id="Left: more than there are"),
        pytest.param("Left([null], 2)", "", id="Left: null gives the empty text"),
        pytest.param("Mid([name], 2, 9)", "na", id="Mid: beyond the end"),
        pytest.param("Mid([name], 4, 1)", "", id="Mid: from behind the end"),
        pytest.param("Mid([null], 1, 1)", None, id="Mid: null gives null"),
        pytest.param("Len([name])", 3, id="Len"),
        pytest.param("Len([null])", 0, id="Len: null"),
        pytest.param('Len("😀é")', 2, id="Len counts characters"),
        pytest.param('Word([null], 1, " ")', "", id="Word: null"),
        pytest.param('Word("a b", 0, " ")', "", id="Word: before the first"),
        pytest.param('Word("a b", 3, " ")', "", id="Word: behind the last"),
        pytest.param('Word("a,,b", 2, ",")', "b", id="Word: two delimiters are one gap"),
        pytest.param('Word("abc", 1, ",")', "abc", id="Word: no delimiter"),
        pytest.param('InStr("abc", "x")', 0, id="InStr: not there"),
        pytest.param('InStr("abc", "B", 1, vbTextCompare)', 2, id="InStr: in any case"),
        pytest.param('InStr("abcabc", "b", 3)', 5, id="InStr: from a place on"),
        pytest.param('InStr([null], "b")', 0, id="InStr: in null"),
        # texts put together
        pytest.param('Append([null], "x")', None, id="Append: nothing to append to"),
        pytest.param("Append([name], [null])", "Ana", id="Append: nothing to append"),
        pytest.param('Join(".", [name], [null], [empty], [seven])', "Ana.7", id="Join leaves out what is empty"),
        pytest.param('Join("-", [list], [one], "z")', "a-b-a-a-z", id="Join takes lists"),
        pytest.param('Join("-", [null])', "", id="Join: nothing"),
        pytest.param('StripSpaces(" a\u00a0b\tc ")', "a\u00a0b\tc", id="StripSpaces takes out spaces only"),
        # letters
        pytest.param('ToUpper("straße")', "STRAßE", id="ToUpper: no letter becomes two"),
        pytest.param('ToUpper("izmir", "tr-TR")', "İZMİR", id="ToUpper: Turkish"),
        pytest.param('ToLower("INCI", "tr")', "\u0131nc\u0131", id="ToLower: Turkish"),
        pytest.param('ToLower("ÄÖÜ", "de-DE")', "äöü", id="ToLower: German"),
        pytest.param('PCase("anna-maria o\'neil 3rd_x")', "Anna-Maria O'Neil 3rd_X", id="PCase: what ends a word"),
        pytest.param('PCase("a-b c", " ")', "A-b C", id="PCase: only the given separators"),
        pytest.param("PCase([null])", None, id="PCase: null"),
        pytest.param(
            'NormalizeDiacritics("Đorđević Łukasz Nguyễn")', "Dordevic Lukasz Nguyen", id="strokes and two accents"
        ),
        pytest.param(
            'NormalizeDiacritics("が ไม่ हिन्दी 한글")', "が ไม่ हिन्दी 한글", id="signs that other scripts spell with stay"
        ),
        # lists
        pytest.param("Count([list])", 3, id="Count: without nulls"),
        pytest.param("Count([name])", 1, id="Count: one value"),
        pytest.param("Count([null])", 0, id="Count: null"),
        pytest.param("Item([list], 2)", "b", id="Item"),
        pytest.param("Item([list], 4)", None, id="Item: fewer values"),
        pytest.param("Item([name], 1)", "Ana", id="Item: one value is a list of one"),
        pytest.param("RemoveDuplicates([list])", ["a", "b"], id="RemoveDuplicates keeps the order"),
        pytest.param('Split("a,,b ", ",")', ["a", "", "b"], id="Split keeps the places of empty values"),
        pytest.param('Split([empty], ",")', [], id="Split: empty"),
        pytest.param('Split([null], ",")', None, id="Split: null"),
        pytest.param("ToUpper([one])", "A", id="a list of one is its value"),
        pytest.param("ToUpper([none])", None, id="an empty list is null"),
        # presence
        pytest.param("IsNull([none])", True, id="IsNull: an empty list"),
        pytest.param("IsPresent([no])", True, id="IsPresent: False is a value"),
        pytest.param("IsPresent([empty])", False, id="IsPresent: empty"),
        pytest.param("IsString([name])", True, id="IsString: a text"),
        pytest.param("IsString([seven])", False, id="IsString: a number"),
        pytest.param("IsString([null])", False, id="IsString: null"),
        pytest.param('Coalesce([null], [empty], "x")', "", id="Coalesce: an empty text is a value"),
        pytest.param("Coalesce([null], [null])", None, id="Coalesce: all null"),
        # choices
        pytest.param('IIF([yes], "a", "b")', "a", id="IIF: an attribute that is true"),
        pytest.param('IIF("false", "a", "b")', "b", id="IIF: the text false"),
        pytest.param('IIF([null], "a", "b")', "b", id="IIF: null"),
        pytest.param('IIF([empty] = [null], "a", "b")', "a", id="IIF: empty is null"),
        pytest.param('IIF([null] <> "x", "a", "b")', "a", id="IIF: null is not x"),
        pytest.param('IIF([null] < 5, "a", "b")', "b", id="IIF: null is not less"),
        pytest.param('IIF("ana" = [name], "a", "b")', "b", id="IIF: case counts"),
        pytest.param('IIF("10" > "9", "a", "b")', "a", id="IIF: texts of numbers are compared as numbers"),
        pytest.param('IIF("b" > "a", "a", "b")', "a", id="IIF: texts by letters"),
        pytest.param('IIF([half] > 37, "a", "b")', "a", id="IIF: a fraction"),
        pytest.param('IIF([seven] = "7", "a", "b")', "a", id="IIF: a number and its text"),
        pytest.param('IIF([yes] = "TRUE", "a", "b")', "a", id="IIF: true and its text"),
        pytest.param('IIF(CDate("2025-01-02") > "2025-01-01", "a", "b")', "a", id="IIF: dates"),
        pytest.param('IIF(CDate("2025-01-01T01:00+01:00") = "2025-01-01", "a", "b")', "a", id="IIF: one instant"),
        pytest.param('Switch("x", "d", "X", "1")', "d", id="Switch: case counts"),
        pytest.param('Switch([seven], "d", 7, "1")', "1", id="Switch: a number"),
        pytest.param('Switch([name], , "x", "1")', None, id="Switch: no default"),
        pytest.param("Not([yes])", False, id="Not: True"),
        pytest.param('Not("TRUE")', False, id="Not: the text"),
        pytest.param('Not("x")', True, id="Not: anything else"),
        pytest.param('Join("", "x", IgnoreFlowIfNullOrEmpty([empty]))', IGNORE_FLOW, id="ignoring ignores the whole"),
        pytest.param('IIF([no], IgnoreAttributeFlow, "x")', "x", id="ignoring what is not chosen"),
        pytest.param('SelectUniqueValue([null], "", "c")', "c", id="SelectUniqueValue passes over nothing"),
        # conversions
        pytest.param("CBool(5)", True, id="CBool: a number"),
        pytest.param('CBool("0")', False, id="CBool: the text of zero"),
        pytest.param("CBool([null])", False, id="CBool: null"),
        pytest.param("CStr([yes])", "True", id="CStr: true"),
        pytest.param("CStr([half])", "37.5", id="CStr: a fraction"),
        pytest.param("CStr([whole])", "37", id="CStr: a fraction that is whole"),
        pytest.param('CStr(CDate("2025-01-01"))', "1/1/2025 12:00:00 AM", id="CStr: a date"),
        pytest.param('BitAnd("6", -2)', 6, id="BitAnd: texts and negative numbers"),
        pytest.param("BitAnd([null], 1)", None, id="BitAnd: null"),
        pytest.param('ConvertToUTF8Hex("é")', "C3A9", id="ConvertToUTF8Hex: two bytes"),
        pytest.param("ConvertToBase64([null])", None, id="ConvertToBase64: null"),
        # attributes as they are
        pytest.param("[half]", 37.5, id="a fraction stays"),
        pytest.param("[list]", ["a", "b", "a"], id="a list stays"),
        pytest.param("[yes]", True, id="a truth stays"),
    ],
)
def test_a_function_at_its_edges(text: str, value: JsonValue | Ignored) -> None:
    found = value_of(text, PERSON)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("Mid([name], 0, 1)", "Mid: start counts from 1", id="Mid from 0"),
        pytest.param("Mid([name], 1, -1)", "Mid: length cannot be negative", id="Mid of a negative length"),
        pytest.param("Item([list], 0)", "Item: index counts from 1", id="Item 0"),
        pytest.param('InStr("a", "b", 0)', "InStr: start counts from 1", id="InStr from 0"),
        pytest.param("Left([name], [name])", "Left: NumChars needs a whole number", id="no number"),
        pytest.param(
            "Left([name], [null])", "Left: NumChars needs a whole number, and there is none", id="no number at all"
        ),
        pytest.param("IIF([name], 1, 2)", "IIF: condition needs True or False", id="no condition"),
        pytest.param("CBool([name])", "CBool: expression needs True or False", id="no truth"),
        pytest.param(
            "ToLower([list])",
            "ToLower: source holds several values where one is needed: choose one with Item, or combine them with Join",
            id="several values",
        ),
        pytest.param(
            "IIF([name] > 5, 1, 2)",
            "the comparison needs two numbers, two dates or two texts",
            id="a text and a number",
        ),
        pytest.param("IIF(Now() > 5, 1, 2)", "the comparison needs a date on both sides", id="a date and a number"),
        pytest.param("CDate([seven])", "CDate: expression needs a date", id="a number for a date"),
        pytest.param('DateDiff("d", Now(), [null])', "DateDiff: date2 needs a date, and there is none", id="no date"),
        pytest.param(
            'SelectUniqueValue("a", "b")', "SelectUniqueValue found no value that is not taken", id="all are taken"
        ),
        pytest.param(
            'Replace([name], , [name], [name], "", , )',
            "Replace: regexGroupName needs the name of a group in the regexPattern, as in (?<name>…)",
            id="no such group",
        ),
        pytest.param("Split([name], [empty])", "Split: delimiter needs at least one character", id="no delimiter"),
        pytest.param(
            "DateAdd([name], 1, Now())",
            "DateAdd: interval needs one of yyyy (years), m (months), d (days), ww (weeks), h (hours), n (minutes), "
            "s (seconds)",
            id="no interval",
        ),
    ],
)
def test_what_does_not_fit_is_said_without_the_value(text: str, sentence: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        value_of(text, PERSON, taken=("a", "b"))
    assert caught.value.sentence == sentence
    assert "Ana" not in str(caught.value)


@pytest.mark.parametrize(
    ("attribute", "words"),
    [
        pytest.param({"x": 1}, "holds a structure", id="an object"),
        pytest.param([{"x": 1}], "holds a structure", id="a list of objects"),
        pytest.param([["x"]], "holds a structure", id="a list of lists"),
        pytest.param(2**63, "64 bits", id="a number too large"),
        pytest.param(float("inf"), "no number", id="infinity"),
        pytest.param("\ud800", "half a character", id="half a character"),
    ],
)
def test_an_attribute_that_is_no_plain_value_is_refused_by_its_name(attribute: JsonValue, words: str) -> None:
    with pytest.raises(EvaluationError, match=words) as caught:
        value_of("CStr([odd])", {"odd": attribute})
    assert caught.value.sentence.startswith("the attribute odd ")
    assert caught.value.column == 6
