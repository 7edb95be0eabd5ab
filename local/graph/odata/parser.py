"""Reads a `$filter` expression by recursive descent.

The grammar, loosest binding first: `or`, `and`, `not`, then a parenthesis, a function or a comparison. Libraries for
this on PyPI bring a parser generator or an ORM along; the part of OData that Graph's users support is small enough.
"""

from local.graph.odata.tokens import FilterSyntaxError, Token, tokenize
from local.graph.odata.tree import And, AnyOf, Comparison, Condition, Literal, Membership, Not, Or, Path, TextMatch

_COMPARISONS = frozenset({"eq", "ne", "ge", "le"})
_FUNCTIONS = frozenset({"startswith", "endswith"})


def parse_filter(expression: str) -> Condition:
    """Return the condition that an expression states.

    Raises:
        FilterSyntaxError: it is empty, malformed, or uses what is not supported.
    """
    parser = _Parser(expression)
    condition = parser.either()
    parser.expect("end")
    return condition


class _Parser:
    """Stands at one token; each method reads the construct that begins there and moves behind it."""

    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._tokens = list(tokenize(expression))
        self._at = 0

    def either(self) -> Condition:
        """Read conditions joined by `or`."""
        condition = self._both()
        while self._skip("name", "or"):
            condition = Or(condition, self._both())
        return condition

    def expect(self, kind: str, text: str | None = None) -> Token:
        """Return the token and move on; it must be of this kind and, if given, this text."""
        token = self._tokens[self._at]
        if token.kind != kind or text not in {None, token.text}:
            raise FilterSyntaxError(f"Syntax error at position {token.position} in '{self._expression}'.")
        self._at += 1
        return token

    def _both(self) -> Condition:
        condition = self._maybe_not()
        while self._skip("name", "and"):
            condition = And(condition, self._maybe_not())
        return condition

    def _maybe_not(self) -> Condition:
        if self._skip("name", "not"):
            return Not(self._maybe_not())
        if self._skip("mark", "("):
            condition = self.either()
            self.expect("mark", ")")
            return condition
        name = self.expect("name").text
        if name.lower() in _FUNCTIONS and self._skip("mark", "("):
            return self._text_match(name.lower())
        return self._about_property(name)

    def _text_match(self, function: str) -> Condition:
        path = self._rest_of_path(self.expect("name").text)
        self.expect("mark", ",")
        token = self.expect("literal")
        self.expect("mark", ")")
        if not isinstance(token.value, str):
            raise FilterSyntaxError(f"{function} needs a text at position {token.position} in '{self._expression}'.")
        return TextMatch(function, path, token.value)

    def _about_property(self, first: str) -> Condition:
        segments = [first]
        while self._skip("mark", "/"):
            name = self.expect("name").text
            if name == "any" and self._skip("mark", "("):
                return self._any_of(Path(tuple(segments)))
            segments.append(name)
        return self._comparison(Path(tuple(segments)))

    def _any_of(self, path: Path) -> Condition:
        if self._skip("mark", ")"):
            return AnyOf(path)
        variable = self.expect("name").text
        self.expect("mark", ":")
        condition = self.either()
        self.expect("mark", ")")
        return AnyOf(path, variable, condition)

    def _comparison(self, path: Path) -> Condition:
        operator = self.expect("name")
        if operator.text == "in":
            return Membership(path, self._list())
        if operator.text not in _COMPARISONS:
            raise FilterSyntaxError(f"'{operator.text}' is not a supported operator in '{self._expression}'.")
        return Comparison(path, operator.text, self.expect("literal").value)

    def _list(self) -> tuple[Literal, ...]:
        self.expect("mark", "(")
        values = [self.expect("literal").value]
        while self._skip("mark", ","):
            values.append(self.expect("literal").value)
        self.expect("mark", ")")
        return tuple(values)

    def _rest_of_path(self, first: str) -> Path:
        segments = [first]
        while self._skip("mark", "/"):
            segments.append(self.expect("name").text)
        return Path(tuple(segments))

    def _skip(self, kind: str, text: str) -> bool:
        token = self._tokens[self._at]
        matches = token.kind == kind and token.text == text
        self._at += matches
        return matches
