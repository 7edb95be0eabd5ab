"""Functions on texts: parts of them, and texts put together. Characters count as in Unicode, from 1."""

from itertools import groupby
from typing import Final

from provisioning.rules.expressions.arguments import Arguments, Function, Parameter
from provisioning.rules.expressions.errors import Unfit
from provisioning.rules.expressions.functions.checks import a_number
from provisioning.rules.expressions.functions.spelling import simple_lower
from provisioning.rules.expressions.limits import LARGEST_VALUE
from provisioning.rules.expressions.values import Value, as_text

_TEXT_COMPARE: Final = 1  # Visual Basic's vbTextCompare; vbBinaryCompare is 0


def _append(call: Arguments) -> Value:
    source = call.text(0)
    return None if source is None else source + (call.text(1) or "")


def _join(call: Arguments) -> Value:
    """Join what is not empty. The page's example Join(", ", "", [surname], [givenName]) begins with no comma."""
    separator = call.text(0) or ""
    texts: list[str] = []
    size = 0
    for index in range(1, len(call)):
        for item in call.items(index):
            if text := as_text(item):
                texts.append(text)
                size += len(text) + len(separator)
        if size > LARGEST_VALUE + len(separator):
            raise Unfit(f"comes to more than {LARGEST_VALUE // 1024} KiB")
    return separator.join(texts)


def _left(call: Arguments) -> Value:
    source, count = call.text(0) or "", call.needed(1)
    return source if count < 0 else source[:count]


def _mid(call: Arguments) -> Value:
    source, start, length = call.text(0), call.needed(1), call.needed(2)
    if start < 1:
        call.fail(1, "counts from 1")
    if length < 0:
        call.fail(2, "cannot be negative")
    return None if source is None else source[start - 1 : start - 1 + length]


def _len(call: Arguments) -> Value:
    return len(call.text(0) or "")


def _in_str(call: Arguments) -> Value:
    text, part = call.text(0) or "", call.text(1) or ""
    start, compare = call.number(2), call.number(3)
    if start is not None and start < 1:
        call.fail(2, "counts from 1")
    if compare == _TEXT_COMPARE:
        text, part = simple_lower(text), simple_lower(part)
    return text.find(part, (start or 1) - 1) + 1


def _strip_spaces(call: Arguments) -> Value:
    source = call.text(0)
    return None if source is None else source.replace(" ", "")


def _word(call: Arguments) -> Value:
    text, number, delimiters = call.text(0) or "", call.needed(1), call.text(2) or ""
    ends = frozenset(delimiters)
    words = ["".join(letters) for between, letters in groupby(text, ends.__contains__) if not between]
    return words[number - 1] if 1 <= number <= len(words) else ""


TEXTS: Final = (
    Function("Append", (Parameter("source"), Parameter("suffix")), "Puts a suffix behind a text.", _append),
    Function(
        "Join",
        (Parameter("separator"), Parameter("source")),
        "Puts texts and the values of lists together, with a separator between them; empty ones are left out.",
        _join,
        repeats=1,
    ),
    Function(
        "Left",
        (Parameter("String"), Parameter("NumChars", check=a_number)),
        "Gives the first characters of a text; the whole text if the number is negative.",
        _left,
    ),
    Function(
        "Mid",
        (Parameter("source"), Parameter("start", check=a_number), Parameter("length", check=a_number)),
        "Gives a part of a text, from a position counted from 1.",
        _mid,
    ),
    Function("Len", (Parameter("String"),), "Counts the characters of a text.", _len),
    Function(
        "InStr",
        (
            Parameter("value1"),
            Parameter("value2"),
            Parameter("start", optional=True, check=a_number),
            Parameter("compareType", optional=True, check=a_number),
        ),
        "Says where a text stands in another, counted from 1; 0 for nowhere. With vbTextCompare case does not count.",
        _in_str,
    ),
    Function("StripSpaces", (Parameter("source"),), "Takes every space out of a text.", _strip_spaces),
    Function(
        "Word",
        (Parameter("String"), Parameter("WordNumber", check=a_number), Parameter("delimiters")),
        "Gives one word of a text, counted from 1; each of the delimiters ends a word.",
        _word,
    ),
)
