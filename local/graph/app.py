"""Puts the Graph stand-in together as an aiohttp application."""

from aiohttp import web

from local.emulator.clock import Clock
from local.emulator.control import STATE, control_body, control_errors, serve_control
from local.emulator.gate import Gate
from local.emulator.serving import LARGEST_BODY_BYTES, serve_api
from local.graph.api import GraphApi
from local.graph.directory import Directory
from local.graph.quotas import Quotas
from local.graph.seeding import seed
from local.graph.state import GraphState
from local.graph.tenant import Tenant


def graph_app(clock: Clock | None = None, empty_page_every: int = 3) -> web.Application:
    """Return the Graph stand-in with a fresh tenant: contoso.com, contoso.onmicrosoft.com and no user.

    Args:
        clock: the time that it sees; the system's by default.
        empty_page_every: pages of lists whose number is a multiple of this are empty; 0 switches that off.
    """
    gate = Gate(clock or Clock())
    tenant = Tenant(Directory(), gate.clock, gate.faults, empty_page_every)
    quotas = Quotas(gate.clock, gate.faults)
    state = GraphState(tenant.directory)
    app = web.Application(middlewares=[control_errors], client_max_size=LARGEST_BODY_BYTES)
    app[STATE] = state
    serve_control(app, gate, [state, quotas])
    _serve_seed(app, tenant)
    _serve_mails(app, tenant)
    serve_api(app, GraphApi(tenant, gate, quotas), gate)
    return app


def _serve_seed(app: web.Application, tenant: Tenant) -> None:
    async def accept(request: web.Request) -> web.Response:
        return web.json_response(seed(tenant.directory, await control_body(request), tenant.timestamp()))

    app.router.add_post("/emulator/seed", accept)


def _serve_mails(app: web.Application, tenant: Tenant) -> None:
    async def show(_: web.Request) -> web.Response:
        return web.json_response({"mails": tenant.directory.mails})

    app.router.add_get("/emulator/mails", show)
