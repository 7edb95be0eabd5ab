"""BambooHR's people, read and listed over its API.

Sources: documentation.bamboohr.com, get employee, list employees, get changed employee ids.
"""

from collections.abc import AsyncIterator, Collection, Iterator
from datetime import UTC, datetime
from typing import Final

from pydantic import JsonValue, TypeAdapter, ValidationError

from provisioning.fields import Instant
from provisioning.ports import Listed, PersonMissing, Shown, TemporaryFailure
from provisioning.sources.bamboohr.api import BambooApi
from provisioning.sources.bamboohr.reading import FIELDS, FIELDS_AHEAD, LISTED_FIELDS, listed_from, person_from

_PAGE: Final = 2500
"""The most that the vendor gives in a page."""
_INSTANT: Final[TypeAdapter[datetime]] = TypeAdapter(Instant)


class BambooPeople:
    """PeopleReader and PeopleLister on BambooHR's API.

    Args:
        base_url: Such as https://company.bamboohr.com/api/v1.
        api_key: The key of a user who may see everybody, and the fields in `reading`.
        custom: Names of further fields, as BambooHR's list of fields has them; they become `custom.<name>`. The list of
            everybody does not show them, so each person is then read by id.
    """

    def __init__(self, base_url: str, api_key: str, custom: Collection[str] = ()) -> None:
        self._api = BambooApi(base_url, api_key)
        self._custom = tuple(custom)

    async def fetch(self, employee_id: str) -> Shown:
        """See ports.PeopleReader. Two calls, but for failures: as things are now, and what is ahead."""
        if not (employee_id.isascii() and employee_id.isdigit() and employee_id.strip("0")):
            raise PersonMissing  # words name other calls, such as `changed`, and 0 stands for the API key's owner
        fields = ",".join(dict.fromkeys((*FIELDS, *self._custom)))
        now = await self._api.person(employee_id, {"fields": fields, "onlyCurrent": "true"})
        if str(now.get("id")) != employee_id:
            raise PersonMissing
        ahead = await self._api.person(employee_id, {"fields": ",".join(FIELDS_AHEAD), "onlyCurrent": "false"})
        return person_from(employee_id, now, ahead, self._custom)

    async def everybody(self) -> AsyncIterator[Listed]:
        """See ports.PeopleLister. A call for each 2,500 people, but for failures."""
        seen: set[str] = set()
        cursors: set[str] = set()
        query = {"fields": ",".join(LISTED_FIELDS), "page[limit]": str(_PAGE)}
        while True:
            page = await self._api.read("/employees", query)
            for record in _records(page):
                listed = listed_from(record, self._custom)
                if listed.employee_id in seen:
                    raise TemporaryFailure("BambooHR's list names somebody twice; it changed while it was read")
                seen.add(listed.employee_id)
                yield listed
            cursor = _next(page)
            if cursor is None:
                break
            if cursor in cursors:
                raise TemporaryFailure("BambooHR's list comes back to a page that was read before")
            cursors.add(cursor)
            query["page[after]"] = cursor
        _check_complete(page, len(seen))

    async def changed(self, since: datetime) -> AsyncIterator[Listed]:
        """See ports.PeopleLister. One call, but for failures; people are listed by id."""
        query = {"since": f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}
        for listed in _changes(await self._api.read("/employees/changed", query)):
            yield listed

    async def close(self) -> None:
        """Close the connections."""
        await self._api.close()


def _records(page: dict[str, JsonValue]) -> Iterator[dict[str, JsonValue]]:
    records = page.get("data")
    if not isinstance(records, list):
        raise TemporaryFailure('BambooHR answered without the list "data"')
    for record in records:
        if not isinstance(record, dict):
            raise TemporaryFailure("BambooHR's list holds something that is not a person")
        yield record


def _meta(page: dict[str, JsonValue]) -> dict[str, JsonValue]:
    meta = page.get("meta")
    return meta if isinstance(meta, dict) else {}


def _next(page: dict[str, JsonValue]) -> str | None:
    # Not the ready-made link: the API key must go to no other host.
    place = _meta(page).get("page")
    cursor = place.get("nextCursor") if isinstance(place, dict) else None
    return cursor if isinstance(cursor, str) and cursor else None


def _check_complete(last_page: dict[str, JsonValue], people: int) -> None:
    total = _meta(last_page).get("total")
    if not isinstance(total, int):
        raise TemporaryFailure("BambooHR does not say how many people its list has")
    if people < total:
        raise TemporaryFailure(f"BambooHR listed {people} people and says that there are {total}")


def _changes(answer: dict[str, JsonValue]) -> Iterator[Listed]:
    people = answer.get("employees")
    if people == []:  # how the vendor writes an object without entries
        return
    if not isinstance(people, dict):
        raise TemporaryFailure('BambooHR answered without the object "employees"')
    for employee_id, change in people.items():
        yield Listed(employee_id, deleted_at=_deleted_at(change))


def _deleted_at(change: JsonValue) -> datetime | None:
    """Return when the file was deleted; None if it was not, or the time cannot be read: then the person is read."""
    if not isinstance(change, dict) or str(change.get("action")).lower() != "deleted":
        return None
    try:
        return _INSTANT.validate_python(change.get("lastChanged"))
    except ValidationError:
        return None
