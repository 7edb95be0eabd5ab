"""Searches for who holds an address, within the limits that Graph sets to one search.

Sources: Microsoft Graph's known issues with query parameters (a filter joins 15 conditions by `or`; the URL of an
advanced query has 2,048 characters), advanced query capabilities on directory objects (`endsWith`), and the resource
type user (what can be asked of userPrincipalName, mail and proxyAddresses).
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import batched, takewhile
from typing import Any, Final
from urllib.parse import quote

from provisioning.targets.graph_bodies import former_name

_MOST_CONDITIONS: Final = 15
_CONDITIONS_A_NAME: Final = 4
_NAMES_A_SEARCH: Final = _MOST_CONDITIONS // _CONDITIONS_A_NAME
_LONGEST_ENDING: Final = 3
_SHORTEST_BEGINNING: Final = 3
_LONGEST_FILTER: Final = 1500
"""Characters in the URL, so that there is room for the rest of it."""
_SMTP: Final = "smtp:"
HOLDER: Final = ("id", "userPrincipalName", "mail", "proxyAddresses")
"""The properties that a holder of an address is read with."""


def quoted(text: str) -> str:
    """Return an OData string literal; the SDK does not escape the apostrophe of O'Brien."""
    return "'" + text.replace("'", "''") + "'"


def holder_filters(names: Sequence[str]) -> Iterator[str]:
    """Yield filters that find, among the users, everybody who holds one of these names, and maybe some others.

    Names of which each is another with a number behind it are asked for by what they begin with, all in one.
    """
    conditions: list[str] = []
    for family in _families(names):
        beginning = _common_beginning([_local_part(name) for name in family])
        if len(family) > _NAMES_A_SEARCH and len(beginning) >= _SHORTEST_BEGINNING:
            conditions.append(_holds(beginning, "startsWith({},{})"))
        else:
            conditions += [_holds(name, "{} eq {}") for name in family]
    for some in batched(conditions, _NAMES_A_SEARCH, strict=False):
        yield " or ".join(some)


def former_holder_filters(names: Sequence[str]) -> Iterator[str]:
    """Yield filters that find, among the deleted users, everybody who had one of these names, and some others."""
    conditions = [f"endsWith(userPrincipalName,{quoted(name)})" for name in names]
    while conditions:
        fitting = 1
        while fitting < len(conditions) and len(quote(" or ".join(conditions[: fitting + 1]))) <= _LONGEST_FILTER:
            fitting += 1
        yield " or ".join(conditions[:fitting])
        conditions = conditions[fitting:]


def held_by(user: Mapping[str, Any]) -> set[str]:
    """Return the addresses that a user holds, in lower case."""
    proxies = [address.lower() for address in user.get("proxyAddresses") or ()]
    names = {str(user[name]).lower() for name in ("userPrincipalName", "mail") if user.get(name)}
    return names | {address.removeprefix(_SMTP) for address in proxies if address.startswith(_SMTP)}


def once_held_by(user: Mapping[str, Any]) -> str:
    """Return the login name that a deleted user had, in lower case."""
    return former_name(user).lower()


def _families(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the names in runs of those that are one but for a short ending; the first, the best, is by itself."""
    family: list[str] = []
    for name in names[1:]:
        local_parts = [_local_part(each) for each in (*family, name)]
        if len(_common_beginning(local_parts)) < min(map(len, local_parts)) - _LONGEST_ENDING:
            yield family
            family = []
        family.append(name)
    yield from (names[:1], family)


def _common_beginning(texts: Sequence[str]) -> str:
    first, last = min(texts, default=""), max(texts, default="")
    return "".join(letter for letter, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))


def _local_part(name: str) -> str:
    return name.rpartition("@")[0]


def _holds(text: str, comparison: str) -> str:
    """Return the conditions that a user's name or one of the addresses compares with a text."""
    # Whether Graph tells the primary address, SMTP, from the others here is nowhere said, so it is asked for both.
    addresses = [
        f"proxyAddresses/any(p:{comparison.format('p', quoted(kind + text))})" for kind in (_SMTP, _SMTP.upper())
    ]
    names = [comparison.format(name, quoted(text)) for name in ("userPrincipalName", "mail")]
    return " or ".join((*names, *addresses))
