"""The aiohttp side: a request becomes a call, an answer becomes a response."""

import json

from aiohttp import web

from local.emulator.exchange import JSON_MEDIA_TYPE, Answer, Call, ConnectionDroppedError
from local.emulator.gate import Gate, VendorApi

LARGEST_BODY_BYTES = 256 * 1024 * 1024


def serve_api(app: web.Application, api: VendorApi, gate: Gate) -> None:
    """Route everything below the vendor's prefix to its API, through the gate."""

    async def endpoint(request: web.Request) -> web.StreamResponse:
        call = await _call_of(request, api.prefix)
        try:
            return _response_of(await gate.exchange(api, call))
        except ConnectionDroppedError:
            return _drop(request)

    app.router.add_route("*", api.prefix + "/{path:.*}", endpoint)


async def _call_of(request: web.Request, prefix: str) -> Call:
    return Call(
        method=request.method,
        path=request.path.removeprefix(prefix),
        base_url=str(request.url.origin()) + prefix,
        query={name: request.query.getone(name) for name in request.query},
        repeated={name: request.query.getall(name) for name in request.query},
        headers=request.headers,
        body=await request.read(),
    )


def _response_of(answer: Answer) -> web.Response:
    if answer.body is None:
        return web.Response(status=answer.status, headers=answer.headers)
    if "Content-Type" in answer.headers:
        return web.Response(status=answer.status, headers=answer.headers, body=str(answer.body).encode())
    return web.Response(
        status=answer.status,
        headers=answer.headers,
        body=json.dumps(answer.body, ensure_ascii=False).encode(),
        content_type=JSON_MEDIA_TYPE,
        charset="utf-8",
    )


def _drop(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()  # never sent: the connection is gone
