"""BambooHR's webhooks, event-based and field-based: who sent them, and about whom they are.

Source: documentation.bamboohr.com, webhooks. Either kind comes as JSON or as a form post, and is a notification only:
the person is read from BambooHR's API. The signature is hexadecimal HMAC-SHA256, with the webhook's private key, over
the raw body followed by the header X-BambooHR-Timestamp.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Annotated, Final

from pydantic import AliasPath, BaseModel, ConfigDict, Field, JsonValue, ValidationError

from provisioning.fields import HrId, Instant
from provisioning.model import EventType, HrEvent
from provisioning.ports import Received, RefusedEvent, RequestRejected
from provisioning.problems import problems_of, sentence_of
from provisioning.sources.bamboohr.forms import CONTENT_TYPE, read_form
from provisioning.sources.signatures import check_hmac
from provisioning.sources.tenants import check_company
from provisioning.strict_json import check_size, read_json

NAME: Final = "bamboohr"
KEY_SETTING: Final = "BAMBOOHR_WEBHOOK_KEY"
COMPANY_SETTING: Final = "BAMBOOHR_COMPANY_ID"
_SIGNATURE: Final = "X-BambooHR-Signature"
_TIMESTAMP: Final = "X-BambooHR-Timestamp"
_OLDEST: Final = timedelta(hours=3)
"""BambooHR repeats after 5, 10, 20, 40 and 80 minutes, and does not say whether a repetition is signed anew. If it is
not, the last one is 2 h 35 min old. A call that somebody repeats meanwhile does no harm: it only makes us look."""
_CLOCKS_DIFFER_BY: Final = timedelta(minutes=5)
_ABOUT_PEOPLE: Final = ("employee.", "employee_with_fields.")
_TYPES: Final = {"created": EventType.CREATED, "deleted": EventType.DELETED}
"""By the last word of an event's type, or an action: what says more than that something about the person changed."""


class _Event(BaseModel):
    """An event-based webhook. As a form it may come without the time."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    type: str
    company_id: Annotated[str | None, Field(validation_alias=AliasPath("data", "companyId"))] = None
    employee_id: HrId = Field(validation_alias=AliasPath("data", "employeeId"))
    timestamp: Instant | None = None


class _Entry(BaseModel):
    """A person in a field-based webhook. As a form it may come without action and time."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: HrId
    action: str = "Updated"
    timestamp: Instant | None = None


class BambooSource:
    """HrSource for BambooHR. `keys` are all accepted, so that a webhook can be replaced without losing an event.

    `company` is the only `companyId` whose events are taken in; None: whoever signs them. Field-based webhooks name no
    company: there the key is all that tells.
    """

    def __init__(self, keys: Sequence[str], company: str | None = None) -> None:
        self._keys = tuple(keys)
        self._company = company

    def receive(self, body: bytes, headers: Mapping[str, str], received_at: datetime) -> Received:
        """See ports.HrSource. Of several people in a call, a bad entry refuses only itself."""
        check_size(body)
        self._verify(body, headers, received_at)
        document = _document(body, headers)
        if isinstance(document, dict) and "employees" in document:
            return _entries(document["employees"], received_at)
        return self._event(document, received_at)

    def _verify(self, body: bytes, headers: Mapping[str, str], received_at: datetime) -> None:
        timestamp = headers.get(_TIMESTAMP.lower(), "")
        signed = body + timestamp.encode(errors="replace")
        given = headers.get(_SIGNATURE.lower(), "")
        check_hmac(signed, given, self._keys, algorithm="sha256", encoding="hex", what=_SIGNATURE, setting=KEY_SETTING)
        _check_age(timestamp, received_at)

    def _event(self, document: JsonValue, received_at: datetime) -> Received:
        kind = document.get("type") if isinstance(document, dict) else None
        if isinstance(kind, str) and not kind.startswith(_ABOUT_PEOPLE):
            return Received(note=f"events of type {kind[:100]!r} say nothing about people's accounts; nothing to do")
        try:
            event = _Event.model_validate(document)
        except ValidationError as error:
            raise RequestRejected(400, f"this is not an event of BambooHR's: {sentence_of(error)}") from None
        check_company(event.company_id, self._company, COMPANY_SETTING)
        said, action = f"{event.company_id} {event.type}", event.type.rpartition(".")[2]
        return Received({0: _hr_event(said, action, event.employee_id, event.timestamp or received_at)})


def _check_age(timestamp: str, received_at: datetime) -> None:
    try:
        age = received_at - _moment(timestamp.strip())
    except (ValueError, OverflowError, OSError):
        raise RequestRejected(401, f"the {_TIMESTAMP} header must hold a time, such as 1767225600") from None
    if age > _OLDEST:
        raise RequestRejected(401, f"the {_TIMESTAMP} header is more than 3 hours old; send the event anew")
    if age < -_CLOCKS_DIFFER_BY:
        raise RequestRejected(401, f"the {_TIMESTAMP} header lies ahead of this app's clock; check the sender's clock")


def _moment(text: str) -> datetime:
    """Read seconds since 1970, as they are seen in calls, or an ISO 8601 time; BambooHR names no format."""
    if text.isascii() and text.isdigit():
        return datetime.fromtimestamp(int(text), UTC)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _document(body: bytes, headers: Mapping[str, str]) -> JsonValue:
    content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    return read_form(body) if content_type == CONTENT_TYPE else read_json(body, headers)


def _entries(entries: JsonValue, received_at: datetime) -> Received:
    if not isinstance(entries, list):
        raise RequestRejected(400, "this is not an event of BambooHR's: employees must be a list")
    if not entries:
        return Received(note="the call names nobody; nothing to do")
    events: dict[int, HrEvent] = {}
    refused: list[RefusedEvent] = []
    for index, item in enumerate(entries):
        try:
            entry = _Entry.model_validate(item)
        except ValidationError as error:
            refused += [RefusedEvent(index, field or "employee", sentence) for field, sentence in problems_of(error)]
        else:
            events[index] = _hr_event(entry.action, entry.action, entry.id, entry.timestamp or received_at)
    return Received(events, refused)


def _hr_event(said: str, action: str, employee_id: str, occurred_at: datetime) -> HrEvent:
    # BambooHR gives events no id; the same event sent again must get the same one.
    key = f"{said}\n{employee_id}\n{occurred_at.isoformat()}"
    return HrEvent(
        id=sha256(key.encode()).hexdigest()[:32],
        source=NAME,
        type=_TYPES.get(action.lower(), EventType.UPDATED),
        occurred_at=occurred_at,
        employee_id=employee_id,
    )
