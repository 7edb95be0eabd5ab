"""What a function is: its name, its parameters, what it does; and the arguments that it is given.

An argument is evaluated when the function first asks for it. So IIF, Switch and the like leave alone what they do not
need. Unless the page says otherwise, a function whose first argument is null gives null, and null elsewhere counts as
an empty text.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from provisioning.rules.expressions.errors import FlowIgnored, Unfit
from provisioning.rules.expressions.evaluation import Context, Evaluation, failure
from provisioning.rules.expressions.syntax import Attribute, Call, Constant, Node
from provisioning.rules.expressions.values import Scalar, Value, as_date, as_number, as_text, as_truth, scalar


def _anything(_value: Scalar) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A function's parameter. `check` raises Unfit for a constant that cannot be right."""

    name: str
    optional: bool = False
    check: Callable[[Scalar], object] = _anything


class Arguments:
    """The arguments of one call; each is evaluated at most once."""

    def __init__(self, function: "Function", call: Call, evaluation: Evaluation) -> None:
        self._function = function
        self._call = call
        self._evaluation = evaluation
        self._values: dict[int, Value] = {}

    def __len__(self) -> int:
        return len(self._call.arguments)

    @property
    def context(self) -> Context:
        """What the expression is evaluated for."""
        return self._evaluation.context

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The arguments as they are written."""
        return self._call.arguments

    @property
    def position(self) -> str:
        """Where the call stands in the expression; no other call stands there."""
        return f"{self._call.place.line}:{self._call.place.column}"

    def value(self, index: int) -> Value:
        """Return an argument's value; null when it was left out."""
        if index not in self._values:
            self._values[index] = self._evaluation.value(self._node(index))
        return self._values[index]

    def tested(self, index: int) -> Value:
        """Return an argument's value as it is, for a function that asks whether there is one: absent is null."""
        node = self._node(index)
        return self._evaluation.known(node, note=False) if isinstance(node, Attribute) else self.value(index)

    def rely_on_absent(self) -> None:
        """Note the attributes among the arguments that are absent, because the result rests on that."""
        absent = (node for node in self._call.arguments if isinstance(node, Attribute))
        self._evaluation.relied_on_absent.update(node.name for node in absent if self._evaluation.is_absent(node))

    def scalar(self, index: int) -> Scalar:
        """Return an argument as a single value."""
        return self._fit(index, scalar)

    def text(self, index: int) -> str | None:
        """Return an argument as text, or null."""
        return self._fit(index, as_text)

    def number(self, index: int) -> int | None:
        """Return an argument as a whole number, or null."""
        return self._fit(index, as_number)

    def date(self, index: int) -> datetime | None:
        """Return an argument as a date and time, or null."""
        return self._fit(index, as_date)

    def truth(self, index: int) -> bool:
        """Return whether an argument is true."""
        return self._fit(index, as_truth)

    def needed(self, index: int) -> int:
        """Return an argument as a whole number; null will not do."""
        number = self.number(index)
        if number is None:
            self.fail(index, "needs a whole number, and there is none")
        return number

    def items(self, index: int) -> tuple[Scalar, ...]:
        """Return an argument as a list; a single value is a list of one, null one of none."""
        value = self.value(index)
        return value if isinstance(value, tuple) else () if value is None else (value,)

    def ignore_flow(self) -> NoReturn:
        """End the evaluation: the target is to be left alone."""
        raise FlowIgnored

    def spend(self, units: int) -> None:
        """Count work that the size of the result does not show."""
        self._evaluation.spend(units, self._call.place)

    def fail(self, index: int, sentence: str) -> NoReturn:
        """Raise the error for an argument that does not fit."""
        name = self._function.parameter(index).name
        raise failure(f"{self._function.name}: {name} {sentence}", self._node(index).place)

    def _fit[T](self, index: int, kind: Callable[[Value], T]) -> T:
        value = self.value(index)
        try:
            return kind(value)
        except Unfit as unfit:
            self.fail(index, str(unfit))

    def _node(self, index: int) -> Node:
        given = self._call.arguments
        return given[index] if index < len(given) else Constant(self._call.place, None, written=False)


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language, in the words of Microsoft's reference.

    `repeats` is how many of the last parameters may be given again and again; `shape` raises Unfit for arguments that
    do not go together.
    """

    name: str
    parameters: tuple[Parameter, ...]
    help: str
    run: Callable[[Arguments], Value]
    repeats: int = 0
    shape: Callable[[Sequence[Node]], None] | None = None

    @property
    def signature(self) -> str:
        """The function with its parameters, as one would write it: Left(String, NumChars)."""
        names = [f"{parameter.name}{'?' if parameter.optional else ''}" for parameter in self.parameters]
        return f"{self.name}({', '.join([*names, *(['…'] if self.repeats else [])])})"

    def parameter(self, index: int) -> Parameter:
        """Return the parameter that an argument stands for."""
        if index < len(self.parameters):
            return self.parameters[index]
        return self.parameters[(index - len(self.parameters)) % self.repeats - self.repeats]

    def takes(self, count: int) -> bool:
        """Return whether the function can be given that many arguments."""
        beyond = count - len(self.parameters)
        if beyond > 0:
            return self.repeats > 0 and beyond % self.repeats == 0
        return count >= sum(not parameter.optional for parameter in self.parameters)

    def carry_out(self, call: Call, evaluation: Evaluation) -> Value:
        """Return what the function gives for a call; raise EvaluationError."""
        try:
            return self.run(Arguments(self, call, evaluation))
        except Unfit as unfit:
            raise failure(f"{self.name} {unfit}", call.place) from None
