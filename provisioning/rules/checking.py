"""What is looked at when settings are saved, beyond the form of the document: expressions and scoping filters."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import chain
from typing import Final

from provisioning.attributes import EMPLOYEE_ID
from provisioning.model import CUSTOM_PREFIX, EMPLOYEE_ATTRIBUTES
from provisioning.rules.expressions import Expression, ExpressionError, parse
from provisioning.rules.expressions.names import attribute_of
from provisioning.rules.expressions.other_names import OTHER_NAMES
from provisioning.rules.scoping import problems_in
from provisioning.setting_groups.mappings import ExpressionMapping
from provisioning.settings import Settings

_CHOOSING: Final = "SelectUniqueValue"
_RANDOM: Final = frozenset({"Guid", "RandomString"})
"""Functions that give each person another value without a look at an attribute."""
_KNOWN: Final[Mapping[str, str]] = {
    name.lower(): name for name in (*chain.from_iterable(OTHER_NAMES.values()), *EMPLOYEE_ATTRIBUTES)
}
"""Every name that an attribute has, by its small letters."""


def problems(settings: Settings) -> list[tuple[str, str]]:
    """Return what is wrong with settings whose form is right, as (field, sentence) with the field's path."""
    return [*_in_mappings(settings), *_in_login_name(settings), *problems_in(settings.scoping_filters)]


def _in_mappings(settings: Settings) -> Iterator[tuple[str, str]]:
    for place, mapping in enumerate(settings.attribute_mappings):
        if isinstance(mapping, ExpressionMapping):
            field = f"attributeMappings[{place}].expression"
            yield from ((field, sentence) for sentence in _in_mapping(mapping))


def _in_mapping(mapping: ExpressionMapping) -> Iterator[str]:
    try:
        expression = parse(mapping.expression)
    except ExpressionError as error:
        yield str(error)
        return
    yield from _unknown_attributes(expression)
    if _CHOOSING in expression.functions:
        yield f"{_CHOOSING} is for loginName.expression alone: of other attributes, nobody looks who holds a value"
    if mapping.target == EMPLOYEE_ID and not expression.attributes:
        yield f"'{EMPLOYEE_ID}' tells people apart, so the expression must use an attribute, such as [employeeNumber]"


def _in_login_name(settings: Settings) -> Iterator[tuple[str, str]]:
    text = settings.login_name.expression
    if text is None:
        return
    field = "loginName.expression"
    try:
        expression = parse(text)
    except ExpressionError as error:
        yield field, str(error)
        return
    yield from ((field, sentence) for sentence in _unknown_attributes(expression))
    if not expression.attributes and not expression.functions & _RANDOM:
        yield field, "gives everybody the same name; use an attribute, such as [workEmail]"


def _unknown_attributes(expression: Expression) -> Iterator[str]:
    for name in sorted(expression.attributes):
        if attribute_of(name) is None:
            yield f"[{name}] is not an attribute of an employee; {_suggestion(name)}"


def _suggestion(name: str) -> str:
    near = get_close_matches(name.lower(), _KNOWN, n=1)
    if near:
        return f"did you mean [{_KNOWN[near[0]]}]?"
    return f"a field of the HR system's own is written [{CUSTOM_PREFIX}{name}]"
