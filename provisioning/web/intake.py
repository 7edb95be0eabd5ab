"""Take in what HR systems send: verify, parse, queue, answer 202. Nothing else happens before the answer.

HR systems wait a few seconds only, and some never repeat a call that got a 4xx: so a 4xx means that the call itself is
wrong, and whatever is our own fault is a 503.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final

from azure.functions import HttpRequest, HttpResponse

from provisioning.model import HrEvent
from provisioning.ports import Clock, EventQueue, HrSource, MessageTooLarge, RefusedEvent
from provisioning.web.responses import answer, check_source, headers_of

_AT_ONCE: Final = 32
_AHEAD_AT_MOST: Final = timedelta(days=1)
"""More than any time zone that a sender may have taken for UTC."""


async def receive(
    request: HttpRequest, sources: Mapping[str, HrSource], queue: EventQueue, clock: Clock
) -> HttpResponse:
    """Answer a call of an HR system; the route's `source` names which one.

    Returns 202 with the ids of the events that are safely queued, and with index, field and sentence of those that were
    refused; 400 when all were refused.

    Raises:
        RequestRejected: 404 for an unknown source, else what the source's `receive` raises.
        TemporaryFailure: An event could not be queued; the sender must repeat the call.
    """
    name = request.route_params.get("source", "")
    check_source(name, sources)
    received = sources[name].receive(request.get_body(), headers_of(request))
    if received.note:
        return answer({"accepted": 0, "eventIds": [], "note": received.note})
    ahead = {
        index: RefusedEvent(index, "occurredAt", "lies more than a day ahead; check the sender's clock")
        for index, event in received.events.items()
        if _from_the_future(event, clock.now())
    }
    events = {index: event for index, event in received.events.items() if index not in ahead}
    too_large = await _queue_all(events, queue)
    queued = [event.id for index, event in events.items() if index not in too_large]
    refused = sorted([*received.refused, *ahead.values(), *too_large.values()], key=lambda refusal: refusal.index)
    return _answer(queued, refused)


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


def _answer(queued: Sequence[str], refused: Sequence[RefusedEvent]) -> HttpResponse:
    document: dict[str, object] = {"accepted": len(queued), "eventIds": list(queued)}
    if refused:
        first = refused[0]
        more = f", and {len(refused) - 1} more" if len(refused) > 1 else ""
        document["error"] = f"event {first.index}: {first.field} {first.message}{more}"
        document["refused"] = [asdict(refusal) for refusal in refused]
    return answer(document, 202 if queued else 400)
