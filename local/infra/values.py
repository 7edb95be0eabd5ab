"""What expressions give. What only Azure knows stays a text between « and » that says what it is made of."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_OPENING: Final = "«"

type Value = bool | int | float | str | list[Value] | dict[str, Value] | Resource | Deployment | None


class Wrong(Exception):
    """There is no such value; who evaluates says where."""


@dataclass(frozen=True)
class Resource:
    """A resource as it would be made, or one that is there already.

    `type` and `name` are whole, with those of the parents; `scope` is the id of what it belongs to; `address` says
    where it is declared, such as `main/storage/queues`.
    """

    type: str
    version: str
    name: str
    scope: str
    address: str
    body: Mapping[str, Value] = field(hash=False)
    existing: bool = False

    @property
    def id(self) -> str:
        """The id, the same for all who mean the same resource."""
        return id_of(self.type, self.name)

    @property
    def properties(self) -> Mapping[str, Value]:
        """The properties, or nothing."""
        found = self.body.get("properties")
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Deployment:
    """What comes of a file: resources, also those of its modules, and outputs.

    `waits` says for each address on which other addresses it waits by itself, those of modules among them.
    """

    address: str
    resources: tuple[Resource, ...] = field(hash=False)
    outputs: Mapping[str, Value] = field(hash=False)
    waits: Mapping[str, frozenset[str]] = field(hash=False)

    def of(self, kind: str) -> list[Resource]:
        """Return the resources of a type that are made."""
        return [each for each in self.resources if each.type.lower() == kind.lower() and not each.existing]

    def waits_for(self, address: str) -> frozenset[str]:
        """Return all addresses that are finished before the one begins: those of its modules' waiting included."""
        done: set[str] = set()
        queue = self._before(address)
        while queue:
            each = queue.pop()
            if each not in done:
                done.add(each)
                queue += [*self._before(each), *(inner for inner in self.waits if inner.startswith(f"{each}/"))]
        return frozenset(done)

    def _before(self, address: str) -> list[str]:
        """Return on what a declaration and the modules around it wait by themselves."""
        return [
            each for place, before in self.waits.items() if f"{address}/".startswith(f"{place}/") for each in before
        ]


def id_of(kind: str, name: str) -> str:
    """Return what stands for the id of a resource, by its whole type and name."""
    return unknown(f"{kind} {name}.id")


def unknown(text: str) -> str:
    """Return what stands for something that only Azure knows."""
    return f"{_OPENING}{text}»"


def is_unknown(value: Value) -> bool:
    """Whether a value is, or holds, something that only Azure knows."""
    match value:
        case str():
            return _OPENING in value
        case list():
            return any(map(is_unknown, value))
        case dict():
            return any(map(is_unknown, (*value, *value.values())))
    return isinstance(value, Resource | Deployment)


def only_unknown(value: Value) -> str | None:
    """Return what stands between the signs, if a value is one thing that only Azure knows and nothing beside it."""
    if not isinstance(value, str) or not value.startswith(_OPENING) or value.find("»") < 0:
        return None
    depth = 0
    for at, sign in enumerate(value):
        depth += (sign == _OPENING) - (sign == "»")
        if depth == 0:
            return value[1:-1] if at == len(value) - 1 else None
    return None


def shown(value: Value) -> str:
    """Return a value as a text in which it can be told from others."""
    match value:
        case str():
            return f"'{value}'"
        case list():
            return f"[{', '.join(map(shown, value))}]"
        case dict():
            return f"{{{', '.join(f'{key}: {shown(each)}' for key, each in value.items())}}}"
        case Resource():
            return value.id
        case Deployment():
            return value.address
    return json.dumps(value)
