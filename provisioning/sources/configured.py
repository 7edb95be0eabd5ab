"""Events of an HR system that the settings describe (setting hrSystems); they bring the employee along."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from pydantic import JsonValue, TypeAdapter, ValidationError

from provisioning.fields import ABSENT, Absent, HrId, Instant
from provisioning.model import CUSTOM_PREFIX, Employee, EventType, HrEvent
from provisioning.ports import Received, RefusedEvent, RequestRejected, Secrets
from provisioning.problems import problems_of
from provisioning.setting_groups.hr_systems import HrSystem
from provisioning.sources.json_queries import Unanswerable, find
from provisioning.sources.signatures import check_bearer, check_hmac
from provisioning.strict_json import check_size, read_json

MOST_EVENTS: Final = 1_000
_ORDER: Final = timedelta(microseconds=1)
"""Of events without a time, the later one in a call is the newer."""
_ID: Final = "id"
_INSTANT: Final[TypeAdapter[datetime]] = TypeAdapter(Instant)
_EVENT_ID: Final[TypeAdapter[str]] = TypeAdapter(HrId)


class _Flaw(Exception):
    """What is wrong with an event: the setting that reads it, and a sentence."""

    def __init__(self, setting: str, sentence: str) -> None:
        self.setting = setting
        self.sentence = sentence
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class ConfiguredSource:
    """HrSource for one HR system of the settings; a bad event refuses only itself, by the setting that reads it."""

    name: str
    system: HrSystem
    secrets: Secrets

    def receive(self, body: bytes, headers: Mapping[str, str], received_at: datetime) -> Received:
        """See ports.HrSource."""
        check_size(body)
        self._verify(body, headers)
        events: dict[int, HrEvent] = {}
        refused: list[RefusedEvent] = []
        items = self._items(read_json(body, headers))
        for place, item in enumerate(items):
            try:
                if kind := self._kind(item):
                    events[place] = self._event(item, kind, received_at + place * _ORDER)
            except _Flaw as flaw:
                refused.append(RefusedEvent(place, flaw.setting, flaw.sentence))
        ignored = len(items) - len(events) - len(refused)
        note = f"{ignored} of {len(items)} events are of a type that the settings ignore" if ignored else None
        return Received(events, refused, note)

    def _verify(self, body: bytes, headers: Mapping[str, str]) -> None:
        how = self.system.verification
        if how.type == "key" or how.secret is None:
            return
        secrets = [secret for name in (how.secret, how.secret_before) if name and (secret := self.secrets.secret(name))]
        if how.type == "bearer":
            check_bearer(headers.get("authorization", ""), secrets, how.secret)
            return
        header = how.header or ""
        check_hmac(
            body,
            headers.get(header.lower(), ""),
            secrets,
            algorithm=how.algorithm,
            encoding=how.encoding,
            prefix=how.prefix,
            what=header,
            setting=how.secret,
        )

    def _items(self, document: JsonValue) -> list[JsonValue]:
        setting = f"hrSystems.{self.name}.events"
        try:
            found = find(self.system.events, document)
        except Unanswerable as error:
            raise RequestRejected(400, f"the body does not suit the setting {setting}: it {error}") from None
        items: JsonValue | Absent = [found] if isinstance(found, dict) else found
        if not isinstance(items, list) or not items:
            raise RequestRejected(400, f"the body holds no event where the setting {setting} looks for it")
        if len(items) > MOST_EVENTS:
            raise RequestRejected(400, f"the body holds {len(items)} events; send 1 to {MOST_EVENTS} a call")
        return items

    def _kind(self, item: JsonValue) -> EventType | None:
        """Return what kind of event it is; None for one that is ignored."""
        if not isinstance(item, dict):
            raise _Flaw("events", "leads to something that is not an object")
        if self.system.type is None:
            return EventType.UPDATED
        word = _found("type", self.system.type, item)
        known = self.system.types.get(str(word).strip()) if isinstance(word, str | int) else None
        if known is None:
            return EventType.UPDATED if self.system.other_types == "updated" else None
        return EventType(known)

    def _event(self, item: JsonValue, kind: EventType, received_at: datetime) -> HrEvent:
        employee = self._employee(item, kind)
        return HrEvent(
            id=self._event_id(item),
            source=self.name,
            type=kind,
            occurred_at=self._occurred_at(item, received_at),
            employee_id=employee.id,
            employee=employee,
            numbered_by_id=True,
        )

    def _employee(self, item: JsonValue, kind: EventType) -> Employee:
        # What a deletion says beside the id does not count, and it must not fail for a field that is gone.
        paths = self.system.fields if kind is not EventType.DELETED else {_ID: self.system.fields[_ID]}
        said = {name: _found(f"fields.{name}", path, item) for name, path in paths.items()}
        there = {name: value for name, value in said.items() if value is not ABSENT}
        plain = {name: value for name, value in there.items() if not name.startswith(CUSTOM_PREFIX)}
        custom = {name.removeprefix(CUSTOM_PREFIX): there[name] for name in there if name not in plain}
        try:
            return Employee.model_validate(plain | ({"custom": custom} if custom else {}), by_alias=True, by_name=False)
        except ValidationError as error:
            field, sentence = next(iter(problems_of(error)))
            raise _Flaw(f"fields.{field}", sentence) from None

    def _event_id(self, item: JsonValue) -> str:
        if self.system.event_id is None:
            # The same event sent again gets the same one.
            return sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()[:32]
        return _read(_EVENT_ID, "eventId", _found("eventId", self.system.event_id, item))

    def _occurred_at(self, item: JsonValue, received_at: datetime) -> datetime:
        if self.system.occurred_at is None:
            return received_at
        return _read(_INSTANT, "occurredAt", _found("occurredAt", self.system.occurred_at, item))


def _found(setting: str, expression: str, item: JsonValue) -> JsonValue | Absent:
    try:
        return find(expression, item)
    except Unanswerable as error:
        raise _Flaw(setting, str(error)) from None


def _read[Value](form: TypeAdapter[Value], setting: str, found: JsonValue | Absent) -> Value:
    if found is ABSENT or found is None:
        raise _Flaw(setting, "leads to nothing in this event")
    try:
        return form.validate_python(str(found) if isinstance(found, int) else found)
    except ValidationError as error:
        _, sentence = next(iter(problems_of(error)))
        raise _Flaw(setting, sentence) from None
