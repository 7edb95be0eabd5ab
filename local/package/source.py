"""What one Python file imports, when, and which names it mentions. It reads, and runs nothing."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from local.package.failures import PackageError

AT_IMPORT: Final = ""
"""Stands for what runs when a file is imported; other parts are functions, by name."""
_PACKAGE: Final = "__init__.py"
_HIDDEN: Final = frozenset({"getattr", "import_module", "__import__", "eval", "exec"})

type _Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Source:
    """A module: what its parts import and mention.

    Attributes:
        name: With dots.
        file: Where it is.
        imports: Each part's modules. Of `from a import b`, both a and a.b are listed, as b may be a module.
        mentions: Each part's names: of variables, of attributes, of what is imported.
        hidden: Functions that name modules or attributes by values, which reading does not show.
    """

    name: str
    file: Path
    imports: dict[str, set[str]]
    mentions: dict[str, set[str]]
    hidden: frozenset[str]

    @property
    def all_imports(self) -> set[str]:
        """Return what any part imports."""
        return set[str]().union(*self.imports.values())

    @property
    def all_mentions(self) -> set[str]:
        """Return what any part mentions."""
        return set[str]().union(*self.mentions.values())


def read(name: str, file: Path) -> Source:
    """Read a module. What it imports for type checkers alone is left out.

    A function belongs to the function or method around it, if there is one, and a class to the file. Decorators and
    defaults belong to their function: that names more than is needed, never less.

    Raises:
        PackageError: It is no Python.
    """
    package = name if file.name == _PACKAGE else name.rpartition(".")[0]
    try:
        tree = ast.parse(file.read_bytes(), str(file))
    except SyntaxError as error:
        line = f" in line {error.lineno}" if error.lineno else ""
        raise PackageError(f"{file} is no Python{line}: {error.msg}.") from error
    source = Source(name, file, {}, {}, frozenset(_hidden(tree)))
    for part, node in _parts(tree, AT_IMPORT):
        source.imports.setdefault(part, set()).update(_imported(node, package))
        source.mentions.setdefault(part, set()).update(_mentioned(node))
    return source


def sources_of(files: Iterable[Path], root: Path) -> list[Source]:
    """Read Python files, named by their place below a folder."""
    return [read(_name(file.relative_to(root)), file) for file in files]


def with_parents(name: str) -> list[str]:
    """Return a module's name after those of the packages that it is in, which are imported before it."""
    parts = name.split(".")
    return [".".join(parts[: count + 1]) for count in range(len(parts))]


def _name(place: Path) -> str:
    return ".".join(place.parent.parts if place.name == _PACKAGE else place.with_suffix("").parts)


def _parts(node: ast.AST, part: str) -> Iterator[tuple[str, ast.AST]]:
    """Yield all below a node, each with the part that it belongs to."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and _for_type_checkers(child.test):
            for otherwise in child.orelse:
                yield part, otherwise
                yield from _parts(otherwise, part)
            continue
        inside = child.name if isinstance(child, _Function.__value__) and part == AT_IMPORT else part
        yield inside, child
        yield from _parts(child, inside)


def _for_type_checkers(test: ast.expr) -> bool:
    return ast.unparse(test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


def _imported(node: ast.AST, package: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        origin = _origin(node, package)
        yield origin
        yield from (f"{origin}.{alias.name}" for alias in node.names)


def _origin(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    above = package.split(".")
    base = above[: len(above) - node.level + 1]
    return ".".join([*base, node.module] if node.module else base)


def _mentioned(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            yield name
        case ast.alias(name=name):
            yield name.rpartition(".")[2]
        case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=str(name)), *_]):
            yield name


def _hidden(tree: ast.AST) -> Iterator[str]:
    """Yield what names others by a value. A getattr with a literal name is none: it is read like an attribute."""
    literal = {
        id(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and len(node.args) > 1 and isinstance(node.args[1], ast.Constant)
    }
    for node in ast.walk(tree):
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        if name in _HIDDEN and not (name == "getattr" and id(node) in literal):
            yield name
