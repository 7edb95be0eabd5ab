"""`$filter` over users: checks an expression against the property table and finds the users that meet it."""

from collections.abc import Mapping
from datetime import datetime

from local.emulator.exchange import Call
from local.graph.errors import GraphError, bad_request, unsupported_query
from local.graph.odata.evaluate import holds, parts
from local.graph.odata.parser import parse_filter
from local.graph.odata.tokens import FilterSyntaxError
from local.graph.odata.tree import AnyOf, Comparison, Condition, Literal, Membership, Not, Path, TextMatch
from local.graph.properties import Kind, Property, find_property
from local.graph.stored_user import StoredUser

_LITERAL_TYPES: Mapping[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,),
    Kind.OBJECT: (str,),
    Kind.BOOLEAN: (bool,),
    Kind.DATE_TIME: (datetime,),
    Kind.ANY: (str, bool, int, float),
}


def parse_user_filter(call: Call) -> Condition | None:
    """Read the call's `$filter`, or return None when there is none.

    Raises:
        GraphError: 400 for a malformed expression, an unknown property or a literal of another type than the
            property's, and for `ne`, `not` and `endswith` unless the call asks for advanced query capabilities.
    """
    if "$filter" not in call.query:
        return None
    try:
        condition = parse_filter(call.query["$filter"])
    except FilterSyntaxError as error:
        raise bad_request(f"Invalid filter clause: {error}") from error
    for part in parts(condition):
        _check(part)
        if _is_advanced(part) and not asks_for_advanced_query(call):
            raise unsupported_query()
    return condition


def asks_for_advanced_query(call: Call) -> bool:
    """Tell whether a call has `ConsistencyLevel: eventual` and `$count=true`, as Graph's advanced queries need."""
    return is_eventual(call) and (call.query.get("$count") == "true" or call.path.endswith("/$count"))


def is_eventual(call: Call) -> bool:
    """Tell whether a call accepts eventual consistency, without which Graph counts nothing."""
    return call.headers.get("ConsistencyLevel", "").lower() == "eventual"


def meets(user: StoredUser, condition: Condition | None) -> bool:
    """Tell whether a user is among those that are asked for."""
    return condition is None or holds(condition, user.values)


def _is_advanced(part: Condition) -> bool:
    match part:
        case Not() | Comparison(operator="ne") | TextMatch(function="endswith"):
            return True
        case _:
            return False


def _check(part: Condition) -> None:
    match part:
        case AnyOf():
            _check_any(part)
        case Comparison(path, _, value):
            _check_literals(path, (value,))
        case Membership(path, values):
            _check_literals(path, values)
        case TextMatch(_, path, text):
            _check_literals(path, (text,))


def _check_any(part: AnyOf) -> None:
    if _known(part.path).kind is not Kind.TEXTS:
        raise _wrong_use(part.path)
    for inner in parts(part.condition) if part.condition else ():
        match inner:
            case Comparison(path) | Membership(path) | TextMatch(_, path) | AnyOf(path):
                _check_variable(path, part.variable)


def _check_variable(path: Path, variable: str) -> None:
    if path.segments != (variable,):
        raise bad_request(f"Invalid filter clause: '{'/'.join(path.segments)}' is not the variable '{variable}'.")


def _check_literals(path: Path, values: tuple[Literal, ...]) -> None:
    types = _LITERAL_TYPES.get(_known(path).kind, ())
    if not types or not all(value is None or type(value) in types for value in values):
        raise _wrong_use(path)


def _known(path: Path) -> Property:
    known = find_property(path.root)
    members: frozenset[str] = frozenset() if known is None else known.members
    if known is None or (len(path.segments) > 1) != bool(members) or not members >= set(path.segments[1:]):
        name = "/".join(path.segments)
        raise bad_request(
            f"Invalid filter clause: Could not find a property named '{name}' on type 'microsoft.graph.user'."
        )
    return known


def _wrong_use(path: Path) -> GraphError:
    return bad_request(
        f"Invalid filter clause: A binary operator with incompatible types was detected at '{'/'.join(path.segments)}'."
    )
