"""The ids of parked messages: the same for the same message, and alike for messages about one person.

So a message that is parked twice is kept once, and those about one person stand beside each other.
"""

import re
from hashlib import sha256
from typing import Final

from provisioning.model import EventType, HrEvent

_PERSON_LENGTH: Final = 16
_REST_LENGTH: Final = 24
_NOBODY: Final = "0" * _PERSON_LENGTH
_FORM: Final = re.compile(rf"[0-9a-f]{{{_PERSON_LENGTH}}}-[0-9a-f]{{{_REST_LENGTH}}}")


def of_event(event: HrEvent) -> str:
    """Return the id of a parked event. A review says nothing, so a person has one of them at most."""
    what = "a review" if event.type is EventType.REVIEW else f"{event.id}|{event.model_dump_json(exclude_unset=True)}"
    return f"{of_person(event.source, event.employee_id)}-{_digest(what)[:_REST_LENGTH]}"


def of_unreadable(body: bytes) -> str:
    """Return the id of a parked message that cannot be read."""
    return f"{_NOBODY}-{sha256(body).hexdigest()[:_REST_LENGTH]}"


def of_person(source: str, employee_id: str) -> str:
    """Return what the ids of all messages about a person begin with, up to the hyphen."""
    return _digest(f"{source}|{employee_id}")[:_PERSON_LENGTH]


def is_id(text: str) -> bool:
    """Whether a text can be such an id."""
    return _FORM.fullmatch(text) is not None


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
