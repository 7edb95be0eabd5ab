"""Calls to BambooHR's API, and what each failure of it becomes.

Source: documentation.bamboohr.com, getting started with the API: HTTP Basic authentication with the API key as the user
name; the header X-BambooHR-Error-Message says why a call was refused; 503 and 429 with Retry-After limit the rate.
"""

from collections.abc import Mapping
from typing import Final

import httpx
from pydantic import JsonValue

from provisioning.ports import AccessDenied, OwnFault, PersonMissing, TemporaryFailure
from provisioning.retrying import repeated, retry_after
from provisioning.sources.answers import denied_to_us, object_in

_SOURCE: Final = "bamboohr"
_TIMEOUT_SECONDS: Final = 30
_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = 403
_NOT_FOUND: Final = 404
_LONGEST_REASON: Final = 200


class BambooApi:
    """The API of one company, such as https://company.bamboohr.com/api/v1."""

    def __init__(self, base_url: str, api_key: str) -> None:
        self._client = httpx.AsyncClient(
            base_url=base_url.rstrip("/"),
            auth=httpx.BasicAuth(api_key, "x"),  # the vendor: the password can be anything
            headers={"Accept": "application/json"},
            timeout=_TIMEOUT_SECONDS,
        )

    async def person(self, employee_id: str, query: Mapping[str, str]) -> dict[str, JsonValue]:
        """Return what `GET /employees/{id}` shows. One call, but for failures.

        Raises:
            PersonMissing: BambooHR does not know the id.
            OwnFault: BambooHR does not take the API key, or its user may not see people.
            TemporaryFailure: BambooHR did not give an answer.
        """
        with denied_to_us(_SOURCE):
            answer = await repeated(lambda: self._ask(f"/employees/{employee_id}", query))
        if answer.status_code == _NOT_FOUND:
            raise PersonMissing
        return object_in(answer, "BambooHR")

    async def read(self, path: str, query: Mapping[str, str]) -> dict[str, JsonValue]:
        """Return the JSON object that a list answers with. One call, but for failures.

        Raises:
            OwnFault: BambooHR does not take the API key.
            AccessDenied: Its user may not see this.
            TemporaryFailure: BambooHR did not give an answer.
        """
        answer = await repeated(lambda: self._ask(path, query))
        if answer.status_code == _NOT_FOUND:
            raise AccessDenied(f"BambooHR answered 404{_reason(answer)}; check the address of its API")
        return object_in(answer, "BambooHR")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _ask(self, path: str, query: Mapping[str, str]) -> httpx.Response:
        try:
            answer = await self._client.get(path, params=query)
        except httpx.RequestError as error:
            raise TemporaryFailure(f"BambooHR did not answer ({type(error).__name__})") from error
        status = answer.status_code
        if status == _UNAUTHORIZED:
            raise OwnFault(_SOURCE, _check(answer))
        if status == _FORBIDDEN:
            raise AccessDenied(_check(answer))
        if not answer.is_success and status != _NOT_FOUND:
            raise TemporaryFailure(
                f"BambooHR answered {status}{_reason(answer)}", retry_after=retry_after(answer.headers)
            )
        return answer


def _check(answer: httpx.Response) -> str:
    return f"BambooHR answered {answer.status_code}{_reason(answer)}; check the API key and what its user may see"


def _reason(answer: httpx.Response) -> str:
    said = answer.headers.get("X-BambooHR-Error-Message", "").strip()
    return f" ({said[:_LONGEST_REASON]})" if said.isprintable() and said else ""
