"""Command line: `python -m local.host --port N --storage CONNECTION_STRING --data DIR`."""

import argparse
import asyncio
import logging
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from local.host.app_settings import AppSettingsError, add_to_environment
from local.host.metadata import UnsupportedAppError
from local.host.server import HostOptions, run_host

_REPOSITORY = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str]) -> int:
    """Run the host until it is told to stop.

    Returns:
        0 after a clean stop; 1 when it could not start, with the reason as the last line on stderr.
    """
    chosen = _parser().parse_args(arguments)
    _configure_logging()
    try:
        _prepare_environment(chosen)
        chosen.data.mkdir(parents=True, exist_ok=True)
        asyncio.run(
            run_host(
                HostOptions(chosen.port, chosen.app.resolve(), chosen.data.resolve(), chosen.message_lease_seconds)
            )
        )
    except (AppSettingsError, UnsupportedAppError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        print(f"The host cannot run on port {chosen.port}: {reason}.", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local.host", description="The local Functions host.")
    parser.add_argument("--port", type=int, required=True, help="where to listen, on 127.0.0.1")
    parser.add_argument("--storage", help="connection string for AzureWebJobsStorage")
    parser.add_argument("--data", type=Path, required=True, help="folder for keys, timers' status and process id")
    parser.add_argument("--settings", type=Path, help="a local.settings.json; the environment wins over it")
    parser.add_argument("--app", type=Path, default=_REPOSITORY, help="folder of the app (default: this repository)")
    parser.add_argument(
        "--message-lease-seconds", type=int, default=10, help="how long a running message is hidden (default: 10)"
    )
    return parser


def _prepare_environment(chosen: argparse.Namespace) -> None:
    # Local time is UTC where the app is deployed, whatever it is on this laptop.
    os.environ["TZ"] = "UTC"
    time.tzset()
    if chosen.storage:
        os.environ["AzureWebJobsStorage"] = chosen.storage  # noqa: SIM112 - the Functions host's spelling
    if chosen.settings:
        add_to_environment(chosen.settings)


def _configure_logging() -> None:
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s"
    )
    # Their lines at INFO repeat every request, with addresses and headers.
    for chatty in ("azure", "httpx", "httpcore", "msal", "aiohttp.access"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


if __name__ == "__main__":
    exit_code = main(sys.argv[1:])
    logging.shutdown()
    # A synchronous function that still runs would keep the process alive; the real host ends it as well.
    os._exit(exit_code)
