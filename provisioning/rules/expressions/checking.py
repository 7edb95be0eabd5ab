"""What is wrong with a tree that the grammar takes: unknown functions, arguments that do not fit their function."""

import difflib
import json
from dataclasses import replace
from typing import Final

from provisioning.rules.expressions.arguments import Function
from provisioning.rules.expressions.errors import ExpressionError, Place, Unfit
from provisioning.rules.expressions.functions import FUNCTIONS, REFUSED_FUNCTIONS
from provisioning.rules.expressions.functions.choices import UNIQUE
from provisioning.rules.expressions.grammar import shortened
from provisioning.rules.expressions.syntax import Call, Comparison, Constant, Node, within

_BY_LOWER_NAME: Final = {name.lower(): name for name in FUNCTIONS}
_REFUSED_BY_LOWER_NAME: Final = {name.lower(): name for name in REFUSED_FUNCTIONS}


def checked(node: Node) -> Node:
    """Return a tree with each function by its own spelling; raise ExpressionError for the first that is wrong."""
    tree = _checked(node)
    for inner in within(tree):
        if isinstance(inner, Call) and inner.name == UNIQUE and inner is not tree:
            raise _error(f"{UNIQUE} has to stand alone, not within another function", inner.place)
    return tree


def _checked(node: Node) -> Node:
    match node:
        case Call():
            function = _function(node)
            arguments = _arguments(function, node)
            return replace(node, name=function.name, arguments=tuple(_checked(argument) for argument in arguments))
        case Comparison():
            return replace(node, left=_checked(node.left), right=_checked(node.right))
        case _:
            return node


def _function(call: Call) -> Function:
    lower = call.name.lower()
    if lower in _REFUSED_BY_LOWER_NAME:
        name = _REFUSED_BY_LOWER_NAME[lower]
        raise _error(f"{name} cannot be used here: {REFUSED_FUNCTIONS[name]}", call.place)
    if lower not in _BY_LOWER_NAME:
        nearest = difflib.get_close_matches(lower[:40], _BY_LOWER_NAME, n=1)
        hint = f"; did you mean {_BY_LOWER_NAME[nearest[0]]}?" if nearest else ""
        raise _error(f"there is no function {shortened(call.name)}{hint}", call.place)
    return FUNCTIONS[_BY_LOWER_NAME[lower]]


def _arguments(function: Function, call: Call) -> tuple[Node, ...]:
    """Return a call's arguments, without empty ones beyond the last parameter; raise ExpressionError."""
    given = list(call.arguments)
    while len(given) > len(function.parameters) and not function.repeats and _is_left_empty(given[-1]):
        given.pop()
    if not function.takes(len(given)):
        count = {0: "no argument", 1: "1 argument"}.get(len(given), f"{len(given)} arguments")
        raise _error(f"{function.name} cannot take {count}: {function.signature}", call.place)
    for index, argument in enumerate(given):
        _check_constant(function, index, argument)
    if function.shape:
        try:
            function.shape(given)
        except Unfit as unfit:
            raise _error(f"{function.name} {unfit}", call.place) from None
    return tuple(given)


def _check_constant(function: Function, index: int, argument: Node) -> None:
    if not isinstance(argument, Constant) or argument.value is None:
        return
    parameter = function.parameter(index)
    try:
        parameter.check(argument.value)
    except Unfit as unfit:
        given = shortened(json.dumps(argument.value, ensure_ascii=False))
        sentence = f"{function.name}: {parameter.name} {unfit}; {given} is given"
        raise _error(sentence, argument.place) from None


def _is_left_empty(node: Node) -> bool:
    return isinstance(node, Constant) and not node.written


def _error(sentence: str, place: Place) -> ExpressionError:
    return ExpressionError(sentence, place.column, place.line)
