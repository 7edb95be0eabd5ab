"""The stack starts as a whole, survives the death of its host, and leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from local import ports
from local.stack import Stack, StackError
from tests.waiting import wait_until

_REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Up:
    """A running `./dev up`."""

    process: subprocess.Popen[bytes]
    folder: Path

    @property
    def line(self) -> str:
        return (self.folder / "up.out").read_text(encoding="utf-8")

    @property
    def messages(self) -> str:
        return (self.folder / "up.err").read_text(encoding="utf-8")


def six_ports_in_a_row() -> int:
    (first,) = ports.free_ports(1)
    return first if not any(ports.is_taken(first + step) for step in range(6)) else six_ports_in_a_row()


def start(folder: Path, command: str, *options: str) -> subprocess.Popen[bytes]:
    """Start a command of the stack, with its data and what it prints in a folder."""
    with (folder / f"{command}.out").open("wb") as out, (folder / f"{command}.err").open("wb") as err:
        return subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "local.stack", command, "--data", str(folder / "data"), *options],
            stdout=out,
            stderr=err,
            cwd=_REPOSITORY,
        )


@contextmanager
def up(folder: Path, base_port: int) -> Iterator[Up]:
    process = start(folder, "up", "--base-port", str(base_port))
    try:
        yield Up(process, folder)
    finally:
        process.terminate()
        process.wait(timeout=30)


def nothing_listens_from(base_port: int) -> bool:
    return not any(ports.is_taken(base_port + step) for step in range(6))


def test_up_prints_one_line_when_all_parts_answer_and_sigterm_stops_them(tmp_path: Path) -> None:
    base = six_ports_in_a_row()
    with up(tmp_path, base) as started:
        ready = json.loads(wait_until(lambda: started.line, seconds=60))
        assert started.line.count("\n") == 1
        assert ready["ready"] is True
        assert (ready["functions"], ready["hr"]) == (f"http://127.0.0.1:{base}", f"http://127.0.0.1:{base + 2}")
        assert ready["graph"] == f"http://127.0.0.1:{base + 1}/v1.0"
        assert all(ready[name] for name in ("functionKey", "masterKey", "bobSecret", "personioToken"))
        assert httpx.get(f"{ready['functions']}/admin/host/ping").status_code == 200
        started.process.send_signal(signal.SIGTERM)
        assert started.process.wait(timeout=30) == 0
    assert nothing_listens_from(base)


def test_sigterm_while_starting_stops_what_was_started(tmp_path: Path) -> None:
    base = six_ports_in_a_row()
    with up(tmp_path, base) as started:
        wait_until((tmp_path / "data" / "azurite.log").exists)
        started.process.send_signal(signal.SIGTERM)
        assert started.process.wait(timeout=30) == 0
    assert started.line == ""
    assert nothing_listens_from(base)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_a_killed_stack_leaves_nothing_behind(tmp_path: Path) -> None:
    base = six_ports_in_a_row()
    with up(tmp_path, base) as started:
        wait_until(lambda: started.line, seconds=60)
        started.process.kill()
        wait_until(lambda: nothing_listens_from(base), what="the children to end")


def test_a_killed_host_leaves_the_rest_up_and_can_be_started_again(tmp_path: Path) -> None:
    base = six_ports_in_a_row()
    with up(tmp_path, base) as started:
        ready = json.loads(wait_until(lambda: started.line, seconds=60))
        os.kill(int((tmp_path / "data" / "host.pid").read_text()), signal.SIGKILL)
        wait_until(lambda: "Start it again: ./dev host" in started.messages)
        assert not ports.is_taken(base)
        assert all(ports.answers(base + step) for step in range(1, 6))
        again = start(tmp_path, "host")
        try:
            wait_until(lambda: ports.answers(base), seconds=60)
            status = httpx.get(
                f"{ready['functions']}/admin/host/status", headers={"x-functions-key": ready["masterKey"]}
            )
            assert status.status_code == 200
        finally:
            again.terminate()
        assert again.wait(timeout=30) == 0
        assert started.process.poll() is None


@pytest.mark.skipif(sys.platform != "linux", reason="finds the process under /proc")
def test_the_death_of_any_other_part_ends_the_stack_with_its_last_words(tmp_path: Path) -> None:
    base = six_ports_in_a_row()
    with up(tmp_path, base) as started:
        wait_until(lambda: started.line, seconds=60)
        os.kill(azurite_process(base + 3), signal.SIGKILL)
        assert started.process.wait(timeout=30) == 1
    assert "Azurite has ended with code -9. The end of" in started.messages
    assert "successfully listening" in started.messages
    assert nothing_listens_from(base)


def azurite_process(blob_port: int) -> int:
    """Return the id of the Azurite that was started with this port."""
    for entry in Path("/proc").iterdir():
        with suppress(OSError):  # processes come and go, and not all files there are processes
            if f"--blobPort\0{blob_port}\0".encode() in (entry / "cmdline").read_bytes():
                return int(entry.name)
    raise LookupError(blob_port)


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    base = six_ports_in_a_row()
    with socket.create_server(("127.0.0.1", base + 4)), up(tmp_path, base) as started:
        assert started.process.wait(timeout=30) == 1
    assert f"Already in use: port {base + 4}. Choose others with --base-port." in started.messages


def test_the_host_of_a_stack_that_never_ran_cannot_be_started(tmp_path: Path) -> None:
    assert start(tmp_path, "host").wait(timeout=30) == 1
    assert f"No stack has run in {tmp_path / 'data'} yet" in (tmp_path / "host.err").read_text()


def test_a_stack_keeps_its_keys_and_secrets_from_one_run_to_the_next(tmp_path: Path) -> None:
    with Stack.start(tmp_path) as first:
        shared = (first.function_key, first.master_key, first.bob_secret, first.personio_token)
        with pytest.raises(StackError, match="Another stack runs in"), Stack.start(tmp_path):
            pass
        first.kill_host()
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{first.functions_url}/admin/host/ping")
        first.start_host()
        assert httpx.get(f"{first.functions_url}/admin/host/ping").status_code == 200
    with Stack.start(tmp_path) as second:
        assert (second.function_key, second.master_key, second.bob_secret, second.personio_token) == shared
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
