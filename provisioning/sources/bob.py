"""HiBob (Bob): its webhooks, versions 2 and 1.

Source: apidocs.hibob.com, webhooks. An event is a notification only: the person is read from Bob's people API. The
signature is base64 of HMAC-SHA512 over the raw body. Bob checks a new webhook by sending the text `Ping test`, and
`{"text": "Ping test"}` if that is not answered with a 2xx.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

from pydantic import AliasChoices, AliasPath, BaseModel, ConfigDict, Field, JsonValue, ValidationError

from provisioning.fields import HrId, Instant
from provisioning.model import EventType, HrEvent
from provisioning.ports import Received, RequestRejected
from provisioning.problems import sentence_of
from provisioning.sources.signatures import check_hmac
from provisioning.sources.tenants import check_company
from provisioning.strict_json import check_size, read_json

NAME: Final = "bob"
COMPANY_SETTING: Final = "BOB_COMPANY_ID"
_SIGNATURE: Final = "Bob-Signature"
_PINGS: Final = frozenset({b"Pingtest", b'"Pingtest"', b'{"text":"Pingtest"}'})
"""The texts of Bob's check, without white space."""
_LONGEST_PING: Final = 64
_ABOUT_PEOPLE: Final = ("employee.", "table.entry.")
_TYPES: Final = {
    "employee.created": EventType.CREATED,
    "employee.deleted": EventType.DELETED,
    "employee.access.revoked.immediately": EventType.ACCESS_REVOKED,
}
"""Bob's events that say more than that something about the person has changed."""


class _Event(BaseModel):
    """What both versions say: v2 has data.employeeId and triggeredAt, v1 employee.id and creationDate."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    company_id: str = Field(validation_alias="companyId")
    type: str
    employee_id: HrId = Field(
        validation_alias=AliasChoices(AliasPath("data", "employeeId"), AliasPath("employee", "id"))
    )
    occurred_at: Instant = Field(validation_alias=AliasChoices("triggeredAt", "creationDate"))


class BobSource:
    """HrSource for Bob. `secrets` are all accepted, so that a secret can be changed without losing an event.

    `company` is the only `companyId` whose events are taken in; None: whoever signs them.
    """

    def __init__(self, secrets: Sequence[str], company: str | None = None) -> None:
        self._secrets = tuple(secrets)
        self._company = company

    def receive(self, body: bytes, headers: Mapping[str, str], received_at: datetime) -> Received:
        """See ports.HrSource. Bob's own check of the address is answered before there is a signature."""
        del received_at  # each event says when it happened
        check_size(body)
        if len(body) <= _LONGEST_PING and b"".join(body.split()) in _PINGS:
            return Received(note="Bob's check of this address is answered")
        given = headers.get(_SIGNATURE.lower(), "")
        check_hmac(
            body,
            given,
            self._secrets,
            algorithm="sha512",
            encoding="base64",
            what=_SIGNATURE,
            setting="BOB_WEBHOOK_SECRET",
        )
        return self._received(read_json(body, headers))

    def _received(self, document: JsonValue) -> Received:
        kind = document.get("type") if isinstance(document, dict) else None
        if isinstance(kind, str) and not kind.startswith(_ABOUT_PEOPLE):
            return Received(note=f"events of type {kind[:100]!r} say nothing about people's accounts; nothing to do")
        try:
            event = _Event.model_validate(document)
        except ValidationError as error:
            raise RequestRejected(400, f"this is not an event of Bob's: {sentence_of(error)}") from None
        check_company(event.company_id, self._company, COMPANY_SETTING)
        return Received({0: _hr_event(event)})


def _hr_event(event: _Event) -> HrEvent:
    # Bob gives events no id; the same event sent again must get the same one.
    key = f"{event.company_id}\n{event.type}\n{event.employee_id}\n{event.occurred_at.isoformat()}"
    return HrEvent(
        id=sha256(key.encode()).hexdigest()[:32],
        source=NAME,
        type=_TYPES.get(event.type, EventType.UPDATED),
        occurred_at=event.occurred_at,
        employee_id=event.employee_id,
    )
