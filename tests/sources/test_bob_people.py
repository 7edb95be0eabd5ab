"""People as Bob's API shows them, read as employees: what Bob leaves out is absent, never empty."""

from typing import Any

import pytest
from hypothesis import given, settings
from pydantic import JsonValue

from provisioning.model import Employee
from provisioning.sources.bob_reading import custom_name, id_of, person_from
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
        pytest.param({"id": "304417188"}, "Grid Services", "Grid Services", id="an item without its name"),
        pytest.param({"id": "304417188", "name": "Grid"}, None, "Grid", id="an item with its name"),
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
        pytest.param({"manager": None, "reportsTo": {"id": TOMAS}}, TOMAS, id="only reportsTo"),
        pytest.param({"manager": "Tomás Ferro", "reportsTo": {"id": TOMAS}}, TOMAS, id="manager by name"),
        pytest.param({"manager": int(TOMAS)}, TOMAS, id="a number"),
    ],
)
def test_the_manager_is_a_persons_id(work: dict[str, Any], manager_id: str | None) -> None:
    assert said({"work": work}) == {"managerId": manager_id}


@pytest.mark.parametrize(
    "work",
    [
        pytest.param({"reportsTo": "Tomás Ferro"}, id="the readable form of reportsTo"),
        pytest.param({"manager": "Tomás Ferro", "reportsTo": "Tomás Ferro"}, id="the readable form of both"),
        pytest.param({"reportsTo": {"displayName": "Tomás Ferro"}}, id="an object without an id"),
        pytest.param({"manager": None, "reportsTo": "Tomás Ferro"}, id="no manager, but a name"),
    ],
)
def test_a_display_name_never_becomes_a_manager_id(work: dict[str, Any]) -> None:
    shown = person_from(MAJA, {"work": work})
    assert shown.employee.attributes() == {}
    assert shown.unreadable == {"managerId"}


def test_the_readable_form_of_a_manager_is_not_looked_at() -> None:
    assert said({"work": {}, "humanReadable": {"work": {"reportsTo": "Tomás Ferro", "manager": TOMAS}}}) == {}


@pytest.mark.parametrize(
    ("machine", "readable", "value"),
    [
        pytest.param("304417301", "North", "North", id="the item of a list is read by its name"),
        pytest.param(["304417301", "304417302"], "North, South", "North, South", id="several items as well"),
        pytest.param("2026-09-30", "30/09/2026", "2026-09-30", id="a date stays as machines write it"),
        pytest.param("C-12", "C-12", "C-12", id="a text"),
        pytest.param("304417301", None, "304417301", id="an id whose name is not shown"),
        pytest.param(True, "Yes", True, id="yes and no stay true and false"),
        pytest.param(7.5, "7.50", 7.5, id="a number stays a number"),
        pytest.param(None, "", None, id="nothing"),
    ],
)
def test_a_custom_field_that_is_asked_for_is_read(machine: JsonValue, readable: JsonValue, value: JsonValue) -> None:
    person = {"custom": {"field_17": machine}, "humanReadable": {"custom": {"field_17": readable}}}
    assert person_from(MAJA, person, ["custom.field_17"]).employee.custom == {"field_17": value}


def test_a_custom_field_that_is_not_shown_is_absent() -> None:
    assert person_from(MAJA, {"custom": {}}, ["custom.field_17", "about.hobbies"]).employee.custom == {}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        pytest.param("custom.field_17", "field_17", id="a field of Bob's category custom keeps its name"),
        pytest.param("about.hobbies", "about_hobbies", id="another category stands before the field"),
        pytest.param("about.socialData.linkedin", "about_socialData_linkedin", id="a category within a category"),
        pytest.param("root.companyId", "root_companyId", id="a field at the top"),
    ],
)
def test_a_field_path_becomes_a_custom_name(path: str, name: str) -> None:
    assert custom_name(path) == name


@pytest.mark.parametrize(
    ("person", "bobs_id"),
    [
        pytest.param({"id": MAJA}, MAJA, id="nested"),
        pytest.param({"/root/id": {"value": MAJA}}, MAJA, id="slashed"),
        pytest.param({"id": int(MAJA)}, MAJA, id="a number"),
        pytest.param({"id": " "}, None, id="blank"),
        pytest.param({"id": None}, None, id="null"),
        pytest.param({"id": {"x": 1}}, None, id="an object"),
        pytest.param({}, None, id="missing"),
    ],
)
def test_the_id_of_a_person_in_an_answer(person: dict[str, Any], bobs_id: str | None) -> None:
    assert id_of(person) == bobs_id


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
        pytest.param({"department": {"id": "304417188"}, "title": "Cook"}, "department", id="a list item without name"),
        pytest.param({"workPhone": {"id": {"x": 1}}, "title": "Cook"}, "workPhone", id="an object within an object"),
    ],
)
def test_a_field_that_cannot_be_read_is_absent_and_named(work: dict[str, Any], field: str) -> None:
    assert said({"work": work}) == {"jobTitle": "Cook"}
    assert person_from(MAJA, {"work": work}).unreadable == {field}


@settings(deadline=None, max_examples=300)
@given(objects)
def test_any_object_gives_an_employee(person: dict[str, JsonValue]) -> None:
    employee = person_from(MAJA, person, ["custom.field_17", "work.title"]).employee
    assert employee.id == MAJA
    plain = {name: value for name, value in employee.attributes().items() if not name.startswith("custom.")}
    custom = {"custom": employee.custom} if employee.custom else {}
    assert Employee.model_validate({"id": MAJA, **plain, **custom}) == employee
    assert employee.manager_id is None or employee.manager_id.isdecimal()
