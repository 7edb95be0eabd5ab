"""Reads expressions: an operator binds as Bicep says, a member always binds closest.

Source of the order: Microsoft, Bicep operators, operator precedence and associativity.
"""

from typing import Final

from local.infra.cursor import Cursor
from local.infra.syntax import (
    Array,
    Call,
    Choice,
    Function,
    Literal,
    Loop,
    Name,
    Node,
    Object,
    OnlyIf,
    Operation,
    Part,
    Property,
    Spread,
    Text,
    Unreadable,
)
from local.infra.tokens import Token

_BINDING: Final = (
    {"??"},
    {"||"},
    {"&&"},
    {"==", "!=", "=~", "!~"},
    {"<", "<=", ">", ">="},
    {"+", "-"},
    {"*", "/", "%"},
)
_WORDS: Final = {"true": True, "false": False, "null": None}
_NAMESPACES: Final = {"az", "sys"}


class Expressions(Cursor):
    """Reads expressions, from the token on at which it is."""

    def expression(self) -> Node:
        """Read an expression. A choice may go on in the next lines.

        Raises:
            Unreadable: There is none.
        """
        line, test = self.here.line, self._operation(0)
        if not self._has_on_next_line("?"):
            return test
        self.skip_lines()
        then = self.expression()
        if not self._has_on_next_line(":"):
            raise self.unexpected(": is expected")
        self.skip_lines()
        return Choice(test, then, self.expression(), line=line)

    def _has_on_next_line(self, sign: str) -> bool:
        token = next((each for each in self.following if each.kind != "newline"), self.here)
        if token.kind != "sign" or token.text != sign:
            return False
        self.skip_lines()
        return self.has(sign)

    def _operation(self, level: int) -> Node:
        if level == len(_BINDING):
            return self._prefixed()
        left = self._operation(level + 1)
        while self.sees(*_BINDING[level]):
            sign = self.take()
            self.skip_lines()
            left = Operation(sign.text, (left, self._operation(level + 1)), line=sign.line)
        return left

    def _prefixed(self) -> Node:
        if self.sees("!", "-"):
            sign = self.take()
            return Operation(sign.text, (self._prefixed(),), line=sign.line)
        return self._with_parts(self._primary())

    def _with_parts(self, node: Node) -> Node:
        while self.sees(".", ".?", "[", "[?", "!", "("):
            sign = self.take()
            if sign.text in {".", ".?"}:
                key: Node = Text((self.word(),), line=sign.line)
            elif sign.text == "!":
                continue
            elif sign.text == "(":
                node = Call(self._function(node), self._arguments(), line=node.line)
                continue
            else:
                key = self.expression()
                self.expect("]")
            node = Part(node, key, sign.text in {".?", "[?"}, line=sign.line)
        return node

    def _function(self, node: Node) -> str:
        match node:
            case Name(name=name):
                return name
            case Part(of=Name(name=namespace), key=Text() as key) if namespace in _NAMESPACES and key.plain:
                return key.plain
        raise Unreadable(self.file, node.line, "only Bicep's own functions are called here, not those of a resource")

    def _arguments(self) -> tuple[Node, ...]:
        arguments: list[Node] = []
        while not self.has(")"):
            arguments.append(self.expression())
            if not self.sees(")"):
                self.expect(",")
        return tuple(arguments)

    def _primary(self) -> Node:
        token = self.here
        if self._begins_function():
            return self._lambda()
        if token.kind == "text":
            return self.text()
        if token.kind == "number":
            return Literal(int(self.take().text), line=token.line)
        if self.sees("(", "{", "["):
            return self._between_brackets()
        name = self.word()
        return Literal(_WORDS[name], line=token.line) if name in _WORDS else Name(name, line=token.line)

    def _between_brackets(self) -> Node:
        if self.sees("{"):
            return self.object()
        opening = self.take()
        if opening.text == "(":
            inner = self.expression()
            self.expect(")")
            return inner
        self.skip_lines()
        return self._loop(opening) if self.sees("for") else Array(self._entries("]"), line=opening.line)

    def text(self) -> Text:
        """Read a text, with what is put into it."""
        if self.here.kind != "text":
            raise self.unexpected("a text is expected")
        token = self.take()
        parts = (part if isinstance(part, str) else self._put_in(part) for part in token.parts)
        return Text(tuple(parts), line=token.line)

    def _put_in(self, tokens: tuple[Token, ...]) -> Node:
        inner = Expressions(self.file, tokens)
        node = inner.expression()
        if inner.here.kind != "end":
            raise inner.unexpected("} is expected")
        return node

    def _begins_function(self) -> bool:
        following = self.following
        if self.here.kind == "name":
            return following[1].text == "=>"
        closing = next((i for i, each in enumerate(following) if each.text == ")"), 0) if self.sees("(") else 0
        return closing > 0 and following[closing + 1].text == "=>"

    def _lambda(self) -> Function:
        line, names = self.here.line, self._names()
        self.expect("=>")
        return Function(names, self.expression(), line=line)

    def _names(self) -> tuple[str, ...]:
        """Read `a` or `(a, b)`."""
        if not self.has("("):
            return (self.word(),)
        names = [self.word()]
        while self.has(","):
            names.append(self.word())
        self.expect(")")
        return tuple(names)

    def _loop(self, opening: Token) -> Loop:
        self.expect("for")
        names = self._names()
        self.expect("in")
        over = self.expression()
        self.expect(":")
        self.skip_lines()
        body = self.body()
        self.skip_lines()
        self.expect("]")
        return Loop(over, Function(names, body, line=opening.line), line=opening.line)

    def body(self) -> Node:
        """Read an expression, or `if (test) expression`."""
        line = self.here.line
        if not self.has("if"):
            return self.expression()
        self.expect("(")
        test = self.expression()
        self.expect(")")
        return OnlyIf(test, self.expression(), line=line)

    def object(self) -> Object:
        """Read an object."""
        line = self.here.line
        self.expect("{")
        return Object(self._entries("}"), line=line)

    def _entries(self, closing: str) -> tuple[Node, ...]:
        """Read the entries of an object or an array, one a line or with commas between them."""
        entries: list[Node] = []
        self.skip_lines()
        while not self.has(closing):
            entries.append(self._spread_or(closing))
            if not self.sees(closing) and not self.has(",") and self.here.kind != "newline":
                raise self.unexpected(f"{closing}, a comma or the next line is expected")
            self.skip_lines()
        return tuple(entries)

    def inner_resource(self) -> Node:
        """Read a resource within another one.

        Raises:
            Unreadable: None can stand here.
        """
        raise self.unexpected("a property is expected")

    def _spread_or(self, closing: str) -> Node:
        line = self.here.line
        if self.has("..."):
            return Spread(self.expression(), line=line)
        return self.expression() if closing == "]" else self._property()

    def _property(self) -> Node:
        line = self.here.line
        if self.sees("resource") and self.following[1].kind == "name":
            return self.inner_resource()
        key = self.text() if self.here.kind == "text" else Text((self.word(),), line=line)
        self.expect(":")
        self.skip_lines()
        return Property(key, self.expression(), line=line)
