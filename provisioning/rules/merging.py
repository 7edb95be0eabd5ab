"""Merge what an event says into what is known of a person, so that order and repetition of events do not matter.

Each field keeps the version of the event that set it, and the newer version wins field by field: an event that arrives
late still adds the fields that no newer event spoke of. A field that an event left out stays as it was.
"""

from datetime import timedelta
from typing import Final

from pydantic import JsonValue
from pydantic_core import to_json

from provisioning.model import DELETED_FIELD, FACTS, REVOKED_FIELD, EmployeeRecord, EventType, HrEvent, Stamped

EMPLOYEE_NUMBER: Final = "employeeNumber"
_OF_WHO_IS_THERE: Final = frozenset({"startDate", "status"})
LISTS_MAY_BE_OLD_FOR: Final = timedelta(minutes=5)
"""A list may still hold somebody whose file was deleted a moment before it was asked for."""
_OLDEST: Final = ""
"""A version before all others: whatever a source says of the field is newer."""


def merge(record: EmployeeRecord, event: HrEvent, *, snapshot: bool = False) -> EmployeeRecord:
    """Return the record with the event's statements merged in; the same object when nothing is new.

    DELETED states that the person's file is gone. CREATED states that it is there, and so does an UPDATED that names
    a start date or a status: less may be said of a file that is gone. A thin event states nothing of that:
    whether the person is there is for the HR system to show. ACCESS_REVOKED states that access ended when the event
    happened, and nothing about the file; ACCESS_RESTORED takes that back, as does a rehire (rules.employment.leaving).
    Of events at one moment, those that end access count as the newer ones. LISTED states that the person is there, if
    that was deleted well before.

    Args:
        record: What is known.
        event: What is said.
        snapshot: The employee was read just now and so repeats mostly what is known. A repeated value keeps its
            version; only of events that can come late does each statement count, repeated or not.
    """
    newer: dict[str, Stamped] = {}
    if event.numbered_by_id and event.employee and EMPLOYEE_NUMBER not in record.fields:
        newer[EMPLOYEE_NUMBER] = Stamped(value=event.employee_id, version=_OLDEST)
    for name, value in _statements(record, event).items():
        stamped = Stamped(value=value, version=event.ending_version if name in FACTS and value else event.version)
        known = newer.get(name) or record.fields.get(name)
        if known is None or (_order(stamped) > _order(known) and not (snapshot and known.value == value)):
            newer[name] = stamped
    return record.model_copy(update={"fields": {**record.fields, **newer}}) if newer else record


def _statements(record: EmployeeRecord, event: HrEvent) -> dict[str, JsonValue]:
    said: dict[str, JsonValue] = event.employee.attributes() if event.employee else {}
    match event.type:
        case EventType.DELETED:
            said[DELETED_FIELD] = True
        case EventType.ACCESS_REVOKED:
            said[REVOKED_FIELD] = True
        case EventType.ACCESS_RESTORED:
            said[REVOKED_FIELD] = False
        case EventType.CREATED if event.employee:
            said[DELETED_FIELD] = False
        case EventType.UPDATED if any(said.get(name) is not None for name in _OF_WHO_IS_THERE):
            said[DELETED_FIELD] = False
        case EventType.LISTED if event.employee and record.deleted:
            if record.fields[DELETED_FIELD].said_at + LISTS_MAY_BE_OLD_FOR < event.occurred_at:
                said[DELETED_FIELD] = False
        case _:
            pass
    return said


def _order(stamped: Stamped) -> tuple[str, bytes]:
    # Two statements of one version happen when a source reuses an event id; the value then decides, so that the
    # outcome does not depend on which of them came first.
    return stamped.version, to_json(stamped.value)
