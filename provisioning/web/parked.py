"""The administrator's endpoints for parked messages: look at them, have them tried again, discard them."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import Annotated, Final

from azure.functions import HttpRequest, HttpResponse
from pydantic import Field, JsonValue

from provisioning.auditing import Auditor
from provisioning.fields import Frozen, HrId
from provisioning.messages import UnreadableMessage
from provisioning.model import ParkedMessage
from provisioning.parking import content_of, event_in
from provisioning.ports import BadCursor, EventQueue, ParkedStore, RequestRejected
from provisioning.web import queries
from provisioning.web.changing import who_asks
from provisioning.web.demands import read_demand
from provisioning.web.responses import answer, headers_of

_PARAMETERS: Final = frozenset({"source", "employeeId", "cursor", "limit", "code"})
"""What the list takes; `code` is the key, which the host looks at."""
_PAGE: Final = 100
_AT_ONCE: Final = 16
"""Messages that are put on the queue at the same time: thousands must be done before the answer is due."""
_ADDRESS: Final = re.compile(r"[^\s'\"<>()]+@[^\s'\"<>()]+")

_Ids = Annotated[tuple[str, ...], Field(min_length=1, max_length=1_000)]


class ReplayDemand(Frozen):
    """Which messages are to be tried again: some by id, those about a person, or all."""

    ids: _Ids | None = None
    source: str | None = None
    employee_id: HrId | None = None
    all: Annotated[bool, Field(strict=True)] = False

    @property
    def person(self) -> tuple[str, str] | None:
        """The person, if both halves are said."""
        return (self.source, self.employee_id) if self.source and self.employee_id else None

    @property
    def is_clear(self) -> bool:
        """Whether it says exactly one of the three."""
        half = (self.source is None) != (self.employee_id is None)
        return not half and [self.ids is not None, self.person is not None, self.all].count(True) == 1


class DiscardDemand(Frozen):
    """Which messages are to be thrown away."""

    ids: _Ids


@dataclass(slots=True)
class _Replayed:
    """What became of messages that were to be tried again."""

    count: int = 0
    not_found: list[str] = field(default_factory=list)
    unreadable: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ParkedApi:
    """The endpoints, over what is parked and the queue that messages go back to."""

    store: ParkedStore
    queue: EventQueue
    auditor: Auditor

    async def listed(self, request: HttpRequest) -> HttpResponse:
        """Return a page of parked messages, of one person or of all.

        Raises:
            RequestRejected: 400, naming the parameter that makes no sense.
        """
        person, cursor, limit = _page(request.params)
        try:
            page = await self.store.page(cursor, limit, of=person)
        except BadCursor:
            raise queries.unknown_cursor() from None
        return answer({"messages": [_shown(each) for each in page.messages], "cursor": page.cursor})

    async def replay(self, request: HttpRequest) -> HttpResponse:
        """Put messages back on the queue and answer 202 with how many; what cannot be read stays, with the reason.

        Each is put on the queue first and removed then, so that none is lost; one that is done twice is harmless.
        """
        demand = read_demand(request, ReplayDemand)
        if not demand.is_clear:
            raise RequestRejected(400, 'send "ids", or "source" and "employeeId", or "all": true')
        which, details = _which(demand)
        by = who_asks(headers_of(request))
        await self.auditor.note(by, "parked.replayed", f"asked for {which} to be tried again", **details)
        replayed = _Replayed()
        async for messages in self._asked_for(demand, replayed):
            for some in batched(messages, _AT_ONCE, strict=False):
                await asyncio.gather(*(self._replay(message, replayed) for message in some))
        told = {"replayed": replayed.count, "notFound": replayed.not_found, "unreadable": replayed.unreadable}
        return answer(told, 202)

    async def discard(self, request: HttpRequest) -> HttpResponse:
        """Throw messages away and answer with how many there were, and which ids were not."""
        ids = dict.fromkeys(read_demand(request, DiscardDemand).ids)
        found = [each for each in ids if await self.store.read(each)]
        if found:
            by, many = who_asks(headers_of(request)), _messages(len(found))
            await self.auditor.note(by, "parked.discarded", f"discarded {many}", ids=[*found])
        for each in found:
            await self.store.remove(each)
        return answer({"discarded": len(found), "notFound": [each for each in ids if each not in found]})

    async def _asked_for(self, demand: ReplayDemand, replayed: _Replayed) -> AsyncIterator[Sequence[ParkedMessage]]:
        if demand.ids is not None:
            for some in batched(dict.fromkeys(demand.ids), _AT_ONCE, strict=False):
                read = await asyncio.gather(*map(self.store.read, some))
                replayed.not_found += [each for each, found in zip(some, read, strict=True) if found is None]
                yield [found for found in read if found]
            return
        cursor: str | None = None
        while True:
            page = await self.store.page(cursor, _PAGE, of=demand.person)
            yield page.messages
            cursor = page.cursor
            if cursor is None:
                return

    async def _replay(self, message: ParkedMessage, replayed: _Replayed) -> None:
        try:
            content = content_of(message)
        except UnreadableMessage as unreadable:
            sentence = f"{unreadable}; a later version of the app may read it"
            replayed.unreadable.append({"id": message.id, "reason": sentence})
            return
        await self.queue.put(content)
        await self.store.remove(message.id)
        replayed.count += 1


def _page(params: Mapping[str, str]) -> tuple[tuple[str, str] | None, str | None, int]:
    unknown = set(params) - _PARAMETERS
    if unknown:
        raise RequestRejected(
            400, f"{min(unknown)} is not known here; the list takes source and employeeId, cursor and limit"
        )
    source, employee_id = params.get("source"), params.get("employeeId")
    if bool(source) != bool(employee_id):
        raise RequestRejected(400, "send source and employeeId together: an employeeId is known in its source only")
    return (source, employee_id) if source and employee_id else None, *queries.page_of(params)


def _which(demand: ReplayDemand) -> tuple[str, dict[str, JsonValue]]:
    if demand.ids is not None:
        return _messages(len(demand.ids)), {"ids": [*demand.ids]}
    if demand.person:
        source, employee_id = demand.person
        sentence = f"the parked messages about employee {employee_id} of {source}"
        return sentence, {"source": source, "employeeId": employee_id}
    return "all parked messages", {"all": True}


def _messages(count: int) -> str:
    return "1 parked message" if count == 1 else f"{count} parked messages"


def _shown(message: ParkedMessage) -> dict[str, object]:
    event, kept = event_in(message), message.to_json()
    return {
        "id": message.id,
        "source": message.source,
        "employeeId": message.employee_id,
        "eventType": event.type.value if event else None,
        "reason": _ADDRESS.sub("(an address)", message.reason),
        "parkedAt": kept["parkedAt"],
        "failingSince": kept["since"],
        "attempts": message.attempts,
    }
