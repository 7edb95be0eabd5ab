"""Evaluates a .bicepparam file: the parameters that it gives, from variables of the environment."""

from collections.abc import Mapping
from pathlib import Path
from typing import override

from local.infra.evaluating import Evaluator
from local.infra.reading import read
from local.infra.syntax import BicepFile, Call, Name
from local.infra.values import Value


def parameters_of(path: Path, environment: Mapping[str, str]) -> dict[str, Value]:
    """Return the parameters that a .bicepparam file gives, with these environment variables.

    Raises:
        Unreadable: The file cannot be read, or a variable without a default is missing.
    """
    file = read(path)
    giving = _Giving(file, environment)
    return {each.name: giving.value(each.value, {}) for each in file.of("param") if each.value is not None}


class _Giving(Evaluator):
    """Evaluates a file of parameters."""

    def __init__(self, file: BicepFile, environment: Mapping[str, str]) -> None:
        super().__init__(file)
        self._environment = environment

    @override
    def named(self, name: Name) -> Value:
        found = self.file.find(name.name)
        if found is None or found.value is None:
            raise self.wrong(name, f"{name.name} is not declared")
        return self.value(found.value, {})

    @override
    def called(self, node: Call, arguments: list[Value]) -> Value:
        if node.function != "readEnvironmentVariable":
            return super().called(node, arguments)
        name, *default = (str(each) for each in arguments)
        if name not in self._environment and not default:
            raise self.wrong(node, f"the environment variable {name} is not set and has no default")
        return self._environment.get(name, *default)
