"""Makes the trees of syntax.py of what the grammar finds, and refuses what is Bicep but not known here."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from lark import Token, Transformer, Tree, v_args
from lark.exceptions import VisitError
from lark.tree import Meta

from local.infra.syntax import (
    Array,
    Call,
    Choice,
    Declaration,
    Function,
    Literal,
    Loop,
    Name,
    Node,
    Object,
    OnlyIf,
    Operation,
    Part,
    Property,
    Spread,
    Text,
    Unreadable,
)

_WORDS: Final = {"true": True, "false": False, "null": None}
_ESCAPED: Final = {"\\n": "\n", "\\r": "\r", "\\t": "\t"}
_DECORATORS: Final = frozenset(
    {"allowed", "batchSize", "description", "export", "maxLength", "maxValue", "metadata", "minLength", "minValue"}
    | {"sealed", "secure"}
)


type Declared = tuple[Declaration, ...]


def declarations_of(file: Path, tree: Tree[Token]) -> Declared:
    """Return what a file declares, of what the grammar finds in it.

    Raises:
        Unreadable: Something is not known here.
    """
    try:
        return _Builder(file).transform(tree)
    except VisitError as refused:
        raise refused.orig_exc from None


@v_args(inline=True, meta=True)
class _Builder(Transformer[Token, Declared]):
    """Has a method for each rule of the grammar. A piece begins on the line of its first word or sign."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def start(self, _: Meta, *statements: Declared) -> Declared:
        return tuple(each for statement in statements for each in statement)

    def decorated(self, _: Meta, decorators: tuple[Call, ...], declared: Declaration) -> Declared:
        return tuple(_with_inner(replace(declared, decorators=decorators)))

    def decorators(self, _: Meta, *calls: Call) -> tuple[Call, ...]:
        for call in calls:
            if call.function not in _DECORATORS:
                known = ", ".join(sorted(_DECORATORS))
                raise Unreadable(self._file, call.line, f"the decorators known here are {known}")
        return calls

    def scope(self, meta: Meta, kind: Token, value: Node) -> Declared:
        return (Declaration(str(kind), str(kind), value=value, line=meta.line),)

    def named(self, meta: Meta, kind: Token, name: Token | Text) -> Declared:
        return (Declaration(str(kind), str(name) if isinstance(name, Token) else self._plain(name), line=meta.line),)

    def imported(self, meta: Meta, names: tuple[str, ...], path: Text) -> Declared:
        return tuple(Declaration("import", name, self._plain(path), line=meta.line) for name in names)

    def typed(self, meta: Meta, kind: Token, name: Token, of_type: Node, value: Node | None = None) -> Declaration:
        return Declaration(str(kind), str(name), type=of_type, value=value, line=meta.line)

    def valued(self, meta: Meta, kind: Token, name: Token, value: Node) -> Declaration:
        return Declaration(str(kind), str(name), value=value, line=meta.line)

    def own_function(
        self, meta: Meta, kind: Token, name: Token, names: tuple[str, ...], _: Node, result: Node
    ) -> Declaration:
        return Declaration(str(kind), str(name), value=Function(names, result, line=meta.line), line=meta.line)

    def names(self, _: Meta, *parts: Token | Node) -> tuple[str, ...]:
        return tuple(str(each) for each in parts if isinstance(each, Token))

    def made(
        self, meta: Meta, kind: Token, name: Token, what: Text, existing: Token | None, value: Node
    ) -> Declaration:
        return Declaration(str(kind), str(name), self._plain(what), value, existing is not None, line=meta.line)

    def only_if(self, meta: Meta, test: Node, body: Node) -> Node:
        return OnlyIf(test, body, line=meta.line)

    def options(self, _: Meta, *options: Node) -> Node:
        return Operation("|", options, line=options[0].line)

    def type_name(self, meta: Meta, name: Token) -> Node:
        return Name(str(name), line=meta.line)

    def nullable(self, meta: Meta, option: Node) -> Node:
        return Operation("?", (option,), line=meta.line)

    def listed(self, meta: Meta, option: Node) -> Node:
        return Operation("[]", (option,), line=meta.line)

    def member(self, _meta: Meta, _decorators: tuple[Call, ...], name: Token, of_type: Node) -> Node:
        return Property(_key(name), of_type, line=_line(name))

    def choice(self, meta: Meta, test: Node, then: Node, otherwise: Node) -> Node:
        return Choice(test, then, otherwise, line=meta.line)

    def function(self, meta: Meta, names: tuple[str, ...], result: Node) -> Node:
        return Function(names, result, line=meta.line)

    def operation(self, _: Meta, *parts: Node | Token) -> Node:
        (sign,) = (each for each in parts if isinstance(each, Token))
        operands = tuple(each for each in parts if isinstance(each, Node))
        return Operation(str(sign), operands, line=_line(sign))

    def number(self, meta: Meta, token: Token) -> Node:
        return Literal(int(token), line=meta.line)

    def name(self, meta: Meta, token: Token) -> Node:
        name = str(token)
        return Literal(_WORDS[name], line=meta.line) if name in _WORDS else Name(name, line=meta.line)

    def object(self, meta: Meta, *entries: Node) -> Node:
        return Object(entries, line=meta.line)

    def array(self, meta: Meta, *entries: Node) -> Node:
        return Array(entries, line=meta.line)

    def loop(self, meta: Meta, names: tuple[str, ...], over: Node, body: Node) -> Node:
        return Loop(over, Function(names, body, line=meta.line), line=meta.line)

    def part(self, _: Meta, of: Node, sign: Token, key: Token | Node) -> Node:
        line = _line(sign)
        return Part(of, Text((str(key),), line=line) if isinstance(key, Token) else key, "?" in sign, line=line)

    def call(self, _: Meta, called: Node, *arguments: Node) -> Call:
        match called:
            case Name(name=name) | Part(of=Name(name="az" | "sys"), key=Text(plain=str(name))):
                return Call(name, arguments, line=called.line)
        sentence = "only Bicep's own functions are called here, not those of a resource"
        raise Unreadable(self._file, called.line, sentence)

    def pair(self, meta: Meta, key: Token | Text, value: Node) -> Node:
        return Property(_key(key) if isinstance(key, Token) else key, value, line=meta.line)

    def spread(self, meta: Meta, of: Node) -> Node:
        return Spread(of, line=meta.line)

    def text(self, meta: Meta, *parts: Token | Node) -> Text:
        return Text(tuple(_written(each) if isinstance(each, Token) else each for each in parts), line=meta.line)

    def _plain(self, text: Text) -> str:
        if text.plain is None:
            raise Unreadable(self._file, text.line, "nothing can be put into this text")
        return text.plain


def _line(token: Token) -> int:
    return token.line or 1


def _key(name: Token) -> Text:
    return Text((str(name),), line=_line(name))


def _written(token: Token) -> str:
    match token.type:
        case "MULTILINE":
            return token[3:-3].removeprefix("\n")
        case "ESCAPE":
            return _ESCAPED.get(token, token[1:])
    return str(token)


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
