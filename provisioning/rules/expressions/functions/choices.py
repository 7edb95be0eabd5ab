"""Functions that choose between values. They evaluate only what they choose and what they have to look at."""

from typing import Final

from provisioning.rules.expressions.arguments import Arguments, Function, Parameter
from provisioning.rules.expressions.comparing import same_text
from provisioning.rules.expressions.errors import Unfit
from provisioning.rules.expressions.functions.checks import a_truth
from provisioning.rules.expressions.values import Value, as_text, is_empty

UNIQUE: Final = "SelectUniqueValue"
"""The one function that must not be nested."""


def _iif(call: Arguments) -> Value:
    return call.value(1) if call.truth(0) else call.value(2)


def _switch(call: Arguments) -> Value:
    """A null source matches the key "": the page's way to say what an empty attribute becomes."""
    source = call.scalar(0)
    for key in range(2, len(call), 2):
        if same_text(source, call.scalar(key)):
            return call.value(key + 1)
    return call.value(1)


def _coalesce(call: Arguments) -> Value:
    """An empty text is a value, as the page says: only null is passed over."""
    for index in range(len(call)):
        value = call.tested(index)
        if value not in (None, ()):
            return value
    call.rely_on_absent()
    return None


def _select_unique_value(call: Arguments) -> Value:
    """Rules that give nothing are passed over."""
    for index in range(len(call)):
        value = call.text(index)
        if value and not call.context.is_taken(value):
            return value
    raise Unfit("found no value that is not taken")


def _not(call: Arguments) -> Value:
    return (as_text(call.value(0)) or "").strip().lower() != "true"


def _ignore_flow(call: Arguments) -> Value:
    value = call.tested(0)
    if is_empty(value):
        call.ignore_flow()
    return value


CHOICES: Final = (
    Function(
        "IIF",
        (Parameter("condition", check=a_truth), Parameter("valueIfTrue"), Parameter("valueIfFalse")),
        "Gives one of two values, as a condition holds or not; conditions compare with = <> < <= > >=.",
        _iif,
    ),
    Function(
        "Switch",
        (Parameter("source"), Parameter("defaultValue"), Parameter("key"), Parameter("value")),
        'Gives the value behind the key that is the source, else the default; "" is the key for an empty source.',
        _switch,
        repeats=2,
    ),
    Function("Coalesce", (Parameter("source"),), "Gives the first value that is not null.", _coalesce, repeats=1),
    Function(
        UNIQUE,
        (Parameter("uniqueValueRule1"), Parameter("uniqueValueRule2")),
        "Gives the first value that nobody has yet; it stands alone and not within another function.",
        _select_unique_value,
        repeats=1,
    ),
    Function("Not", (Parameter("source"),), "Gives False for True, and True for anything else.", _not),
    Function(
        "IgnoreFlowIfNullOrEmpty",
        (Parameter("expression"),),
        "Gives the value; leaves the target attribute alone if there is none.",
        _ignore_flow,
    ),
)
