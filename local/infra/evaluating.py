"""Evaluates expressions. What would only be decided on Azure, such as a condition on an address there, is refused."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping

from local.infra import functions
from local.infra.operators import applied, part
from local.infra.syntax import (
    Array,
    BicepFile,
    Call,
    Choice,
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
from local.infra.values import Deployment, Resource, Value, Wrong, shown

type Local = Mapping[str, Value]
"""What a loop or a lambda counts with."""


class Evaluator(ABC):
    """Gives the expressions of one file their values."""

    def __init__(self, file: BicepFile) -> None:
        self.file = file

    @abstractmethod
    def named(self, name: Name) -> Value:
        """Return what a name of the file stands for."""

    def value(self, node: Node, local: Local) -> Value:
        """Return an expression's value.

        Raises:
            Unreadable: It has none, or one that is only known on Azure where it must be known here.
        """
        match node:
            case Literal():
                return node.value
            case Name():
                return local[node.name] if node.name in local else self.named(node)
            case Part():
                return self._part(node, local)
            case Call():
                return self._call(node, local)
            case Operation():
                return self._operation(node, local)
        return self._chosen(node, local) if isinstance(node, Choice | OnlyIf) else self._built(node, local)

    def _chosen(self, node: Choice | OnlyIf, local: Local) -> Value:
        holds = self.test(node.test, local)
        if isinstance(node, OnlyIf):
            return self.value(node.body, local) if holds else None
        return self.value(node.then if holds else node.otherwise, local)

    def _built(self, node: Node, local: Local) -> Value:
        """Return the value of a text, object, array or loop."""
        match node:
            case Text():
                return "".join(each if isinstance(each, str) else self._put_in(each, local) for each in node.parts)
            case Object():
                return self.entries(node, local)
            case Array():
                return [*self._elements(node, local)]
            case Loop():
                return self.each(node, local, self.value)
        raise self.wrong(node, "nothing is known here of how this is evaluated")

    def wrong(self, node: Node, sentence: str) -> Unreadable:
        """Return the error that something in the file is."""
        return Unreadable(self.file.path, node.line, sentence)

    def test(self, node: Node, local: Local) -> bool:
        """Return whether a condition holds.

        Raises:
            Unreadable: It is neither true nor false here.
        """
        return self._is_true(node, self.value(node, local))

    def _is_true(self, node: Node, found: Value) -> bool:
        if not isinstance(found, bool):
            raise self.wrong(node, f"a condition must be true or false here, not {shown(found)}")
        return found

    def each(self, loop: Loop, local: Local, result: Callable[[Node, Local], Value]) -> list[Value]:
        """Return the results of a loop's body, for each item."""
        over = self._list(loop.over, local)
        return [
            result(loop.body.result, {**local, **dict(zip(loop.body.parameters, (item, at), strict=False))})
            for at, item in enumerate(over)
        ]

    def _list(self, node: Node, local: Local) -> list[Value]:
        found = self.value(node, local)
        if not isinstance(found, list):
            raise self.wrong(node, f"a list must stand here, not {shown(found)}")
        return found

    def _put_in(self, node: Node, local: Local) -> str:
        found = self.value(node, local)
        if isinstance(found, list | dict | Resource | Deployment) or found is None:
            raise self.wrong(node, f"{shown(found)} cannot be put into a text")
        return functions.as_text(found)

    def entries(self, node: Object, local: Local) -> dict[str, Value]:
        """Return an object's keys and values."""
        return dict(self._entries(node, local))

    def _entries(self, node: Object, local: Local) -> Iterator[tuple[str, Value]]:
        for entry in node.entries:
            match entry:
                case Property():
                    yield str(self.value(entry.key, local)), self.value(entry.value, local)
                case Spread():
                    found = self.value(entry.of, local)
                    if not isinstance(found, dict):
                        raise self.wrong(entry, f"only an object is spread into an object, not {shown(found)}")
                    yield from found.items()

    def _elements(self, node: Array, local: Local) -> Iterator[Value]:
        for entry in node.entries:
            if isinstance(entry, Spread):
                yield from self._list(entry.of, local)
            else:
                yield self.value(entry, local)

    def _part(self, node: Part, local: Local) -> Value:
        of, key = self.value(node.of, local), self.value(node.key, local)
        if of is None and node.safe:
            return None
        try:
            return part(of, key, safe=node.safe)
        except Wrong as wrong:
            raise self.wrong(node, str(wrong)) from None

    def _call(self, node: Call, local: Local) -> Value:
        if any(isinstance(each, Function) for each in node.arguments):
            return self._applied(node, local)
        return self.called(node, [self.value(each, local) for each in node.arguments])

    def called(self, node: Call, arguments: list[Value]) -> Value:
        """Return a function's result.

        Raises:
            Unreadable: The function is not known here, or does not take these arguments.
        """
        own = self.file.find(node.function)
        if own is not None and isinstance(own.value, Function):
            return self.value(own.value.result, dict(zip(own.value.parameters, arguments, strict=True)))
        match node.function, arguments:
            case "loadTextContent", [str(name)]:
                return self._content(node, name)
            case "loadJsonContent", [str(name)]:
                loaded: Value = json.loads(self._content(node, name))
                return loaded
        try:
            return functions.call(node.function, arguments)
        except Wrong as wrong:
            raise self.wrong(node, str(wrong)) from None

    def _content(self, node: Node, name: str) -> str:
        try:
            return (self.file.path.parent / name).read_text(encoding="utf-8")
        except OSError:
            raise self.wrong(node, f"there is no file {name}") from None

    def _applied(self, node: Call, local: Local) -> Value:
        """Return what comes of a function that takes lambdas."""
        items = self._list(node.arguments[0], local)
        first, *more = (self._callable(each, local) for each in node.arguments[1:])
        match node.function:
            case "map":
                return [first(item) for item in items]
            case "filter":
                return [item for item, kept in zip(items, map(first, items), strict=True) if self._is_true(node, kept)]
            case "toObject":
                return {str(first(item)): more[0](item) if more else item for item in items}
        raise self.wrong(node, f"the function {node.function} is not known here")

    def _callable(self, node: Node, local: Local) -> Callable[[Value], Value]:
        if not isinstance(node, Function) or len(node.parameters) != 1:
            raise self.wrong(node, "a lambda with one parameter is expected")
        return lambda item: self.value(node.result, {**local, node.parameters[0]: item})

    def _operation(self, node: Operation, local: Local) -> Value:
        match node.operator, node.operands:
            case "!", (only,):
                return not self.test(only, local)
            case "&&", (left, right):
                return self.test(left, local) and self.test(right, local)
            case "||", (left, right):
                return self.test(left, local) or self.test(right, local)
            case "??", (left, right):
                found = self.value(left, local)
                return self.value(right, local) if found is None else found
        try:
            return applied(node.operator, [self.value(each, local) for each in node.operands])
        except Wrong as wrong:
            raise self.wrong(node, str(wrong)) from None
