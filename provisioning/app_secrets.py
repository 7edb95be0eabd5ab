"""The secrets that the settings name, from the app settings. No other app setting can be read through here.

There are three kinds, told apart by how their names begin: default passwords, secrets of HR systems, and addresses of
webhooks for notifications. The settings that name the one cannot name the others.
"""

from collections.abc import Mapping
from typing import Final

from provisioning.app_settings import is_unresolved
from provisioning.setting_groups.hr_systems import HR_SECRET_PREFIX
from provisioning.setting_groups.login import SECRET_PREFIX
from provisioning.setting_groups.safety import WEBHOOK_PREFIX

_KINDS: Final = (SECRET_PREFIX, HR_SECRET_PREFIX, WEBHOOK_PREFIX)


class AppSecrets:
    """Secrets port on the environment."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def secret(self, name: str) -> str | None:
        """See ports.Secrets."""
        if not name.startswith(_KINDS):
            return None
        value = self._environment.get(name, "")
        return None if is_unresolved(value) else value or None
