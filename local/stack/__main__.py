"""Command line behind `./dev up` and `./dev host`."""

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from local.azurite.install import AzuriteError
from local.processes import ChildError
from local.stack.layout import host_arguments, host_environment, saved_layout
from local.stack.stack import Stack, StackError

_DEFAULT_DATA = Path(".local/data")
_WATCH_SECONDS = 0.2
_LOWEST_PORT = 1024
_HIGHEST_BASE_PORT = 65_530
_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def main(arguments: Sequence[str]) -> int:
    """Run `up` or `host`.

    Returns:
        0 when it was told to stop; 1 when it could not start or a part of the stack has ended, with the reason on
        stderr.
    """
    chosen = _parser().parse_args(arguments)
    try:
        return _host(chosen.data) if chosen.command == "host" else _up(chosen.data, chosen.base_port)
    except (StackError, ChildError, AzuriteError, OSError) as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./dev", description="The local stack.")
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="start the whole stack")
    up.add_argument("--base-port", type=base_port, default=7071, help="the first of six ports (default: 7071)")
    host = commands.add_parser("host", help="start the host of a running stack again, in the foreground")
    for command in (up, host):
        command.add_argument("--data", type=Path, default=_DEFAULT_DATA, help="data folder (default: .local/data)")
    return parser


def base_port(text: str) -> int:
    """Read the first of six ports in a row."""
    if not text.isdecimal() or not _LOWEST_PORT <= int(text) <= _HIGHEST_BASE_PORT:
        raise argparse.ArgumentTypeError(f"must be a number from {_LOWEST_PORT} to {_HIGHEST_BASE_PORT}")
    return int(text)


def _up(data_folder: Path, base_port: int) -> int:
    _catch_stop_signals()
    print(f"Starting the stack; its logs are in {data_folder}.", file=sys.stderr)
    try:
        with Stack.start(data_folder, base_port) as stack:
            print(json.dumps(stack.ready_line()), flush=True)
            _watch(stack, data_folder)
    except KeyboardInterrupt:
        print("The stack is stopped.", file=sys.stderr)
    return 0


def _catch_stop_signals() -> None:
    for number in _STOP_SIGNALS:
        # nohup has SIGHUP ignored, and so it stays.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _interrupt_once)


def _interrupt_once(_number: int, _frame: FrameType | None) -> None:
    """Leave every `with` block in order, also while starting; a second signal must not disturb that."""
    for number in _STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _watch(stack: Stack, data_folder: Path) -> None:
    """Watch the parts until interrupted.

    Raises:
        ChildError: one has ended that the stack cannot do without; only the host may come and go.
    """
    host_is_up = True
    while True:
        for child in stack.others:
            if child.has_ended:
                raise ChildError(child.obituary())
        if host_is_up and stack.host.has_ended:
            print(f"{stack.host.obituary()}\nStart it again: ./dev host --data {data_folder}", file=sys.stderr)
            host_is_up = False
        time.sleep(_WATCH_SECONDS)


def _host(data_folder: Path) -> int:
    """Become the host of the stack that last ran in a data folder: same ports, keys and settings."""
    layout = saved_layout(data_folder.resolve())
    if layout is None:
        raise StackError(f"No stack has run in {data_folder} yet: start one with ./dev up --data {data_folder}.")
    os.execve(sys.executable, [sys.executable, *host_arguments(layout)], {**host_environment(layout)})  # noqa: S606


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
