"""Reads a Bicep file, or a file of parameters, into declarations. What is not known here is refused."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, override

from lark import Lark, Token, UnexpectedInput, UnexpectedToken
from lark.lark import PostLex

from local.infra.syntax import BicepFile, Unreadable
from local.infra.trees import declarations_of

_OPENING: Final = frozenset({"LPAR", "_LAMBDA", "BRACKET", "SAFE_BRACKET", "LBRACE", "_HOLE", "_QUOTE"})
_CLOSING: Final = frozenset({"RPAR", "RSQB", "RBRACE", "_UNQUOTE"})


class _Lines(PostLex):
    """Leaves out the ends of lines between round brackets, where they mean nothing."""

    always_accept = ("_NL",)

    @override
    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        around: list[str] = []
        for token in stream:
            if token.type in _OPENING:
                around.append(token.type)
            elif token.type in _CLOSING:
                del around[-1:]
            if token.type != "_NL" or not around or around[-1] not in {"LPAR", "_LAMBDA"}:
                yield token


_PARSER: Final = Lark.open("bicep.lark", rel_to=__file__, parser="lalr", postlex=_Lines(), propagate_positions=True)


def read(path: Path) -> BicepFile:
    """Return what a file declares.

    Raises:
        Unreadable: There is no such file, or it says something that is not Bicep, or not known here.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        raise Unreadable(path, 1, "there is no such file") from None
    return _read(path, text)


@lru_cache(maxsize=128)
def _read(path: Path, text: str) -> BicepFile:
    try:
        tree = _PARSER.parse(text)
    except UnexpectedInput as unexpected:
        raise _misread(path, text, unexpected) from None
    return BicepFile(path, declarations_of(path, tree))


_FOUND: Final = re.compile(r"\w+|\S")
_NAMED: Final[Mapping[str, str]] = MappingProxyType(
    {"RPAR": ")", "RSQB": "]", "RBRACE": "}", "EQUAL": "=", "COLON": ":", "_IN": "in", "_FROM": "from"}
    | {"_QUOTE": "a text", "COMMA": "a comma", "_NL": "the end of the line"}
)
"""What may be expected, but for operators: these can stand nearly everywhere."""


def _misread(path: Path, text: str, unexpected: UnexpectedInput) -> Unreadable:
    """Return the error for what the grammar does not take."""
    line, column = unexpected.line, unexpected.column
    possible: set[str] = unexpected.interactive_parser.accepts()  # type: ignore[no-untyped-call]  # by lark itself
    match unexpected:
        case UnexpectedToken(token=Token(type="$END")):
            for bracket in _open(unexpected.interactive_parser.parser_state.value_stack):
                return Unreadable(path, bracket.line or 1, f"{bracket} is not closed")
            return Unreadable(path, text.count("\n") + 1, _sentence(possible, "the end"))
        case UnexpectedToken(token=Token(type="_THEN" | "_ELSE", end_line=int(line), end_column=int(end))):
            column = end - 1  # the sign itself, behind the ends of lines before it
    found = _FOUND.match(text.split("\n")[line - 1], column - 1)
    what = "the end of the line" if found is None else "a text" if found[0] == "'" else found[0]
    return Unreadable(path, line, _sentence(possible, what))


def _open(stack: list[object]) -> list[Token]:
    """Return the brackets that are not closed, the innermost one first."""
    found: list[Token] = []
    for token in stack:
        if isinstance(token, Token) and token.type in _OPENING - {"_QUOTE"}:
            found.insert(0, token)
        elif isinstance(token, Token) and token.type in _CLOSING - {"_UNQUOTE"}:
            del found[:1]
    return found


def _sentence(possible: set[str], found: str) -> str:
    if "PLAIN" in possible:
        return "a text is not ended on its line, or has an escape that is not known"
    if "VAR" in possible:
        return f"a declaration known here is expected, not {found}"
    if "NAME" in possible:
        return f"a name is expected, not {found}"
    names = [name for terminal, name in _NAMED.items() if terminal in possible]
    return f"{' or '.join(names)} is expected, not {found}" if names else f"{found} is not expected here"
