"""What is taken as an expression, and where an error points."""

import pytest
from pydantic import JsonValue

from provisioning.rules.expressions import FUNCTIONS, REFUSED_FUNCTIONS, EvaluationError, ExpressionError, parse
from tests.rules.expressions.trying import value_of

type Employee = dict[str, JsonValue]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("[a]", "A", id="an attribute alone"),
        pytest.param("[ a ]", "A", id="spaces in brackets"),
        pytest.param('"x"', "x", id="a text alone"),
        pytest.param("-7", -7, id="a number alone"),
        pytest.param("&hFF", 255, id="a hexadecimal number"),
        pytest.param("True", True, id="a truth alone"),
        pytest.param("null", None, id="null alone"),
        pytest.param(" \n\tAppend (\r\n[a] ,\n\n [b]) ", "AB", id="white space anywhere"),
        pytest.param("Append(\u00a0[a]\u200b,\ufeff[b])", "AB", id="invisible characters of web pages"),
        pytest.param("APPEND([a],tOlOwEr([b]))", "Ab", id="functions in another case"),
        pytest.param("Append(“x”, „y“)", "xy", id="typographic quotation marks"),
        pytest.param('"“x”"', "“x”", id="typographic quotation marks within a text"),
        pytest.param('Join("", [a], , [b])', "AB", id="an empty argument is null"),
        pytest.param("Mid([a],1,1,,)", "A", id="empty arguments beyond the last"),
        pytest.param('IIF(([a]="A"),"yes","no")', "yes", id="parentheses around a condition"),
        pytest.param(r'"say \"yes\""', 'say "yes"', id="an escaped quotation mark"),
        pytest.param(r'"C:\\Temp"', r"C:\Temp", id="an escaped backslash"),
        pytest.param(r'"\d \s"', r"\d \s", id="a backslash that escapes nothing stays"),
        pytest.param('"a\nb"', "a\nb", id="a text over two lines"),
        pytest.param('""', "", id="the empty text"),
        pytest.param('[x[type eq "work"].y]', "deep", id="brackets in brackets"),
        pytest.param("[x[type eq “work”].y]", "deep", id="brackets in brackets, with typographic quotation marks"),
    ],
)
def test_this_is_an_expression(text: str, value: JsonValue) -> None:
    assert value_of(text, {"a": "A", "b": "B", 'x[type eq "work"].y': "deep"}) == value


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        pytest.param("", 1, "empty", id="nothing"),
        pytest.param(" \n ", 1, "empty", id="white space"),
        pytest.param("Left([a], 3", 12, "is a ) missing?", id="no closing parenthesis"),
        pytest.param(
            'Append("a, "b")', 13, "a comma or a parenthesis is missing before b", id="a quotation mark missing"
        ),
        pytest.param('Append([a], "b)', 13, "no closing quotation mark", id="no closing quotation mark"),
        pytest.param("Append([a, [b])", 8, "no closing bracket", id="no closing bracket"),
        pytest.param("Append([a], [b]))", 17, "is complete before )", id="a parenthesis too many"),
        pytest.param("Append([a] [b])", 12, "a comma or a parenthesis is missing before [b]", id="no comma"),
        pytest.param("[]", 1, "name no attribute", id="empty brackets"),
        pytest.param("Append([a], 'b')", 13, "double quotation marks", id="single quotation marks"),
        pytest.param('[a] & "b"', 5, "Join", id="the sign &"),
        pytest.param('[a] + "b"', 5, "Join", id="the sign +"),
        pytest.param("Append(a, [b])", 8, "[a] for an attribute", id="a bare word"),
        pytest.param("Left([a], 1.5)", 12, "whole", id="a fraction"),
        pytest.param("Left([a], 9223372036854775808)", 11, "64 bits", id="a number too large"),
        pytest.param('IIF([a]="x" AND [b]="y", 1, 2)', 13, "nest one IIF in another", id="AND"),
        pytest.param('IIF([a]="x" or [b]="y", 1, 2)', 13, "nest one IIF in another", id="or"),
        pytest.param('IIF([a]=="x", 1, 2)', 9, "= has to stand between two operands", id="two signs"),
        pytest.param("IIF(=1, 1, 2)", 5, "= has to stand between two operands", id="an operand missing"),
        pytest.param("Jion([a])", 1, "did you mean Join?", id="a function misspelt"),
        pytest.param("ToLower(Xyzzyx([a]))", 9, "there is no function Xyzzyx", id="a function like no other"),
        pytest.param("ToLower()", 1, "ToLower cannot take no argument: ToLower(source, culture?)", id="no argument"),
        pytest.param("Left([a])", 1, "Left cannot take 1 argument: Left(String, NumChars)", id="too few arguments"),
        pytest.param("Now([a])", 1, "Now cannot take 1 argument: Now()", id="too many arguments"),
        pytest.param('Switch([a], "x", "k")', 1, "Switch cannot take 3 arguments", id="a key without a value"),
        pytest.param('SelectUniqueValue("a")', 1, "cannot take 1 argument", id="one unique value"),
        pytest.param('ToLower(SelectUniqueValue("a", "b"))', 9, "not within another function", id="a nested choice"),
        pytest.param('Left([a], "x")', 11, 'NumChars needs a whole number; "x" is given', id="a text for a number"),
        pytest.param('DateAdd("x", 1, Now())', 9, "needs one of yyyy", id="an unknown interval"),
        pytest.param('ToUpper([a], "???")', 14, "en-US", id="an unknown culture"),
        pytest.param('Split([a], "")', 12, "at least one character", id="an empty delimiter"),
        pytest.param('Replace([a], , "(x", , "", , )', 16, "missing )", id="a regular expression that is none"),
        pytest.param('Replace([a], , "(?<!x)y", , "", , )', 16, "looks behind", id="looking behind"),
        pytest.param('Replace([a], , "x(?=y)", , "", , )', 16, "looks ahead", id="looking ahead"),
        pytest.param(r'Replace([a], , "(x)\\1", , "", , )', 16, "refers back", id="a reference back"),
        pytest.param(r'Replace([a], , "(?<n>x)\\k<n>", , "", , )', 16, "refers back", id="a reference back by name"),
        pytest.param(
            'Replace([a], , "[a-z-[aeiou]]", , "", , )', 16, "takes characters out", id="a class less another"
        ),
        pytest.param(
            'Replace([a], , "(?<n>x)", "m", "", , )',
            1,
            "the name of a group in the regexPattern",
            id="a group that is not there",
        ),
        pytest.param('Replace([a], "x", , , , , )', 1, "replacementValue or template", id="nothing to replace by"),
        pytest.param('Replace([a], "x", "y", , "", , )', 1, "replacementValue or template", id="two things to replace"),
    ],
)
def test_an_error_says_what_is_wrong_and_points_at_it(text: str, column: int, words: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert words in caught.value.sentence
    assert caught.value.column == column
    assert str(caught.value) == f"column {column}: {caught.value.sentence}"


def test_an_error_in_a_later_line_names_the_line() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse('Join(".",\n  [a],\n  Lft([b], 1))')
    assert (caught.value.line, caught.value.column) == (3, 3)
    assert str(caught.value) == "line 3, column 3: there is no function Lft; did you mean Left?"


@pytest.mark.parametrize("name", REFUSED_FUNCTIONS)
def test_application_roles_are_refused_by_name(name: str) -> None:
    with pytest.raises(ExpressionError, match="application roles") as caught:
        parse(f"ToLower({name.lower()}([appRoleAssignments]))")
    assert name in caught.value.sentence
    assert caught.value.column == 9


def test_an_error_while_evaluating_points_at_the_argument_and_keeps_the_value_to_itself() -> None:
    with pytest.raises(EvaluationError) as caught:
        value_of('Join("", CDate([hired]))', {"hired": "secret"})
    assert caught.value.column == 16
    assert caught.value.sentence == "CDate: expression needs a date such as 2026-09-30 or 9/30/2026 5:00:00 PM"


def test_an_expression_knows_its_attributes_and_functions() -> None:
    expression = parse('iif([a]="x", ToLower([B c]), Join("", [a], [n[type eq "w"].v]))')
    assert expression.attributes == {"a", "B c", 'n[type eq "w"].v'}
    assert expression.functions == {"IIF", "ToLower", "Join"}


def test_the_same_text_is_parsed_once() -> None:
    assert parse("ToLower([once])") is parse("ToLower([once])")


def test_every_function_of_the_page_is_there_or_refused_and_len_is_added() -> None:
    page = """Append AppRoleAssignmentsComplex BitAnd CBool CDate Coalesce ConvertToBase64 ConvertToUTF8Hex Count CStr
        DateAdd DateDiff DateFromNum FormatDateTime Guid IgnoreFlowIfNullOrEmpty IIF InStr IsNull IsNullOrEmpty
        IsPresent IsString Item Join Left Mid NormalizeDiacritics Not Now NumFromDate PCase RandomString Redact
        RemoveDuplicates Replace SelectUniqueValue SingleAppRoleAssignment Split StripSpaces Switch ToLower ToUpper
        Word"""
    others = {"Len", "AppRoleAssignments", "AssertiveAppRoleAssignmentsComplex"}
    assert {*FUNCTIONS, *REFUSED_FUNCTIONS} == {*page.split(), *others}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_a_signature_and_a_sentence_of_help(name: str) -> None:
    function = FUNCTIONS[name]
    assert function.signature.startswith(f"{name}(")
    assert function.help.endswith(".")
    assert "\n" not in function.help
