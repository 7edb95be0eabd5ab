"""Events in the product's own format: each is taken or refused by itself."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.model import Employee, EmployeeRecord, EventType, HrEvent
from provisioning.ports import Received, RefusedEvent, RequestRejected
from provisioning.rules.merging import merge
from provisioning.sources.generic import GenericSource
from tests.builders import NOON, at
from tests.sources.invented import documents, objects
from tests.sources.payloads import JSON, as_body, payload


def received(document: JsonValue) -> Received:
    return GenericSource().receive(as_body(document), JSON, NOON)


def update(**changes: JsonValue) -> dict[str, JsonValue]:
    usual: dict[str, JsonValue] = {
        "id": "e-1",
        "type": "employee.updated",
        "occurredAt": "2026-06-01T12:00:00Z",
        "employee": {"id": "7", "jobTitle": "Cook"},
    }
    return usual | changes


def about(**said: JsonValue) -> dict[str, JsonValue]:
    return update(employee={"id": "7", **said})


def only(result: Received) -> HrEvent:
    assert not result.refused
    [event] = result.events.values()
    return event


def refusals(*events: JsonValue) -> list[tuple[int, str, str]]:
    return [(each.index, each.field, each.message) for each in received({"events": [*events]}).refused]


def test_a_hire_is_read_whole() -> None:
    event = only(GenericSource().receive(payload("generic/hire.json"), JSON, NOON))
    assert event == HrEvent(
        id="evt-2026-000118",
        source="generic",
        type=EventType.CREATED,
        occurred_at=at("2026-05-04T09:12:44Z"),
        employee_id="4711",
        employee=Employee(
            id="4711",
            first_name="Zoë",
            last_name="O'Farrell",
            display_name="Zoë O'Farrell",
            preferred_name=None,
            work_email="zoe.ofarrell@contoso.com",
            private_email="zoe@home.example",
            start_date=date(2026, 6, 1),
            termination_date=None,
            last_day_of_work=None,
            status="onboarding",
            job_title="Controller",
            department="Finance",
            company_name="Contoso Ireland",
            site="Cork",
            country="Ireland",
            time_zone="Europe/Dublin",
            manager_id="4002",
            work_phone="+353 21 555 0134",
            work_mobile=None,
            employment_type="internal",
            created_at="2026-05-04T11:10:02+02:00",
            custom={"costCenter": 4130, "badge": "B-77", "remote": True},
        ),
        numbered_by_id=True,
    )


def test_several_events_keep_their_places() -> None:
    result = GenericSource().receive(payload("generic/day.json"), JSON, NOON)
    assert [(index, event.employee_id, event.type) for index, event in result.events.items()] == [
        (0, "4711", EventType.UPDATED),
        (1, "4002", EventType.UPDATED),
        (2, "3990", EventType.DELETED),
    ]


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("employee.created", EventType.CREATED),
        ("employee.updated", EventType.UPDATED),
        ("employee.deleted", EventType.DELETED),
        ("employee.accessRevoked", EventType.ACCESS_REVOKED),
    ],
)
def test_four_types_of_events_are_known(type_: str, kind: EventType) -> None:
    assert only(received({"events": [update(type=type_)]})).type is kind


def test_access_that_is_revoked_ends_when_the_event_happened() -> None:
    event = only(received({"events": [update(type="employee.accessRevoked", employee={"id": "7"})]}))
    kept = merge(EmployeeRecord(source="generic", employee_id="7"), event)
    assert (kept.access_revoked_at, kept.deleted) == (at("2026-06-01T12:00Z"), False)


def test_a_field_that_was_left_out_is_absent_and_null_is_null() -> None:
    employee = only(received({"events": [about(jobTitle=None, site="Cork")]})).employee
    assert employee is not None
    assert employee.attributes() == {"jobTitle": None, "site": "Cork"}


def test_absence_survives_the_queue() -> None:
    event = only(received({"events": [about(jobTitle=None)]}))
    again = HrEvent.model_validate(event.to_json())
    assert again.employee is not None
    assert again.employee.attributes() == {"jobTitle": None}
    assert again == event


def kept_after(*events: dict[str, JsonValue]) -> Employee:
    """Return the person after these events."""
    kept = EmployeeRecord(source="generic", employee_id="7")
    for event in events:
        kept = merge(kept, only(received({"events": [event]})))
    return kept.employee


NAMED = about(employeeNumber="E-0007") | {"id": "named", "occurredAt": "2026-01-01T00:00:00Z"}
UNNAMED = about(site="Cork") | {"id": "unnamed", "occurredAt": "2026-01-02T00:00:00Z"}
EMPTIED = about(employeeNumber=None) | {"id": "emptied", "occurredAt": "2026-01-03T00:00:00Z"}


@pytest.mark.parametrize(
    ("events", "number"),
    [
        pytest.param([UNNAMED], "7", id="the id"),
        pytest.param([NAMED], "E-0007", id="unless one is given"),
        pytest.param([NAMED, UNNAMED], "E-0007", id="and stays, when a later event leaves it out"),
        pytest.param([UNNAMED, NAMED], "E-0007", id="whichever comes first"),
        pytest.param([NAMED, EMPTIED], None, id="unless it is emptied"),
    ],
)
def test_the_employee_number_is(events: list[dict[str, JsonValue]], number: str | None) -> None:
    assert kept_after(*events).employee_number == number


def test_fields_are_named_as_in_json_and_not_otherwise() -> None:
    assert refusals(update(employee={"id": "7", "first_name": "Ana"})) == [
        (0, "employee.first_name", "is not a field that is known here; check its spelling")
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("2026-09-30", date(2026, 9, 30), id="a date"),
        pytest.param("2026-09-30T00:00:00+02:00", date(2026, 9, 30), id="midnight in summer, not the day before"),
        pytest.param("2014-11-09T00:00:00+01:00", date(2014, 11, 9), id="midnight in winter"),
        pytest.param("2026-09-30T23:59:59-08:00", date(2026, 9, 30), id="late, west of Greenwich"),
        pytest.param("2026-09-30T00:00:00Z", date(2026, 9, 30), id="midnight UTC"),
        pytest.param("9999-12-31", date(9999, 12, 31), id="never"),
        pytest.param("", None, id="empty is null"),
        pytest.param(None, None, id="null"),
    ],
)
def test_a_date_is_the_one_on_the_wall(written: JsonValue, expected: date | None) -> None:
    employee = only(received({"events": [about(terminationDate=written)]})).employee
    assert employee is not None
    assert "termination_date" in employee.model_fields_set
    assert employee.termination_date == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("2026-06-01T12:00:00Z", "2026-06-01T12:00Z", id="UTC"),
        pytest.param("2026-06-01T14:00:00+02:00", "2026-06-01T12:00Z", id="with an offset"),
        pytest.param("2026-06-01T12:00:00+0000", "2026-06-01T12:00Z", id="offset without a colon"),
        pytest.param("2026-06-01T12:00:00", "2026-06-01T12:00Z", id="without an offset: UTC"),
        pytest.param("2026-06-01T12:00:00.123456Z", "2026-06-01T12:00:00.123456Z", id="microseconds"),
    ],
)
def test_the_time_of_an_event_is_an_instant(written: str, expected: str) -> None:
    assert only(received({"events": [update(occurredAt=written)]})).occurred_at == at(expected)


def test_numbers_are_taken_as_ids() -> None:
    event = only(received({"events": [update(id=12, employee={"id": 7})]}))
    assert (event.id, event.employee_id) == ("12", "7")


@pytest.mark.parametrize("count", [1, 2, 1_000])
def test_up_to_1000_events_are_taken(count: int) -> None:
    result = received({"events": [update(id=f"e-{number}") for number in range(count)]})
    assert [event.id for event in result.events.values()] == [f"e-{number}" for number in range(count)]


@pytest.mark.parametrize("count", [0, 1_001])
def test_no_event_and_more_than_1000_are_refused_as_a_whole(count: int) -> None:
    with pytest.raises(RequestRejected) as rejected:
        received({"events": [update()] * count})
    assert rejected.value.status == 400
    assert str(rejected.value) == f"events holds {count} events; send 1 to 1000 a call"


@pytest.mark.parametrize("document", [[], {}, None, "events", [update()], {"events": None}, {"events": {}}], ids=str)
def test_a_body_without_a_list_of_events_is_refused(document: JsonValue) -> None:
    with pytest.raises(RequestRejected) as rejected:
        received(document)
    assert rejected.value.status == 400
    assert str(rejected.value) == 'the body must be an object with a list "events"'


def test_a_bad_event_refuses_only_itself() -> None:
    result = received({"events": [update(id="a"), about(startDate="soon"), update(id="c")]})
    assert {index: event.id for index, event in result.events.items()} == {0: "a", 2: "c"}
    assert result.refused == [RefusedEvent(1, "employee.startDate", "is not a date; send it like 2026-09-30")]


KINDS = (
    "must be one of 'employee.created', 'employee.updated', 'employee.deleted', 'employee.accessRevoked' or "
    "'employee.accessRestored'"
)


@pytest.mark.parametrize(
    ("event", "field", "message"),
    [
        pytest.param("x", "event", "must be an object", id="no object"),
        pytest.param(None, "event", "must be an object", id="null"),
        pytest.param(update(id=""), "id", "must not be empty", id="empty id"),
        pytest.param(update(id="i" * 129), "id", "is longer than 128 characters", id="id too long"),
        pytest.param(update(type="employee.promoted"), "type", KINDS, id="unknown type"),
        pytest.param(update(type="review"), "type", KINDS, id="a type of our own"),
        pytest.param(
            update(occurredAt="yesterday"), "occurredAt", "is not a time; send it like 2026-09-30T08:15:00Z", id="time"
        ),
        pytest.param(
            update(occurredAt=1780315200), "occurredAt", "is not a time; send it like 2026-09-30T08:15:00Z", id="epoch"
        ),
        pytest.param(update(employee=None), "employee", "must be an object", id="no employee"),
        pytest.param(update(employee={"jobTitle": "Cook"}), "employee.id", "is missing", id="employee without an id"),
        pytest.param(about(firstName=["Ana"]), "employee.firstName", "must be text", id="a list for a text"),
        pytest.param(
            about(firstname="Ana"),
            "employee.firstname",
            "is not a field that is known here; check its spelling",
            id="unknown field of the employee",
        ),
        pytest.param(
            update(tenant="contoso"),
            "tenant",
            "is not a field that is known here; check its spelling",
            id="unknown field of the event",
        ),
        pytest.param(
            about(jobTitle="a\u0000b"), "employee.jobTitle", "holds a control character; send plain text", id="NUL"
        ),
    ],
)
def test_a_refusal_names_place_and_field(event: JsonValue, field: str, message: str) -> None:
    assert refusals(update(id="good"), event) == [(1, field, message)]


def test_every_fault_of_an_event_is_named() -> None:
    event: JsonValue = {"type": "employee.updated", "employee": {"startDate": "soon", "custom": 5}}
    assert refusals(event) == [
        (0, "id", "is missing"),
        (0, "occurredAt", "is missing"),
        (0, "employee.id", "is missing"),
        (0, "employee.startDate", "is not a date; send it like 2026-09-30"),
        (0, "employee.custom", "must be an object"),
    ]


def test_a_body_that_is_no_json_is_refused() -> None:
    with pytest.raises(RequestRejected, match="the body is not JSON"):
        GenericSource().receive(b"{", JSON, NOON)
    with pytest.raises(RequestRejected, match="Content-Type"):
        GenericSource().receive(b"{}", {}, NOON)


near_events = st.fixed_dictionaries(
    {"id": st.just("1"), "type": st.just("employee.updated"), "occurredAt": st.just("2026-06-01"), "employee": objects}
)


@settings(deadline=None, max_examples=200)
@given(documents | st.fixed_dictionaries({"events": st.lists(documents | near_events, max_size=3)}))
def test_any_document_is_received_or_refused(document: JsonValue) -> None:
    try:
        result = received(document)
    except RequestRejected as refusal:
        result, status = Received(), refusal.status
        assert status in range(400, 500)
    for event in result.events.values():
        assert HrEvent.model_validate(event.to_json()) == event
