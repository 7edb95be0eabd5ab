"""Tokens as Entra issues them, without a signature, and App Service's endpoint that gives them out."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import JsonValue

CLIENT, OBJECT = "c11e0000-0000-4000-8000-000000000001", "0b1ec700-0000-4000-8000-000000000002"
HEADER = "a-header-that-only-the-app-knows"


def jwt(**claims: JsonValue) -> str:
    """Return an unsigned token with these claims."""
    return ".".join([_part({"alg": "none", "typ": "JWT"}), _part(claims), "signature"])


def token_of(*roles: str) -> str:
    """Return a token of the app's identity with these permissions."""
    granted: list[JsonValue] = list(roles)
    return jwt(appid=CLIENT, oid=OBJECT, roles=granted)


def _part(document: object) -> str:
    return urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


@dataclass(slots=True)
class IdentityEndpoint:
    """App Service's endpoint of identities: gives a token, or another status with the sentence that Azure has."""

    token: str
    status: int = 200
    url: str = ""
    asked_for: list[str] = field(default_factory=list)

    async def respond(self, request: web.Request) -> web.Response:
        """Answer as the endpoint does; version 2019-08-01."""
        assert request.headers["X-IDENTITY-HEADER"] == HEADER
        self.asked_for.append(request.query.get("client_id", ""))
        if self.status != 200:
            sentence = "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId"
            return web.json_response({"statusCode": self.status, "message": sentence}, status=self.status)
        answer = {
            "access_token": self.token,
            "expires_on": str(int(time.time()) + 86_400),
            "resource": request.query["resource"],
            "token_type": "Bearer",
            "client_id": CLIENT,
        }
        return web.json_response(answer)


@asynccontextmanager
async def identity_endpoint(roles: Collection[str] = (), status: int = 200) -> AsyncIterator[IdentityEndpoint]:
    """Serve the endpoint on this machine."""
    endpoint = IdentityEndpoint(token_of(*roles), status)
    app = web.Application()
    app.router.add_get("/msi/token", endpoint.respond)
    async with TestServer(app, host="127.0.0.1") as server:
        endpoint.url = str(server.make_url("/msi/token"))
        yield endpoint
