"""People as Bob's API shows them, read as employees: what Bob leaves out is absent, never empty."""

from typing import Any

import pytest
from hypothesis import given, settings
from pydantic import JsonValue

from provisioning.model import Employee
from provisioning.sources.bob_people import person_from
from tests.sources.invented import objects
from tests.sources.payloads import document

MAJA = "3401988230175546891"
TOMAS = "3401557720934411208"


def said(person: dict[str, Any]) -> dict[str, JsonValue]:
    """Return what is understood of a person, but for the id."""
    return person_from(MAJA, person).employee.attributes()


def test_a_person_in_machine_form_with_the_readable_form_beside_it() -> None:
    assert person_from(MAJA, document("bob/person.json")).employee == Employee.model_validate(
        {
            "id": MAJA,
            "employeeNumber": "218",
            "firstName": "Maja",
            "lastName": "Lindqvist",
            "displayName": "Maja Lindqvist",
            "workEmail": "maja.lindqvist@contoso.com",
            "privateEmail": "maja@home.example",
            "startDate": "2026-06-01",
            "terminationDate": None,
            "lastDayOfWork": None,
            "status": "active",
            "jobTitle": "Field Engineer",
            "department": "Grid Services",
            "site": "Göteborg",
            "managerId": TOMAS,
            "workPhone": None,
            "workMobile": "+46 70 555 01 42",
            "employmentType": "Permanent",
        }
    )


def test_a_person_with_slashed_field_names() -> None:
    assert said(document("bob/person-slashed.json")) == {
        "firstName": "Maja",
        "lastName": "Lindqvist",
        "workEmail": "maja.lindqvist@contoso.com",
        "startDate": "2026-06-01",
        "department": "Grid Services",
        "managerId": TOMAS,
        "workPhone": None,
        "status": "onboarding",
    }


def test_fields_that_the_service_user_may_not_see_are_absent() -> None:
    assert said(document("bob/person-without-rights.json")) == {
        "firstName": "Maja",
        "lastName": "Lindqvist",
        "displayName": "Maja Lindqvist",
        "workEmail": "maja.lindqvist@contoso.com",
    }


@pytest.mark.parametrize(
    ("person", "understood"),
    [
        pytest.param({}, {}, id="nothing shown"),
        pytest.param({"work": {}}, {}, id="a category without fields"),
        pytest.param({"work": None}, {}, id="a category that is null"),
        pytest.param({"work": {"title": None}}, {"jobTitle": None}, id="null stays null"),
        pytest.param({"work": {"title": ""}}, {"jobTitle": None}, id="blank is null"),
        pytest.param({"work": {"title": "Cook"}}, {"jobTitle": "Cook"}, id="a value, without a readable form"),
        pytest.param({"root": {"firstName": "Maja"}}, {}, id="root is the top, not a category"),
        pytest.param({"work": {"employeeIdInCompany": 218}}, {"employeeNumber": "218"}, id="a number as text"),
        pytest.param({"work": {"startDate": "2026-06-01"}}, {"startDate": "2026-06-01"}, id="a plain date"),
        pytest.param({"custom": {"field_1": "x"}}, {}, id="custom fields are not asked for"),
    ],
)
def test_what_is_shown_is_understood_and_nothing_else(person: dict[str, Any], understood: dict[str, JsonValue]) -> None:
    assert said(person) == understood


@pytest.mark.parametrize(
    ("machine", "readable", "department"),
    [
        pytest.param("304417188", "Grid Services", "Grid Services", id="a list item's id is replaced by its name"),
        pytest.param("Marketing", "Marketing", "Marketing", id="a name stays"),
        pytest.param("304417188", None, "304417188", id="no name known"),
        pytest.param(None, None, None, id="no department"),
        pytest.param(None, "", None, id="no department, readable as an empty text"),
    ],
)
def test_the_item_of_a_list_is_read_by_its_name(
    machine: JsonValue, readable: JsonValue, department: str | None
) -> None:
    person = {"work": {"department": machine}, "humanReadable": {"work": {"department": readable}}}
    assert said(person) == {"department": department}


def test_dates_are_never_read_from_the_readable_form() -> None:
    person = {"work": {"startDate": "2026-06-01"}, "humanReadable": {"work": {"startDate": "01/06/2026"}}}
    assert said(person) == {"startDate": "2026-06-01"}


@pytest.mark.parametrize(
    ("work", "manager_id"),
    [
        pytest.param({"manager": TOMAS}, TOMAS, id="manager"),
        pytest.param({"reportsTo": {"id": TOMAS, "displayName": "Tomás Ferro"}}, TOMAS, id="reportsTo"),
        pytest.param({"manager": TOMAS, "reportsTo": {"id": "1"}}, TOMAS, id="both"),
        pytest.param({"manager": None}, None, id="no manager"),
        pytest.param({"reportsTo": None}, None, id="reports to nobody"),
    ],
)
def test_the_manager_is_a_persons_id(work: dict[str, Any], manager_id: str | None) -> None:
    assert said({"work": work}) == {"managerId": manager_id}


@pytest.mark.parametrize(
    ("internal", "status"),
    [
        pytest.param({"status": "Active", "lifecycleStatus": "Employed"}, "active", id="employed"),
        pytest.param({"status": "Active", "lifecycleStatus": "employed"}, "active", id="in machine form"),
        pytest.param({"status": "Inactive", "lifecycleStatus": "Hired"}, "onboarding", id="hired"),
        pytest.param({"status": "Inactive", "lifecycleStatus": "Terminated"}, "terminated", id="terminated"),
        pytest.param({"status": "Inactive", "lifecycleStatus": "Garden Leave"}, "gardenLeave", id="garden leave"),
        pytest.param({"status": "Inactive", "lifecycleStatus": "Parental leave"}, "leave", id="a customer's leave"),
        pytest.param({"status": "Active", "lifecycleStatus": "Parental leave"}, "active", id="leave, remaining active"),
        pytest.param({"status": "Inactive"}, "inactive", id="inactive, and no more is shown"),
        pytest.param({"status": "Active"}, "active", id="active, and no more is shown"),
        pytest.param({"lifecycleStatus": "Terminated"}, "terminated", id="the life cycle alone"),
        pytest.param({"lifecycleStatus": {"id": "3", "name": "Terminated"}}, "terminated", id="an item of a list"),
        pytest.param({"status": "Inactive", "lifecycleStatus": "gardenLeave"}, "gardenLeave", id="in one word"),
        pytest.param({"status": "Inactive", "lifecycleStatus": "Garden Leave "}, "gardenLeave", id="with a blank"),
    ],
)
def test_the_status_is_understood(internal: dict[str, Any], status: str) -> None:
    assert said({"internal": internal}) == {"status": status}


@pytest.mark.parametrize("internal", [{}, {"status": None}, {"lifecycleStatus": "Sabbatical"}, {"status": 5}], ids=str)
def test_a_status_that_says_nothing_is_absent(internal: dict[str, Any]) -> None:
    assert said({"internal": internal}) == {}


@pytest.mark.parametrize(
    ("work", "field"),
    [
        pytest.param({"startDate": "01/06/2026", "title": "Cook"}, "startDate", id="a date in another form"),
        pytest.param({"workPhone": ["1"], "title": "Cook"}, "workPhone", id="a list"),
        pytest.param({"workPhone": "1" * 2000, "title": "Cook"}, "workPhone", id="an endless text"),
        pytest.param({"workPhone": {"id": {"x": 1}}, "title": "Cook"}, "workPhone", id="an object within an object"),
    ],
)
def test_a_field_that_cannot_be_read_is_absent_and_named(work: dict[str, Any], field: str) -> None:
    assert said({"work": work}) == {"jobTitle": "Cook"}
    assert person_from(MAJA, {"work": work}).unreadable == {field}


@settings(deadline=None, max_examples=300)
@given(objects)
def test_any_object_gives_an_employee(person: dict[str, JsonValue]) -> None:
    employee = person_from(MAJA, person).employee
    assert employee.id == MAJA
    assert Employee.model_validate({"id": MAJA, **employee.attributes()}) == employee
