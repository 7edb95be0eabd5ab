"""Personio's people, read by version 2 of its API.

Source: developer.personio.de, reference/get_v2-persons (50 people a page at most) and
reference/get_v2-persons-person-id-employments. There is no list of employments: it takes one call a person.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Coroutine, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote

from provisioning.ports import Listed, PersonMissing, Shown, TemporaryFailure
from provisioning.sources.answers import denied_to_us
from provisioning.sources.personio.client import V2, JsonObject, NothingThere, PersonioClient
from provisioning.sources.personio.names import NamesOfUnits
from provisioning.sources.personio.times import LAG, pages_since
from provisioning.sources.personio.tokens import SOURCE
from provisioning.sources.personio.v2_people import TEAM, employment_that_counts, id_of, person_from

_PERSONS: Final = "/v2/persons"
_PAGE: Final = 50


class PersonioV2:
    """PeopleReader and PeopleLister on version 2.

    Args:
        base_url: Such as https://api.personio.de.
        client_id: The API credential, with the scopes personio:persons:read and personio:org-units:read.
        client_secret: Its secret.
        custom: Ids of further attributes to keep; see `v2_people.person_from`.
        at_once: How many people are read at once for a list.
    """

    def __init__(
        self, base_url: str, client_id: str, client_secret: str, custom: Collection[str] = (), *, at_once: int = 4
    ) -> None:
        self._client = PersonioClient(base_url, V2, client_id, client_secret)
        self._custom = tuple(custom)
        self._names = NamesOfUnits(self._client, with_teams=TEAM in self._custom)
        self._places = asyncio.Semaphore(at_once)

    async def fetch(self, employee_id: str) -> Shown:
        """See ports.PeopleReader. Two calls, and one for each name that is not known yet."""
        with denied_to_us(SOURCE):
            return await self._fetch(employee_id)

    async def everybody(self) -> AsyncIterator[Listed]:
        """See ports.PeopleLister. One call for 50 people, and one a person; those who left are listed as well."""
        async for listed in self._list(self._client.pages(_PERSONS, {"limit": _PAGE})):
            yield listed

    def changed(self, since: datetime) -> AsyncIterator[Listed] | None:
        """See ports.PeopleLister: version 2 cannot tell.

        It lists persons by the time of their change, but a termination changes the employment, and Personio does not
        say that this changes the person's time. The history of a webhook does tell: see catching_up.with_history.
        """
        del since
        return None

    async def updated(self, since: datetime) -> AsyncIterator[Listed]:
        """Yield whose own attributes changed since a time (UTC), and perhaps others; employments do not count.

        Raises:
            TemporaryFailure, AccessDenied: As for a list.
        """
        pages = pages_since(self._client, _PERSONS, {"limit": _PAGE}, "updated_at.gt", since - LAG)
        async for listed in self._list(pages):
            yield listed

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _fetch(self, employee_id: str) -> Shown:
        person = await self._client.get(f"{_PERSONS}/{quote(employee_id, safe='')}")
        if person is None:
            raise PersonMissing
        if id_of(person) != employee_id:
            raise TemporaryFailure("Personio answered with another person than the one who was asked for")
        shown = await self._with_employment(person, patient=False)
        if shown is None:
            raise PersonMissing
        return shown

    async def _list(self, pages: AsyncIterator[Sequence[JsonObject]]) -> AsyncIterator[Listed]:
        told: set[str] = set()
        async for page in pages:
            new = {key: person for person in page if (key := id_of(person)) not in told}
            told |= new.keys()
            for listed in await _all([self._listed(person) for person in new.values()]):
                yield listed

    async def _listed(self, person: JsonObject) -> Listed:
        async with self._places:
            # Whoever is gone by now is looked for by id, and what came of it is told there.
            return Listed(id_of(person), await self._with_employment(person, patient=True))

    async def _with_employment(self, person: JsonObject, *, patient: bool) -> Shown | None:
        """Return a person of whom Personio showed their own part; None if it does not know them any more."""
        employments: list[JsonObject] = []
        if person.get("employments") != []:
            path = f"{_PERSONS}/{quote(id_of(person), safe='')}/employments"
            try:
                async for page in self._client.pages(path, {"limit": _PAGE}, patient=patient):
                    employments += page
            except NothingThere:
                return None
        employment = employment_that_counts(employments)
        names = await self._names.of(employment, patient=patient)
        return person_from(person, employment, names, self._custom)


async def _all[Result](calls: Sequence[Coroutine[None, None, Result]]) -> list[Result]:
    """Await all, in their order; the first failure ends the others."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(call) for call in calls]
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]
