"""How large an expression and what it works on may be, so that none can hold up the others."""

from typing import Final

LONGEST_EXPRESSION: Final = 10_000
"""Characters of an expression's text."""
DEEPEST_NESTING: Final = 50
"""Functions within functions."""
LARGEST_VALUE: Final = 64 * 1024
"""Bytes of a value in UTF-8; a list counts as a whole."""
MOST_ITEMS: Final = 1_000
"""Items of a list."""
MOST_WORK: Final = 20_000_000
"""Units of one evaluation, about a second: ten for a character that is read or made, more where patterns search."""
LARGEST_NUMBER: Final = 2**63
"""Numbers have 64 bits with a sign, as in .NET: this one is the first that is too large."""
