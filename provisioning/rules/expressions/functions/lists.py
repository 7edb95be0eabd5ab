"""Functions on attributes with several values."""

from typing import Final

from provisioning.rules.expressions.arguments import Arguments, Function, Parameter
from provisioning.rules.expressions.errors import Unfit
from provisioning.rules.expressions.functions.checks import a_delimiter, a_number
from provisioning.rules.expressions.limits import MOST_ITEMS
from provisioning.rules.expressions.values import Value


def _count(call: Arguments) -> Value:
    return len(call.items(0))


def _item(call: Arguments) -> Value:
    items, index = call.items(0), call.needed(1)
    if index < 1:
        call.fail(1, "counts from 1")
    return items[index - 1] if index <= len(items) else None


def _remove_duplicates(call: Arguments) -> Value:
    kinds = dict.fromkeys((type(item), item) for item in call.items(0))  # True and 1 are two values
    return tuple(item for _, item in kinds)


def _split(call: Arguments) -> Value:
    """The page's example has a space behind the comma, and the values have none: so they are trimmed."""
    source, delimiter = call.text(0), call.text(1)
    if not delimiter:
        call.fail(1, "needs at least one character")
    if not source:
        return None if source is None else ()
    parts = source.split(delimiter, MOST_ITEMS)
    if len(parts) > MOST_ITEMS:
        raise Unfit(f"gives more than {MOST_ITEMS:,} values")
    return tuple(part.strip() for part in parts)


LISTS: Final = (
    Function("Count", (Parameter("attribute"),), "Counts the values of an attribute.", _count),
    Function(
        "Item",
        (Parameter("attribute"), Parameter("index", check=a_number)),
        "Gives one of an attribute's values, counted from 1; null if there are fewer.",
        _item,
    ),
    Function(
        "RemoveDuplicates",
        (Parameter("attribute"),),
        "Gives an attribute's values, each once, in their order.",
        _remove_duplicates,
    ),
    Function(
        "Split",
        (Parameter("source"), Parameter("delimiter", check=a_delimiter)),
        "Makes several values of a text, without the spaces around each.",
        _split,
    ),
)
