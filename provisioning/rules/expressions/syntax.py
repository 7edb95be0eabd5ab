"""An expression as a tree. Each node knows its place in the text and how many functions are nested in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from provisioning.rules.expressions.errors import Place

type Node = Constant | Attribute | Call | Comparison | IgnoreFlow


@dataclass(frozen=True, slots=True)
class Constant:
    """A text, a number, True, False or null. An argument left empty is a null that was not `written`."""

    place: Place
    value: str | int | bool | None
    written: bool = True
    height: int = 0


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute, named as it stands between the brackets."""

    place: Place
    name: str
    height: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """A function, by its own spelling, and its arguments."""

    place: Place
    name: str
    arguments: tuple[Node, ...]
    height: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two operands and one of = <> < <= > >= between them."""

    place: Place
    left: Node
    operator: str
    right: Node
    height: int


@dataclass(frozen=True, slots=True)
class IgnoreFlow:
    """The bare word IgnoreAttributeFlow: leave the target alone."""

    place: Place
    height: int = 0


NO_CHILDREN: Final[tuple[Node, ...]] = ()


def within(node: Node) -> Iterator[Node]:
    """Yield a node and all that is in it."""
    pending = [node]
    while pending:
        here = pending.pop()
        yield here
        pending.extend(_children(here))


def _children(node: Node) -> tuple[Node, ...]:
    match node:
        case Call():
            return node.arguments
        case Comparison():
            return (node.left, node.right)
        case _:
            return NO_CHILDREN
