"""Puts the host together: loads the app, serves HTTP, listens to queues and timers, and stops in order."""

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from local.host.admin_api import AdminApi
from local.host.host_json import read_host_json
from local.host.http_triggers import HttpTriggers
from local.host.invocations import Invocations
from local.host.keys import load_keys
from local.host.listeners import Listener, ListenerBuilder
from local.host.routes import Router
from local.host.worker import Worker, load_app

_log = logging.getLogger("host")

# The real host's FUNCTIONS_REQUEST_BODY_SIZE_LIMIT; more is answered with 413.
_LARGEST_BODY_BYTES = 104_857_600
_GRACE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class HostOptions:
    """How to run a host.

    Attributes:
        port: where to listen, on loopback only.
        app_folder: the folder with function_app.py and host.json.
        data_folder: where the keys, the timers' status and the process id are kept.
        message_lease_seconds: how long a running queue message is hidden before it is renewed; the real host: 600.
    """

    port: int
    app_folder: Path
    data_folder: Path
    message_lease_seconds: int


async def run_host(options: HostOptions) -> None:
    """Run the app until SIGTERM or SIGINT; then let what runs finish, for a few seconds.

    Raises:
        UnsupportedAppError: the app cannot be loaded, or asks for what the host cannot give.
        OSError: the port is taken.
    """
    stopping = _stop_signal()
    settings = read_host_json(options.app_folder)
    worker = await load_app(options.app_folder)
    invocations = Invocations(worker)
    keys = load_keys(options.data_folder)
    admin = AdminApi(worker, keys, invocations)
    triggers = HttpTriggers(Router(worker.functions, settings.route_prefix), keys, invocations)
    async with AsyncExitStack() as clients:
        builder = ListenerBuilder(
            settings.queues, options.message_lease_seconds, options.data_folder, invocations, clients
        )
        listeners = [listener for function in worker.functions if (listener := await builder.listener_for(function))]
        runner = await _serve(admin, triggers, options.port)
        with _pid_file(options.data_folder):
            _announce(worker, options.port)
            tasks = await _listen_until(stopping, listeners)
            await _within_grace([*tasks, runner.cleanup(), admin.finish()])


def _stop_signal() -> asyncio.Event:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return stopping


@contextmanager
def _pid_file(data_folder: Path) -> Iterator[None]:
    """Keep the process id in a file; only a host that has its port writes it, so two never fight over it."""
    path = data_folder / "host.pid"
    path.write_text(f"{os.getpid()}\n", encoding="utf-8")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def _announce(worker: Worker, port: int) -> None:
    names = ", ".join(function.name for function in worker.functions)
    _log.info("Listening on http://127.0.0.1:%d with the functions %s.", port, names or "(none)")


async def _serve(admin: AdminApi, triggers: HttpTriggers, port: int) -> web.AppRunner:
    app = web.Application(client_max_size=_LARGEST_BODY_BYTES)
    admin.add_routes(app)
    app.router.add_route("*", "/{path:.*}", triggers.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_GRACE_SECONDS - 1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner


async def _listen_until(stopping: asyncio.Event, listeners: Sequence[Listener]) -> list[asyncio.Task[None]]:
    """Listen until told to stop, or until a listener ends by itself, which is a fault of the host.

    Returns:
        The listeners, which take up nothing new and finish what is under way.
    """
    tasks = [asyncio.create_task(listener.listen()) for listener in listeners]
    told = asyncio.create_task(stopping.wait())
    await asyncio.wait([told, *tasks], return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    for listener in listeners:
        listener.stop()
    return tasks


async def _within_grace(under_way: Sequence[Awaitable[None]]) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.gather(*under_way), _GRACE_SECONDS)
