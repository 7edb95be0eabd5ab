"""An expression, read once and evaluated for one employee after another."""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from typing import Final

from pydantic import JsonValue

from provisioning.rules.expressions.checking import checked
from provisioning.rules.expressions.errors import EvaluationError, FlowIgnored
from provisioning.rules.expressions.evaluation import Context, Evaluation
from provisioning.rules.expressions.functions import FUNCTIONS
from provisioning.rules.expressions.grammar import tree_of
from provisioning.rules.expressions.syntax import Attribute, Call, Node, within
from provisioning.rules.expressions.values import Value, to_json


class Ignored(Enum):
    """The type of IGNORE_FLOW, so that a checker can tell it from a value."""

    IGNORED = "ignored"


IGNORE_FLOW: Final = Ignored.IGNORED
"""What an expression gives that wants the target attribute left alone: not null, which empties it."""


@dataclass(frozen=True, slots=True)
class Result:
    """What an expression gives for one employee.

    `relied_on_absent` names the attributes that the HR system left out and that were taken for null. A result that
    rests on them is a guess, and nothing should be emptied or halved because of it.
    """

    value: JsonValue | Ignored
    relied_on_absent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Expression:
    """An expression that can be evaluated. Equal texts make equal expressions."""

    text: str
    root: Node

    @cached_property
    def attributes(self) -> frozenset[str]:
        """The names of all attributes in it, as they are written."""
        return frozenset(node.name for node in within(self.root) if isinstance(node, Attribute))

    @cached_property
    def functions(self) -> frozenset[str]:
        """The names of all functions in it, as Microsoft's reference spells them."""
        return frozenset(node.name for node in within(self.root) if isinstance(node, Call))

    def evaluate(self, context: Context) -> Result:
        """Return what the expression gives for one employee; raise EvaluationError for values that do not fit."""
        evaluation = Evaluation(context, _carry_out)
        try:
            value = evaluation.value(self.root)
            return Result(to_json(value), frozenset(evaluation.relied_on_absent))
        except FlowIgnored:
            return Result(IGNORE_FLOW, frozenset(evaluation.relied_on_absent))
        except EvaluationError as error:
            error.relied_on_absent = frozenset(evaluation.relied_on_absent)
            raise


@lru_cache(maxsize=512)
def parse(text: str) -> Expression:
    """Return the expression that a text holds; raise ExpressionError, which says what is wrong and where."""
    return Expression(text, checked(tree_of(text)))


def _carry_out(call: Call, evaluation: Evaluation) -> Value:
    return FUNCTIONS[call.name].carry_out(call, evaluation)
