"""Checks Bicep files without evaluating them: names, parameters of modules, outputs, types with their API versions."""

import re
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from local.infra import functions
from local.infra.fitting import BUILT_IN
from local.infra.reading import read
from local.infra.syntax import (
    BicepFile,
    Call,
    Declaration,
    Name,
    Node,
    Object,
    Operation,
    Part,
    Property,
    Spread,
    Text,
    Unreadable,
    free_names,
    pieces,
)

_TYPE: Final = re.compile(r"[A-Za-z.]+(/\w+)+@(v\d+\.\d+|\d{4}-\d{2}-\d{2}(-preview)?)")
_MUST_BE_USED: Final = frozenset({"param", "var", "func", "import"})


def check(folder: Path) -> list[str]:
    """Return a sentence on each thing that is wrong in the Bicep files of a folder, and of its folder `modules`.

    A file of the folder itself is for whoever deploys; one of `modules` must be used by another.
    """
    files: list[BicepFile] = []
    found: list[str] = []
    for path in bicep_files(folder):
        try:
            files.append(read(path))
        except Unreadable as wrong:
            found.append(str(wrong))
    for file in files:
        found += _of_file(file)
    used = {(file.path.parent / each.what).resolve() for file in files for each in file.of("module", "import")}
    unused = (file.path for file in files if file.path.parent != folder and file.path.resolve() not in used)
    return [*found, *(f"{path}:1: no other file uses this module" for path in unused)]


def bicep_files(folder: Path) -> list[Path]:
    """Return the Bicep files, those of parameters among them."""
    return sorted([*folder.rglob("*.bicep"), *folder.rglob("*.bicepparam")])


def _of_file(file: BicepFile) -> list[str]:
    rules = (_twice, _undeclared, _unused, _without_version, _functions, _modules, _given)
    return [str(each) for each in chain.from_iterable(rule(file) for rule in rules)]


type Rule = Callable[[BicepFile], Iterator[Unreadable]]


def _wrong(file: BicepFile, node: Node, sentence: str) -> Unreadable:
    return Unreadable(file.path, node.line, sentence)


def _twice(file: BicepFile) -> Iterator[Unreadable]:
    seen: set[tuple[bool, str]] = set()
    for each in file.declarations:
        key = (each.kind == "output", each.name)
        if key in seen:
            yield _wrong(file, each, f"{each.name} is declared twice")
        seen.add(key)
    for node in _all(file):
        if isinstance(node, Object):
            keys = [entry.key.plain for entry in node.entries if isinstance(entry, Property)]
            yield from (_wrong(file, node, f"the key {key} stands twice") for key in {*keys} if keys.count(key) > 1)


def _undeclared(file: BicepFile) -> Iterator[Unreadable]:
    known = {each.name for each in file.declarations if each.kind != "output"} | {*BUILT_IN}
    for declaration in file.declarations:
        for name in free_names(declaration):
            if name.name not in known:
                yield _wrong(file, name, f"{name.name} is not declared")


def _unused(file: BicepFile) -> Iterator[Unreadable]:
    if next(file.of("using"), None):
        return
    used = {name.name for declaration in file.declarations for name in free_names(declaration)}
    used |= {node.function for node in _all(file) if isinstance(node, Call)}
    for each in file.declarations:
        needed = each.kind in _MUST_BE_USED or each.existing or (each.kind == "type" and not _exported(each))
        if needed and each.name not in used:
            yield _wrong(file, each, f"{each.name} is never used")


def _exported(declaration: Declaration) -> bool:
    return any(each.function == "export" for each in declaration.decorators)


def _without_version(file: BicepFile) -> Iterator[Unreadable]:
    for each in file.of("resource"):
        if not _TYPE.fullmatch(each.what):
            yield _wrong(
                file, each, f"{each.what} is no type with an API version, such as Microsoft.Web/sites@2024-11-01"
            )


def _functions(file: BicepFile) -> Iterator[Unreadable]:
    decorators = {id(each) for declaration in file.declarations for each in declaration.decorators}
    known = functions.KNOWN | {each.name for each in file.of("func")}
    for node in _all(file):
        if isinstance(node, Call) and id(node) not in decorators and node.function not in known:
            yield _wrong(file, node, f"the function {node.function} is not known here")


def _modules(file: BicepFile) -> Iterator[Unreadable]:
    for each in file.of("module", "import"):
        try:
            other = read(file.path.parent / each.what)
        except Unreadable as wrong:
            yield _wrong(file, each, f"{each.what} cannot be read: {wrong}")
            continue
        if each.kind == "module":
            yield from _parameters(file, each, other)
            yield from _outputs(file, each, other)
        elif not (found := other.find(each.name)) or not _exported(found):
            yield _wrong(file, each, f"{each.what} exports no {each.name}")


def _parameters(file: BicepFile, module: Declaration, other: BicepFile) -> Iterator[Unreadable]:
    bodies = [node for node in pieces(module) if isinstance(node, Object)]
    params = bodies[0].get("params") if bodies else None
    entries = params.entries if isinstance(params, Object) else ()
    given = {str(each.key.plain) for each in entries if isinstance(each, Property)}
    known = {each.name for each in other.of("param")}
    yield from (_wrong(file, module, f"{module.what} has no parameter {name}") for name in sorted(given - known))
    if not any(isinstance(each, Spread) for each in entries):
        missing = sorted(_required(other) - given)
        yield from (_wrong(file, module, f"{module.what} needs the parameter {name}") for name in missing)


def _required(file: BicepFile) -> set[str]:
    return {
        each.name
        for each in file.of("param")
        if each.value is None and not (isinstance(each.type, Operation) and each.type.operator == "?")
    }


def _outputs(file: BicepFile, module: Declaration, other: BicepFile) -> Iterator[Unreadable]:
    known = {each.name for each in other.of("output")}
    for node in _all(file):
        match node:
            case Part(of=Part(of=Name(name=name), key=Text(plain="outputs")), key=Text(plain=str(wanted))):
                if name == module.name and wanted not in known:
                    yield _wrong(file, node, f"{module.what} has no output {wanted}")


def _given(file: BicepFile) -> Iterator[Unreadable]:
    """Yield what is wrong with a file of parameters."""
    for using in file.of("using"):
        other = read(file.path.parent / using.name)
        given, known = {each.name for each in file.of("param")}, {each.name for each in other.of("param")}
        yield from (_wrong(file, using, f"{using.name} has no parameter {name}") for name in sorted(given - known))
        missing = sorted(_required(other) - given)
        yield from (_wrong(file, using, f"{using.name} needs the parameter {name}") for name in missing)


def _all(file: BicepFile) -> Iterator[Node]:
    return chain.from_iterable(map(pieces, file.declarations))
