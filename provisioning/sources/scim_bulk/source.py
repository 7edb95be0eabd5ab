"""The source: a bulk request in, events and an answer per operation out. The sender is known by the function key."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from pydantic import JsonValue

from provisioning.model import HrEvent
from provisioning.ports import Received, RefusedEvent
from provisioning.sources.scim_bulk.operations import operation_from, operations_in
from provisioning.sources.scim_bulk.parts import Flaw
from provisioning.sources.scim_bulk.replies import reply_to
from provisioning.strict_json import read_json

NAME: Final = "scim-bulk"
MOST_OPERATIONS: Final = 50
"""As many as Microsoft's endpoint takes in one request."""
_ORDER: Final = timedelta(microseconds=1)


class ScimBulkSource:
    """HrSource for SCIM bulk requests. Each operation is taken or refused by itself, whatever failOnErrors says.

    Operations say nothing of when something happened: the time of the request counts, and of two about one person the
    later one in it.
    """

    def __init__(self, most_operations: int = MOST_OPERATIONS) -> None:
        self._most = most_operations

    def receive(self, body: bytes, headers: Mapping[str, str], received_at: datetime) -> Received:
        """See ports.HrSource."""
        operations = operations_in(read_json(body, headers), self._most)
        events: dict[int, HrEvent] = {}
        refused: list[RefusedEvent] = []
        for place, document in enumerate(operations):
            try:
                events[place] = _event(document, received_at + place * _ORDER)
            except Flaw as flaw:
                refused.append(RefusedEvent(place, flaw.field, flaw.sentence))
        return Received(events, refused, reply=reply_to(operations))


def _event(document: JsonValue, occurred_at: datetime) -> HrEvent:
    operation = operation_from(document)
    content = f"{occurred_at.isoformat()}\n{json.dumps(document, sort_keys=True)}"
    return HrEvent(
        id=sha256(content.encode()).hexdigest()[:32],
        source=NAME,
        type=operation.type,
        occurred_at=occurred_at,
        employee_id=operation.employee.id,
        employee=operation.employee,
        numbered_by_id=True,
    )
