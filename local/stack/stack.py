"""Starts and stops a whole stack."""

import fcntl
import os
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, replace
from functools import partial
from pathlib import Path

from local import ports
from local.azurite.server import start_azurite
from local.host.keys import load_keys
from local.processes import Child, start_child, stop_all
from local.stack.layout import Layout, choose_ports, host_arguments, host_environment, load_secrets

_REPOSITORY = Path(__file__).resolve().parents[2]


class StackError(Exception):
    """The stack cannot be started; the message says why."""


class Stack:
    """A running stack, for tests, demonstrations and benchmarks.

    `with Stack.start(data_dir=folder) as stack:` starts everything, and stops it at the end of the block.
    """

    def __init__(self, layout: Layout, *, forgetful: bool = False) -> None:
        keys = load_keys(layout.data_folder)
        self.data_folder = layout.data_folder
        self.functions_url = layout.functions_url
        self.graph_root = layout.graph_root
        self.graph_url = f"{layout.graph_root}/v1.0"
        self.hr_url = layout.hr_url
        self.connection_string = layout.ports.azurite.connection_string
        self.function_key = keys.function
        self.master_key = keys.master
        self.bob_secret = layout.secrets.bob_secret
        self.personio_token = layout.secrets.personio_token
        self.bamboohr_key = layout.secrets.bamboohr_key
        self._layout = layout
        self._forgetful = forgetful
        self._children: dict[str, Child] = {}

    @classmethod
    @contextmanager
    def start(cls, data_dir: Path, base_port: int | None = None, *, forgetful: bool = False) -> "Iterator[Stack]":
        """Start Azurite, the stand-ins and the host side by side, and wait until all of them answer.

        Args:
            data_dir: where data, logs and secrets are kept.
            base_port: the first of six ports in a row; None takes any six free ones.
            forgetful: keep storage in memory; on disk, Azurite writes all of it again every few seconds, and does
                nothing else meanwhile.

        Raises:
            StackError: a port is taken, or another stack uses the folder.
            ChildError: a part ended, or did not answer in time.
            AzuriteError: Azurite cannot be installed.
        """
        data_folder = data_dir.resolve()
        data_folder.mkdir(parents=True, exist_ok=True)
        with _sole_use(data_folder):
            layout = Layout(data_folder, choose_ports(base_port), load_secrets(data_folder))
            _expect_free_ports(layout)
            layout.save()
            stack = cls(layout, forgetful=forgetful)
            try:
                stack.start_all()
                yield stack
            finally:
                stop_all(list(stack._children.values()))

    @property
    def host(self) -> Child:
        """Return the process of the Functions host."""
        return self._children["host"]

    @property
    def others(self) -> list[Child]:
        """Return the processes that the stack cannot do without."""
        return [child for name, child in self._children.items() if name != "host"]

    def start_all(self) -> None:
        """Start all parts, and wait until they answer."""
        layout = self._layout
        location = None if self._forgetful else layout.data_folder / "azurite"
        azurite = start_azurite(layout.ports.azurite, layout.data_folder / "azurite.log", location)
        self._children["azurite"] = azurite
        standins = self._children["standins"] = _start_standins(layout)
        host = self._children["host"] = _start_host(layout)
        azurite.wait_until(layout.ports.azurite.all_answer)
        for url in (layout.graph_root, layout.hr_url):
            standins.wait_until(partial(_answers, f"{url}/emulator/stats"))
        _wait_for_host(host, layout)

    def kill_host(self) -> None:
        """End the host at once, as a crash would; everything else stays up."""
        self.host.kill()

    def start_host(self) -> None:
        """Start the host again, with the same ports, keys and settings, and wait until it answers."""
        self._children["host"] = _start_host(self._layout)
        _wait_for_host(self.host, self._layout)

    @contextmanager
    def another_host(self) -> Iterator[Child]:
        """Run a second host beside the first, on the same storage and stand-ins, at a port and in a folder of its own.

        Raises:
            ChildError: it ended, or did not answer in time.
        """
        own_ports = replace(self._layout.ports, functions=ports.free_ports(1)[0])
        layout = replace(self._layout, data_folder=self._layout.data_folder / "another-host", ports=own_ports)
        layout.data_folder.mkdir(exist_ok=True)
        host = _start_host(layout)
        try:
            _wait_for_host(host, layout)
            yield host
        finally:
            host.stop()

    def ready_line(self) -> dict[str, str | bool]:
        """Return what `./dev up` prints when all parts answer."""
        return {
            "ready": True,
            "functions": self.functions_url,
            "graph": self.graph_url,
            "hr": self.hr_url,
            "functionKey": self.function_key,
            "masterKey": self.master_key,
            "bobSecret": self.bob_secret,
            "personioToken": self.personio_token,
            "bamboohrKey": self.bamboohr_key,
        }


@contextmanager
def _sole_use(data_folder: Path) -> Iterator[None]:
    with (data_folder / "stack.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StackError(f"Another stack runs in {data_folder}: stop it, or choose another folder.") from error
        yield


def _expect_free_ports(layout: Layout) -> None:
    taken = [str(port) for port in astuple(layout.ports) if ports.is_taken(port)]
    if taken:
        raise StackError(f"Already in use: port {', '.join(taken)}. Choose others with --base-port.")


def _start_host(layout: Layout) -> Child:
    command = [sys.executable, *host_arguments(layout)]
    return start_child("The host", command, layout.data_folder / "host.log", host_environment(layout), _REPOSITORY)


def _wait_for_host(host: Child, layout: Layout) -> None:
    host.wait_until(partial(_answers, f"{layout.functions_url}/admin/host/ping"))


def _start_standins(layout: Layout) -> Child:
    command: list[str | Path] = [
        *(sys.executable, "-m", "local.standins"),
        *("--graph-port", str(layout.ports.graph)),
        *("--hr-port", str(layout.ports.hr)),
        *("--state", layout.data_folder / "standins.json"),
    ]
    return start_child("The stand-ins", command, layout.data_folder / "standins.log", os.environ, _REPOSITORY)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own address on loopback
            return True
    except OSError:
        return False
