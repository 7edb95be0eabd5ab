"""What is looked at when settings are saved, beyond the form of the document: mappings, expressions and filters."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import chain
from typing import Final

from provisioning.attributes import EMPLOYEE_ID, WRITABLE, find_attribute
from provisioning.fields import ABSENT
from provisioning.model import CUSTOM_PREFIX, EMPLOYEE_ATTRIBUTES
from provisioning.rules.expressions import Expression, ExpressionError, parse
from provisioning.rules.expressions.names import attribute_of
from provisioning.rules.expressions.other_names import OTHER_NAMES
from provisioning.rules.expressions.syntax import Attribute, within
from provisioning.rules.scoping import problems_in
from provisioning.rules.values.fitting import fit
from provisioning.setting_groups.mappings import TELL_APART, AttributeMapping, ConstantMapping, ExpressionMapping
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
        yield from ((f"attributeMappings[{place}].{field}", sentence) for field, sentence in _in_mapping(mapping))


def _in_mapping(mapping: AttributeMapping) -> Iterator[tuple[str, str]]:
    if isinstance(mapping, ConstantMapping):
        yield from (("value", sentence) for sentence in _unfit(mapping.value, mapping, "the constant"))
        return
    if mapping.default is not None:
        yield from (("default", sentence) for sentence in _unfit(mapping.default, mapping, "the default"))
    if isinstance(mapping, ExpressionMapping):
        yield from (("expression", sentence) for sentence in _in_expression(mapping))


def _unfit(text: str, mapping: AttributeMapping, whose: str) -> Iterator[str]:
    """Yield why Entra would never take a text that does not depend on the person; one that is cut is taken."""
    attribute = find_attribute(mapping.target) or WRITABLE[mapping.target]
    outcome = fit(text, attribute, mapping.on_too_long, whose=whose)
    if outcome.value is ABSENT:
        yield f"can never be {outcome.sentence.removeprefix('not ')}"


def _in_expression(mapping: ExpressionMapping) -> Iterator[str]:
    try:
        expression = parse(mapping.expression)
    except ExpressionError as error:
        yield str(error)
        return
    yield from map(str, unknown_attributes(expression))
    if _CHOOSING in expression.functions:
        yield f"{_CHOOSING} is for loginName.expression alone: of other attributes, nobody looks who holds a value"
    if mapping.target in TELL_APART and not _tells_apart(expression, mapping.target):
        yield f"{mapping.target!r} tells people apart, so the expression must use an attribute of the person"


def _tells_apart(expression: Expression, target: str) -> bool:
    """Whether an expression can give each person a value of their own. A random number is nobody's number in HR."""
    return bool(expression.attributes or (target != EMPLOYEE_ID and expression.functions & _RANDOM))


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
    yield from ((field, str(error)) for error in unknown_attributes(expression))
    if not expression.attributes and not expression.functions & _RANDOM:
        yield field, "gives everybody the same name; use an attribute, such as [workEmail]"


def unknown_attributes(expression: Expression) -> list[ExpressionError]:
    """Return an error for each attribute in an expression that nobody knows, at the place where it stands first."""
    attributes = [node for node in within(expression.root) if isinstance(node, Attribute)]
    last_to_first = sorted(attributes, key=lambda node: node.place, reverse=True)
    unknown = {node.name: node.place for node in last_to_first if attribute_of(node.name) is None}
    return [
        ExpressionError(f"[{name}] is not an attribute of an employee; {_suggestion(name)}", place.column, place.line)
        for name, place in sorted(unknown.items(), key=lambda found: found[1])
    ]


def _suggestion(name: str) -> str:
    near = get_close_matches(name.lower(), _KNOWN, n=1)
    if near:
        return f"did you mean [{_KNOWN[near[0]]}]?"
    return f"a field of the HR system's own is written [{CUSTOM_PREFIX}{name}]"
