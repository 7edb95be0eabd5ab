"""HiBob (Bob): people, read and listed over its people API.

Source: apidocs.hibob.com, people read API and rate limiting.
"""

from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

import httpx
from aiolimiter import AsyncLimiter

from provisioning.ports import AccessDenied, Listed, OwnFault, PersonMissing, Shown, TemporaryFailure
from provisioning.retrying import limit_reset, repeated, retry_after
from provisioning.sources.answers import denied_to_us, object_in
from provisioning.sources.bob_reading import FIELDS, UNCONFIRMED, id_of, person_from

_SOURCE: Final = "bob"
_CHECK: Final = "Bob answered {}; check the service user, its token and its permissions"
_TIMEOUT_SECONDS: Final = 20
_LIST_TIMEOUT_SECONDS: Final = 120
_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = 403
_NOT_FOUND: Final = 404
_BAD_REQUEST: Final = 400
_TOO_MANY_REQUESTS: Final = 429
_SEARCHES_AT_ONCE: Final = 15
_SECONDS_FOR_AS_MANY_AGAIN: Final = 30
"""Bob takes 50 searches a minute: no minute sees more than 15 at once and 30 that are let through one by one."""


class BobPeople:
    """PeopleReader and PeopleLister on Bob's API, with HTTP Basic authentication of a service user.

    Args:
        base_url: Such as https://api.hibob.com/v1.
        service_user: Its id.
        token: Its token.
        custom_fields: Field paths that are asked for besides; see `bob_reading.custom_name` for what they become.
    """

    def __init__(self, base_url: str, service_user: str, token: str, custom_fields: Collection[str] = ()) -> None:
        self._custom = tuple(custom_fields)
        self._fields = [*dict.fromkeys((*FIELDS, *self._custom))]
        self._searches = AsyncLimiter(_SEARCHES_AT_ONCE, _SECONDS_FOR_AS_MANY_AGAIN)
        self._client = httpx.AsyncClient(
            base_url=base_url.rstrip("/"), auth=httpx.BasicAuth(service_user, token), timeout=_TIMEOUT_SECONDS
        )

    async def fetch(self, employee_id: str) -> Shown:
        """See ports.PeopleReader. One call, but for failures."""
        with denied_to_us(_SOURCE):
            return await repeated(lambda: self._fetch(employee_id))

    async def everybody(self) -> AsyncIterator[Listed]:
        """See ports.PeopleLister. One call, but for failures: Bob has no pages."""
        people = await repeated(self._search)
        for employee_id, person in people.items():
            yield Listed(employee_id, person_from(employee_id, person, self._custom))

    def changed(self, since: datetime) -> AsyncIterator[Listed] | None:
        """See ports.PeopleLister. Bob cannot tell."""
        del since
        return None

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _fetch(self, employee_id: str) -> Shown:
        answer = await self._ask(f"/people/{quote(employee_id, safe='')}")
        if answer.status_code == _NOT_FOUND:
            raise PersonMissing
        person = _object_in(answer)
        if id_of(person) not in {employee_id, None}:
            # Bob finds people by e-mail address as well, but the link is to Bob's id.
            raise PersonMissing
        return person_from(employee_id, person, self._custom)

    async def _search(self) -> dict[str, Mapping[str, Any]]:
        """Return everybody by id, those as well who have left."""
        answer = await self._ask("/people/search", listing=True)
        people = _object_in(answer).get("employees")
        if not isinstance(people, list):
            raise TemporaryFailure('Bob answered a search without the list "employees"')
        by_id = dict(_identified(people))
        if len(by_id) < len(people):
            raise TemporaryFailure("Bob's list names somebody twice")
        return by_id

    async def _ask(self, path: str, *, listing: bool = False) -> httpx.Response:
        """Ask for the fields; for the unconfirmed ones no more, once that Bob did not take them."""
        answer = await self._post(path, listing=listing)
        if answer.status_code == _BAD_REQUEST and UNCONFIRMED & {*self._fields}:
            self._fields = [each for each in self._fields if each not in UNCONFIRMED]
            answer = await self._post(path, listing=listing)
        return answer

    async def _post(self, path: str, *, listing: bool) -> httpx.Response:
        wanted: dict[str, object] = {"fields": self._fields, "humanReadable": "APPEND"}
        if listing:
            wanted["showInactive"] = True
            await self._searches.acquire()
        seconds = _LIST_TIMEOUT_SECONDS if listing else _TIMEOUT_SECONDS
        try:
            return await self._client.post(path, json=wanted, timeout=seconds)
        except httpx.RequestError as error:
            raise TemporaryFailure(f"Bob did not answer ({type(error).__name__})") from error


def _identified(people: list[object]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for person in people:
        employee_id = id_of(person) if isinstance(person, dict) else None
        if employee_id is None or not isinstance(person, dict):
            raise TemporaryFailure("Bob lists somebody without an id; let the service user see root.id")
        yield employee_id, person


def _object_in(answer: httpx.Response) -> dict[str, Any]:
    status = answer.status_code
    if status == _UNAUTHORIZED:
        raise OwnFault(_SOURCE, _CHECK.format(status))
    if status == _FORBIDDEN:
        raise AccessDenied(_CHECK.format(status))
    if not answer.is_success:
        raise TemporaryFailure(f"Bob answered {status}", retry_after=_wait(answer))
    return object_in(answer, "Bob")


def _wait(answer: httpx.Response) -> timedelta | None:
    asked = retry_after(answer.headers)
    # Bob tells of its limit in every answer.
    limited = asked is None and answer.status_code == _TOO_MANY_REQUESTS
    return limit_reset(answer.headers) if limited else asked
