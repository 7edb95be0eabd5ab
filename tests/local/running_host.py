"""Runs a small function app in the local host, as a process of its own: the runtime takes one app per process."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import httpx

from local import ports
from local.host.keys import HostKeys, load_keys
from local.processes import Child, start_child
from tests.waiting import wait_until

_REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class RunningHost:
    """A host that answers."""

    child: Child
    url: str
    keys: HostKeys

    def log(self) -> str:
        """Return all that the host and its app have printed."""
        return self.child.log_file.read_text(encoding="utf-8")

    def seen(self, marker: str) -> list[str]:
        """Return what the app printed after a marker, line by line."""
        return [line.removeprefix(f"{marker} ") for line in self.log().splitlines() if line.startswith(f"{marker} ")]

    def wait_for(self, marker: str, count: int = 1, seconds: float = 20) -> list[str]:
        """Wait until the app has printed a marker that many times, and return what came after it."""
        wait_until(lambda: len(self.seen(marker)) >= count, seconds, f"{count} x {marker}")
        return self.seen(marker)

    def request(
        self, method: str, path: str, *, key: str | None = None, content: bytes | None = None
    ) -> httpx.Response:
        """Send a request, with a key in the header if there is one."""
        headers = {} if key is None else {"x-functions-key": key}
        return httpx.request(method, f"{self.url}{path}", headers=headers, content=content)

    def run_by_hand(self, function: str, text: str = "") -> httpx.Response:
        """Run a function through the admin API with the master key."""
        content = json.dumps({"input": text}).encode()
        return self.request("POST", f"/admin/functions/{function}", key=self.keys.master, content=content)


WHOLE_LINES = """
import sys

def print(*words, flush=True):  # a line in one piece, as functions run on several threads
    sys.stdout.write(" ".join(map(str, words)) + "\\n")
    sys.stdout.flush()
"""


def write_app(folder: Path, source: str, host_json: Mapping[str, object] | None = None) -> Path:
    """Write a function app into a folder of its own, and return that folder."""
    app_folder = folder / "app"
    app_folder.mkdir(parents=True, exist_ok=True)
    (app_folder / "function_app.py").write_text(WHOLE_LINES + dedent(source), encoding="utf-8")
    (app_folder / "host.json").write_text(json.dumps({"version": "2.0", **(host_json or {})}), encoding="utf-8")
    return app_folder


def start_host(app_folder: Path, storage: str, *options: str, port: int | None = None) -> tuple[Child, int]:
    """Start a host whose data are beside its app's folder, without waiting for it; return it and its port."""
    chosen = ports.free_ports(1)[0] if port is None else port
    data_folder = app_folder.parent / "data"
    command = [sys.executable, "-m", "local.host", "--port", str(chosen), "--storage", storage]
    command += ["--data", str(data_folder), "--app", str(app_folder), *options]
    return start_child("the host", command, data_folder / "host.log", os.environ, _REPOSITORY), chosen


@contextmanager
def running_host(app_folder: Path, storage: str, *options: str) -> Iterator[RunningHost]:
    """Run a host for as long as the block lasts."""
    child, port = start_host(app_folder, storage, *options)
    try:
        child.wait_until(lambda: ports.answers(port))
        yield RunningHost(child, f"http://127.0.0.1:{port}", load_keys(app_folder.parent / "data"))
    finally:
        child.stop()
