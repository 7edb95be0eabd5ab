"""Personio: its webhooks, which hold ids and no personal data; the person is read from Personio's API.

Source: developer.personio.de, reference/webhooks. Personio sends a token of our choice, waits 3 seconds, repeats a call
after a time-out or a 5xx (but 501), and never after a 4xx: so what is no event of ours is taken in with a note.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import Final

from pydantic import BaseModel, ConfigDict, JsonValue, TypeAdapter, ValidationError

from provisioning.fields import HrId, Instant
from provisioning.model import EventType, HrEvent
from provisioning.ports import Received, RequestRejected
from provisioning.problems import sentence_of
from provisioning.sources.signatures import check_bearer
from provisioning.sources.tenants import check_company
from provisioning.strict_json import check_size, read_json

NAME: Final = "personio"
TOKEN_SETTING: Final = "PERSONIO_WEBHOOK_TOKEN"  # noqa: S105 - the name of the app setting that holds it
COMPANY_SETTING: Final = "PERSONIO_COMPANY_ID"
_PERSON: Final = "person."
_EMPLOYMENT: Final = "employment."
_ABOUT_PEOPLE: Final = (_PERSON, _EMPLOYMENT)
_TYPES: Final = {"person.created": EventType.CREATED, "person.deleted": EventType.DELETED}
"""Personio's events that say more than that something about the person has changed."""
_ID: Final = TypeAdapter[str](HrId, config=ConfigDict(coerce_numbers_to_str=True))


class PersonioEvent(BaseModel):
    """What every event says. Personio does not document the payload's keys, so each likely one is looked at."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True, hide_input_in_errors=True)

    company_id: str
    event_name: str
    occurred_at: Instant
    payload: dict[str, JsonValue] | None = None

    @property
    def person_id(self) -> str | None:
        """Whom it is about; None if it does not tell: `payload.id` of an employment's event is the employment's id."""
        own = [("id",)] if self.event_name.startswith(_PERSON) else []
        return self._first_id(("person", "id"), ("person_id",), *own)

    @property
    def employment_id(self) -> str | None:
        """Which employment it is about, if it tells."""
        own = [] if self.event_name.startswith(_PERSON) else [("id",)]
        return self._first_id(("employment", "id"), ("employment_id",), *own)

    @property
    def type(self) -> EventType:
        """What it means here."""
        return _TYPES.get(self.event_name, EventType.UPDATED)

    def _first_id(self, *paths: tuple[str, ...]) -> str | None:
        """Return the first id at one of the paths into the payload, a text or a number."""
        for path in paths:
            value: JsonValue = self.payload
            for part in path:
                value = value.get(part) if isinstance(value, dict) else None
            with suppress(ValidationError):
                return _ID.validate_python(value)
        return None


class PersonioSource:
    """HrSource for Personio. `tokens` are all accepted, so that a token can be changed without losing an event.

    `company` is the only `company_id` whose events are taken in; None: whoever has a token.
    """

    def __init__(self, tokens: Sequence[str], company: str | None = None) -> None:
        self._tokens = tokens
        self._company = company

    def receive(self, body: bytes, headers: Mapping[str, str], received_at: datetime) -> Received:
        """See ports.HrSource. An event that does not tell whom it is about is `unclear`."""
        del received_at  # every event says when it happened
        check_size(body)
        check_bearer(headers.get("authorization", ""), self._tokens, TOKEN_SETTING)
        document = read_json(body, headers)
        name = document.get("event_name") if isinstance(document, dict) else None
        if isinstance(name, str) and not is_about_people(name):
            return Received(note=f"events named {name[:100]!r} say nothing about people's accounts; nothing to do")
        try:
            event = PersonioEvent.model_validate(document)
        except ValidationError as error:
            raise RequestRejected(400, f"this is not an event of Personio's: {sentence_of(error)}") from None
        check_company(event.company_id, self._company, COMPANY_SETTING)
        return _received(event)


def is_about_people(event_name: str) -> bool:
    """Return whether events of this name are about a person or an employment, be it a kind not known yet."""
    return event_name.startswith(_ABOUT_PEOPLE)


def _received(event: PersonioEvent) -> Received:
    if event.person_id is None:
        note = f"{event.event_name[:100]!r} does not say about whom; what changed is looked up"
        return Received(note=note, unclear=True)
    hr_event = HrEvent(
        id=_id_of(event),
        source=NAME,
        type=event.type,
        occurred_at=event.occurred_at,
        employee_id=event.person_id,
    )
    return Received({0: hr_event})


def _id_of(event: PersonioEvent) -> str:
    # Personio gives events no id, and delivers one more than once; each time it must get the same one.
    parts = (
        event.company_id,
        event.event_name,
        event.person_id or "",
        event.employment_id or "",
        event.occurred_at.isoformat(),
    )
    return sha256("\n".join(parts).encode()).hexdigest()[:32]
