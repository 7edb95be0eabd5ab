"""The secrets that the settings name, from the app settings. No other app setting can be read through here.

There are two kinds, told apart by how their names begin: default passwords, and secrets of HR systems. The settings
that name the one cannot name the other.
"""

from collections.abc import Mapping
from typing import Final

from provisioning.setting_groups.hr_systems import HR_SECRET_PREFIX
from provisioning.setting_groups.login import SECRET_PREFIX

_KINDS: Final = (SECRET_PREFIX, HR_SECRET_PREFIX)
_UNRESOLVED: Final = "@Microsoft.KeyVault("
"""How a reference to Key Vault reads while App Service cannot resolve it. It must never become a password or a key."""


class AppSecrets:
    """Secrets port on the environment."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def secret(self, name: str) -> str | None:
        """See ports.Secrets."""
        if not name.startswith(_KINDS):
            return None
        value = self._environment.get(name, "")
        return None if value.startswith(_UNRESOLVED) else value or None
