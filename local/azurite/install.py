"""Installs Azurite at its pinned version, once, into `.local/azurite`."""

from collections.abc import Callable
from pathlib import Path

from local import npm
from local.npm import NODE, NpmError

__all__ = ["NODE", "AzuriteError", "installed_azurite"]

_SOURCE = Path(__file__).parent
_SCRIPT = "node_modules/azurite/dist/src/azurite.js"


class AzuriteError(Exception):
    """Azurite cannot be installed; the message says why."""


def installed_azurite(report: Callable[[str], object]) -> Path:
    """Return the path of Azurite's script, installing it first when it is missing or its lock file has changed.

    Args:
        report: is told before an installation starts, since that takes a while.

    Raises:
        AzuriteError: npm failed.
    """
    try:
        return npm.installed(_SOURCE, lambda: report("Installing Azurite from npm")) / _SCRIPT
    except NpmError as error:
        raise AzuriteError(f"Azurite could not be installed. npm says:\n{error}") from None
