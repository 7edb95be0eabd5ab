"""What is read of a Bicep file: declarations, and expressions as trees. Nothing here has a value yet.

Source of the language: Microsoft, Understand the structure and syntax of Bicep files.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path


class Unreadable(Exception):
    """A file of the infrastructure cannot be read, or says something that is not understood here."""

    def __init__(self, file: Path, line: int, sentence: str) -> None:
        super().__init__(f"{file}:{line}: {sentence}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A piece of a file, with the line on which it begins, from 1."""

    line: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, true, false or null."""

    value: int | bool | None


@dataclass(frozen=True, slots=True)
class Text(Node):
    """A text; what stands in `${…}` is a tree between the texts."""

    parts: tuple["str | Node", ...]

    @property
    def plain(self) -> str | None:
        """The text, if nothing is put into it."""
        return None if any(isinstance(part, Node) for part in self.parts) else "".join(map(str, self.parts))


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A parameter, variable, resource or module by its name, or what a loop counts with."""

    name: str


@dataclass(frozen=True, slots=True)
class Part(Node):
    """A member or an element of something: `a.b`, `a[b]`. With `safe` (`a.?b`) it is null where there is none."""

    of: Node
    key: Node
    safe: bool


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A call of one of Bicep's functions."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Operation(Node):
    """An operator between two operands, or before one."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice(Node):
    """`test ? then : otherwise`."""

    test: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Spread(Node):
    """`...of`: what an object or an array holds, put into another."""

    of: Node


@dataclass(frozen=True, slots=True)
class Property(Node):
    """A key of an object, and what stands there."""

    key: Text
    value: Node


@dataclass(frozen=True, slots=True)
class Object(Node):
    """An object; each entry is a Property or a Spread."""

    entries: tuple[Node, ...]

    def get(self, key: str) -> Node | None:
        """Return what stands at a key that is written out."""
        found = (each.value for each in self.entries if isinstance(each, Property) and each.key.plain == key)
        return next(found, None)


@dataclass(frozen=True, slots=True)
class Array(Node):
    """An array; an entry may be a Spread."""

    entries: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Function(Node):
    """A lambda: `(a, b) => result`."""

    parameters: tuple[str, ...]
    result: Node


@dataclass(frozen=True, slots=True)
class Loop(Node):
    """`[for item in over: body]`, `[for (item, index) in over: body]`: a Function of an item and its index."""

    over: Node
    body: Function


@dataclass(frozen=True, slots=True)
class OnlyIf(Node):
    """`if (test) body`: a resource or a module that is there only sometimes."""

    test: Node
    body: Node


@dataclass(frozen=True, slots=True)
class Declaration(Node):
    """A statement of a file.

    `kind` is its keyword; `what` the type of a resource with its version, or the path of a module or an import; `value`
    its value, default or body. `type` is a tree too: a name or a text, `|` between options, `?` and `[]` behind what
    may be null or stand in a list, and an object for an object. A decorator is a call.
    """

    kind: str
    name: str
    what: str = ""
    value: Node | None = None
    existing: bool = False
    type: Node | None = None
    decorators: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True)
class BicepFile:
    """A file as it is read."""

    path: Path
    declarations: tuple[Declaration, ...]

    def of(self, *kinds: str) -> Iterator[Declaration]:
        """Yield the declarations of some kinds."""
        return (each for each in self.declarations if each.kind in kinds)

    def find(self, name: str) -> Declaration | None:
        """Return what a name means in this file; outputs have names of their own."""
        return next((each for each in self.declarations if each.name == name and each.kind != "output"), None)


def children(node: Node) -> Iterator[Node]:
    """Yield the pieces of a piece."""
    for field in fields(node):
        value = getattr(node, field.name)
        yield from (each for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, Node))


def pieces(node: Node) -> Iterator[Node]:
    """Yield a piece and all pieces of it, however deep."""
    yield node
    for child in children(node):
        yield from pieces(child)


def free_names(node: Node, bound: frozenset[str] = frozenset()) -> Iterator[Name]:
    """Yield the names that mean something outside: not those of a loop's or a lambda's own."""
    if isinstance(node, Name) and node.name not in bound:
        yield node
    inner = bound | {*node.parameters} if isinstance(node, Function) else bound
    for child in children(node):
        yield from free_names(child, inner)
