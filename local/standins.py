"""Runs the Graph and the HR stand-in on 127.0.0.1 in one process.

Called as `python -m local.standins --graph-port N --hr-port M [--state FILE]`.

Stops on SIGTERM and Ctrl-C. With `--state FILE` their state is read from that file at the start, if it is there, and
written to it at the end.
"""

import argparse
import asyncio
import json
import signal
from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

from local.emulator.control import STATE
from local.emulator.json_values import parse_object
from local.graph.app import graph_app
from local.hr.app import hr_app

_HOST = "127.0.0.1"
_SECONDS_FOR_OPEN_CALLS = 2.0
_FORMAT_VERSION = 1


def main() -> None:
    """Read the command line and serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m local.standins", description="Stand-ins for Graph and for HR.")
    parser.add_argument("--graph-port", type=int, required=True, help="0 takes a free port")
    parser.add_argument("--hr-port", type=int, required=True, help="0 takes a free port")
    parser.add_argument("--state", type=Path, help="a file to keep the state in; without it, it is lost at the end")
    chosen = parser.parse_args()
    asyncio.run(serve({"graph": chosen.graph_port, "hr": chosen.hr_port}, chosen.state))


async def serve(ports: Mapping[str, int], state_file: Path | None) -> None:
    """Serve both stand-ins until SIGTERM or SIGINT, then save their state.

    Args:
        ports: of `graph` and `hr`; 0 takes a free one. When both answer, one line of JSON tells their addresses.
        state_file: read at the start if it exists, written at the end; None keeps nothing.

    Raises:
        OSError: a port is taken.
    """
    apps = {"graph": graph_app(), "hr": hr_app()}
    if state_file is not None:
        load_state(apps, state_file)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    runners = {
        name: web.AppRunner(app, access_log=None, shutdown_timeout=_SECONDS_FOR_OPEN_CALLS)
        for name, app in apps.items()
    }
    try:
        addresses = {name: await _start(runner, ports[name]) for name, runner in runners.items()}
        print(json.dumps({"ready": True, "graph": f"{addresses['graph']}/v1.0", "hr": addresses["hr"]}), flush=True)
        await stop.wait()
    finally:
        await asyncio.gather(*(runner.cleanup() for runner in runners.values()))
    if state_file is not None:
        save_state(apps, state_file)


def load_state(apps: Mapping[str, web.Application], state_file: Path) -> None:
    """Give the stand-ins the state that `save_state` wrote; without such a file they stay as they are.

    Raises:
        NotAJsonObjectError: the file holds something else.
    """
    if not state_file.exists():
        return
    saved = parse_object(state_file.read_bytes())
    for name, app in apps.items():
        kept = saved.get(name)
        if isinstance(kept, dict):
            app[STATE].load(kept)


def save_state(apps: Mapping[str, web.Application], state_file: Path) -> None:
    """Write the state of the stand-ins as JSON, in one step: a crash leaves the former file."""
    saved = {"v": _FORMAT_VERSION, **{name: app[STATE].dump() for name, app in apps.items()}}
    state_file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = state_file.with_name(state_file.name + ".new")
    unfinished.write_text(json.dumps(saved, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(state_file)


async def _start(runner: web.AppRunner, port: int) -> str:
    await runner.setup()
    site = web.TCPSite(runner, _HOST, port)
    await site.start()
    bound_port = runner.addresses[0][1]
    return f"http://{_HOST}:{bound_port}"


if __name__ == "__main__":
    main()
