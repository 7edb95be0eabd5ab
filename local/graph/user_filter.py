"""`$filter` over users: checks an expression against the property table and finds the users that meet it."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from local.emulator.exchange import Call
from local.graph.errors import GraphError, bad_request, too_many_alternatives, unsupported_query
from local.graph.odata.evaluate import holds, parts
from local.graph.odata.parser import parse_filter
from local.graph.odata.tokens import FilterSyntaxError
from local.graph.odata.tree import AnyOf, Comparison, Condition, Literal, Membership, Not, Or, Path, TextMatch
from local.graph.paging import link
from local.graph.properties import Kind, Property, find_property
from local.graph.stored_user import StoredUser

_LITERAL_TYPES: Mapping[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,),
    Kind.OBJECT: (str,),
    Kind.BOOLEAN: (bool,),
    Kind.DATE_TIME: (datetime,),
    Kind.ANY: (str, bool, int, float),
}

_MOST_ALTERNATIVES = 15
_LONGEST_ADVANCED_URL = 2048


def parse_user_filter(call: Call) -> Condition | None:
    """Read the call's `$filter`, or return None when there is none.

    Raises:
        GraphError: 400 for a malformed expression, an unknown property or a literal of another type than the
            property's, for `ne`, `not` and `endswith` unless the call asks for advanced query capabilities, and for
            what is too much: 15 alternatives, or in an advanced query a URL of 2,048 characters, are the most.
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
    _check_size(call, condition)
    return condition


def properties_in(condition: Condition) -> Iterator[str]:
    """Yield the names of the properties that a condition asks about."""
    for part in parts(condition):
        match part:
            case Comparison(path) | Membership(path) | TextMatch(_, path) | AnyOf(path):
                yield path.root


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


def _check_size(call: Call, condition: Condition) -> None:
    """Hold the query to the limits of Graph's known issues with query parameters."""
    if asks_for_advanced_query(call):
        if len(link(call, call.query)) > _LONGEST_ADVANCED_URL:
            raise bad_request(f"The URL of an advanced query must not be longer than {_LONGEST_ADVANCED_URL}.")
        return
    most = max(map(_alternatives, parts(condition)))
    if most > _MOST_ALTERNATIVES:
        raise too_many_alternatives(most, _MOST_ALTERNATIVES)


def _alternatives(condition: Condition) -> int:
    match condition:
        case Or(left, right):
            return _alternatives(left) + _alternatives(right)
        case Membership(_, values):
            return len(values)
        case AnyOf(condition=inner) if inner is not None:
            return _alternatives(inner)
        case _:
            return 1


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
            case Comparison(path) | TextMatch(_, path) | AnyOf(path):
                _check_variable(path, part.variable)
            case Membership():  # documented of no collection of a user
                raise unsupported_query()


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
