"""Clients that the tests talk to the stand-ins with, over real HTTP."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from local.emulator.json_values import Json, JsonObject

type Client = TestClient[web.Request, web.Application]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as a test looks at it."""

    status: int
    headers: Mapping[str, str]
    body: Json = None

    def at(self, *keys: str | int) -> Json:
        """Return what stands in the body at this place."""
        value = self.body
        for key in keys:
            match value, key:
                case dict() as members, str(name):
                    value = members[name]
                case list() as items, int(number):
                    value = items[number]
                case _:
                    pytest.fail(f"nothing at {keys} in {self.body}")
        return value

    def text(self, *keys: str | int) -> str:
        """Return the text at this place."""
        value = self.at(*keys)
        assert isinstance(value, str), value
        return value

    def objects(self, *keys: str | int) -> list[JsonObject]:
        """Return the list of objects at this place."""
        value = self.at(*keys)
        assert isinstance(value, list), value
        return [item for item in value if isinstance(item, dict)]

    def column(self, name: str) -> list[Json]:
        """Return one property of each object in the list `value`."""
        return [item.get(name) for item in self.objects("value")]


class StandIn:
    """Calls one stand-in below its vendor prefix and its control routes."""

    def __init__(self, client: Client, prefix: str, headers: Mapping[str, str]) -> None:
        self._client = client
        self._prefix = prefix
        self._headers = headers

    async def send(
        self,
        method: str,
        path: str,
        body: JsonObject | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Make a vendor call; a path that begins with http is followed as it stands."""
        url = URL(path, encoded=True) if path.startswith("http") else self._client.make_url(self._prefix + path)
        sent = {**self._headers, **(headers or {})}
        async with self._client.session.request(
            method, url.extend_query(params or {}), json=body, headers=sent
        ) as response:
            return await _reply(response)

    async def form(self, path: str, **fields: str) -> Reply:
        """Post a form."""
        async with self._client.post(self._prefix + path, data=fields) as response:
            return await _reply(response)

    def bearing(self, token: str) -> Self:
        """Return the same stand-in, called with a bearer token."""
        return type(self)(self._client, self._prefix, {"Authorization": f"Bearer {token}"})

    async def get(self, path: str, **params: str) -> Reply:
        """Read with query options, whose names are given without the dollar sign."""
        return await self.send("GET", path, params={f"${name}": value for name, value in params.items()})

    async def control(self, method: str, path: str, body: Json = None) -> Reply:
        """Make a control call."""
        async with self._client.request(method, f"/emulator/{path}", json=body) as response:
            return await _reply(response)

    async def faults(self, **settings: Json) -> None:
        """Replace the faults; the names are those of the wire."""
        reply = await self.control("POST", "faults", settings)
        assert reply.status == 200, reply.body

    async def stats(self) -> JsonObject:
        """Return the counters."""
        counters = (await self.control("GET", "stats")).body
        assert isinstance(counters, dict)
        return counters


class GraphStandIn(StandIn):
    """Calls the Graph stand-in."""

    async def create(self, name: str, **properties: Json) -> Reply:
        """Create a user called `{name}@contoso.com`."""
        return await self.send("POST", "/users", new_user(name, **properties))

    async def created_id(self, name: str, **properties: Json) -> str:
        """Create a user and return its id."""
        reply = await self.create(name, **properties)
        assert reply.status == 201, reply.body
        return reply.text("id")

    async def seed(self, **objects: Json) -> Reply:
        """Put objects into the tenant."""
        return await self.control("POST", "seed", objects)

    async def set_manager(self, user: str, manager: str) -> Reply:
        """Make one user the manager of another."""
        reference = f"https://graph.microsoft.com/v1.0/users/{manager}"
        return await self.send("PUT", f"/users/{user}/manager/$ref", {"@odata.id": reference})


def new_user(name: str, **properties: Json) -> JsonObject:
    """Return the body that creates a user."""
    required: JsonObject = {
        "accountEnabled": True,
        "displayName": name.capitalize(),
        "mailNickname": name,
        "userPrincipalName": f"{name}@contoso.com",
        "passwordProfile": {"password": "Correct-horse-1", "forceChangePasswordNextSignIn": True},
    }
    return required | properties


@asynccontextmanager
async def running(app: web.Application) -> AsyncIterator[Client]:
    """Serve an application on a free port of the loopback interface."""
    async with TestClient(TestServer(app)) as client:
        yield client


async def _reply(response: ClientResponse) -> Reply:
    is_json = response.content_type in {"application/json", "application/problem+json"}
    body: Json = await response.json() if is_json else await response.text() or None
    return Reply(response.status, response.headers, body)
