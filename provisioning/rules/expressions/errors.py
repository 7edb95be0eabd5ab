"""What can be wrong with an expression, and where it is wrong."""

from typing import NamedTuple, Self, override


class Place(NamedTuple):
    """A place in an expression's text: line and column, both counted from 1."""

    line: int
    column: int

    @classmethod
    def at(cls, text: str, offset: int) -> Self:
        """Return the place of a text's character, counted from 0; the text's length is the place behind its end."""
        return cls(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


class ExpressionError(Exception):
    """An expression that cannot be read, or not be evaluated. `column` counts from 1 within `line`.

    The sentence may repeat what the expression says, never an employee's value.
    """

    def __init__(self, sentence: str, column: int, line: int = 1) -> None:
        super().__init__(sentence, column, line)
        self.sentence = sentence
        self.column = column
        self.line = line

    @override
    def __str__(self) -> str:
        line = f"line {self.line}, " if self.line > 1 else ""
        return f"{line}column {self.column}: {self.sentence}"


class EvaluationError(ExpressionError):
    """A value that does not fit, found while evaluating.

    `relied_on_absent` names the attributes that the HR system left out and that were evaluated up to there.
    """

    relied_on_absent: frozenset[str] = frozenset()


class Unfit(ValueError):
    """What a function cannot work with. Its text is the end of a sentence that begins with the function's name."""


class FlowIgnored(Exception):
    """Ends an evaluation: the target attribute is to be left alone."""
