"""The grammar of Entra's expressions: from text to tree.

Source: Microsoft's reference, Syntax overview. More is taken than it says where pasted mappings need it: quotation
marks of word processors, function names in any case, parentheses around an operand, and a backslash that escapes
nothing, as regular expressions have them.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken, v_args

from provisioning.rules.expressions.errors import ExpressionError, Place
from provisioning.rules.expressions.limits import DEEPEST_NESTING, LARGEST_NUMBER, LONGEST_EXPRESSION
from provisioning.rules.expressions.syntax import Attribute, Call, Comparison, Constant, IgnoreFlow, Node

_GRAMMAR: Final = r"""
    ?start: expression
    ?expression: operand | operand COMPARATOR operand -> comparison
    ?operand: call | "(" expression ")" | TEXT -> text | NUMBER -> number | ATTRIBUTE -> attribute | NAME -> word
    call: NAME "(" argument ("," argument)* ")"
    argument: expression?

    COMPARATOR: "<>" | "<=" | ">=" | "=" | "<" | ">"
    TEXT: /"(\\.|[^"\\])*"/s | /[“”„](\\.|[^“”\\])*[“”]/s
    NUMBER: /-?[0-9]+|&[Hh][0-9A-Fa-f]+/
    ATTRIBUTE: /\[([^\[\]]|\[[^\[\]]*\])*\]/
    NAME: /[A-Za-z_][A-Za-z0-9_]*/
    %ignore /[\s\u200b\ufeff]+/
"""
_WORDS: Final[Mapping[str, bool | int | None]] = MappingProxyType(
    {"true": True, "false": False, "null": None, "vbbinarycompare": 0, "vbtextcompare": 1}
)
"""Words without quotation marks. The last two have Visual Basic's numbers."""
_ESCAPE: Final = re.compile(r"""\\(["\\“”„])""")
_QUOTES: Final = str.maketrans("“”„", '"""')


def tree_of(text: str) -> Node:
    """Return an expression's tree, with function names as they are written; raise ExpressionError."""
    if len(text) > LONGEST_EXPRESSION:
        sentence = f"the expression is longer than {LONGEST_EXPRESSION:,} characters"
        raise _error(sentence, Place.at(text, LONGEST_EXPRESSION))
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise _error("half a character stands here", Place.at(text, error.start)) from None
    if not text.strip():
        raise _error("the expression is empty", Place(1, 1))
    try:
        return _PARSER.parse(text)  # type: ignore[return-value]  # what the builder below gives, and not lark's tree
    except UnexpectedInput as unexpected:
        raise _misread(unexpected, text) from None


def shortened(text: str) -> str:
    """Return a text as it is, or its beginning if it is too long for a sentence."""
    longest = 40
    return text if len(text) <= longest else f"{text[:longest]}…"


@v_args(inline=True)
class _Builder(Transformer[Token, Node]):
    """Builds the tree from the leaves on, while the text is read."""

    def text(self, token: Token) -> Node:
        return Constant(_place(token), _ESCAPE.sub(r"\1", token[1:-1]))

    def number(self, token: Token) -> Node:
        digits = token.lower().removeprefix("&h")
        value = int(digits, 16) if token.startswith("&") else int(digits[:30])
        if not -LARGEST_NUMBER <= value < LARGEST_NUMBER:
            raise _error(f"the number {shortened(token)} has more than 64 bits", _place(token))
        return Constant(_place(token), value)

    def attribute(self, token: Token) -> Node:
        name = token[1:-1].strip().translate(_QUOTES)
        if not name:
            raise _error("the brackets name no attribute", _place(token))
        return Attribute(_place(token), name)

    def word(self, token: Token) -> Node:
        word = token.lower()
        if word == "ignoreattributeflow":
            return IgnoreFlow(_place(token))
        if word == "ignoreobjectflow":
            sentence = "IgnoreObjectFlow is not supported: say with scoping filters who is provisioned"
            raise _error(sentence, _place(token))
        if word not in _WORDS:
            name = shortened(token)
            sentence = (
                f'{name} stands alone: write "{name}" for a text, [{name}] for an attribute, {name}() for a function'
            )
            raise _error(sentence, _place(token))
        return Constant(_place(token), _WORDS[word])

    def argument(self, node: Node | None = None) -> Node | None:
        return node

    def call(self, name: Token, *given: Node | None) -> Node:
        place = _place(name)
        empty = Constant(place, None, written=False)
        arguments = () if given == (None,) else tuple(empty if node is None else node for node in given)
        return Call(place, str(name), arguments, _height(place, *arguments))

    def comparison(self, left: Node, operator: Token, right: Node) -> Node:
        return Comparison(_place(operator), left, str(operator), right, _height(_place(operator), left, right))


def _height(place: Place, *children: Node) -> int:
    height = 1 + max((child.height for child in children), default=0)
    if height > DEEPEST_NESTING:
        raise _error(f"more than {DEEPEST_NESTING} functions are nested in each other", place)
    return height


_PARSER: Final = Lark(_GRAMMAR, parser="lalr", transformer=_Builder(), maybe_placeholders=False)


def _place(token: Token) -> Place:
    return Place(token.line or 1, token.column or 1)


def _error(sentence: str, place: Place) -> ExpressionError:
    return ExpressionError(sentence, place.column, place.line)


_UNREADABLE: Final[Mapping[str, str]] = MappingProxyType(
    {
        '"': "the text that begins here has no closing quotation mark",
        "“": "the text that begins here has no closing quotation mark",
        "”": "the text that begins here has no closing quotation mark",
        "„": "the text that begins here has no closing quotation mark",
        "[": "the attribute that begins here has no closing bracket",
        "]": "no attribute begins before this bracket",
        "'": 'texts stand in double quotation marks: "…"',
        "&": 'texts are combined with Join("", …) or Append(…), and &H begins a hexadecimal number',
        "+": 'texts are combined with Join("", …) or Append(…)',
        ".": "numbers are whole, and texts stand in double quotation marks",
    }
)


def _misread(unexpected: UnexpectedInput, text: str) -> ExpressionError:
    """Return the error for a text that the grammar does not take."""
    if isinstance(unexpected, UnexpectedCharacters):
        sentence = _UNREADABLE.get(unexpected.char, f"{unexpected.char!r} does not belong here")
        return _error(sentence, Place(unexpected.line, unexpected.column))
    if not isinstance(unexpected, UnexpectedToken) or unexpected.token.type == "$END":
        return _error("the expression ends before it is complete: is a ) missing?", Place.at(text, len(text.rstrip())))
    token = unexpected.token
    return _error(_unexpected(token, unexpected.expected), _place(token))


def _unexpected(token: Token, expected: set[str]) -> str:
    if token.lower() in {"and", "or"}:
        return f"{token} is not supported: nest one IIF in another instead"
    if token.type == "COMPARATOR":
        return f"{token} has to stand between two operands, and only one such sign between them"
    if expected <= {"$END", "COMPARATOR"}:
        return f"the expression is complete before {shortened(token)}"
    if token.type in {"RPAR", "COMMA"}:
        return f"something is missing before {token}"
    return f"a comma or a parenthesis is missing before {shortened(token)}"
