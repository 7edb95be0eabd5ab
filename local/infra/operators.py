"""Operators, and what a member or an element of a value is. Source: Microsoft, Bicep operators."""

from collections.abc import Callable, Mapping
from typing import Final

from local.infra.values import Deployment, Resource, Value, Wrong, is_unknown, only_unknown, shown, unknown

_COMPARED: Final[Mapping[str, Callable[[int, int], bool]]] = {
    "<": int.__lt__,
    "<=": int.__le__,
    ">": int.__gt__,
    ">=": int.__ge__,
}
_COUNTED: Final[Mapping[str, Callable[[int, int], int]]] = {
    "+": int.__add__,
    "-": int.__sub__,
    "*": int.__mul__,
    "/": int.__floordiv__,
    "%": int.__mod__,
}


def applied(operator: str, values: list[Value]) -> Value:
    """Return what an operator makes of its operands.

    Raises:
        Wrong: It takes others, or only Azure knows the result.
    """
    match operator, values:
        case "==" | "!=", [left, right]:
            if left != right and (is_unknown(left) or is_unknown(right)):
                raise Wrong(f"only Azure knows whether {shown(left)} is {shown(right)}")
            return (left == right) == (operator == "==")
        case "-", [int(number)]:
            return -number
        case sign, [int(left), int(right)] if sign in _COMPARED:
            return _COMPARED[sign](left, right)
        case sign, [int(left), int(right)] if sign in _COUNTED:
            return _COUNTED[sign](left, right)
    raise Wrong(f"{operator} is not evaluated here for {', '.join(map(shown, values))}")


def part(of: Value, key: Value, *, safe: bool) -> Value:
    """Return a member or an element; with `safe`, null where there is none.

    Raises:
        Wrong: There is none.
    """
    hidden = only_unknown(of)
    if hidden is not None:
        return unknown(f"{hidden}.{key}")
    match of, key:
        case (Resource(), str()):
            return _part_of_resource(of, key)
        case (Deployment(), "outputs"):
            return dict(of.outputs)
    return _entry(of, key, safe=safe)


def _entry(of: Value, key: Value, *, safe: bool) -> Value:
    match of, key:
        case (dict(), str()) if is_unknown(key):
            return unknown(f"{shown(of)}[{key}]")
        case (dict(), str()) if key in of or safe:
            return of.get(key)
        case (list(), int()) if key < len(of) or safe:
            return of[key] if key < len(of) else None
    raise Wrong(f"there is no {key} in {shown(of)}")


def _part_of_resource(of: Resource, key: str) -> Value:
    """Return a resource's name, type or id; anything else is known once it is made."""
    known = {"name": of.name.rsplit("/", 1)[-1], "type": of.type, "id": of.id, "apiVersion": of.version}
    return known.get(key) or unknown(f"{of.type} {of.name}.{key}")
