"""HR systems that the settings describe: who may send, and what is read from JSON of any shape."""

import hmac
from datetime import timedelta
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.app_secrets import AppSecrets
from provisioning.model import EventType, HrEvent
from provisioning.ports import Received, RefusedEvent, RequestRejected
from provisioning.settings import parse_settings
from provisioning.sources.configured import ConfiguredSource
from tests.builders import NOON, at
from tests.sources.invented import documents
from tests.sources.payloads import JSON, as_body, document, payload

SECRETS: Final = AppSecrets({"HR_SECRET_ACME": "new", "HR_SECRET_ACME_BEFORE": "old"})
KEY: Final[JsonValue] = {"type": "key"}


def source(**said: JsonValue) -> ConfiguredSource:
    """Return a source that is known by the function key, and reads the id, unless said otherwise."""
    usual: dict[str, JsonValue] = {"verification": KEY, "fields": {"id": "id"}}
    system = parse_settings({"hrSystems": {"acme": usual | said}}).hr_systems["acme"]
    return ConfiguredSource("acme", system, SECRETS)


def acme() -> ConfiguredSource:
    return source(**document("configured/acme.json"))


def received(source: ConfiguredSource, body: JsonValue) -> Received:
    return source.receive(as_body(body), JSON, NOON)


def only(result: Received) -> HrEvent:
    assert not result.refused
    [event] = result.events.values()
    return event


def said(fields: dict[str, JsonValue], event: JsonValue) -> dict[str, JsonValue]:
    """Return what an event says, read by these fields."""
    employee = only(received(source(fields={"id": "id", **fields}), event)).employee
    assert employee is not None
    return employee.attributes()


def signed(secret: str, body: bytes) -> dict[str, str]:
    return {**JSON, "x-acme-signature": f"sha256={hmac.digest(secret.encode(), body, 'sha256').hex()}"}


def test_a_day_of_an_hr_system_is_read() -> None:
    body = payload("configured/acme-day.json")
    result = acme().receive(body, signed("new", body), NOON)
    assert [(place, event.id, event.type, event.employee_id) for place, event in result.events.items()] == [
        (0, "881", EventType.CREATED, "4711"),
        (1, "882", EventType.UPDATED, "4002"),
        (2, "883", EventType.DELETED, "3990"),
    ]
    assert result.note == "1 of 4 events are of a type that the settings ignore"
    hire, change, _ = (event.employee for event in result.events.values())
    assert hire is not None
    assert hire.attributes() == {
        "firstName": "Ida",
        "lastName": "Berg",
        "workEmail": "ida.berg@contoso.com",
        "startDate": "2026-06-01",
        "terminationDate": None,
        "status": "active",
        "managerId": "4002",
        "companyName": "Acme Ltd.",
        "custom.shift": "early",
    }
    assert change is not None
    assert change.attributes() == {"lastName": "Lund-Berg", "managerId": None, "companyName": "Acme Ltd."}
    first = result.events[0]
    assert (first.source, first.occurred_at, first.numbered_by_id) == ("acme", at("2026-05-04T07:12:44Z"), True)


@pytest.mark.parametrize("secret", ["new", "old"])
def test_a_signature_with_either_secret_is_taken(secret: str) -> None:
    body = payload("configured/acme-day.json")
    assert acme().receive(body, signed(secret, body), NOON).events


BEARER: Final[JsonValue] = {"type": "bearer", "secret": "HR_SECRET_ACME"}


@pytest.mark.parametrize(
    ("sender", "headers", "words"),
    [
        pytest.param(acme(), {}, "the X-Acme-Signature header must begin with 'sha256='", id="no signature"),
        pytest.param(acme(), signed("other", b"{}"), "the X-Acme-Signature header does not fit", id="another secret"),
        pytest.param(acme(), signed("new", b"[]"), "the X-Acme-Signature header does not fit", id="another body"),
        pytest.param(source(verification=BEARER), {}, "holds no bearer token", id="no token"),
        pytest.param(
            source(verification=BEARER), {"authorization": "Bearer old"}, "no bearer token", id="not that one"
        ),
    ],
)
def test_another_sender_is_refused_before_the_body_is_read(
    sender: ConfiguredSource, headers: dict[str, str], words: str
) -> None:
    with pytest.raises(RequestRejected, match=words) as rejected:
        sender.receive(b"{}", {**JSON, **headers}, NOON)
    assert rejected.value.status == 401


def test_a_token_is_taken() -> None:
    headers = {**JSON, "authorization": "Bearer new"}
    assert source(verification=BEARER).receive(b'{"id": "7"}', headers, NOON).events


def test_an_app_setting_that_is_not_set_is_our_own_fault() -> None:
    sender = source(verification={"type": "bearer", "secret": "HR_SECRET_OTHER"})
    with pytest.raises(RequestRejected, match="set the app setting HR_SECRET_OTHER") as rejected:
        sender.receive(b"{}", {**JSON, "authorization": "Bearer "}, NOON)
    assert rejected.value.status == 503


@pytest.mark.parametrize(
    ("events", "body", "ids"),
    [
        pytest.param("@", {"id": 7}, ["7"], id="the body is one event"),
        pytest.param("@", [{"id": 7}, {"id": 8}], ["7", "8"], id="the body is a list"),
        pytest.param("data", {"data": {"id": 7}}, ["7"], id="one inside"),
        pytest.param("data.items", {"data": {"items": [{"id": 7}]}}, ["7"], id="a list inside"),
        pytest.param("groups[].people[]", {"groups": [{"people": [{"id": 7}]}, {"people": [{"id": 8}]}]}, ["7", "8"]),
    ],
)
def test_events_are_found_where_the_settings_look(events: str, body: JsonValue, ids: list[str]) -> None:
    result = received(source(events=events), body)
    assert [event.employee_id for event in result.events.values()] == ids


@pytest.mark.parametrize("body", [{}, {"data": None}, {"data": []}, {"data": "x"}, [], None, 7])
def test_a_body_without_an_event_is_refused_by_the_name_of_the_setting(body: JsonValue) -> None:
    with pytest.raises(RequestRejected, match=r"no event where the setting hrSystems\.acme\.events") as rejected:
        received(source(events="data"), body)
    assert rejected.value.status == 400


def test_a_body_that_the_expression_cannot_take_is_refused_by_the_name_of_the_setting() -> None:
    with pytest.raises(RequestRejected, match=r"hrSystems\.acme\.events: it calls values\(\)"):
        received(source(events="values(people)"), {})


def test_more_than_1000_events_are_refused_as_a_whole() -> None:
    with pytest.raises(RequestRejected, match="holds 1001 events; send 1 to 1000"):
        received(source(), [{"id": "7"}] * 1_001)


@pytest.mark.parametrize(
    ("how", "word", "kind"),
    [
        pytest.param({}, "hired", EventType.UPDATED, id="without a type, it says how the person is"),
        pytest.param({"type": "kind"}, "revoked", EventType.ACCESS_REVOKED, id="a word in the table"),
        pytest.param({"type": "kind"}, " revoked ", EventType.ACCESS_REVOKED, id="with blanks around it"),
        pytest.param({"type": "kind"}, 7, EventType.CREATED, id="a number in the table"),
        pytest.param({"type": "kind", "otherTypes": "updated"}, "moved", EventType.UPDATED, id="another word"),
        pytest.param({"type": "kind", "otherTypes": "updated"}, None, EventType.UPDATED, id="no word"),
    ],
)
def test_the_type_of_an_event_is(how: dict[str, JsonValue], word: JsonValue, kind: EventType) -> None:
    types: JsonValue = {"revoked": "employee.accessRevoked", "7": "employee.created"}
    event = only(received(source(**{"types": types, **how}), {"id": "7", "kind": word}))
    assert event.type is kind


@pytest.mark.parametrize("word", ["moved", None, ["hired"], {}], ids=str)
def test_events_of_other_types_are_ignored_and_the_answer_says_so(word: JsonValue) -> None:
    result = received(source(type="kind", types={"hired": "employee.created"}), {"id": "7", "kind": word})
    assert (result.events, result.refused) == ({}, [])
    assert result.note == "1 of 1 events are of a type that the settings ignore"


@pytest.mark.parametrize(
    ("path", "event", "found"),
    [
        pytest.param("a.title", {"a": {"title": "Cook"}}, {"jobTitle": "Cook"}, id="what is there is said"),
        pytest.param("a.title", {"a": {}}, {}, id="what is absent says nothing"),
        pytest.param("a.title", {}, {}, id="nor does what is absent with all around it"),
        pytest.param("a.title", {"a": {"title": None}}, {"jobTitle": None}, id="null empties the field"),
        pytest.param("a.title", {"a": {"title": " "}}, {"jobTitle": None}, id="and so does an empty text"),
        pytest.param("a.title", {"a": None}, {"jobTitle": None}, id="and null on the way"),
        pytest.param("a[*].title | [0]", {"a": [{"title": None}]}, {}, id="null of more than a path says nothing"),
    ],
)
def test_absent_null_and_a_value_are_kept_apart(path: str, event: dict[str, JsonValue], found: object) -> None:
    assert said({"jobTitle": path}, {"id": "7", **event}) == found


def test_a_deletion_needs_the_id_alone() -> None:
    deleted = source(type="kind", types={"gone": "employee.deleted"}, fields={"id": "id", "site": "join('', sites)"})
    event = only(received(deleted, {"id": "7", "kind": "gone"}))
    assert event.employee is not None
    assert (event.type, event.employee.attributes()) == (EventType.DELETED, {})


FIELDS: Final[JsonValue] = {"id": "id", "startDate": "start", "jobTitle": "join(' ', titles)"}


@pytest.mark.parametrize(
    ("event", "field", "message"),
    [
        pytest.param({"start": "2026-01-01"}, "fields.id", "is missing", id="no id"),
        pytest.param({"id": None}, "fields.id", "must be text", id="an id that is null"),
        pytest.param({"id": "7", "start": "soon"}, "fields.startDate", "is not a date; send it like 2026-09-30"),
        pytest.param(
            {"id": "7", "titles": [1]}, "fields.jobTitle", "calls join(), which takes array of string, with number"
        ),
        pytest.param("7", "events", "leads to something that is not an object", id="no object"),
        pytest.param({"id": "7", "at": "noon"}, "occurredAt", "is not a time; send it like 2026-09-30T08:15:00Z"),
        pytest.param({"id": "7", "at": None}, "occurredAt", "leads to nothing in this event", id="no time"),
        pytest.param({"id": "7", "at": 1780315200}, "occurredAt", "is not a time; send it like 2026-09-30T08:15:00Z"),
        pytest.param({"id": "7", "key": ""}, "eventId", "must not be empty", id="an empty event id"),
        pytest.param({"id": "7", "key": None}, "eventId", "leads to nothing in this event", id="no event id"),
    ],
)
def test_a_bad_event_refuses_itself_by_the_setting_that_reads_it(event: JsonValue, field: str, message: str) -> None:
    usual: JsonValue = {"titles": ["Cook"], "at": "2026-06-01T12:00:00Z", "key": "e-1"}
    given = {**usual, **event} if isinstance(event, dict) and isinstance(usual, dict) else event
    good: Any = {"id": "8", **usual} if isinstance(usual, dict) else None
    result = received(source(fields=FIELDS, occurredAt="at", eventId="key"), [given, good])
    assert result.refused == [RefusedEvent(0, field, message)]
    assert [*result.events] == [1]


def test_without_a_time_of_its_own_an_event_happened_when_it_was_received_in_the_order_of_the_call() -> None:
    first, second = received(source(), [{"id": "7", "a": 1}, {"id": "7", "a": 2}]).events.values()
    assert (first.occurred_at, second.occurred_at - first.occurred_at) == (NOON, timedelta(microseconds=1))


def test_without_an_id_of_its_own_an_event_has_the_same_one_when_it_is_sent_again() -> None:
    once, again, other = received(source(), [{"id": "7"}, {"id": "7"}, {"id": "8"}]).events.values()
    assert once.id == again.id != other.id


_expressions = st.sampled_from(["id", "@", "employee.id", "events[0]", "events[].id | [0]", "length(@)", "*", "'7'"])


@effort(deadline=None, max_examples=200)
@given(
    documents | st.fixed_dictionaries({"id": st.just("7")}, optional={"employee": documents, "events": documents}),
    st.fixed_dictionaries(
        {"events": _expressions, "eventId": _expressions, "type": _expressions, "occurredAt": st.none() | _expressions}
    ),
    st.dictionaries(st.sampled_from(["firstName", "startDate", "custom.a"]), _expressions),
)
def test_any_document_is_received_or_refused(
    body: JsonValue, how: dict[str, JsonValue], fields: dict[str, JsonValue]
) -> None:
    sender = source(**how, otherTypes="updated", fields={"id": "id", **fields})
    try:
        result = received(sender, body)
    except RequestRejected:
        return
    for event in result.events.values():
        assert HrEvent.model_validate(event.to_json()) == event
