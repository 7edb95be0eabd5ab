"""HTTP requests and responses on their way between aiohttp and the worker."""

from collections.abc import Iterable, Mapping
from email.utils import formatdate

from aiohttp import web
from multidict import CIMultiDict

from local.host.protos import RpcHttp, RpcHttpCookie, TypedData

_SET_BY_THE_SERVER = frozenset({"content-length", "transfer-encoding", "connection"})


async def to_worker(request: web.Request, route_parameters: Mapping[str, str]) -> TypedData:
    """Return a request as the real host hands it to the worker.

    Header names are lower case, repeated headers and query parameters are joined with commas, a query parameter
    without a value is dropped, and a body is passed on only when Content-Length says that there is one.
    """
    has_body = (request.content_length or 0) > 0
    return TypedData(
        http=RpcHttp(
            method=request.method,
            url=str(request.url),
            headers=_joined((name.lower(), value) for name, value in request.headers.items()),
            params=route_parameters,
            query={name: value for name, value in _joined(request.query.items()).items() if value},
            body=TypedData(bytes=await request.read()) if has_body else TypedData(),
        )
    )


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    values = CIMultiDict(pairs)
    first_spellings = {name.lower(): name for name in reversed(list(values))}
    return {name: ",".join(values.getall(name)) for name in first_spellings.values()}


def to_client(returned: TypedData) -> web.Response:
    """Return what a function returned as a response: a whole one, or a text of its own."""
    if returned.WhichOneof("data") == "string":
        return web.Response(text=returned.string)
    http: RpcHttp = returned.http
    headers = {name: value for name, value in http.headers.items() if name.lower() not in _SET_BY_THE_SERVER}
    response = web.Response(
        status=int(http.status_code), headers=headers, body=http.body.bytes if http.body is not None else b""
    )
    for cookie in http.cookies or ():
        _set_cookie(response, cookie)
    return response


def _set_cookie(response: web.Response, cookie: RpcHttpCookie) -> None:
    response.set_cookie(
        cookie.name,
        cookie.value,
        domain=cookie.domain.value if cookie.domain else None,
        path=cookie.path.value if cookie.path else "/",
        expires=formatdate(cookie.expires.value.seconds, usegmt=True) if cookie.expires else None,
        max_age=int(cookie.max_age.value) if cookie.max_age else None,
        secure=cookie.secure.value if cookie.secure else None,
        httponly=cookie.http_only.value if cookie.http_only else None,
        samesite=cookie.same_site,
    )
