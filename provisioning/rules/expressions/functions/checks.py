"""What can be seen to be wrong with a constant before an employee is looked at."""

import re
from typing import Final

from provisioning.rules.expressions.errors import Unfit
from provisioning.rules.expressions.regexes import pattern_of
from provisioning.rules.expressions.values import Scalar, as_number, as_text, as_truth

_CULTURE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def a_number(value: Scalar) -> None:
    """Raise Unfit unless a constant is a whole number or null."""
    as_number(value)


def a_truth(value: Scalar) -> None:
    """Raise Unfit unless a constant is true or false in some way."""
    as_truth(value)


def a_regex(value: Scalar) -> None:
    """Raise Unfit unless a constant is a regular expression, empty or null."""
    pattern_of(as_text(value) or "")


def a_delimiter(value: Scalar) -> None:
    """Raise Unfit for an empty text."""
    if not as_text(value):
        raise Unfit("needs at least one character")


def a_culture(value: Scalar) -> None:
    """Raise Unfit unless a constant can be the name of a culture, such as en-US."""
    text = as_text(value)
    if text and not _CULTURE.fullmatch(text):
        raise Unfit("needs a culture such as en-US")
