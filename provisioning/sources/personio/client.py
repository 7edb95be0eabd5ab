"""Calls of Personio's API: the token, what each failure means, waiting, and lists that go on by a link.

Source: developer.personio.de. Version 2 lists in pages of `_data`, and `_meta.links.next.href` is the next one.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Final

import httpx
from pydantic import JsonValue

from provisioning.ports import AccessDenied, OwnFault, TemporaryFailure
from provisioning.retrying import repeated, retry_after
from provisioning.sources.answers import object_in
from provisioning.sources.personio.tokens import SOURCE, Tokens

_TIMEOUT_SECONDS: Final = 20
_BAD_REQUEST: Final = 400
_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = frozenset({402, 403, 412})
"""What Personio answers when the credential may not read this, or when the company has not booked it."""
_NOT_FOUND: Final = 404
_TOO_MANY: Final = 429
_LONGEST_PATIENCE: Final = timedelta(minutes=2)
_PATIENCE: Final = timedelta(minutes=1)
"""How long a list waits after a 429 that does not say how long."""

type JsonObject = dict[str, JsonValue]


class BadRequest(TemporaryFailure):
    """Personio does not take a parameter."""


class NothingThere(TemporaryFailure):
    """Personio has no such list."""


class _Throttled(TemporaryFailure):
    """Too many calls."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """How a version of the API gives a token: where, and what is said beside the credential."""

    path: str
    also: Mapping[str, str]


V1: Final = SignIn("/v1/auth", {})
V2: Final = SignIn("/v2/auth/token", {"grant_type": "client_credentials"})


class PersonioClient:
    """Reads from Personio's API with one credential.

    Args:
        base_url: Such as https://api.personio.de.
        sign_in: V1 or V2.
        client_id: The credential's id.
        client_secret: Its secret.
        sleep: Waits for seconds.
        now: A clock in seconds that only goes on.
    """

    def __init__(
        self,
        base_url: str,
        sign_in: SignIn,
        client_id: str,
        client_secret: str,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._http = httpx.AsyncClient(base_url=base_url.rstrip("/"), timeout=_TIMEOUT_SECONDS)
        credential = {"client_id": client_id, "client_secret": client_secret}
        self._tokens = Tokens(self._http, sign_in.path, {**sign_in.also, **credential}, now)
        self._sleep = sleep

    async def get(
        self, path: str, params: Mapping[str, str | int] | None = None, *, patient: bool = False
    ) -> JsonObject | None:
        """Return the JSON object that Personio answers, None if it has nothing there (404).

        Args:
            path: What to read, below the base URL, or a whole address on its host.
            params: The query.
            patient: Whether to wait up to two minutes when there were too many calls. A list has to; who reads one
                person is called again by way of the queue.

        Raises:
            BadRequest: Personio does not take the parameters.
            TemporaryFailure: Personio did not answer.
            OwnFault: The credential is not taken.
            AccessDenied: It may not read this.
        """
        url = self._http.build_request("GET", path, params=params or None).url
        try:
            answer = await repeated(lambda: self._get(url))
        except _Throttled as failure:
            wait = failure.retry_after or _PATIENCE
            if not patient or wait > _LONGEST_PATIENCE:
                raise
            await self._sleep(wait.total_seconds())
            answer = await repeated(lambda: self._get(url))
        if answer.status_code == _BAD_REQUEST:
            raise BadRequest("Personio answered 400 and does not take what it was asked for")
        return None if answer.status_code == _NOT_FOUND else object_in(answer, "Personio")

    async def pages(
        self, path: str, params: Mapping[str, str | int], *, patient: bool = True
    ) -> AsyncIterator[Sequence[JsonObject]]:
        """Yield the pages of a list of version 2, empty ones as well. `patient` is the one of `get`.

        Raises:
            NothingThere: Personio has no such list (404).
            TemporaryFailure: As for `get`; also if the list goes on at another host, or in a circle.
            OwnFault, AccessDenied: As for `get`.
        """
        page = await self._page(path, params, patient=patient)
        followed: set[str] = set()
        while True:
            yield _items(page)
            link = _next_link(page)
            if link is None:
                return
            if link in followed:
                raise TemporaryFailure("Personio's list goes in a circle; it is read again later")
            followed.add(link)
            page = await self._page(self._checked(link), patient=patient)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _page(self, path: str, params: Mapping[str, str | int] | None = None, *, patient: bool) -> JsonObject:
        page = await self.get(path, params, patient=patient)
        if page is None:
            raise NothingThere("Personio answered 404 to a list; check the app setting PERSONIO_API_BASE_URL")
        return page

    def _checked(self, link: str) -> str:
        """Return the address of a link, which must not lead our token to another host."""
        base = self._http.base_url
        url = base.join(link)
        if (url.scheme, url.host, url.port) != (base.scheme, base.host, base.port):
            raise TemporaryFailure(f"Personio's list goes on at another host, {url.host!r}, and is not followed there")
        return str(url)

    async def _get(self, url: httpx.URL) -> httpx.Response:
        token = await self._tokens.current()
        answer = await self._ask(url, token)
        if answer.status_code == _UNAUTHORIZED:
            self._tokens.refused(token)
            answer = await self._ask(url, await self._tokens.current())
        _check(answer)
        return answer

    async def _ask(self, url: httpx.URL, token: str) -> httpx.Response:
        try:
            return await self._http.get(url, headers={"Authorization": f"Bearer {token}"})
        except httpx.RequestError as error:
            raise TemporaryFailure(f"Personio did not answer ({type(error).__name__})") from error


def _check(answer: httpx.Response) -> None:
    status = answer.status_code
    sentence = f"Personio answered {status}; check the API credential and what it may read"
    if status == _UNAUTHORIZED:
        raise OwnFault(SOURCE, sentence)
    if status in _FORBIDDEN:
        raise AccessDenied(sentence)
    if status == _TOO_MANY:
        raise _Throttled("Personio answered 429, too many calls", retry_after=retry_after(answer.headers))
    if not answer.is_success and status not in {_BAD_REQUEST, _NOT_FOUND}:
        raise TemporaryFailure(f"Personio answered {status}", retry_after=retry_after(answer.headers))


def _items(page: JsonObject) -> Sequence[JsonObject]:
    items = page.get("_data")
    objects = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else None
    if objects is None or not isinstance(items, list) or len(objects) < len(items):
        raise TemporaryFailure("Personio answered with something that is not a list of objects")
    return objects


def _next_link(page: JsonObject) -> str | None:
    node: JsonValue = page
    for part in ("_meta", "links", "next", "href"):
        node = node.get(part) if isinstance(node, dict) else None
    return node if isinstance(node, str) and node else None
