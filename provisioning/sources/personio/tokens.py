"""The access token of a Personio credential.

Source: developer.personio.de, reference/auth (version 1: POST /v1/auth) and reference/post_v2-auth-token (version 2,
client credentials). Both take a form, and a token holds for a day.
"""

import asyncio
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Final

import httpx

from provisioning.ports import OwnFault, TemporaryFailure
from provisioning.retrying import retry_after

SOURCE: Final = "personio"
_REFUSED: Final = frozenset({400, 401, 403})
_SOON_SECONDS: Final = 300.0
"""A token that expires sooner than this is not used any more; of a short-lived one, half its time is used."""
_HOLDS_AT_LEAST_SECONDS: Final = 3600.0
"""For an answer that does not say how long its token holds; one that expired earlier is refused and fetched again."""


class Tokens:
    """Fetches the token when it is needed, for all who wait for it at once, and keeps it until shortly before its end.

    Args:
        http: Where to call.
        path: What to call.
        form: The credential, and what else is asked for.
        now: A clock in seconds that only goes on.
    """

    def __init__(
        self, http: httpx.AsyncClient, path: str, form: Mapping[str, str], now: Callable[[], float] = monotonic
    ) -> None:
        self._http, self._path, self._form, self._now = http, path, form, now
        self._one_at_a_time = asyncio.Lock()
        self._token = ""
        self._good_until = 0.0

    async def current(self) -> str:
        """Return a token that still holds. Who calls repeats what fails for a moment.

        Raises:
            TemporaryFailure: Personio did not answer.
            OwnFault: It does not take the credential.
        """
        async with self._one_at_a_time:
            if not self._token or self._now() >= self._good_until:
                self._token, lifetime = await self._fetch()
                self._good_until = self._now() + max(lifetime - _SOON_SECONDS, lifetime / 2)
            return self._token

    def refused(self, token: str) -> None:
        """Note that Personio did not take this token, so that the next one is fetched."""
        if token == self._token:
            self._token = ""

    async def _fetch(self) -> tuple[str, float]:
        try:
            answer = await self._http.post(self._path, data=self._form)
        except httpx.RequestError as error:
            raise TemporaryFailure(f"Personio did not answer ({type(error).__name__})") from error
        if answer.status_code in _REFUSED:
            raise OwnFault(
                SOURCE,
                f"Personio answered {answer.status_code} to its credential; check the app settings PERSONIO_CLIENT_ID "
                "and PERSONIO_CLIENT_SECRET",
            )
        if not answer.is_success:
            raise TemporaryFailure(f"Personio answered {answer.status_code}", retry_after=retry_after(answer.headers))
        return _token_in(answer)


def _token_in(answer: httpx.Response) -> tuple[str, float]:
    """Return the token in an answer, and for how many seconds it holds; version 1 puts them into `data`."""
    try:
        document: object = answer.json()
    except ValueError:
        document = None
    data = document.get("data", document) if isinstance(document, dict) else None
    token = (data.get("token") or data.get("access_token")) if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(token, str) or not token:
        raise TemporaryFailure("Personio answered its credential with something that holds no token")
    lifetime = data.get("expires_in")
    return token, float(lifetime) if isinstance(lifetime, int | float) else _HOLDS_AT_LEAST_SECONDS
