"""Bob's webhooks: who may send them, and what they say."""

import hmac
from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.model import EventType, HrEvent
from provisioning.ports import Received, RequestRejected
from provisioning.sources.bob import BobSource
from tests.builders import NOON, at
from tests.sources.invented import documents, objects
from tests.sources.payloads import JSON, as_body, document, payload

SECRET, OLD_SECRET = "s3cret of 2026", "s3cret of 2025"
MAJA = "3401988230175546891"
LEFT = payload("bob/v2-left.json")


def signature(body: bytes, secret: str = SECRET) -> str:
    return b64encode(hmac.digest(secret.encode(), body, "sha512")).decode()


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {**JSON, "bob-signature": signature(body, secret)}


def received(body: bytes) -> Received:
    return BobSource([SECRET]).receive(body, signed(body), NOON)


def only(result: Received) -> HrEvent:
    [event] = result.events.values()
    return event


def refusal(source: BobSource, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    with pytest.raises(RequestRejected) as rejected:
        source.receive(body, headers, NOON)
    return rejected.value.status, str(rejected.value)


# Who may send


@pytest.mark.parametrize("secret", [SECRET, OLD_SECRET], ids=["the new secret", "the old secret"])
def test_while_a_secret_is_changed_both_are_taken(secret: str) -> None:
    result = BobSource([SECRET, OLD_SECRET]).receive(LEFT, signed(LEFT, secret), NOON)
    assert only(result).employee_id == MAJA


def test_white_space_around_the_signature_does_no_harm() -> None:
    headers = {**JSON, "bob-signature": f" {signature(LEFT)} "}
    assert only(BobSource([SECRET]).receive(LEFT, headers, NOON)).employee_id == MAJA


@pytest.mark.parametrize(
    "given_signature",
    [
        pytest.param(None, id="missing"),
        pytest.param("", id="empty"),
        pytest.param(signature(LEFT, "another"), id="by another secret"),
        pytest.param(signature(LEFT + b" "), id="of another body"),
        pytest.param(signature(LEFT)[:-2], id="cut off"),
        pytest.param(signature(LEFT).swapcase(), id="in another case"),
        pytest.param(hmac.digest(SECRET.encode(), LEFT, "sha512").hex(), id="in hex"),
        pytest.param(b64encode(hmac.digest(SECRET.encode(), LEFT, "sha256")).decode(), id="by SHA-256"),
        pytest.param("ünterschrift ✍", id="not ASCII"),
        pytest.param("\udcff\udcfe", id="not even text"),
    ],
)
def test_a_wrong_signature_is_401(given_signature: str | None) -> None:
    headers = JSON if given_signature is None else {**JSON, "bob-signature": given_signature}
    sentence = "the Bob-Signature header does not fit the body; check the webhook's secret"
    assert refusal(BobSource([SECRET, OLD_SECRET]), LEFT, headers) == (401, sentence)


def test_without_a_secret_nobody_can_be_trusted_and_that_is_our_fault() -> None:
    sentence = "the app has no secret for these calls yet; set the app setting BOB_WEBHOOK_SECRET"
    assert refusal(BobSource([]), LEFT, signed(LEFT)) == (503, sentence)


def test_the_signature_is_checked_before_the_body_is_read() -> None:
    status, _ = refusal(BobSource([SECRET]), b"{", {})
    assert status == 401


def test_too_large_a_body_is_refused_before_its_signature_is_computed() -> None:
    status, _ = refusal(BobSource([]), b" " * 5_000_001, {})
    assert status == 413


# Bob's check of the address

PINGS = [
    pytest.param(b"Ping test", id="text"),
    pytest.param(b'"Ping test"', id="JSON text"),
    pytest.param(b'{"text":"Ping test"}', id="JSON object"),
    pytest.param(b'{ "text" : "Ping test" }\n', id="JSON object with white space"),
]


@pytest.mark.parametrize("body", PINGS)
@pytest.mark.parametrize("secrets", [[SECRET], []], ids=["with a secret", "before there is a secret"])
@pytest.mark.parametrize("headers", [{}, {"content-type": "text/plain"}, JSON], ids=["bare", "text", "JSON"])
def test_bobs_check_is_answered_without_a_signature(body: bytes, secrets: list[str], headers: dict[str, str]) -> None:
    result = BobSource(secrets).receive(body, headers, NOON)
    assert result == Received(note="Bob's check of this address is answered")


@pytest.mark.parametrize("body", PINGS)
def test_bobs_check_may_be_signed(body: bytes) -> None:
    assert received(body).events == {}


@pytest.mark.parametrize(
    "body",
    [b"ping", b'{"text":"Ping test","type":"employee.left"}', b"Ping test" + b" " * 60],
    ids=["other", "more", "long"],
)
def test_what_only_resembles_bobs_check_needs_a_signature(body: bytes) -> None:
    assert refusal(BobSource([SECRET]), body, JSON)[0] == 401


# What they say


@pytest.mark.parametrize(
    ("sample", "kind", "occurred_at"),
    [
        pytest.param("v2-created", EventType.CREATED, "2026-05-04T09:12:44.103377Z", id="v2 created"),
        pytest.param("v2-joined", EventType.UPDATED, "2026-05-31T22:00:07.512004Z", id="v2 joined"),
        pytest.param("v2-left", EventType.UPDATED, "2026-09-30T22:00:03.880120Z", id="v2 left"),
        pytest.param(
            "v2-access-revoked", EventType.ACCESS_REVOKED, "2026-09-14T13:40:21.000911Z", id="v2 access revoked"
        ),
        pytest.param("v2-deleted", EventType.DELETED, "2026-10-12T08:00:59.421Z", id="v2 deleted"),
        pytest.param("v2-inactivated", EventType.UPDATED, "2026-09-30T22:00:04.120077Z", id="v2 inactivated"),
        pytest.param("v2-activated", EventType.UPDATED, "2027-01-31T23:00:02.000613Z", id="v2 activated"),
        pytest.param("v2-temporary-leave", EventType.UPDATED, "2026-07-31T22:00:05.730002Z", id="v2 temporary leave"),
        pytest.param("v2-table-entry", EventType.UPDATED, "2026-06-02T07:45:10.226915Z", id="v2 table entry"),
        pytest.param(
            "v2-table-entry-updated", EventType.UPDATED, "2026-06-03T10:02:44.001200Z", id="v2 table entry updated"
        ),
        pytest.param("v2-updated-objects", EventType.UPDATED, "2026-06-02T07:45:11.004218Z", id="v2 fields as objects"),
        pytest.param("v2-updated-strings", EventType.UPDATED, "2026-06-02T07:45:11.004218Z", id="v2 fields as texts"),
        pytest.param("v1-updated", EventType.UPDATED, "2026-06-02T07:45:11.004Z", id="v1 updated"),
        pytest.param("v1-inactivated", EventType.UPDATED, "2026-09-30T22:00:03.880Z", id="v1 inactivated"),
    ],
)
def test_an_event_is_a_nudge_to_look_at_the_person(sample: str, kind: EventType, occurred_at: str) -> None:
    event = only(received(payload(f"bob/{sample}.json")))
    assert (event.source, event.employee_id, event.employee) == ("bob", MAJA, None)
    assert (event.type, event.occurred_at) == (kind, at(occurred_at))


def test_an_event_of_a_kind_that_bob_invents_tomorrow_is_a_nudge_as_well() -> None:
    body = as_body({**document("bob/v2-left.json"), "type": "employee.promoted"})
    assert only(received(body)).type is EventType.UPDATED


@pytest.mark.parametrize("kind", ["docs.document.shared", "task.created", "", "Employee.left", "employee"])
def test_an_event_that_is_not_about_people_is_taken_in_with_a_note(kind: str) -> None:
    result = received(as_body({**document("bob/unrelated.json"), "type": kind}))
    assert result.events == {}
    assert result.note == f"events of type {kind!r} say nothing about people's accounts; nothing to do"


def test_numbers_are_taken_as_ids() -> None:
    body = as_body({**document("bob/v2-left.json"), "data": {"employeeId": int(MAJA)}})
    assert only(received(body)).employee_id == MAJA


@pytest.mark.parametrize(
    "written", ["2026-09-30T22:00:03.880120", "2026-09-30T22:00:03.880120Z", "2026-10-01T00:00:03.880120+02:00"]
)
def test_a_time_without_a_zone_is_utc(written: str) -> None:
    body = as_body({**document("bob/v2-left.json"), "triggeredAt": written})
    assert only(received(body)).occurred_at == at("2026-09-30T22:00:03.880120Z")


def test_the_same_event_sent_again_has_the_same_id() -> None:
    again = as_body(document("bob/v2-left.json"))
    assert again != LEFT
    assert only(received(again)) == only(received(LEFT))


@pytest.mark.parametrize(
    "change",
    [
        {"companyId": 1},
        {"type": "employee.inactivated"},
        {"triggeredAt": "2026-09-30T22:00:03.880121"},
        {"data": {"employeeId": "1"}},
    ],
    ids=["another company", "another type", "a microsecond later", "another person"],
)
def test_another_event_has_another_id(change: dict[str, JsonValue]) -> None:
    other = as_body({**document("bob/v2-left.json"), **change})
    assert only(received(other)).id != only(received(LEFT)).id


@pytest.mark.parametrize(
    ("without", "problem"),
    [
        pytest.param("data", "data.employeeId is missing", id="data"),
        pytest.param("companyId", "companyId is missing", id="companyId"),
        pytest.param("type", "type is missing", id="type"),
        pytest.param("triggeredAt", "triggeredAt is missing", id="triggeredAt"),
    ],
)
def test_a_missing_field_is_named(without: str, problem: str) -> None:
    body = as_body({name: value for name, value in document("bob/v2-left.json").items() if name != without})
    assert refusal(BobSource([SECRET]), body, signed(body)) == (400, f"this is not an event of Bob's: {problem}")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        pytest.param(b"[]", "this is not an event of Bob's: body must be an object", id="a list"),
        pytest.param(
            b'{"type": "employee.left", "companyId": 1, "data": {"employeeId": ""}, "triggeredAt": "now"}',
            "this is not an event of Bob's: data.employeeId must not be empty; "
            "triggeredAt is not a time; send it like 2026-09-30T08:15:00Z",
            id="wrong values",
        ),
        pytest.param(b"{", "the body is not JSON: ", id="no JSON"),
        pytest.param(b"", "the body is empty; ", id="empty"),
    ],
)
def test_a_signed_body_that_is_no_event_is_400(body: bytes, sentence: str) -> None:
    status, said = refusal(BobSource([SECRET]), body, signed(body))
    assert status == 400
    assert said.startswith(sentence)


near_events = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["employee.left", "table.entry.updated", "x"]),
        "companyId": documents,
        "triggeredAt": documents,
        "data": documents,
    },
    optional={"employee": documents, "creationDate": documents},
)


@settings(deadline=None, max_examples=200)
@given(documents | objects | near_events)
def test_any_signed_document_is_received_or_refused(value: JsonValue) -> None:
    try:
        result = received(as_body(value))
    except RequestRejected as rejected:
        status = rejected.status
    else:
        status = 202 if result.events or result.note else 500
    assert status in {202, 400}
