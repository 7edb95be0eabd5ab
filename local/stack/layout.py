"""Where the parts of a stack listen, its secrets, and the settings that the app gets: all kept in the data folder."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from local import ports, private_files
from local.azurite.server import AzuritePorts

_STACK_FILE = "stack.json"
_SECRETS_FILE = "secrets.json"
_EVERY_HALF_HOUR = "0 */30 * * * *"


@dataclass(frozen=True, slots=True)
class StackPorts:
    """The six ports of a stack, on loopback."""

    functions: int
    graph: int
    hr: int
    blob: int
    queue: int
    table: int

    @property
    def azurite(self) -> AzuritePorts:
        """Return Azurite's three ports."""
        return AzuritePorts(self.blob, self.queue, self.table)


def choose_ports(base_port: int | None) -> StackPorts:
    """Return six ports in a row from `base_port`, or any six free ones."""
    chosen = ports.free_ports(6) if base_port is None else list(range(base_port, base_port + 6))
    return StackPorts(*chosen)


@dataclass(frozen=True, slots=True, repr=False)
class StackSecrets:
    """The secrets that the HR stand-ins and the app share."""

    bob_secret: str
    personio_token: str
    bamboohr_key: str
    api_token: str


def load_secrets(data_folder: Path) -> StackSecrets:
    """Return the secrets of this data folder, making them on first use; only the owner can read the file."""
    return StackSecrets(**private_files.load_or_create(data_folder / _SECRETS_FILE, _new_secrets))


def _new_secrets() -> dict[str, str]:
    return {field.name: secrets.token_urlsafe(32) for field in fields(StackSecrets)}


@dataclass(frozen=True, slots=True)
class Layout:
    """A stack's place: its data folder, ports and secrets."""

    data_folder: Path
    ports: StackPorts
    secrets: StackSecrets

    @property
    def functions_url(self) -> str:
        """Return the address of the Functions host."""
        return f"http://127.0.0.1:{self.ports.functions}"

    @property
    def graph_root(self) -> str:
        """Return the address of the Graph stand-in without the API version: its controls are below it."""
        return f"http://127.0.0.1:{self.ports.graph}"

    @property
    def hr_url(self) -> str:
        """Return the address of the HR stand-ins."""
        return f"http://127.0.0.1:{self.ports.hr}"

    def app_settings(self) -> dict[str, str]:
        """Return the settings that the app runs with on this stack."""
        return {
            "AzureWebJobsStorage": self.ports.azurite.connection_string,
            "FUNCTIONS_WORKER_RUNTIME": "python",
            "GRAPH_BASE_URL": f"{self.graph_root}/v1.0",
            "BOB_API_BASE_URL": f"{self.hr_url}/bob/v1",
            "BOB_SERVICE_USER_ID": "local-service-user",
            "BOB_SERVICE_USER_TOKEN": self.secrets.api_token,
            "BOB_WEBHOOK_SECRET": self.secrets.bob_secret,
            "PERSONIO_WEBHOOK_TOKEN": self.secrets.personio_token,
            "PERSONIO_API_BASE_URL": f"{self.hr_url}/personio",
            "PERSONIO_CLIENT_ID": "local-client",
            "PERSONIO_CLIENT_SECRET": self.secrets.api_token,
            "BAMBOOHR_WEBHOOK_KEY": self.secrets.bamboohr_key,
            "BAMBOOHR_API_BASE_URL": f"{self.hr_url}/bamboohr/api/v1",
            "BAMBOOHR_API_KEY": self.secrets.api_token,
            "REVIEW_DUE_SCHEDULE": "*/5 * * * * *",
        }

    def save(self) -> None:
        """Note the ports, so that `./dev host` finds the stack."""
        private_files.write(self.data_folder / _STACK_FILE, asdict(self.ports))


def saved_layout(data_folder: Path) -> Layout | None:
    """Return the layout of the stack that last ran in a data folder, or None when none has."""
    path = data_folder / _STACK_FILE
    if not path.exists():
        return None
    saved = StackPorts(**json.loads(path.read_text(encoding="utf-8")))
    return Layout(data_folder, saved, load_secrets(data_folder))


def host_environment(layout: Layout) -> Mapping[str, str]:
    """Return the whole environment of the host: the caller's own, with the stack's settings on top.

    Which version of Personio's API is used, which custom fields are read, and how often cycles start: that is for the
    caller to choose.
    """
    return {"RECONCILE_SCHEDULE": _EVERY_HALF_HOUR, **os.environ, **layout.app_settings()}


def host_arguments(layout: Layout) -> list[str]:
    """Return the command line of the host, after the name of the Python program."""
    return ["-u", "-m", "local.host", "--port", str(layout.ports.functions), "--data", str(layout.data_folder)]
