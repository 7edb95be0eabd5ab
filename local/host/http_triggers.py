"""HTTP functions: finds the route of a request, checks the caller's key and runs the function."""

from aiohttp import web

from local.host.http_messages import to_client, to_worker
from local.host.invocations import Invocations
from local.host.keys import HostKeys
from local.host.routes import Router


def shown_key(request: web.Request) -> str | None:
    """Return the key that a caller shows: the header wins over `?code=`, right or wrong, as in the real host."""
    return request.headers.get("x-functions-key", request.query.get("code"))


class HttpTriggers:
    """Answers every request that is not for the host's own admin API."""

    def __init__(self, router: Router, keys: HostKeys, invocations: Invocations) -> None:
        self._router = router
        self._keys = keys
        self._invocations = invocations

    async def answer(self, request: web.Request) -> web.Response:
        """Run the function that the request is for.

        Returns:
            Its response; 404 when no function has this path and method, 401 without a sufficient key, and 500 when
            the function failed, each with an empty body.
        """
        found = self._router.find(request.method, request.rel_url.raw_path)
        if found is None:
            return web.Response(status=404)
        route, parameters = found
        if not self._keys.allows(route.auth_level, shown_key(request)):
            return web.Response(status=401)
        outcome = await self._invocations.run(route.function, await to_worker(request, parameters))
        return web.Response(status=500) if outcome.returned is None else to_client(outcome.returned)
