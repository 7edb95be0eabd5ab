"""Reads a Bicep file, or a file of parameters, into declarations. What is not known here is refused."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final, override

from local.infra.expressions import Expressions
from local.infra.syntax import (
    BicepFile,
    Call,
    Declaration,
    Function,
    Name,
    Node,
    Object,
    Operation,
    Property,
    Text,
    Unreadable,
)
from local.infra.tokens import Tokens

_DECORATORS: Final = frozenset(
    {"allowed", "batchSize", "description", "export", "maxLength", "maxValue", "metadata", "minLength", "minValue"}
    | {"sealed", "secure"}
)


def read(path: Path) -> BicepFile:
    """Return what a file declares.

    Raises:
        Unreadable: There is no such file, or it says something that is not Bicep, or not known here.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        raise Unreadable(path, 1, "there is no such file") from None
    return _read(path, text)


@lru_cache(maxsize=128)
def _read(path: Path, text: str) -> BicepFile:
    return BicepFile(path, _Declarations(path, Tokens(path, text).read()).all())


class _Declarations(Expressions):
    """A reader of declarations."""

    def all(self) -> tuple[Declaration, ...]:
        found: list[Declaration] = []
        self.skip_lines()
        while self.here.kind != "end":
            found += self._declaration(self._decorators())
            if self.here.kind != "newline":
                raise self.unexpected("the end of the line is expected")
            self.skip_lines()
        return tuple(found)

    def _decorators(self) -> tuple[Call, ...]:
        found: list[Call] = []
        while self.has("@"):
            node = self.expression()
            if not isinstance(node, Call) or node.function not in _DECORATORS:
                raise Unreadable(
                    self.file, node.line, f"the decorators known here are {', '.join(sorted(_DECORATORS))}"
                )
            found.append(node)
            self.skip_lines()
        return tuple(found)

    def _declaration(self, decorators: tuple[Call, ...]) -> Iterator[Declaration]:
        line, kind = self.here.line, self.word()
        match kind:
            case "param" | "output":
                name = self.word()
                of_type = None if self.sees("=") else self._type()
                value = self._assigned() if self.sees("=") else None
                yield Declaration(kind, name, value=value, type=of_type, decorators=decorators, line=line)
            case "var":
                yield Declaration(kind, self.word(), value=self._assigned(), decorators=decorators, line=line)
            case "type":
                name = self.word()
                self.expect("=")
                yield Declaration(kind, name, type=self._type(), decorators=decorators, line=line)
            case "func":
                yield self._function_of_own(line, decorators)
            case "resource" | "module":
                yield from _with_inner(self._made(kind, line, decorators))
            case "targetScope":
                yield Declaration(kind, kind, value=self._assigned(), line=line)
            case "using" | "extension":
                yield Declaration(kind, self._plain() if self.here.kind == "text" else self.word(), line=line)
            case "import":
                yield from self._imported(line)
            case _:
                raise Unreadable(self.file, line, f"a declaration cannot begin with {kind} here")

    def _function_of_own(self, line: int, decorators: tuple[Call, ...]) -> Declaration:
        """Read a function of the file's own, after its keyword; the types of its parameters are read and not kept."""
        name, names = self.word(), list[str]()
        self.expect("(")
        while not self.has(")"):
            names.append(self.word())
            self._type()
            self.has(",")
        self._type()
        self.expect("=>")
        self.skip_lines()
        result = Function(tuple(names), self.expression(), line=line)
        return Declaration("func", name, value=result, decorators=decorators, line=line)

    def _made(self, kind: str, line: int, decorators: tuple[Call, ...]) -> Declaration:
        """Read a resource or a module, after its keyword."""
        name, what = self.word(), self._plain()
        existing = self.has("existing")
        return Declaration(kind, name, what, self._assigned(), existing, decorators=decorators, line=line)

    @override
    def inner_resource(self) -> Declaration:
        return self._made(self.take().text, self.here.line, ())

    def _imported(self, line: int) -> Iterator[Declaration]:
        """Read the names in `import { a, b } from 'file'`."""
        entries = self._names_between_braces()
        self.expect("from")
        path = self._plain()
        yield from (Declaration("import", name, path, line=line) for name in entries)

    def _names_between_braces(self) -> list[str]:
        names: list[str] = []
        self.expect("{")
        self.skip_lines()
        while not self.has("}"):
            names.append(self.word())
            self.has(",")
            self.skip_lines()
        return names

    def _assigned(self) -> Node:
        self.expect("=")
        self.skip_lines()
        return self.body()

    def _plain(self) -> str:
        node = self.text()
        if node.plain is None:
            raise Unreadable(self.file, node.line, "nothing can be put into this text")
        return node.plain

    def _type(self) -> Node:
        """Read a type, which can be a list of options."""
        options = [self._option()]
        while self.has("|"):
            options.append(self._option())
        return options[0] if len(options) == 1 else Operation("|", tuple(options), line=options[0].line)

    def _option(self) -> Node:
        node: Node
        line = self.here.line
        if self.here.kind == "text":
            node = self.text()
        elif self.has("{"):
            node = self._shape(line)
        elif self.has("("):
            node = self._type()
            self.expect(")")
        else:
            node = Name(self.word(), line=line)
        while self.sees("?", "["):
            sign = "[]" if self.take().text == "[" else "?"
            if sign == "[]":
                self.expect("]")
            node = Operation(sign, (node,), line=line)
        return node

    def _shape(self, line: int) -> Object:
        """Read the properties of an object's type, one a line; `*` stands for any other."""
        entries: list[Node] = []
        self.skip_lines()
        while not self.has("}"):
            self._decorators()
            name = Text(("*" if self.has("*") else self.word(),), line=self.here.line)
            self.expect(":")
            entries.append(Property(name, self._type(), line=name.line))
            self.has(",")
            self.skip_lines()
        return Object(tuple(entries), line=line)


def _with_inner(declaration: Declaration) -> Iterator[Declaration]:
    """Yield a resource, and those that are written within it as if they stood beside it and named their parent."""
    if not isinstance(declaration.value, Object):
        yield declaration
        return
    inner = [each for each in declaration.value.entries if isinstance(each, Declaration)]
    rest = tuple(each for each in declaration.value.entries if not isinstance(each, Declaration))
    yield replace(declaration, value=replace(declaration.value, entries=rest))
    kind, _, version = declaration.what.partition("@")
    for each in inner:
        own, _, own_version = each.what.partition("@")
        parent = Property(Text(("parent",), line=each.line), Name(declaration.name, line=each.line), line=each.line)
        if isinstance(each.value, Object):
            beside = replace(each, value=replace(each.value, entries=(parent, *each.value.entries)))
            yield from _with_inner(replace(beside, what=f"{kind}/{own}@{own_version or version}"))
