"""Starts Azurite on ports of the caller's choice and says how to connect to it."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from local import ports
from local.azurite.install import NODE, installed_azurite
from local.processes import Child, start_child

# The account and key that every Azurite has, published in its documentation: no secret.
_ACCOUNT = "devstoreaccount1"
_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
# Azurite closes an idle connection after 5 s, just when a client may use it again.
_KEEP_ALIVE_SECONDS = "120"
_QUICK_LOOKUPS = Path(__file__).parent / "quick_lookups.cjs"


@dataclass(frozen=True, slots=True)
class AzuritePorts:
    """Where Azurite's three services listen, on loopback."""

    blob: int
    queue: int
    table: int

    @property
    def connection_string(self) -> str:
        """Return the connection string for clients."""
        endpoints = {"Blob": self.blob, "Queue": self.queue, "Table": self.table}
        urls = "".join(f"{name}Endpoint=http://127.0.0.1:{port}/{_ACCOUNT};" for name, port in endpoints.items())
        return f"DefaultEndpointsProtocol=http;AccountName={_ACCOUNT};AccountKey={_KEY};{urls}"

    def all_answer(self) -> bool:
        """Tell whether all three services accept connections."""
        return all(ports.answers(port) for port in (self.blob, self.queue, self.table))


def start_azurite(services: AzuritePorts, log_file: Path, location: Path | None) -> Child:
    """Start Azurite; `Child.wait_until(services.all_answer)` tells when it is ready.

    Args:
        services: where it is to listen.
        log_file: where its output goes.
        location: the folder that keeps its data; None keeps them in memory, for tests.
    """
    script = installed_azurite(lambda message: print(f"{message} …", file=sys.stderr))
    where: list[str | Path] = ["--inMemoryPersistence"] if location is None else ["--location", location]
    command = [
        NODE,
        *("--require", _QUICK_LOOKUPS),
        script,
        "--silent",
        "--disableTelemetry",
        "--skipApiVersionCheck",
        *where,
        *_service_flags(services),
    ]
    return start_child("Azurite", command, log_file, os.environ, log_file.parent)


def _service_flags(services: AzuritePorts) -> list[str]:
    flags: list[str] = []
    for name, port in (("blob", services.blob), ("queue", services.queue), ("table", services.table)):
        flags += [f"--{name}Port", str(port), f"--{name}KeepAliveTimeout", _KEEP_ALIVE_SECONDS]
    return flags
