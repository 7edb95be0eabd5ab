"""Functions that ask what a value is. An attribute that the HR system left out counts as null."""

from typing import Final

from provisioning.rules.expressions.arguments import Arguments, Function, Parameter
from provisioning.rules.expressions.values import Value, is_empty

_EXPRESSION: Final = (Parameter("expression"),)


def _is_null(call: Arguments) -> Value:
    return call.tested(0) in (None, ())


def _is_null_or_empty(call: Arguments) -> Value:
    return is_empty(call.tested(0))


def _is_present(call: Arguments) -> Value:
    return not is_empty(call.tested(0))


def _is_string(call: Arguments) -> Value:
    return isinstance(call.value(0), str)


PRESENCE: Final = (
    Function("IsNull", _EXPRESSION, "Says whether there is no value.", _is_null),
    Function("IsNullOrEmpty", _EXPRESSION, "Says whether there is no value, or an empty text.", _is_null_or_empty),
    Function("IsPresent", _EXPRESSION, "Says whether there is a value that is no empty text.", _is_present),
    Function("IsString", _EXPRESSION, "Says whether a value is a text.", _is_string),
)
