"""Personio's people, read by version 1 of its API.

Source: developer.personio.de, reference/get_company-employees, and the pagination adoption guide (100 people a page
at most). The reference says that a list of changes ignores the page that is asked for, the changelog
of November 2023 that it comes in pages as well: either is read.

Which attributes Personio sends is for the credential to limit, and what is not needed is dropped here. The parameter
`attributes[]` is not used: the reference has it for lists alone, does not say what becomes of names that the credential
may not read, and with a list of changes it also selects people, which a customer found not to work
(discuss/662ff30b5eddd40018c6057c).
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote

from pydantic import JsonValue

from provisioning.ports import Listed, PersonMissing, Shown, TemporaryFailure
from provisioning.sources.answers import denied_to_us
from provisioning.sources.personio.client import V1, JsonObject, PersonioClient
from provisioning.sources.personio.times import LAG, in_utc
from provisioning.sources.personio.tokens import SOURCE
from provisioning.sources.personio.v1_people import person_from

_PEOPLE: Final = "/v1/company/employees"
_PAGE: Final = 100
_PASSES: Final = 2
"""Pages are cut by number: if somebody is deleted meanwhile, somebody else moves to a page that is read already."""


class PersonioV1:
    """PeopleReader and PeopleLister on version 1.

    Args:
        base_url: Such as https://api.personio.de.
        client_id: The API credential, which must be allowed to read employees and, of them, the attributes wanted.
        client_secret: Its secret.
        custom: Keys of further attributes to keep; see `v1_people.person_from`.
    """

    def __init__(self, base_url: str, client_id: str, client_secret: str, custom: Collection[str] = ()) -> None:
        self._client = PersonioClient(base_url, V1, client_id, client_secret)
        self._custom = tuple(custom)

    async def fetch(self, employee_id: str) -> Shown:
        """See ports.PeopleReader. One call, and one for a token a day."""
        with denied_to_us(SOURCE):
            answer = await self._client.get(f"{_PEOPLE}/{quote(employee_id, safe='')}")
            if answer is None:
                raise PersonMissing
            shown = person_from(_attributes(answer.get("data")), self._custom)
        if shown.employee.id != employee_id:
            raise TemporaryFailure("Personio answered with another person than the one who was asked for")
        return shown

    async def everybody(self) -> AsyncIterator[Listed]:
        """See ports.PeopleLister. One call for 100 people; Personio lists those who left as well."""
        async for listed in self._list({}):
            yield listed

    def changed(self, since: datetime) -> AsyncIterator[Listed]:
        """See ports.PeopleLister. Who was deleted is not told.

        Personio does not say in which time zone it reads the time: UTC is right or early for its customers in Europe,
        and early tells of more people than needed.
        """
        return self._list({"updated_since": in_utc(since - LAG, "%Y-%m-%dT%H:%M:%S")})

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _list(self, params: Mapping[str, str]) -> AsyncIterator[Listed]:
        told: set[str] = set()
        problem = None
        for count in (_Count() for _ in range(_PASSES)):
            async for listed in self._pass(params, count):
                if listed.employee_id not in told:
                    told.add(listed.employee_id)
                    yield listed
            problem = count.problem
            if problem is None:
                return
        raise TemporaryFailure(f"{problem}; the list is not used, and read again later")

    async def _pass(self, params: Mapping[str, str], count: "_Count") -> AsyncIterator[Listed]:
        while True:
            page = await self._client.get(_PEOPLE, {**params, "limit": _PAGE, "offset": count.rows}, patient=True)
            people, known = _people(page), len(count.people)
            for attributes in people:
                shown = person_from(attributes, self._custom)
                count.people.add(shown.employee.id)
                yield Listed(shown.employee.id, shown)
            count.add(len(people), _total(page))
            nobody_new = len(count.people) == known
            if nobody_new or (count.total is not None and count.rows >= count.total):
                return


class _Count:
    """What came of a list, and what Personio says is on it."""

    def __init__(self) -> None:
        self.people: set[str] = set()
        self.rows = 0
        self.total: int | None = None
        self._shrank = False

    def add(self, rows: int, total: int | None) -> None:
        """Count a page in."""
        self._shrank = self._shrank or (self.total is not None and (total or 0) < self.total)
        self.rows, self.total = self.rows + rows, total

    @property
    def problem(self) -> str | None:
        """Why not everybody may have come, as a part of a sentence; None if they did."""
        if len(self.people) < (self.total or 0):
            return f"Personio listed {len(self.people)} of the {self.total} people that it counts"
        return "Personio's list got shorter while it was read" if self._shrank else None


def _people(page: JsonObject | None) -> Sequence[Mapping[str, JsonValue]]:
    data = page.get("data") if page else None
    if not isinstance(data, list):
        raise TemporaryFailure("Personio answered with something that is not a list of people")
    return [_attributes(item) for item in data]


def _attributes(item: JsonValue) -> Mapping[str, JsonValue]:
    attributes = item.get("attributes") if isinstance(item, dict) else None
    if attributes == []:  # nothing that the credential may read
        return {}
    if not isinstance(attributes, dict):
        raise TemporaryFailure("Personio answered with something that is not a person")
    return attributes


def _total(page: JsonObject | None) -> int | None:
    metadata = page.get("metadata") if page else None
    total = metadata.get("total_elements") if isinstance(metadata, dict) else None
    return total if isinstance(total, int) else None
