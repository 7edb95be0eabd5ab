"""The default passwords, from the app settings. No other app setting can be read through here."""

from collections.abc import Mapping
from typing import Final

from provisioning.setting_groups.login import SECRET_PREFIX

_UNRESOLVED: Final = "@Microsoft.KeyVault("
"""How a reference to Key Vault reads while App Service cannot resolve it. It must never become a password."""


class AppSecrets:
    """Secrets port on the environment."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def secret(self, name: str) -> str | None:
        """See ports.Secrets."""
        if not name.startswith(SECRET_PREFIX):
            return None
        value = self._environment.get(name, "")
        return None if value.startswith(_UNRESOLVED) else value or None
