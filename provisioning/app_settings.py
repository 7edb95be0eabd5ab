"""The app settings as the app reads them: from its environment, where nothing that is not a value is taken for one.

A line end behind a value is none of it: a secret that was pasted, or set from a file, often has one.
"""

from collections.abc import Iterator, Mapping
from typing import Final, override

from provisioning.ports import Misconfigured

_REFERENCE: Final = "@microsoft.keyvault("
"""How a reference to Key Vault begins, in small letters. App Service puts the secret in its place, or leaves it as it
is if it cannot. Source: Microsoft, Use Key Vault references as app settings."""


def is_unresolved(value: str) -> bool:
    """Whether an app setting's value is a reference to Key Vault in whose place there should be a secret."""
    return value.lstrip().lower().startswith(_REFERENCE)


class Unresolved(Misconfigured):
    """An app setting is a reference to Key Vault that could not be resolved."""


class AppSettings(Mapping[str, str]):
    """The environment by name, in which reading an unresolved reference fails, so that it never becomes a key."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    @override
    def __getitem__(self, name: str) -> str:
        value = self._environment[name]
        if is_unresolved(value):
            raise Unresolved(self.unresolved(name))
        return value.rstrip("\r\n")

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._environment)

    @override
    def __len__(self) -> int:
        return len(self._environment)

    def unresolved(self, *names: str) -> str:
        """Return a sentence on the first of these settings that is an unresolved reference, or an empty text."""
        for name in names:
            if is_unresolved(self._environment.get(name, "")):
                return (
                    f"the app setting {name} is a reference to Key Vault that App Service could not resolve; check its "
                    "address, and that the app's identity may read the secret"
                )
        return ""
