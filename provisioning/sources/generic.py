"""Events from any HR system that can send the product's own format; they bring the whole employee along.

The sender is known by the function key that the host checks.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, Literal

from pydantic import JsonValue, ValidationError

from provisioning.fields import Frozen, HrId, Instant
from provisioning.model import Employee, EventType, HrEvent
from provisioning.ports import Received, RefusedEvent, RequestRejected
from provisioning.problems import problems_of
from provisioning.strict_json import read_json

NAME: Final = "generic"
MOST_EVENTS: Final = 1_000


class _Event(Frozen):
    id: HrId
    type: Literal[
        "employee.created",
        "employee.updated",
        "employee.deleted",
        "employee.accessRevoked",
        "employee.accessRestored",
    ]
    occurred_at: Instant
    employee: Employee


class GenericSource:
    """HrSource for `{"events": [...]}` with 1 to 1,000 events a call; a bad event refuses only itself."""

    def receive(self, body: bytes, headers: Mapping[str, str], received_at: datetime) -> Received:
        """See ports.HrSource."""
        del received_at  # each event says when it happened
        events: dict[int, HrEvent] = {}
        refused: list[RefusedEvent] = []
        for index, item in enumerate(_items(read_json(body, headers))):
            try:
                events[index] = _event(item)
            except ValidationError as error:
                refused.extend(_refusals(index, error))
        return Received(events, refused)


def _items(document: JsonValue) -> list[JsonValue]:
    items = document.get("events") if isinstance(document, dict) else None
    if not isinstance(items, list):
        raise RequestRejected(400, 'the body must be an object with a list "events"')
    if not 1 <= len(items) <= MOST_EVENTS:
        raise RequestRejected(400, f"events holds {len(items)} events; send 1 to {MOST_EVENTS} a call")
    return items


def _event(item: JsonValue) -> HrEvent:
    event = _Event.model_validate(item, by_alias=True, by_name=False)
    return HrEvent(
        id=event.id,
        source=NAME,
        type=EventType(event.type),
        occurred_at=event.occurred_at,
        employee_id=event.employee.id,
        employee=event.employee,
        numbered_by_id=True,
    )


def _refusals(index: int, error: ValidationError) -> Iterator[RefusedEvent]:
    for field, sentence in problems_of(error):
        yield RefusedEvent(index, field or "event", sentence)
