"""Webhooks: a JSON document posted to a configured address."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import httpx
from pydantic import JsonValue

from provisioning.ports import Refused, TemporaryFailure
from provisioning.retrying import repeated, retry_after

type AddressCheck = Callable[[str], Awaitable[None]]
"""Raises Misconfigured for an address that nothing may be sent to."""

_TIMEOUT: Final = httpx.Timeout(10, connect=5)
_TEMPORARY: Final = frozenset({408, 429})
_SERVER_ERROR: Final = 500


class WebhookPoster:
    """Poster by HTTP. The address is told to nobody, and what is answered there is not read: both can be secret.

    Redirects are not followed: they would lead to an address that nobody checked.
    """

    def __init__(self, check: AddressCheck) -> None:
        self._check = check

    async def post(self, address: str, document: Mapping[str, JsonValue]) -> None:
        """See ports.Poster."""
        await self._check(address)
        await repeated(lambda: _post(address, document))


async def _post(address: str, document: Mapping[str, JsonValue]) -> None:
    try:
        async with (
            httpx.AsyncClient(timeout=_TIMEOUT, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", address, json=document) as response,
        ):
            _look_at(response)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise TemporaryFailure(f"the webhook did not answer ({type(error).__name__})") from None


def _look_at(response: httpx.Response) -> None:
    status = response.status_code
    if response.is_success:
        return
    if status in _TEMPORARY or status >= _SERVER_ERROR:
        raise TemporaryFailure(f"the webhook answered {status}", retry_after=retry_after(response.headers))
    if response.is_redirect:
        raise Refused(f"the webhook answered {status}, and redirects are not followed; set its final address")
    raise Refused(f"the webhook answered {status}; look whether its address is still valid")
