"""Splits a `$filter` expression into tokens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from local.graph.odata.tree import Literal

_PATTERN = re.compile(
    r"""(?P<space>\s+)
      | (?P<text>'(?:[^']|'')*')
      | (?P<moment>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?)
      | (?P<number>-?\d+(?:\.\d+)?)
      | (?P<name>[A-Za-z_]\w*)
      | (?P<mark>[(),:/])""",
    re.VERBOSE,
)
_NAMED_LITERALS: dict[str, Literal] = {"true": True, "false": False, "null": None}


class FilterSyntaxError(ValueError):
    """The expression cannot be read; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the expression.

    Attributes:
        kind: name, literal, mark, or end after the last piece.
        text: as written.
        value: of a literal.
        position: of its first character, counted from 0.
    """

    kind: str
    text: str
    position: int
    value: Literal = None


def tokenize(expression: str) -> Iterator[Token]:
    """Yield the tokens of an expression and a closing one of kind `end`.

    Raises:
        FilterSyntaxError: at a character that begins no token, such as an apostrophe that is never closed.
    """
    position = 0
    while position < len(expression):
        match = _PATTERN.match(expression, position)
        if match is None:
            raise FilterSyntaxError(f"Syntax error at position {position} in '{expression}'.")
        if match.lastgroup != "space":
            yield _token(match)
        position = match.end()
    yield Token("end", "", position)


def _token(match: re.Match[str]) -> Token:
    text, position = match.group(), match.start()
    if match.lastgroup == "mark":
        return Token("mark", text, position)
    if match.lastgroup == "name":
        is_literal = text in _NAMED_LITERALS
        return Token("literal", text, position, _NAMED_LITERALS[text]) if is_literal else Token("name", text, position)
    return Token("literal", text, position, _literal(match.lastgroup, text))


def _literal(kind: str | None, text: str) -> Literal:
    if kind == "text":
        return text[1:-1].replace("''", "'")
    if kind == "number":
        return float(text) if "." in text else int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise FilterSyntaxError(f"'{text}' is not a date.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
