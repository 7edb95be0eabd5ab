"""Bicep's functions, as far as the infrastructure uses them. Source: Microsoft, Bicep functions."""

import json
from collections.abc import Callable, Mapping
from ipaddress import ip_network
from typing import Final

from local.infra.values import Value, Wrong, id_of, is_unknown, shown, unknown

ON_AZURE: Final = frozenset(
    {"deployer", "deployment", "environment", "guid", "resourceGroup", "subscription"}
    | {"subscriptionResourceId", "tenant", "uniqueString"}
)
"""Functions whose result only Azure knows."""


def call(name: str, arguments: list[Value]) -> Value:
    """Return the result; of a text that only Azure knows, the result is only known there.

    Raises:
        Wrong: The function is not known here, or does not take these arguments.
    """
    if name in ON_AZURE or (
        name in _ON_TEXTS and any(isinstance(each, str) and is_unknown(each) for each in arguments)
    ):
        return unknown(f"{name}({', '.join(map(shown, arguments))})")
    function = _ON_TEXTS.get(name) or _ON_ALL.get(name)
    if function is None:
        raise Wrong(f"the function {name} is not known here")
    try:
        return function(*arguments)
    except (TypeError, ValueError, AttributeError, IndexError):
        raise Wrong(f"{name} does not take {', '.join(map(shown, arguments))}") from None


def as_text(value: Value) -> str:
    """Return a value as it stands in a text."""
    if isinstance(value, bool):
        return "True" if value else "False"
    return value if isinstance(value, str) else shown(value)


def _replace(text: str, old: str, new: str) -> Value:
    return text.replace(old, new)


def _format(text: str, *values: Value) -> Value:
    for number, value in enumerate(values):
        text = text.replace(f"{{{number}}}", as_text(value))
    return text


def _take(value: str | list[Value], count: int) -> Value:
    return value[: max(count, 0)]


def _skip(value: str | list[Value], count: int) -> Value:
    return value[max(count, 0) :]


def _substring(text: str, start: int, length: int | None = None) -> Value:
    return text[start:] if length is None else text[start : start + length]


def _empty(value: Value) -> Value:
    if isinstance(value, bool | int):
        raise Wrong("empty takes a text, a list or an object")
    return value is None or value in ("", [], {})


def _contains(where: Value, what: Value) -> Value:
    if isinstance(where, dict):
        return isinstance(what, str) and what.lower() in {key.lower() for key in where}
    if isinstance(where, str) and (is_unknown(where) or is_unknown(what)):
        raise Wrong(f"only Azure knows whether {where} contains {what}")
    if isinstance(where, str) and isinstance(what, str):
        return what in where
    return isinstance(where, list) and what in where


def _length(value: Value) -> Value:
    if isinstance(value, str) and is_unknown(value):
        raise Wrong(f"only Azure knows how long {value} is")
    if isinstance(value, str | list | dict):
        return len(value)
    raise TypeError


def _union(*values: Value) -> Value:
    """Return all entries; of objects, the later ones win, and objects within them are joined likewise."""
    if all(isinstance(each, list) for each in values):
        return _unique([item for each in values if isinstance(each, list) for item in each])
    joined: dict[str, Value] = {}
    for each in values:
        if not isinstance(each, dict):
            raise TypeError
        for key, value in each.items():
            both = isinstance(value, dict) and isinstance(joined.get(key), dict)
            joined[key] = _union(joined[key], value) if both else value
    return joined


def _unique(items: list[Value]) -> list[Value]:
    return [item for at, item in enumerate(items) if item not in items[:at]]


def _concat(*values: Value) -> Value:
    if all(isinstance(each, list) for each in values):
        return [item for each in values if isinstance(each, list) for item in each]
    return "".join(as_text(each) for each in values)


def _items(value: dict[str, Value]) -> Value:
    return [{"key": key, "value": each} for key, each in sorted(value.items())]


def _join(values: list[Value], between: str) -> Value:
    return between.join(map(as_text, values))


def _intersection(first: list[Value], *others: list[Value]) -> Value:
    return [item for item in _unique(first) if all(item in each for each in others)]


def _flatten(values: list[list[Value]]) -> Value:
    return [item for each in values for item in each]


def _coalesce(*values: Value) -> Value:
    return next((each for each in values if each is not None), None)


def _first(value: str | list[Value]) -> Value:
    return value[0] if value else None


def _last(value: str | list[Value]) -> Value:
    return value[-1] if value else None


def _resource_id(kind: str, *names: str) -> Value:
    return id_of(kind, "/".join(names))


def _range(start: int, count: int) -> Value:
    return [*range(start, start + count)]


def _cidr_subnet(network: str, prefix: int, index: int) -> Value:
    """Return one of the networks of a prefix's length into which a network is divided."""
    return str([*ip_network(network).subnets(new_prefix=prefix)][index])


def _json(text: str) -> Value:
    parsed: Value = json.loads(text)
    return parsed


_ON_TEXTS: Final[Mapping[str, Callable[..., Value]]] = {
    "cidrSubnet": _cidr_subnet,
    "endsWith": str.endswith,
    "format": _format,
    "join": _join,
    "json": _json,
    "replace": _replace,
    "skip": _skip,
    "split": lambda text, sign: [*text.split(sign)],
    "startsWith": str.startswith,
    "string": as_text,
    "substring": _substring,
    "take": _take,
    "toLower": str.lower,
    "toUpper": str.upper,
    "trim": str.strip,
}
_ON_ALL: Final[Mapping[str, Callable[..., Value]]] = {
    "bool": lambda value: value in {True, "true"},
    "any": lambda value: value,
    "array": lambda value: value if isinstance(value, list) else [value],
    "coalesce": _coalesce,
    "concat": _concat,
    "contains": _contains,
    "empty": _empty,
    "first": _first,
    "flatten": _flatten,
    "intersection": _intersection,
    "items": _items,
    "last": _last,
    "length": _length,
    "max": max,
    "min": min,
    "objectKeys": sorted,
    "range": _range,
    "resourceId": _resource_id,
    "union": _union,
}
APPLIED: Final = frozenset({"filter", "map", "toObject"})
"""Functions that take lambdas; the evaluator calls them."""
KNOWN: Final = (
    ON_AZURE | APPLIED | {*_ON_TEXTS, *_ON_ALL} | {"loadJsonContent", "loadTextContent", "readEnvironmentVariable"}
)
"""All functions that are known here."""
