"""Personio's webhooks: who may send them, and what they say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.model import EventType, HrEvent
from provisioning.ports import Received, RequestRejected
from provisioning.sources.personio.webhooks import PersonioSource
from tests.builders import NOON, at
from tests.sources.invented import documents, objects
from tests.sources.payloads import JSON, as_body, document, payload

TOKEN, OLD_TOKEN = "token of 2026", "token of 2025"
ILSE = "8112"
UPDATED = payload("personio/webhook-person-updated.json")
SENT = {**JSON, "authorization": f"Bearer {TOKEN}"}


def received(body: bytes) -> Received:
    return PersonioSource([TOKEN]).receive(body, SENT, NOON)


def only(result: Received) -> HrEvent:
    [event] = result.events.values()
    return event


def refusal(source: PersonioSource, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    with pytest.raises(RequestRejected) as rejected:
        source.receive(body, headers, NOON)
    return rejected.value.status, str(rejected.value)


def changed(**fields: JsonValue) -> bytes:
    return as_body({**document("personio/webhook-person-updated.json"), **fields})


# Who may send


@pytest.mark.parametrize("token", [TOKEN, OLD_TOKEN], ids=["the new token", "the old token"])
def test_while_a_token_is_changed_both_are_taken(token: str) -> None:
    headers = {**JSON, "authorization": f"Bearer {token}"}
    assert only(PersonioSource([TOKEN, OLD_TOKEN]).receive(UPDATED, headers, NOON)).employee_id == ILSE


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(None, id="missing"),
        pytest.param("", id="empty"),
        pytest.param("Bearer", id="without a token"),
        pytest.param("Bearer another", id="another token"),
        pytest.param(f"Basic {TOKEN}", id="another scheme"),
        pytest.param(TOKEN, id="the token alone"),
        pytest.param("Bearer tökén ✍", id="not ASCII"),
        pytest.param("Bearer \udcff", id="not even text"),
    ],
)
def test_a_wrong_token_is_401(header: str | None) -> None:
    headers = JSON if header is None else {**JSON, "authorization": header}
    status, _ = refusal(PersonioSource([TOKEN, OLD_TOKEN]), UPDATED, headers)
    assert status == 401


@pytest.mark.parametrize("tokens", [[], [""]], ids=["none", "an empty one"])
def test_without_a_token_nobody_can_be_trusted_and_that_is_our_fault(tokens: list[str]) -> None:
    status, sentence = refusal(PersonioSource(tokens), UPDATED, {**JSON, "authorization": "Bearer "})
    assert status == 503
    assert "PERSONIO_WEBHOOK_TOKEN" in sentence


def test_the_token_is_checked_before_the_body_is_read() -> None:
    assert refusal(PersonioSource([TOKEN]), b"{", JSON)[0] == 401


def test_too_large_a_body_is_refused() -> None:
    assert refusal(PersonioSource([TOKEN]), b" " * 5_000_001, SENT)[0] == 413


# What they say


@pytest.mark.parametrize(
    ("sample", "kind", "occurred_at"),
    [
        pytest.param("person-created", EventType.CREATED, "2026-04-20T07:14:03Z", id="a person was created"),
        pytest.param("person-updated", EventType.UPDATED, "2026-05-11T14:40:55Z", id="a person was updated"),
        pytest.param("person-deleted", EventType.DELETED, "2027-01-04T11:02:31Z", id="a person was deleted"),
        pytest.param("employment-created", EventType.UPDATED, "2026-04-20T07:14:03Z", id="an employment was created"),
        pytest.param("employment-updated", EventType.UPDATED, "2026-05-11T14:40:55Z", id="an employment was updated"),
        pytest.param("employment-cost-centers", EventType.UPDATED, "2026-05-11T14:40:55Z", id="cost centers changed"),
        pytest.param("employment-deleted", EventType.UPDATED, "2027-01-04T11:02:31Z", id="an employment was deleted"),
        pytest.param("employment-started", EventType.UPDATED, "2026-05-31T22:00:00Z", id="the first day came"),
        pytest.param("employment-terminated", EventType.UPDATED, "2026-12-30T23:00:00Z", id="the last day came"),
    ],
)
def test_an_event_is_a_nudge_to_look_at_the_person(sample: str, kind: EventType, occurred_at: str) -> None:
    event = only(received(payload(f"personio/webhook-{sample}.json")))
    assert (event.source, event.employee_id, event.employee) == ("personio", ILSE, None)
    assert (event.type, event.occurred_at) == (kind, at(occurred_at))


@pytest.mark.parametrize("name", ["person.merged", "employment.paused"])
def test_an_event_of_a_kind_that_personio_invents_tomorrow_is_a_nudge_as_well(name: str) -> None:
    assert only(received(changed(event_name=name))).type is EventType.UPDATED


@pytest.mark.parametrize("name", ["absence-period.created", "document.signed", "", "Person.updated", "personal.x"])
def test_an_event_that_is_not_about_people_is_taken_in_with_a_note(name: str) -> None:
    result = received(changed(event_name=name))
    assert result.events == {}
    assert result.note == f"events named {name!r} say nothing about people's accounts; nothing to do"
    assert not result.unclear


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("person.updated", {"person": {"id": ILSE}}, id="person.id"),
        pytest.param("person.updated", {"person": {"id": 8112}}, id="person.id as a number"),
        pytest.param("person.updated", {"person_id": ILSE}, id="person_id"),
        pytest.param("person.updated", {"id": ILSE}, id="id"),
        pytest.param("person.updated", {"id": 8112}, id="id as a number"),
        pytest.param("person.updated", {"person": {"id": None}, "person_id": ILSE}, id="the first place is empty"),
        pytest.param("person.updated", {"person": ILSE, "person_id": ILSE}, id="the first place holds something else"),
        pytest.param("person.updated", {"person": {"id": ILSE}, "id": "event-5"}, id="person.id before id"),
        pytest.param("employment.updated", {"person": {"id": ILSE}, "id": "e-1"}, id="employment: person.id"),
        pytest.param("employment.updated", {"person_id": 8112, "id": "e-1"}, id="employment: person_id"),
    ],
)
def test_the_person_is_found_wherever_the_payload_names_them(name: str, said: JsonValue) -> None:
    assert only(received(changed(event_name=name, payload=said))).employee_id == ILSE


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("employment.updated", {"id": "e-1"}, id="the employment's id only"),
        pytest.param("employment.updated", {"employment": {"id": "e-1"}}, id="the employment only"),
        pytest.param("person.updated", {}, id="nothing"),
        pytest.param("person.updated", {"person": {"uuid": "x"}}, id="a key that is not known"),
        pytest.param("person.updated", {"id": " "}, id="a blank id"),
        pytest.param("person.updated", {"id": True}, id="no id at all"),
        pytest.param("person.updated", {"id": "9" * 200}, id="an endless id"),
    ],
)
def test_an_event_that_does_not_say_about_whom_has_the_changes_looked_up(name: str, said: JsonValue) -> None:
    result = received(changed(event_name=name, payload=said))
    assert (result.events, result.unclear) == ({}, True)
    assert result.note == f"{name!r} does not say about whom; what changed is looked up"


def test_the_sample_without_a_person_is_unclear() -> None:
    assert received(payload("personio/webhook-employment-without-person.json")).unclear


def test_the_sample_of_another_family_is_not() -> None:
    result = received(payload("personio/webhook-absence.json"))
    assert (result.events, result.unclear) == ({}, False)


def test_the_same_event_sent_again_has_the_same_id() -> None:
    again = as_body(document("personio/webhook-person-updated.json"))
    assert again != UPDATED
    assert only(received(again)) == only(received(UPDATED))


@pytest.mark.parametrize(
    "other",
    [
        {"company_id": "1"},
        {"event_name": "person.created"},
        {"occurred_at": "2026-05-11T14:40:56Z"},
        {"payload": {"person_id": "1"}},
        {"payload": {"person_id": ILSE, "employment_id": "e-1"}},
    ],
    ids=["another company", "another name", "a second later", "another person", "an employment"],
)
def test_another_event_has_another_id(other: dict[str, JsonValue]) -> None:
    assert only(received(changed(**other))).id != only(received(UPDATED)).id


@pytest.mark.parametrize("without", ["company_id", "event_name", "occurred_at"])
def test_a_missing_field_is_named(without: str) -> None:
    said = document("personio/webhook-person-updated.json")
    del said[without]
    sentence = f"this is not an event of Personio's: {without} is missing"
    assert refusal(PersonioSource([TOKEN]), as_body(said), SENT) == (400, sentence)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        pytest.param(b"[]", "this is not an event of Personio's: body must be an object", id="a list"),
        pytest.param(b"{", "the body is not JSON: ", id="no JSON"),
        pytest.param(b"", "the body is empty; ", id="empty"),
        pytest.param(
            changed(payload=[]), "this is not an event of Personio's: payload must be an object", id="no payload"
        ),
        pytest.param(
            changed(occurred_at="soon"), "this is not an event of Personio's: occurred_at is not a time", id="no time"
        ),
    ],
)
def test_a_body_that_is_no_event_is_400(body: bytes, sentence: str) -> None:
    status, said = refusal(PersonioSource([TOKEN]), body, SENT)
    assert status == 400
    assert said.startswith(sentence)


near_events = st.fixed_dictionaries(
    {
        "company_id": documents,
        "event_name": st.sampled_from(["person.updated", "employment.updated", "document.created"]),
        "occurred_at": st.just("2026-05-11T14:40:55Z") | documents,
        "payload": st.fixed_dictionaries({}, optional=dict.fromkeys(["person", "person_id", "id"], documents)),
    }
)


@settings(deadline=None, max_examples=200)
@given(documents | objects | near_events)
def test_any_document_with_a_good_token_is_received_or_refused(value: JsonValue) -> None:
    try:
        result = received(as_body(value))
    except RequestRejected as rejected:
        status = rejected.status
    else:
        status = 202 if result.events or result.note else 500
    assert status in {202, 400}


@pytest.mark.parametrize("body", [{}, {"payload": None}], ids=["left out", "null"])
def test_an_event_without_a_payload_is_unclear_and_not_refused_as_personio_never_repeats_it(
    body: dict[str, JsonValue],
) -> None:
    whole: dict[str, JsonValue] = {**document("personio/webhook-person-updated.json")}
    del whole["payload"]
    assert received(as_body(whole | body)).unclear
