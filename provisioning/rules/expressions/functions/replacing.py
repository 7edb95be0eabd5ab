"""The function Replace, in all its forms. Source: Microsoft's reference, Replace.

Which form is meant is seen from the arguments that are not left empty.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from provisioning.rules.expressions.arguments import Arguments, Function, Parameter
from provisioning.rules.expressions.errors import Unfit
from provisioning.rules.expressions.functions.checks import a_regex
from provisioning.rules.expressions.limits import LARGEST_VALUE
from provisioning.rules.expressions.regexes import Match, Pattern, expanded, pattern_of
from provisioning.rules.expressions.syntax import Constant, Node
from provisioning.rules.expressions.values import Value


class _At(IntEnum):
    """Where each argument stands."""

    SOURCE = 0
    OLD = 1
    REGEX = 2
    GROUP = 3
    NEW = 4
    ATTRIBUTE = 5
    TEMPLATE = 6


def _replace(call: Arguments) -> Value:
    return _FORMS[_form(call.nodes)](call)


def _form(arguments: Sequence[Node]) -> frozenset[_At]:
    return frozenset(at for at in _At if 0 < at < len(arguments) and _is_given(at, arguments[at]))


def _is_given(at: _At, node: Node) -> bool:
    """Return whether an argument is meant; an empty text is only meant as a new value."""
    if not isinstance(node, Constant):
        return True
    return node.value is not None and (at is _At.NEW or node.value != "")


def _old_by_new(call: Arguments) -> Value:
    source, old, new = call.text(_At.SOURCE), call.text(_At.OLD), call.text(_At.NEW) or ""
    return _swapped(source, old, new) if source is not None and old else source


def _old_in_template(call: Arguments) -> Value:
    source, old, template = call.text(_At.SOURCE), call.text(_At.OLD), call.text(_At.TEMPLATE)
    if source is None or template is None:
        return None
    return _swapped(template, old, source) if old else template


def _matches_by_new(call: Arguments) -> Value:
    source, new = call.text(_At.SOURCE), call.text(_At.NEW) or ""
    if source is None:
        return None
    pattern = _pattern(call)
    return _rebuilt(call, source, pattern, lambda match: (*match.span(), expanded(new, match, pattern)))


def _group_by_new(call: Arguments) -> Value:
    source, new = call.text(_At.SOURCE), call.text(_At.NEW) or ""
    if source is None:
        return None
    pattern = _pattern(call)
    group = _group(call, pattern)
    return _rebuilt(call, source, pattern, lambda match: (*match.span(group), new))


def _group_of_attribute(call: Arguments) -> Value:
    source = call.text(_At.SOURCE)
    if source:
        return source
    other, pattern = call.text(_At.ATTRIBUTE), _pattern(call)
    group = _group(call, pattern)
    found = next(pattern.matches(other, call.spend), None) if other is not None else None
    return found[group] if found else None


_FORMS: Final[Mapping[frozenset[_At], Callable[[Arguments], Value]]] = MappingProxyType(
    {
        frozenset({_At.OLD, _At.NEW}): _old_by_new,
        frozenset({_At.OLD, _At.TEMPLATE}): _old_in_template,
        frozenset({_At.REGEX, _At.NEW}): _matches_by_new,
        frozenset({_At.REGEX, _At.GROUP, _At.NEW}): _group_by_new,
        frozenset({_At.REGEX, _At.GROUP, _At.ATTRIBUTE}): _group_of_attribute,
    }
)


def _check_shape(arguments: Sequence[Node]) -> None:
    if _form(arguments) not in _FORMS:
        raise Unfit(
            "needs, beside the source: oldValue with replacementValue or template; regexPattern with replacementValue; "
            "or regexPattern, regexGroupName and one of replacementValue and replacementAttributeName. "
            "It has seven places, and a comma keeps each that is left empty"
        )
    regex, group = (node.value if isinstance(node, Constant) else None for node in (*arguments[2:4], *[None] * 2)[:2])
    if isinstance(regex, str) and isinstance(group, str) and regex and group:
        _number_of_group(pattern_of(regex), group)


def _pattern(call: Arguments) -> Pattern:
    try:
        return pattern_of(call.text(_At.REGEX) or "")
    except Unfit as unfit:
        call.fail(_At.REGEX, str(unfit))


def _group(call: Arguments, pattern: Pattern) -> int:
    try:
        return _number_of_group(pattern, call.text(_At.GROUP) or "")
    except Unfit as unfit:
        call.fail(_At.GROUP, str(unfit))


def _number_of_group(pattern: Pattern, name: str) -> int:
    number = pattern.compiled.groupindex.get(name)
    if number is None:
        raise Unfit("needs the name of a group in the regexPattern, as in (?<name>…)")
    return number


def _swapped(text: str, old: str, new: str) -> str:
    _check_size(len(text) + text.count(old) * (len(new) - len(old)))
    return text.replace(old, new)


def _rebuilt(call: Arguments, source: str, pattern: Pattern, change: Callable[[Match], tuple[int, int, str]]) -> str:
    """Return the source with a part at each match replaced, as `change` says: from where, to where, by what."""
    pieces: list[str] = []
    done = size = 0
    for match in pattern.matches(source, call.spend):
        begin, end, new = change(match)
        if begin < 0:  # a group that took no part
            continue
        pieces += (source[done:begin], new)
        size += begin - done + len(new)
        _check_size(size)
        done = end
    return "".join([*pieces, source[done:]])


def _check_size(size: int) -> None:
    if size > LARGEST_VALUE:
        raise Unfit(f"comes to more than {LARGEST_VALUE // 1024} KiB")


REPLACING: Final = (
    Function(
        "Replace",
        (
            Parameter("source"),
            Parameter("oldValue", optional=True),
            Parameter("regexPattern", optional=True, check=a_regex),
            Parameter("regexGroupName", optional=True),
            Parameter("replacementValue", optional=True),
            Parameter("replacementAttributeName", optional=True),
            Parameter("template", optional=True),
        ),
        "Replaces a text, what matches a regular expression, or a group of it; or fills the source into a template.",
        _replace,
        shape=_check_shape,
    ),
)
