"""Take in what HR systems send: verify, parse, queue, answer 202. Nothing else happens before the answer.

A call that tells too little of what happened has a cycle look for the changes.

HR systems wait a few seconds only, and some never repeat a call that got a 4xx: so a 4xx means that the call itself is
wrong, and whatever is our own fault is a 503.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final

from azure.functions import HttpRequest, HttpResponse

from provisioning.model import HrEvent
from provisioning.ports import Clock, EventQueue, HrSource, HrSources, MessageTooLarge, Received, RefusedEvent
from provisioning.web.repeats import Repeats
from provisioning.web.responses import answer, headers_of, unknown_source

type AskForChanges = Callable[[str], Awaitable[None]]
"""Has a cycle look for what changed in a source."""

_AT_ONCE: Final = 32
_AHEAD_AT_MOST: Final = timedelta(days=1)
"""More than any time zone that a sender may have taken for UTC."""


async def receive(
    request: HttpRequest,
    sources: HrSources,
    queue: EventQueue,
    clock: Clock,
    ask_for_changes: AskForChanges,
    repeats: Repeats,
) -> HttpResponse:
    """Answer a call of an HR system; the route's `source` names which one.

    Returns 202 with the ids of the events that are safely queued, and with index, field and sentence of those that were
    refused; 400 when all were refused. A source may have an answer of its own form. For what is unclear, a cycle is
    asked for before the answer, so that the sender repeats a call that nobody will look into. An event that was queued
    a moment ago is answered as it was then, and not queued again.

    Raises:
        RequestRejected: 404 for an unknown source, else what the source's `receive` raises.
        TemporaryFailure: An event could not be queued, or the cycle not be asked for; the sender must repeat the call.
    """
    name = request.route_params.get("source", "")
    source = await _sender(name, sources)
    now = clock.now()
    received = source.receive(request.get_body(), headers_of(request), now)
    ahead = {index: _ahead(index) for index, event in received.events.items() if _from_the_future(event, now)}
    events = {index: event for index, event in received.events.items() if index not in ahead}
    new = {index: event for index, event in events.items() if not repeats.holds(event, now)}
    too_large = await _queue_all(new, queue)
    for index in new.keys() - too_large.keys():
        repeats.remember(new[index], now)
    if received.unclear:
        await ask_for_changes(name)
    queued = {index: event.id for index, event in events.items() if index not in too_large}
    refused = sorted([*received.refused, *ahead.values(), *too_large.values()], key=lambda refusal: refusal.index)
    return _answer(received, queued, refused)


async def _sender(name: str, sources: HrSources) -> HrSource:
    source = await sources.find(name)
    if source is None:
        raise await unknown_source(name, sources)
    return source


def _ahead(index: int) -> RefusedEvent:
    return RefusedEvent(index, "occurredAt", "lies more than a day ahead; check the sender's clock")


def _from_the_future(event: HrEvent, now: datetime) -> bool:
    """Whether an event's time lies so far ahead that it would outdate all that HR says until then."""
    return event.occurred_at > now + _AHEAD_AT_MOST


async def _queue_all(events: Mapping[int, HrEvent], queue: EventQueue) -> dict[int, RefusedEvent]:
    """Queue the events, some at a time, and return what was too large."""
    turns = asyncio.Semaphore(_AT_ONCE)
    too_large: dict[int, RefusedEvent] = {}

    async def put(index: int, event: HrEvent) -> None:
        async with turns:
            try:
                await queue.put(event)
            except MessageTooLarge as error:
                too_large[index] = RefusedEvent(index, "employee", str(error))

    await asyncio.gather(*(put(index, event) for index, event in events.items()))
    return too_large


def _answer(received: Received, queued: Mapping[int, str], refused: Sequence[RefusedEvent]) -> HttpResponse:
    status = 400 if refused and not queued else 202
    if received.reply:
        return answer(received.reply(queued.keys(), refused), status)
    document: dict[str, object] = {"accepted": len(queued), "eventIds": list(queued.values())}
    if received.note:
        document["note"] = received.note
    if refused:
        first = refused[0]
        more = f", and {len(refused) - 1} more" if len(refused) > 1 else ""
        document["error"] = f"event {first.index}: {first.field} {first.message}{more}"
        document["refused"] = [asdict(refusal) for refusal in refused]
    return answer(document, status)
