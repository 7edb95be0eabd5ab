"""Build the app from its environment: each part once, and only when something needs it.

An intake request needs the queue alone; msgraph-sdk and azure-identity take seconds to import and are left to those who
use them. What the environment says comes first, then what is made of it, a file a layer.
"""

import logging
import os
from typing import Final

from provisioning.bootstrap.app import App
from provisioning.bootstrap.environment import STORAGE

__all__ = ["STORAGE", "App", "app", "quiet_libraries"]

_TALKATIVE: Final = ("azure.core", "azure.data", "azure.identity", "azure.storage", "httpcore", "httpx", "msal")


def quiet_libraries() -> None:
    """Keep the libraries' own lines about each request out of the application log.

    They name addresses, and an address holds a login name, an employee id or what was searched for.
    """
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


quiet_libraries()
app: Final = App(os.environ)
"""The app of this process."""
