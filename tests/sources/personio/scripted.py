"""A server that answers as Personio in the way that a test writes down, for what the stand-in would never do."""

import json
from dataclasses import dataclass, field

from aiohttp import web
from pydantic import JsonValue

from provisioning.sources.personio.client import V2, PersonioClient, SignIn

Answer = tuple[int, JsonValue, dict[str, str]]


def page(*ids: str, following: str | None = None) -> Answer:
    """Return a page of version 2."""
    links: dict[str, JsonValue] = {"next": {"href": following}} if following else {}
    return 200, {"_data": [{"id": each} for each in ids], "_meta": {"links": links}}, {}


def employees(*numbers: int, total: int | None) -> Answer:
    """Return a page of version 1."""
    people: list[JsonValue] = [{"type": "Employee", "attributes": {"id": {"value": number}}} for number in numbers]
    return 200, {"success": True, "metadata": {"total_elements": total}, "data": people}, {}


@dataclass(slots=True)
class Script:
    """A server that gives out tokens, and then one answer after the other; the last one again and again."""

    answers: list[Answer] = field(default_factory=list)
    token: Answer = (200, {"access_token": "t", "expires_in": 1000}, {})
    asked: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    seconds: float = 0.0
    base_url: str = ""
    clients: list[PersonioClient] = field(default_factory=list)

    async def respond(self, request: web.Request) -> web.Response:
        """Answer a call."""
        if request.method == "POST":
            self.forms.append({name: str(value) for name, value in (await request.post()).items()})
            status, body, headers = self.token
        else:
            self.asked.append(request.path_qs)
            status, body, headers = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return web.Response(status=status, text=json.dumps(body), headers=headers, content_type="application/json")

    async def sleep(self, seconds: float) -> None:
        """Note the wait and go on."""
        self.slept.append(seconds)

    def client(self, sign_in: SignIn = V2) -> PersonioClient:
        """Return a client that calls it; the fixture closes it."""
        client = PersonioClient(self.base_url, sign_in, "id", "secret", sleep=self.sleep, now=lambda: self.seconds)
        self.clients.append(client)
        return client
