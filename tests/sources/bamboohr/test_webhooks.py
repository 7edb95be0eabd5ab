"""BambooHR's webhooks: who may send them, and about whom they are."""

import hmac
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.model import EventType, HrEvent
from provisioning.ports import Received, RequestRejected
from provisioning.sources.bamboohr import BambooSource
from tests.builders import NOON, at
from tests.sources.invented import documents, objects
from tests.sources.payloads import JSON, as_body, document, payload

KEY, OLD_KEY = "k3y of 2026", "k3y of 2025"
FORM = {"content-type": "application/x-www-form-urlencoded"}
SENT = str(int(NOON.timestamp()))
UPDATED = payload("bamboohr/event-updated.json")
HAPPENED = at("2026-06-02T07:45:11Z")


def signature(body: bytes, timestamp: str = SENT, key: str = KEY) -> str:
    return hmac.digest(key.encode(), body + timestamp.encode(), "sha256").hex()


def signed(body: bytes, timestamp: str = SENT, key: str = KEY, kind: dict[str, str] = JSON) -> dict[str, str]:
    return {**kind, "x-bamboohr-timestamp": timestamp, "x-bamboohr-signature": signature(body, timestamp, key)}


def received(body: bytes, kind: dict[str, str] = JSON) -> Received:
    return BambooSource([KEY]).receive(body, signed(body, kind=kind), NOON)


def only(result: Received) -> HrEvent:
    [event] = result.events.values()
    return event


def refusal(body: bytes, headers: dict[str, str], keys: tuple[str, ...] = (KEY,)) -> tuple[int, str]:
    with pytest.raises(RequestRejected) as rejected:
        BambooSource(keys).receive(body, headers, NOON)
    return rejected.value.status, str(rejected.value)


# Who may send


@pytest.mark.parametrize("key", [KEY, OLD_KEY], ids=["the new key", "the old key"])
def test_while_a_webhook_is_replaced_both_keys_are_taken(key: str) -> None:
    result = BambooSource([KEY, OLD_KEY]).receive(UPDATED, signed(UPDATED, key=key), NOON)
    assert only(result).employee_id == "218"


def test_hexadecimal_digits_count_in_either_case() -> None:
    headers = {**signed(UPDATED), "x-bamboohr-signature": signature(UPDATED).upper()}
    assert only(BambooSource([KEY]).receive(UPDATED, headers, NOON)).employee_id == "218"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"x-bamboohr-signature": ""}, id="empty"),
        pytest.param({"x-bamboohr-signature": signature(UPDATED, key="another")}, id="by another key"),
        pytest.param({"x-bamboohr-signature": signature(UPDATED + b" ")}, id="of another body"),
        pytest.param({"x-bamboohr-signature": signature(UPDATED, "")}, id="of the body alone"),
        pytest.param({"x-bamboohr-signature": signature(UPDATED)[:-2]}, id="cut off"),
        pytest.param({"x-bamboohr-signature": "ünterschrift ✍"}, id="not ASCII"),
        pytest.param({"x-bamboohr-signature": "\udcff\udcfe"}, id="not even text"),
        pytest.param({"x-bamboohr-timestamp": str(int(SENT) + 1)}, id="with another time"),
        pytest.param({"x-bamboohr-timestamp": ""}, id="without a time"),
        pytest.param({"x-bamboohr-timestamp": "\udcff"}, id="with a time that is not even text"),
    ],
)
def test_a_wrong_signature_is_401(change: dict[str, str]) -> None:
    sentence = "the X-BambooHR-Signature header does not fit the body; check the webhook's secret"
    assert refusal(UPDATED, signed(UPDATED) | change, (KEY, OLD_KEY)) == (401, sentence)


def test_a_call_without_a_signature_is_401() -> None:
    assert refusal(UPDATED, JSON)[0] == 401


def test_without_a_key_nobody_can_be_trusted_and_that_is_our_fault() -> None:
    sentence = "the app has no secret for these calls yet; set the app setting BAMBOOHR_WEBHOOK_KEY"
    assert refusal(UPDATED, signed(UPDATED), ()) == (503, sentence)


def test_the_signature_is_checked_before_the_body_is_read() -> None:
    assert refusal(b"{", JSON)[0] == 401


def test_too_large_a_body_is_refused_before_its_signature_is_computed() -> None:
    assert refusal(b" " * 5_000_001, {}, ())[0] == 413


@pytest.mark.parametrize(
    ("sent", "refused"),
    [
        pytest.param("2026-06-01T12:00:00Z", None, id="now, written as a date"),
        pytest.param("2026-06-01T12:00:00", None, id="without a zone, which is UTC"),
        pytest.param("2026-06-01T05:00:00-0700", None, id="in another zone"),
        pytest.param(str(int(SENT) - 9_300), None, id="the vendor's last repetition, 155 minutes later"),
        pytest.param(str(int(SENT) - 10_800), None, id="3 hours old"),
        pytest.param(str(int(SENT) - 10_801), "is more than 3 hours old; send the event anew", id="older"),
        pytest.param(str(int(SENT) + 300), None, id="5 minutes ahead"),
        pytest.param(
            str(int(SENT) + 301), "lies ahead of this app's clock; check the sender's clock", id="further ahead"
        ),
        pytest.param("", "must hold a time, such as 1767225600", id="empty"),
        pytest.param("now", "must hold a time, such as 1767225600", id="a word"),
        pytest.param("9" * 30, "must hold a time, such as 1767225600", id="a time after all calendars"),
        pytest.param("²", "must hold a time, such as 1767225600", id="a digit that is none"),
    ],
)
def test_the_age_of_a_signed_call_is_limited(sent: str, refused: str | None) -> None:
    headers = signed(UPDATED, sent)
    if refused is None:
        assert BambooSource([KEY]).receive(UPDATED, headers, NOON).events
    else:
        assert refusal(UPDATED, headers) == (401, f"the X-BambooHR-Timestamp header {refused}")


# Event-based webhooks


@pytest.mark.parametrize(
    ("sample", "kind"),
    [
        pytest.param("event-created", EventType.CREATED, id="created"),
        pytest.param("event-updated", EventType.UPDATED, id="updated"),
        pytest.param("event-deleted", EventType.DELETED, id="deleted"),
    ],
)
def test_an_event_is_a_nudge_to_look_at_the_person(sample: str, kind: EventType) -> None:
    event = only(received(payload(f"bamboohr/{sample}.json")))
    assert (event.source, event.employee_id, event.employee) == ("bamboohr", "218", None)
    assert (event.type, event.occurred_at, event.numbered_by_id) == (kind, HAPPENED, False)


def test_a_form_says_the_same_as_json() -> None:
    assert received(payload("bamboohr/event-updated.form").strip(), FORM) == received(UPDATED)


def test_an_event_without_a_time_happened_when_it_came() -> None:
    body = b"type=employee.deleted&data[companyId]=55213&data[employeeId]=218"
    event = only(received(body, FORM))
    assert (event.type, event.occurred_at) == (EventType.DELETED, NOON)


def test_an_event_of_a_kind_that_bamboohr_invents_tomorrow_is_a_nudge_as_well() -> None:
    body = as_body({**document("bamboohr/event-updated.json"), "type": "employee.promoted"})
    assert only(received(body)).type is EventType.UPDATED


def test_an_event_that_is_not_about_people_is_taken_in_with_a_note() -> None:
    result = received(payload("bamboohr/event-unrelated.json"))
    note = "events of type 'time_off.approved' say nothing about people's accounts; nothing to do"
    assert result == Received(note=note)


def test_the_same_event_sent_again_has_the_same_id() -> None:
    again = as_body(document("bamboohr/event-updated.json"))
    assert again != UPDATED
    assert only(received(again)) == only(received(UPDATED))


@pytest.mark.parametrize(
    "change",
    [
        {"type": "employee.created"},
        {"timestamp": "2026-06-02T07:45:12+0000"},
        {"data": {"companyId": "55213", "employeeId": "219"}},
        {"data": {"companyId": "55214", "employeeId": "218"}},
    ],
    ids=["another type", "a second later", "another person", "another company"],
)
def test_another_event_has_another_id(change: dict[str, JsonValue]) -> None:
    other = as_body({**document("bamboohr/event-updated.json"), **change})
    assert only(received(other)).id != only(received(UPDATED)).id


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        pytest.param(b"[]", "this is not an event of BambooHR's: body must be an object", id="a list"),
        pytest.param(
            b'{"data": {"employeeId": "218"}}', "this is not an event of BambooHR's: type is missing", id="no type"
        ),
        pytest.param(
            b'{"type": "employee.updated"}',
            "this is not an event of BambooHR's: data.employeeId is missing",
            id="no person",
        ),
        pytest.param(
            b'{"type": "employee.updated", "data": {"employeeId": ""}, "timestamp": "now"}',
            "this is not an event of BambooHR's: data.employeeId must not be empty; "
            "timestamp is not a time; send it like 2026-09-30T08:15:00Z",
            id="wrong values",
        ),
        pytest.param(
            b'{"employees": {"218": {}}}', "this is not an event of BambooHR's: employees must be a list", id="no list"
        ),
        pytest.param(b"{", "the body is not JSON: ", id="no JSON"),
        pytest.param(b"", "the body is empty; ", id="empty"),
    ],
)
def test_a_signed_body_that_is_no_event_is_400(body: bytes, sentence: str) -> None:
    status, said = refusal(body, signed(body))
    assert status == 400
    assert said.startswith(sentence)


def test_a_body_that_is_neither_json_nor_a_form_is_415() -> None:
    assert refusal(UPDATED, signed(UPDATED, kind={"content-type": "text/plain"}))[0] == 415


# Field-based webhooks


def test_a_field_based_call_brings_several_people() -> None:
    events = received(payload("bamboohr/fields.json")).events
    assert {index: (event.employee_id, event.type) for index, event in events.items()} == {
        0: ("218", EventType.UPDATED),
        1: ("219", EventType.CREATED),
        2: ("14", EventType.DELETED),
    }
    assert [event.occurred_at - HAPPENED for event in events.values()] == [
        timedelta(seconds=seconds) for seconds in (0, 49, 79)
    ]
    assert {event.employee for event in events.values()} == {None}


def test_a_field_based_form_names_people_by_the_place_of_their_fields() -> None:
    events = received(payload("bamboohr/fields.form").strip(), FORM).events
    assert [(event.employee_id, event.type, event.occurred_at) for event in events.values()] == [
        ("218", EventType.UPDATED, NOON),
        ("219", EventType.UPDATED, NOON),
    ]


def test_a_field_based_form_may_name_action_and_time() -> None:
    body = b"employees[7][action]=Deleted&employees[7][timestamp]=2026-06-02T07:45:11%2B0000&employees[7][id]=7"
    event = only(received(body, FORM))
    assert (event.employee_id, event.type, event.occurred_at) == ("7", EventType.DELETED, HAPPENED)


def test_a_bad_entry_refuses_only_itself() -> None:
    good: JsonValue = {"action": "Updated", "id": 7, "timestamp": "2026-06-02T07:45:11+0000"}
    result = received(as_body({"employees": ["Ana", good, {"action": "Updated", "timestamp": "soon"}]}))
    assert {index: event.employee_id for index, event in result.events.items()} == {1: "7"}
    assert [(refused.index, refused.field, refused.message) for refused in result.refused] == [
        (0, "employee", "must be an object"),
        (2, "id", "is missing"),
        (2, "timestamp", "is not a time; send it like 2026-09-30T08:15:00Z"),
    ]


def test_an_unknown_action_is_a_nudge_as_well() -> None:
    assert only(received(as_body({"employees": [{"id": "7", "action": "Archived"}]}))).type is EventType.UPDATED


def test_a_call_that_names_nobody_is_taken_in_with_a_note() -> None:
    assert received(as_body({"employees": []})) == Received(note="the call names nobody; nothing to do")


# Forms


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        pytest.param(b"type=a&type=b", "the form names 'type' twice; send it once", id="a type twice"),
        pytest.param(
            b"type=employee.updated&data[employeeId]=1&data[employeeId]=2",
            "the form names 'data[employeeId]' twice; send it once",
            id="two people in one event",
        ),
        pytest.param(b"type=%ff", "the form is not UTF-8", id="no UTF-8 behind the percent signs"),
        pytest.param(b"type=\xff", "the form is not UTF-8", id="no UTF-8"),
        pytest.param(b"&".join([b"a=1"] * 100_001), "the form has more than 100000 fields", id="too many fields"),
        pytest.param(b"", "this is not an event of BambooHR's: type is missing", id="empty"),
    ],
)
def test_a_form_that_cannot_be_read_is_400(body: bytes, sentence: str) -> None:
    status, said = refusal(body, signed(body, kind=FORM))
    assert status == 400
    assert said.startswith(sentence)


def test_posted_fields_with_brackets_in_their_names_do_no_harm() -> None:
    body = b"employees[7][Size [EU]]=42&employees[7][a][b][c]=1&x]y[=2&employees[]=3&employees[7]=4"
    assert only(received(body, FORM)).employee_id == "7"


# Whatever comes

near_events = st.fixed_dictionaries(
    {"type": st.sampled_from(["employee.updated", "employee.deleted", "x"]), "data": documents},
    optional={"timestamp": documents},
)
near_entries = st.fixed_dictionaries(
    {"employees": st.lists(st.fixed_dictionaries({"id": documents}, optional={"action": documents}) | documents)}
)


def answer_to(body: bytes, kind: dict[str, str]) -> int:
    try:
        result = received(body, kind)
    except RequestRejected as rejected:
        return rejected.status
    return 202 if result.events or result.note or result.refused else 500


@settings(deadline=None, max_examples=200)
@given(documents | objects | near_events | near_entries)
def test_any_signed_document_is_received_or_refused(value: JsonValue) -> None:
    assert answer_to(as_body(value), JSON) in {202, 400}


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=60) | st.from_regex(rb"(type|data|employees|\[|\]|=|&|%[0-9a-f]{2}|7){0,30}", fullmatch=True))
def test_any_signed_form_is_received_or_refused(body: bytes) -> None:
    assert answer_to(body, FORM) in {202, 400}
