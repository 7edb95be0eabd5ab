"""Finds what a Bicep file would deploy for given parameters: a flat list of resources, those of modules among them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, override

from local.infra.evaluating import Evaluator, Local
from local.infra.fitting import misfit
from local.infra.reading import read
from local.infra.syntax import (
    BicepFile,
    Declaration,
    Loop,
    Name,
    Node,
    Object,
    OnlyIf,
    Operation,
    Text,
    Unreadable,
    free_names,
)
from local.infra.values import Deployment, Resource, Value, shown, unknown

_NAMES: Final = ("name", "uniqueName", "appId")
"""Where a resource's name stands; Microsoft Graph has others for it."""
_GRAPH: Final = "Microsoft.Graph/"
"""Its resources are named otherwise, and their children name no parents."""
_TARGETS: Final = frozenset({"resourceGroup", "subscription"})
_BESIDE_THE_BODY: Final = frozenset({"name", "parent", "scope", "dependsOn"})


def deploy(path: Path, given: Mapping[str, Value]) -> Deployment:
    """Return what a file would deploy to a subscription or a resource group.

    Raises:
        Unreadable: A file cannot be read, or something in it has no value that could be told here.
    """
    file = read(path)
    return _Deploying(file, given, unknown(f"{_target_of(file)}().id"), path.stem).all()


class _Deploying(Evaluator):
    """Evaluates one file; each name once, when it is first asked for."""

    def __init__(self, file: BicepFile, given: Mapping[str, Value], scope: str, address: str) -> None:
        super().__init__(file)
        self._given = given
        self._scope = scope
        self._address = address
        self._known: dict[str, Value] = {}
        self._begun: set[str] = set()

    def all(self) -> Deployment:
        """Return all that the file deploys."""
        self._refuse_unknown_parameters()
        found = [self.named(Name(each.name, line=each.line)) for each in self.file.declarations if _is_named(each)]
        deployed = [each for value in found for each in (value if isinstance(value, list) else [value])]
        resources = [each for each in deployed if isinstance(each, Resource)]
        modules = [each for each in deployed if isinstance(each, Deployment)]
        outputs = {each.name: self.value(each.value, {}) for each in self.file.of("output") if each.value is not None}
        waits = {f"{self._address}/{each.name}": self._waits(each) for each in self.file.of("resource", "module")}
        return Deployment(
            self._address,
            (*resources, *(each for module in modules for each in module.resources)),
            outputs,
            {**waits, **{key: value for module in modules for key, value in module.waits.items()}},
        )

    def _refuse_unknown_parameters(self) -> None:
        known = {each.name for each in self.file.of("param")}
        for name in self._given.keys() - known:
            raise self.wrong(self.file.declarations[0], f"there is no parameter {name}")

    def _waits(self, declaration: Declaration) -> frozenset[str]:
        """Return the addresses of resources and modules that a declaration names, itself or by way of variables."""
        found: set[str] = set()
        for name in free_names(declaration):
            named = self.file.find(name.name)
            if named is not None and named.kind == "var":
                found |= self._waits(named)
            elif named is not None and named.kind in {"resource", "module"}:
                found.add(f"{self._address}/{name.name}")
        return frozenset(found)

    @override
    def named(self, name: Name) -> Value:
        if name.name not in self._known:
            declaration = self.file.find(name.name)
            if declaration is None:
                raise self.wrong(name, f"{name.name} is not declared")
            if name.name in self._begun:
                raise self.wrong(name, f"{name.name} needs itself")
            self._begun.add(name.name)
            self._known[name.name] = self._declared(declaration)
        return self._known[name.name]

    def _declared(self, declaration: Declaration) -> Value:
        match declaration:
            case Declaration(kind="param"):
                return self._parameter(declaration)
            case Declaration(kind="var", value=Node() as value):
                return self.value(value, {})
            case Declaration(kind="resource" | "module", value=Node() as value):
                return self._made(declaration, value, {})
        raise self.wrong(declaration, f"{declaration.name} has no value")

    def _parameter(self, declaration: Declaration) -> Value:
        """Return a parameter's value, which must be of its type."""
        if declaration.name not in self._given and declaration.value is None:
            if isinstance(declaration.type, Operation) and declaration.type.operator == "?":
                return None
            raise self.wrong(declaration, f"the parameter {declaration.name} is not given")
        value = self._given.get(declaration.name)
        if declaration.name not in self._given and declaration.value is not None:
            value = self.value(declaration.value, {})
        wrong = misfit(value, declaration, self.file)
        if wrong:
            raise self.wrong(declaration, f"{declaration.name}: {wrong}")
        return value

    def _made(self, declaration: Declaration, node: Node, local: Local) -> Value:
        """Return the resource or module of a body; None where its condition does not hold, a list for a loop."""
        match node:
            case Loop():
                return self.each(node, local, lambda body, inner: self._made(declaration, body, inner))
            case OnlyIf():
                return self._made(declaration, node.body, local) if self.test(node.test, local) else None
            case Object():
                make = self._resource if declaration.kind == "resource" else self._module
                return make(declaration, self.entries(node, local))
        raise self.wrong(node, f"{declaration.name} must have an object for its body")

    def _resource(self, declaration: Declaration, body: dict[str, Value]) -> Resource:
        kind, _, version = declaration.what.partition("@")
        parent = body.get("parent")
        if "parent" in body and not isinstance(parent, Resource):
            raise self.wrong(declaration, f"the parent of {declaration.name} must be a resource, not {shown(parent)}")
        name = next((str(body[key]) for key in _NAMES if key in body), "")
        whole = f"{parent.name}/{name}" if isinstance(parent, Resource) else name
        if _parts(whole) != kind.count("/") and not kind.startswith(_GRAPH):
            raise self.wrong(
                declaration, f"{kind} needs a name of {kind.count('/')} parts, its parents' first: {whole}"
            )
        return Resource(
            kind,
            version,
            whole,
            parent.scope if isinstance(parent, Resource) else self._scope_of(declaration, body),
            f"{self._address}/{declaration.name}",
            {key: value for key, value in body.items() if key not in _BESIDE_THE_BODY},
            declaration.existing,
        )

    def _scope_of(self, declaration: Declaration, body: dict[str, Value]) -> str:
        """Return the id of what a resource or a module belongs to; without `scope`, to what the file belongs to."""
        scope = body.get("scope", self._scope)
        if not isinstance(scope, Resource | str):
            raise self.wrong(declaration, f"the scope of {declaration.name} must be a resource, not {shown(scope)}")
        return scope.id if isinstance(scope, Resource) else scope

    def _module(self, declaration: Declaration, body: dict[str, Value]) -> Deployment:
        given = body.get("params", {})
        if not isinstance(given, dict):
            raise self.wrong(declaration, f"the parameters of {declaration.name} must be an object, not {shown(given)}")
        file = read(self.file.path.parent / declaration.what)
        if "scope" not in body and _target_of(file) != _target_of(self.file):
            raise self.wrong(declaration, f"{declaration.what} is not for a {_target_of(self.file)}, and needs a scope")
        inner = f"{self._address}/{declaration.name}"
        return _Deploying(file, given, self._scope_of(declaration, body), inner).all()


def _is_named(declaration: Declaration) -> bool:
    return declaration.kind in {"param", "var", "resource", "module"}


def _target_of(file: BicepFile) -> str:
    """Return what a file deploys to."""
    target = file.find("targetScope")
    if target is None:
        return "resourceGroup"
    if not isinstance(target.value, Text) or target.value.plain not in _TARGETS:
        raise Unreadable(file.path, target.line, f"targetScope must be one of {', '.join(sorted(_TARGETS))}")
    return target.value.plain


def _parts(name: str) -> int:
    """Return of how many parts a name is made; what only Azure knows belongs to one of them."""
    depth = slashes = 0
    for sign in name:
        depth += (sign == "«") - (sign == "»")
        slashes += sign == "/" and depth == 0
    return slashes + 1 if name else 0
