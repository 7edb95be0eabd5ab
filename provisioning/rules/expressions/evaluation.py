"""One evaluation of an expression: what it may look up, and what it has found out on the way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue

from provisioning.fields import Absent
from provisioning.rules.expressions.comparing import holds
from provisioning.rules.expressions.errors import EvaluationError, FlowIgnored, Place, Unfit
from provisioning.rules.expressions.limits import MOST_WORK
from provisioning.rules.expressions.syntax import Attribute, Call, Comparison, Constant, IgnoreFlow, Node
from provisioning.rules.expressions.values import Value, bounded, from_json


def _nobodys(_name: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression is evaluated for.

    `lookup` answers an attribute's value or ABSENT; `now` is what Now() returns; `seed` is the text that Guid and
    RandomString draw from, so that the same seed gives the same values; `is_taken` says whether a value is in use.
    """

    lookup: Callable[[str], JsonValue | Absent]
    now: datetime
    seed: str = ""
    is_taken: Callable[[str], bool] = _nobodys

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("now needs a time zone")


@dataclass(slots=True)
class Evaluation:
    """A walk through an expression. `run` carries out a function; absent attributes are noted in `relied_on_absent`."""

    context: Context
    run: Callable[[Call, "Evaluation"], Value]
    relied_on_absent: set[str] = field(default_factory=set)
    work: int = 0

    def value(self, node: Node) -> Value:
        """Return a node's value; raise EvaluationError, or FlowIgnored when the target is to be left alone."""
        match node:
            case Constant():
                return node.value
            case Attribute():
                return self.known(node, note=True)
            case Call():
                return self._bounded(self.run(node, self), node)
            case Comparison():
                return self._compared(node)
            case IgnoreFlow():
                raise FlowIgnored

    def known(self, attribute: Attribute, *, note: bool) -> Value:
        """Return an attribute's value, an absent one as null; `note` says whether that is to be noted."""
        found = self.context.lookup(attribute.name)
        if isinstance(found, Absent):
            if note:
                self.relied_on_absent.add(attribute.name)
            return None
        try:
            value = from_json(found)
        except Unfit as unfit:
            raise failure(f"the attribute {attribute.name} {unfit}", attribute.place) from None
        self._count(value, attribute.place)
        return value

    def is_absent(self, node: Node) -> bool:
        """Return whether a node is an attribute that the HR system left out."""
        return isinstance(node, Attribute) and isinstance(self.context.lookup(node.name), Absent)

    def spend(self, units: int, place: Place) -> None:
        """Count work; raise EvaluationError when there was too much of it."""
        self.work += units
        if self.work > MOST_WORK:
            raise failure("the expression takes too much work on so long a value", place)

    def _bounded(self, value: Value, call: Call) -> Value:
        self._count(value, call.place)
        try:
            return bounded(value)
        except Unfit as unfit:
            raise failure(f"{call.name} {unfit}", call.place) from None

    def _count(self, value: Value, place: Place) -> None:
        parts = value if isinstance(value, tuple) else (value,)
        self.spend(10 * (len(parts) + sum(len(part) for part in parts if isinstance(part, str))), place)

    def _compared(self, node: Comparison) -> bool:
        left, right = self.value(node.left), self.value(node.right)
        try:
            return holds(left, node.operator, right)
        except Unfit as unfit:
            raise failure(f"the comparison {unfit}", node.place) from None


def failure(sentence: str, place: Place) -> EvaluationError:
    """Return the error for a place in the expression."""
    return EvaluationError(sentence, place.column, place.line)
