"""What is wrong with a document is said in sentences that name the field and do not repeat the value."""

import pytest
from pydantic import JsonValue, ValidationError

from provisioning.model import Employee, HrEvent
from provisioning.problems import problems_of

EVENT: dict[str, JsonValue] = {
    "id": "1",
    "source": "generic",
    "type": "review",
    "occurredAt": "2026-06-01T12:00:00Z",
    "employeeId": "7",
}


def found(model: type[Employee | HrEvent], document: JsonValue) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as wrong:
        model.model_validate(document)
    return list(problems_of(wrong.value))


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        pytest.param({"id": None}, "id", "must be text", id="null id"),
        pytest.param({"id": ""}, "id", "must not be empty", id="empty id"),
        pytest.param({"id": "i" * 129}, "id", "is longer than 128 characters", id="id too long"),
        pytest.param({"id": "a\nb"}, "id", "holds a control character; send plain text", id="line break in the id"),
        pytest.param({"firstName": ["Ana"]}, "firstName", "must be text", id="list"),
        pytest.param({"firstName": True}, "firstName", "must be text", id="boolean"),
        pytest.param({"firstName": "A" * 1025}, "firstName", "is longer than 1024 characters", id="text too long"),
        pytest.param({"firstName": "A\x00"}, "firstName", "holds a control character; send plain text", id="NUL"),
        pytest.param({"startDate": "soon"}, "startDate", "is not a date; send it like 2026-09-30", id="no date"),
        pytest.param({"startDate": 20260930}, "startDate", "is not a date; send it like 2026-09-30", id="a number"),
        pytest.param(
            {"startDate": "0001-01-01"},
            "startDate",
            "lies before 1900; send null when there is no date",
            id="a date that means none",
        ),
        pytest.param({"custom": []}, "custom", "must be an object", id="custom"),
        pytest.param(
            {"firstname": "Ana"},
            "firstname",
            "is not a field that is known here; check its spelling",
            id="name in another case",
        ),
    ],
)
def test_an_employee_that_cannot_be_read(said: dict[str, JsonValue], field: str, sentence: str) -> None:
    assert found(Employee, {"id": "7", **said}) == [(field, sentence)]


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        pytest.param({"type": "employee.promoted"}, "type", "must be one of 'employee.created', ", id="type"),
        pytest.param(
            {"occurredAt": "noon"}, "occurredAt", "is not a time; send it like 2026-09-30T08:15:00Z", id="no time"
        ),
        pytest.param(
            {"occurredAt": "0001-01-01T00:00:00+14:00"}, "occurredAt", "is outside the calendar", id="before the year 1"
        ),
        pytest.param({"employee": {"firstName": "Ana"}}, "employee.id", "is missing", id="inside an object"),
        pytest.param({"employee": "Ana"}, "employee", "must be an object", id="no object"),
    ],
)
def test_an_event_that_cannot_be_read(said: dict[str, JsonValue], field: str, sentence: str) -> None:
    [(named, why)] = found(HrEvent, EVENT | said)
    assert named == field
    assert why.startswith(sentence)


def test_a_document_that_is_no_object_has_no_field_to_name() -> None:
    assert found(Employee, []) == [("", "must be an object")]


def test_no_sentence_repeats_a_value() -> None:
    secret = "S3cret" * 200
    document: JsonValue = {"id": [secret], "firstName": secret, "startDate": secret, "status": {"x": secret}}
    assert all("S3cret" not in sentence for _, sentence in found(Employee, document))
