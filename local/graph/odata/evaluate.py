"""Decides whether a condition holds for an object. Texts compare without regard to case, as in Entra ID."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from local.emulator.json_values import Json
from local.graph.odata.tree import And, AnyOf, Comparison, Condition, Literal, Membership, Not, Or, Path, TextMatch

type Scope = Mapping[str, Json]


def holds(condition: Condition, scope: Scope) -> bool:
    """Tell whether a condition holds.

    Args:
        condition: what is asked.
        scope: the object's properties by name; inside an `any`, its variable alone.
    """
    match condition:
        case And(left, right):
            return holds(left, scope) and holds(right, scope)
        case Or(left, right):
            return holds(left, scope) or holds(right, scope)
        case Not(operand):
            return not holds(operand, scope)
        case _:
            return _holds_of_property(condition, scope)


def parts(condition: Condition) -> Iterator[Condition]:
    """Yield the condition and all within it, except what stands inside an `any`."""
    yield condition
    match condition:
        case And(left, right) | Or(left, right):
            yield from parts(left)
            yield from parts(right)
        case Not(operand):
            yield from parts(operand)


def _holds_of_property(condition: Comparison | Membership | TextMatch | AnyOf, scope: Scope) -> bool:
    match condition:
        case Comparison():
            return _compares(condition, scope)
        case Membership(path, values):
            return any(_equal(_resolve(path, scope), value) for value in values)
        case TextMatch():
            return _text_matches(condition, scope)
        case AnyOf():
            return _any_holds(condition, scope)


def _any_holds(condition: AnyOf, scope: Scope) -> bool:
    values = _resolve(condition.path, scope)
    if not isinstance(values, list):
        return False
    inner = condition.condition
    return bool(values) if inner is None else any(holds(inner, {condition.variable: value}) for value in values)


def _text_matches(condition: TextMatch, scope: Scope) -> bool:
    value = _resolve(condition.path, scope)
    if not isinstance(value, str):
        return False
    text, wanted = value.casefold(), condition.text.casefold()
    return text.startswith(wanted) if condition.function == "startswith" else text.endswith(wanted)


def _compares(condition: Comparison, scope: Scope) -> bool:
    value = _resolve(condition.path, scope)
    match condition.operator:
        case "eq":
            return _equal(value, condition.value)
        case "ne":
            return not _equal(value, condition.value)
        case "ge":
            return _ordered(condition.value, value)
        case _:
            return _ordered(value, condition.value)


def _equal(value: Json, wanted: Literal) -> bool:
    if isinstance(value, str) and isinstance(wanted, str):
        return value.casefold() == wanted.casefold()
    if isinstance(value, str) and isinstance(wanted, datetime):
        return datetime.fromisoformat(value) == wanted
    return type(value) is type(wanted) and value == wanted


def _ordered(lower: Json | datetime, higher: Json | datetime) -> bool:
    """Tell whether lower <= higher; one of them is the literal, whose type decides how both are read."""
    if isinstance(lower, datetime) and isinstance(higher, str):
        return lower <= datetime.fromisoformat(higher)
    if isinstance(lower, str) and isinstance(higher, datetime):
        return datetime.fromisoformat(lower) <= higher
    if isinstance(lower, str) and isinstance(higher, str):
        return lower.casefold() <= higher.casefold()
    return False


def _resolve(path: Path, scope: Scope) -> Json:
    value: Json = scope.get(path.root)
    for segment in path.segments[1:]:
        value = value.get(segment) if isinstance(value, dict) else None
    return value
