"""People as BambooHR shows them, read as employees: what counts now, what is ahead, and what may not be seen."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.model import Employee
from provisioning.ports import Listed, Shown, TemporaryFailure
from provisioning.sources.bamboohr.reading import LISTED_FIELDS, listed_from, person_from
from tests.sources.invented import documents
from tests.sources.payloads import document

NOW, AHEAD = document("bamboohr/person.json"), document("bamboohr/person-ahead.json")
JOB = {"jobTitle": "Cook"}


def said(now: dict[str, Any], ahead: dict[str, Any] | None = None, *custom: str) -> dict[str, JsonValue]:
    """Return what is understood of a person, but for the id."""
    return person_from("218", now, ahead or {}, custom).employee.attributes()


def listed(**record: JsonValue) -> Listed:
    """Return how somebody with a job is listed."""
    ordinary: dict[str, JsonValue] = {"employeeId": "7", "jobTitleName": "Cook", "hireDate": "2026-01-15"}
    return listed_from(ordinary | record)


def shown(**record: JsonValue) -> dict[str, JsonValue]:
    """Return what the list says of somebody with a job."""
    found = listed(**record).shown
    assert found is not None
    return found.employee.attributes()


# A person who is read by id


def test_a_person_is_shown_as_they_are_now_with_the_dates_that_are_ahead() -> None:
    assert person_from("218", NOW, AHEAD, ["customCostCenter"]).employee == Employee.model_validate(
        {
            "id": "218",
            "employeeNumber": "E-218",
            "firstName": "Maja",
            "lastName": "Lindqvist",
            "preferredName": None,
            "displayName": "Maja Lindqvist",
            "workEmail": "maja.lindqvist@contoso.com",
            "privateEmail": "maja@home.example",
            "startDate": "2026-06-01",
            "terminationDate": "2026-12-31",
            "status": "active",
            "jobTitle": "Field Engineer",
            "department": "Grid Services",
            "site": "Göteborg",
            "country": "Sweden",
            "managerId": "14",
            "workPhone": None,
            "workMobile": "+46 70 555 01 42",
            "employmentType": "Full-Time",
            "custom": {"customCostCenter": "C-12", "division": "North"},
        }
    )


def test_who_is_still_to_start_is_shown_with_the_job_that_is_ahead() -> None:
    ivo = said(document("bamboohr/person-to-start.json"), document("bamboohr/person-to-start-ahead.json"))
    assert ivo == {
        "firstName": "Ivo",
        "lastName": "Banić",
        "workEmail": "ivo.banic@contoso.com",
        "startDate": "2026-09-01",
        "terminationDate": None,
        "status": "onboarding",
        "jobTitle": "Analyst",
        "department": "Finance",
        "site": "Zagreb",
        "managerId": "218",
        "employmentType": "Part-Time",
        "custom.division": "North",
    }


def test_a_field_that_the_key_may_not_see_is_absent() -> None:
    assert said({"id": "218", "firstName": "Maja"}, {"id": "218"}) == {"firstName": "Maja"}


@pytest.mark.parametrize(
    ("now", "ahead", "understood"),
    [
        pytest.param({"jobTitle": None}, {}, {"jobTitle": None}, id="null stays null"),
        pytest.param({"jobTitle": ""}, {}, {"jobTitle": None}, id="an empty text is null"),
        pytest.param({"terminationDate": "0000-00-00"}, {}, {"terminationDate": None}, id="no date is null"),
        pytest.param({**JOB, "supervisorEId": 14}, {}, {**JOB, "managerId": "14"}, id="a number as text"),
        pytest.param({**JOB, "supervisorEId": "0"}, {}, {**JOB, "managerId": None}, id="nobody's id is nobody"),
        pytest.param({**JOB, "supervisorEId": 0}, {}, {**JOB, "managerId": None}, id="nobody's id as a number"),
        pytest.param({**JOB, "supervisorId": "E-14"}, {}, JOB, id="a supervisor's employee number is not their id"),
        pytest.param({**JOB, "supervisor": "Ferro, Tomás"}, {}, JOB, id="a supervisor's name is not their id"),
        pytest.param(JOB, {"jobTitle": "Chef"}, JOB, id="nobody gets a title early"),
        pytest.param(
            {**JOB, "department": None},
            {"jobTitle": "Chef", "department": "Kitchen"},
            {**JOB, "department": None},
            id="nor a department, as long as there is a job",
        ),
        pytest.param(
            {"terminationDate": "2026-03-31"},
            {"terminationDate": "0000-00-00"},
            {"terminationDate": "2026-03-31"},
            id="a date that counts now stays when none is ahead",
        ),
        pytest.param(
            {"hireDate": "2020-01-01"}, {"hireDate": "2026-09-01"}, {"startDate": "2026-09-01"}, id="hired again"
        ),
    ],
)
def test_what_is_shown_is_understood_and_nothing_else(
    now: dict[str, Any], ahead: dict[str, Any], understood: dict[str, JsonValue]
) -> None:
    assert said(now, ahead) == understood


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        pytest.param({**JOB, "status": "Active"}, "active", id="active"),
        pytest.param({**JOB, "status": "Inactive"}, "inactive", id="inactive, and no more is shown"),
        pytest.param({"status": "Inactive"}, "inactive", id="inactive, and neither job nor date may be seen"),
        pytest.param(
            {"jobTitle": None, "hireDate": "2026-09-01", "status": "Inactive"}, "onboarding", id="hired, without a job"
        ),
        pytest.param({"jobTitle": None, "status": "Inactive"}, "inactive", id="without a job or a date"),
        pytest.param(
            {"employmentHistoryStatus": "Terminated", "status": "Inactive"}, "terminated", id="terminated without date"
        ),
        pytest.param(
            {"employmentHistoryStatus": "Terminated", "terminationDate": "2026-03-31", "status": "Inactive"},
            "inactive",
            id="terminated with a date, which decides",
        ),
    ],
)
def test_the_status_is_understood(fields: dict[str, Any], status: str) -> None:
    assert said(fields)["status"] == status


@pytest.mark.parametrize("status", [None, "", 5, ["Active"]], ids=str)
def test_a_status_that_says_nothing_is_absent(status: JsonValue) -> None:
    assert "status" not in said({**JOB, "status": status})


def test_a_field_that_cannot_be_read_is_absent_and_named() -> None:
    found = person_from("218", {**JOB, "hireDate": "01/06/2026"}, {})
    assert found.employee.attributes() == JOB
    assert found.unreadable == {"startDate"}


@pytest.mark.parametrize(
    ("value", "understood"),
    [("C-12", "C-12"), ("", None), ("0000-00-00", None), (None, None), (True, True), (["a"], ["a"])],
    ids=["text", "empty", "no date", "null", "boolean", "list"],
)
def test_a_custom_field_that_is_asked_for_is_read(value: JsonValue, understood: JsonValue) -> None:
    assert said({"customCostCenter": value}, {}, "customCostCenter") == {"custom.customCostCenter": understood}


def test_a_custom_field_that_is_not_shown_is_absent() -> None:
    assert said({}, {}, "customCostCenter") == {}


@settings(deadline=None, max_examples=200)
@given(*[st.dictionaries(st.sampled_from([*NOW, "id"]), documents, max_size=8)] * 2)
def test_any_answer_gives_an_employee(now: dict[str, JsonValue], ahead: dict[str, JsonValue]) -> None:
    found = person_from("218", now, ahead, ["customCostCenter"])
    assert isinstance(found, Shown)
    assert found.employee.id == "218"


# A person on the list


def test_the_names_of_the_list_are_understood() -> None:
    maja, tomas, ivo = (listed_from(record) for record in document("bamboohr/list.json")["data"])
    assert maja.shown is not None
    assert tomas.shown is not None
    assert maja.shown.employee.attributes() == {
        "employeeNumber": "E-218",
        "firstName": "Maja",
        "lastName": "Lindqvist",
        "preferredName": None,
        "displayName": "Maja Lindqvist",
        "workEmail": "maja.lindqvist@contoso.com",
        "startDate": "2026-06-01",
        "status": "active",
        "jobTitle": "Field Engineer",
        "department": "Grid Services",
        "site": "Göteborg",
        "country": "Sweden",
        "managerId": "14",
        "workPhone": None,
        "workMobile": "+46 70 555 01 42",
        "employmentType": "Full-Time",
        "custom.division": "North",
    }
    assert tomas.shown.employee.get("terminationDate") == "2026-03-31"
    assert ivo == Listed("219")


def test_what_the_key_may_not_read_is_absent_although_it_is_null() -> None:
    assert shown(workEmail=None, _restrictedFields=["workEmail"]) == shown()
    assert shown(workEmail=None, _restrictedFields=[]) == {**shown(), "workEmail": None}


def test_no_date_of_leaving_says_nothing_as_there_may_be_one_ahead() -> None:
    assert shown(terminationDate=None) == shown()
    assert shown(terminationDate="2026-03-31")["terminationDate"] == "2026-03-31"


@pytest.mark.parametrize(
    "record",
    [
        pytest.param({"jobTitleName": None, "departmentName": None}, id="without a job yet"),
        pytest.param({"hireDate": None}, id="without a date of hiring yet"),
        pytest.param({"_restrictedFields": ["hireDate"]}, id="whose date of hiring the key may not read"),
    ],
)
def test_who_has_something_ahead_is_read_by_id(record: dict[str, JsonValue]) -> None:
    assert listed(**record) == Listed("7")


def test_with_custom_fields_everybody_is_read_by_id() -> None:
    record: dict[str, JsonValue] = {"employeeId": "7", "jobTitleName": "Cook", "hireDate": "2026-01-15"}
    assert listed_from(record, ["customCostCenter"]) == Listed("7")


@pytest.mark.parametrize("employee_id", [None, "", " "], ids=str)
def test_somebody_without_an_id_is_no_entry_of_a_list(employee_id: JsonValue) -> None:
    with pytest.raises(TemporaryFailure, match="without an id"):
        listed(employeeId=employee_id)


def test_the_list_is_asked_by_its_own_names() -> None:
    assert {"jobTitleName", "departmentName", "locationName", "reportsToId"} <= {*LISTED_FIELDS}
    assert not {"jobTitle", "department", "location", "supervisorEId"} & {*LISTED_FIELDS}
