"""Which attribute of an employee a name means that was written for Entra, SCIM, Workday or SuccessFactors.

Names without a clear counterpart are not guessed at.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import Final

from pydantic import JsonValue

from provisioning.fields import ABSENT, Absent
from provisioning.model import CUSTOM_PREFIX, EMPLOYEE_ATTRIBUTES
from provisioning.rules.expressions.other_names import OTHER_NAMES

_SCHEMAS: Final = (
    "urn:ietf:params:scim:schemas:core:2.0:user:",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user:",
)
_FILTER: Final = re.compile(r'\[\s*(\w+)\s+eq\s+"?([^"\]]*)"?\s*\]', re.IGNORECASE)
_LONGEST_PATH: Final = 256  # characters; a longer name leads nowhere, however deep the document is
_INSTEAD: Final[Mapping[str, str]] = MappingProxyType({"preferredfirstname": "firstName"})
"""What Workday's preferred first name is for whom no other name is preferred: it is always filled there."""


def _by_lower_name() -> Iterator[tuple[str, str]]:
    for ours, others in OTHER_NAMES.items():
        yield from ((name.lower(), ours) for name in others)
    yield from ((ours.lower(), ours) for ours in EMPLOYEE_ATTRIBUTES)


_OURS: Final[Mapping[str, str]] = MappingProxyType(dict(_by_lower_name()))


def attribute_of(name: str) -> str | None:
    """Return the JSON name of the employee's attribute that a name means, None if it means none that is known.

    Case does not count; 'custom.<name>' stays as it is.
    """
    if name.lower().startswith(CUSTOM_PREFIX):
        return CUSTOM_PREFIX + name[len(CUSTOM_PREFIX) :]
    lower = name.lower()
    for schema in _SCHEMAS:
        lower = lower.removeprefix(schema)
    return _OURS.get(lower)


def lookup_in(document: Mapping[str, JsonValue]) -> Callable[[str], JsonValue | Absent]:
    """Return the function that finds a name's value in an employee's attributes, or ABSENT.

    The attributes can be flat ('custom.desk') or nested ({"custom": {"desk": …}}). A name is looked for as it is,
    among the custom fields, as a path into nested objects, as the attribute that it means, and in another case.
    """
    in_any_case = {name.lower(): value for name, value in _flat(document)}

    def lookup(name: str) -> JsonValue | Absent:
        found = _first(document, in_any_case, name)
        instead = _INSTEAD.get(name.lower())
        if instead is not None and (isinstance(found, Absent) or found in (None, "")):
            other = _first(document, in_any_case, instead)
            return found if isinstance(other, Absent) else other
        return found

    return lookup


def _flat(document: Mapping[str, JsonValue]) -> Iterator[tuple[str, JsonValue]]:
    """Yield all names and values, what comes first counting least."""
    custom = document.get("custom")
    nested = custom if isinstance(custom, dict) else {}
    for name, value in chain(nested.items(), reversed(list(document.items()))):
        yield name.removeprefix(CUSTOM_PREFIX), value
        yield name, value
    yield from ((CUSTOM_PREFIX + name, value) for name, value in nested.items())


def _first(document: Mapping[str, JsonValue], in_any_case: Mapping[str, JsonValue], name: str) -> JsonValue | Absent:
    """Return what the first way to look for a name finds."""
    custom = document.get("custom")
    nested = custom if isinstance(custom, dict) else {}
    ours = attribute_of(name)
    for place, key in (
        (document, name),
        (nested, name.removeprefix(CUSTOM_PREFIX)),
        (document, CUSTOM_PREFIX + name),
    ):
        if key in place:
            return place[key]
    found = _within(document, name) if len(name) <= _LONGEST_PATH else ABSENT
    if not isinstance(found, Absent):
        return found
    if ours is not None and ours in document:
        return document[ours]
    for key in (name, ours or name):
        if key.lower() in in_any_case:
            return in_any_case[key.lower()]
    return ABSENT


def _within(value: JsonValue | Mapping[str, JsonValue], path: str) -> JsonValue | Absent:
    """Return what a path such as name.givenName or addresses[type eq "work"].locality leads to."""
    if not isinstance(value, Mapping):
        return ABSENT
    for name, inner in value.items():
        rest = path.removeprefix(name)
        if not name or rest == path or rest[:1] not in (".", ":", "["):
            continue
        found = _behind(inner, rest)
        if not isinstance(found, Absent):
            return found
    return ABSENT


def _behind(value: JsonValue, rest: str) -> JsonValue | Absent:
    """Return what the rest of a path, from its dot, colon or bracket on, leads to."""
    chosen = _FILTER.match(rest)
    if chosen:
        items = value if isinstance(value, list) else []
        matching = (item for item in items if isinstance(item, dict) and item.get(chosen[1]) == chosen[2])
        value, rest = next(matching, None), rest[chosen.end() :]
        if value is None or not rest:
            return ABSENT if value is None else value
    inner = rest[1:]
    if isinstance(value, dict) and inner in value:
        return value[inner]
    return _within(value, inner)
