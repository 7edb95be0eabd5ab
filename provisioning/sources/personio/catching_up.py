"""What Personio's webhook told, or tried to tell, while nobody listened: the history of its events.

Source: developer.personio.de, reference/get_v2-webhooks-id-events: the events of the last 30 days, with the scope
personio:webhooks:read. The form of an event is taken to be the one of its delivery, as the reference shows no other.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol
from urllib.parse import quote

from pydantic import ValidationError

from provisioning.model import EventType
from provisioning.ports import AccessDenied, Listed, OwnFault, PeopleLister, PeopleReader, Shown, TemporaryFailure
from provisioning.sources.personio.client import V2, JsonObject, NothingThere, PersonioClient
from provisioning.sources.personio.times import LAG, pages_since
from provisioning.sources.personio.v2 import PersonioV2
from provisioning.sources.personio.webhooks import PersonioEvent, is_about_people

REACHES_BACK: Final = timedelta(days=30)
_PAGE: Final = 200
_NO_EVENT: Final = (
    "Personio's history of the webhook holds something that is not an event; if that lasts, do without the history by "
    "removing the app setting PERSONIO_WEBHOOK_ID"
)


class PersonioCatchUp:
    """Reads whom the events of a webhook were about.

    Args:
        base_url: Such as https://api.personio.de.
        client_id: An API credential for version 2.
        client_secret: Its secret.
        webhook_id: Personio's id of the webhook; it should be subscribed to all events of persons and employments.
        now: The time (UTC).
    """

    def __init__(
        self,
        base_url: str,
        client_id: str,
        client_secret: str,
        webhook_id: str,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._client = PersonioClient(base_url, V2, client_id, client_secret)
        self._webhook_id, self._now = webhook_id, now

    def reaches(self, since: datetime) -> bool:
        """Return whether Personio still keeps the events since a time (UTC)."""
        return since > self._now() - REACHES_BACK

    async def since(self, since: datetime) -> "Happened":
        """Return whom events since a time (UTC) were about, of the last 30 days at most.

        Raises:
            TemporaryFailure: Personio did not answer, or with something else than events.
            AccessDenied: The credential may not read it, or there is no such webhook.
        """
        path = f"/v2/webhooks/{quote(self._webhook_id, safe='')}/events"
        earliest = max(since - LAG, self._now() - REACHES_BACK)
        happened = Happened()
        try:
            async for page in pages_since(self._client, path, {"limit": _PAGE}, "occurred_at.gte", earliest):
                for event in page:
                    happened.add(event)
        except OwnFault as fault:
            # People are read without the history, and perhaps with version 1: nobody is to wait for it.
            raise AccessDenied(str(fault)) from None
        except NothingThere:
            raise AccessDenied("Personio knows no such webhook; check the app setting PERSONIO_WEBHOOK_ID") from None
        return happened

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


class Happened:
    """Whom events were about. `is_unclear` says that one did not tell whom it was about."""

    def __init__(self) -> None:
        self.is_unclear = False
        self._latest: dict[str, dict[EventType, datetime]] = {}

    def add(self, document: JsonObject) -> None:
        """Take an event in, if it is about people.

        Raises:
            TemporaryFailure: It is not an event.
        """
        name = document.get("event_name")
        if isinstance(name, str) and not is_about_people(name):
            return
        try:
            event = PersonioEvent.model_validate({"company_id": "", **document})
        except ValidationError:
            raise TemporaryFailure(_NO_EVENT) from None
        if event.person_id is None:
            self.is_unclear = True
            return
        latest = self._latest.setdefault(event.person_id, {})
        latest[event.type] = max(event.occurred_at, latest.get(event.type, event.occurred_at))

    def people(self) -> list[Listed]:
        """Return everybody, without what Personio would show of them."""
        return [Listed(key, deleted_at=_deleted_at(latest)) for key, latest in self._latest.items()]


def _deleted_at(latest: Mapping[EventType, datetime]) -> datetime | None:
    """Return when a person was deleted, unless they were created later. The employment may be deleted after them."""
    deleted_at, created_at = latest.get(EventType.DELETED), latest.get(EventType.CREATED)
    return None if deleted_at and created_at and created_at > deleted_at else deleted_at


class _Api(PeopleReader, PeopleLister, Protocol):
    """People one by one, and lists."""


class PersonioWithHistory:
    """An API of Personio's and the history of its webhook; see with_history."""

    def __init__(self, api: _Api, history: PersonioCatchUp) -> None:
        self._api, self._history = api, history

    async def fetch(self, employee_id: str) -> Shown:
        """See ports.PeopleReader."""
        return await self._api.fetch(employee_id)

    def everybody(self) -> AsyncIterator[Listed]:
        """See ports.PeopleLister."""
        return self._api.everybody()

    def changed(self, since: datetime) -> AsyncIterator[Listed] | None:
        """See ports.PeopleLister."""
        if isinstance(self._api, PersonioV2):
            return self._by_events(self._api, since) if self._history.reaches(since) else None
        own = self._api.changed(since)
        return None if own is None else self._besides(own, since)

    async def _besides(self, own: AsyncIterator[Listed], since: datetime) -> AsyncIterator[Listed]:
        happened = await self._history.since(since)
        async for listed in _joined(own, happened):
            yield listed

    async def _by_events(self, api: PersonioV2, since: datetime) -> AsyncIterator[Listed]:
        happened = await self._history.since(since)
        own = api.everybody() if happened.is_unclear else api.updated(since)
        async for listed in _joined(own, happened):
            yield listed


def with_history(api: _Api, history: PersonioCatchUp) -> PersonioWithHistory:
    """Return an API whose changes are its own and those that the history tells of, each person once.

    A person whom its own list shows stays as they are shown, even if the history calls them deleted: whoever is shown
    is there.

    If the API cannot tell changes, neither can this one: Personio sends no event for some of them, such as another job,
    so that everybody must be compared. PersonioV2 is the exception: it tells the persons that changed, and the history
    tells the employments; an event that does not say whom it is about has everybody listed.
    """
    return PersonioWithHistory(api, history)


async def _joined(own: AsyncIterator[Listed], happened: Happened) -> AsyncIterator[Listed]:
    others = {listed.employee_id: listed for listed in happened.people()}
    async for listed in own:
        other = others.pop(listed.employee_id, None)
        yield listed if listed.shown or other is None else other
    for other in others.values():
        yield other
