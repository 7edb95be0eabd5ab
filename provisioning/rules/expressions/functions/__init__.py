"""Every function of the language, by name. To add one, write it in the module of its subject, into that table."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from provisioning.rules.expressions.arguments import Function
from provisioning.rules.expressions.functions.choices import CHOICES
from provisioning.rules.expressions.functions.conversions import CONVERSIONS
from provisioning.rules.expressions.functions.dates import DATES
from provisioning.rules.expressions.functions.lists import LISTS
from provisioning.rules.expressions.functions.presence import PRESENCE
from provisioning.rules.expressions.functions.random_values import RANDOM_VALUES
from provisioning.rules.expressions.functions.refused import REFUSED
from provisioning.rules.expressions.functions.replacing import REPLACING
from provisioning.rules.expressions.functions.spelling import SPELLING
from provisioning.rules.expressions.functions.texts import TEXTS

_SUBJECTS: Final = (TEXTS, SPELLING, REPLACING, LISTS, CHOICES, PRESENCE, DATES, CONVERSIONS, RANDOM_VALUES)

FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType(
    {
        function.name: function
        for subject in _SUBJECTS
        for function in sorted(subject, key=lambda function: function.name)
    }
)
"""The functions that can be used. `signature` and `help` describe each for the documentation."""
REFUSED_FUNCTIONS: Final[Mapping[str, str]] = MappingProxyType(dict(REFUSED))
"""Functions of Microsoft's reference that cannot be used here, and why."""
