"""Whether a value fits a type, and the bounds that stand before a parameter."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from local.infra.reading import read
from local.infra.syntax import (
    BicepFile,
    Declaration,
    Literal,
    Name,
    Node,
    Object,
    Operation,
    Property,
    Text,
    Unreadable,
    pieces,
)
from local.infra.values import Value, is_unknown, shown

BUILT_IN: Final[Mapping[str, type]] = {"string": str, "int": int, "bool": bool, "object": dict, "array": list}
_BOUNDS: Final[Mapping[str, tuple[str, Callable[[int, int], bool]]]] = {
    "minLength": ("length", int.__ge__),
    "maxLength": ("length", int.__le__),
    "minValue": ("value", int.__ge__),
    "maxValue": ("value", int.__le__),
}


def misfit(value: Value, declaration: Declaration, file: BicepFile) -> str:
    """Return why a value cannot be that of a parameter, or an empty text.

    Raises:
        Unreadable: The type is not known.
    """
    wrong = [] if declaration.type is None else [*_misfits(value, declaration.type, file)]
    return next(iter((*wrong, *_not_allowed(value, declaration), *_beyond(value, declaration))), "")


def _misfits(value: Value, kind: Node, file: BicepFile) -> Iterator[str]:
    match kind:
        case Operation(operator="|", operands=options):
            if all([*_misfits(value, option, file)] for option in options):
                yield f"{shown(value)} is none of {', '.join(_named(option) for option in options)}"
        case Operation(operator="?", operands=(inner,)):
            yield from () if value is None else _misfits(value, inner, file)
        case Operation(operator="[]", operands=(inner,)):
            for each in value if isinstance(value, list) else [value]:
                yield from _misfits(each, inner, file)
            yield from () if isinstance(value, list) else (f"{shown(value)} is no list",)
        case Object():
            yield from _misfits_of_object(value, kind, file)
        case Text():
            yield from () if value == kind.plain else (f"{shown(value)} is not {kind.plain!r}",)
        case Name(name=name) if name in BUILT_IN:
            fits = isinstance(value, BUILT_IN[name]) and (name == "bool" or not isinstance(value, bool))
            yield from () if fits else (f"{shown(value)} is not of type {name}",)
        case Name():
            yield from _misfits(value, *declared(kind, file))


def _misfits_of_object(value: Value, kind: Object, file: BicepFile) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{shown(value)} is no object"
        return
    properties = {str(each.key.plain): each.value for each in kind.entries if isinstance(each, Property)}
    others = properties.pop("*", None)
    for key in value.keys() - properties.keys():
        wrong = [f"there is no {key} in its type"] if others is None else _misfits(value[key], others, file)
        yield from (f"{key}: {each}" for each in wrong)
    for key, inner in properties.items():
        yield from (f"{key}: {each}" for each in _misfits(value.get(key), inner, file))


def declared(name: Name, file: BicepFile) -> tuple[Node, BicepFile]:
    """Return a named type, and the file in which it stands.

    Raises:
        Unreadable: There is none.
    """
    found = file.find(name.name)
    if found is not None and found.kind == "import":
        return declared(name, read(file.path.parent / found.what))
    if found is None or found.type is None or found.kind != "type":
        raise Unreadable(file.path, name.line, f"the type {name.name} is not declared")
    return found.type, file


def _named(kind: Node) -> str:
    return ", ".join(shown(each.plain) for each in pieces(kind) if isinstance(each, Text)) or "its types"


def _not_allowed(value: Value, declaration: Declaration) -> Iterator[str]:
    """Yield what a list of allowed values before a parameter refuses; of a list, each entry is looked at."""
    for call in declaration.decorators:
        if call.function == "allowed":
            options = [
                each.value if isinstance(each, Literal) else each.plain
                for each in pieces(call)
                if isinstance(each, Literal | Text)
            ]
            wrong = [each for each in (value if isinstance(value, list) else [value]) if each not in options]
            yield from (f"{shown(each)} is none of {', '.join(map(shown, options))}" for each in wrong)


def _beyond(value: Value, declaration: Declaration) -> Iterator[str]:
    for each in declaration.decorators:
        bound = each.arguments[0].value if each.arguments and isinstance(each.arguments[0], Literal) else None
        if each.function not in _BOUNDS or not isinstance(bound, int) or is_unknown(value):
            continue
        what, holds = _BOUNDS[each.function]
        size = len(value) if isinstance(value, str | list | dict) else value
        if isinstance(size, int) and not holds(size, bound):
            yield f"the {what} of {shown(value)} must be {'at least' if 'min' in each.function else 'at most'} {bound}"
