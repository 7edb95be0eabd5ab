"""People as version 1 of Personio's API shows them: what it leaves out is absent, never empty."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.model import Employee
from provisioning.ports import AccessDenied
from provisioning.sources.personio.v1_people import person_from
from tests.sources.invented import documents
from tests.sources.payloads import document

ILSE = "8112"
EVERYTHING_ASKED_FOR = ("team", "cost_centers", "contract_end_date", "dynamic_24407", "dynamic_24415", "date_of_birth")


def labelled(value: JsonValue, kind: str = "standard", universal_id: str | None = None) -> dict[str, JsonValue]:
    return {"label": "in any language", "value": value, "type": kind, "universal_id": universal_id}


def shown(attributes: dict[str, Any], *custom: str) -> dict[str, JsonValue]:
    """Return what is understood of attributes, but for the ids, when these custom ones are asked for."""
    said = person_from({"id": labelled(8112), **attributes}, custom).employee.attributes()
    assert said.pop("employeeNumber") == ILSE
    return said


def test_a_person_as_a_company_shows_her() -> None:
    attributes = document("personio/v1-employee.json")["data"]["attributes"]
    assert person_from(attributes, EVERYTHING_ASKED_FOR).employee == Employee.model_validate(
        {
            "id": ILSE,
            "employeeNumber": ILSE,
            "firstName": "Ilse",
            "lastName": "Brandt",
            "preferredName": None,
            "workEmail": "ilse.brandt@contoso.com",
            "startDate": "2026-06-01",
            "terminationDate": None,
            "lastDayOfWork": None,
            "status": "active",
            "jobTitle": "Werkstoffprüferin",
            "department": "Prüflabor",
            "companyName": "Contoso Werkstoffe GmbH",
            "site": "Chemnitz",
            "managerId": "7040",
            "employmentType": "internal",
            "createdAt": "2026-04-20T09:14:03+02:00",
            "custom": {
                "team": "Metallographie",
                "cost_centers": "4130 Labor, 4170 Messe",
                "contract_end_date": None,
                "dynamic_24407": "K-5521",
                "dynamic_24415": "Deutsch, Tschechisch",
                "date_of_birth": "1991-11-09",
            },
        }
    )


def test_what_nobody_asked_for_is_not_kept_however_much_the_credential_may_read() -> None:
    attributes = document("personio/v1-employee.json")["data"]["attributes"]
    assert {"gender", "fix_salary", "dynamic_24411"} <= attributes.keys()
    assert dict(person_from(attributes).employee.custom) == {}
    assert dict(person_from(attributes, ["dynamic_24407"]).employee.custom) == {"dynamic_24407": "K-5521"}


def test_an_older_answer_without_types_and_universal_ids() -> None:
    attributes = document("personio/v1-employees.json")["data"][1]["attributes"]
    assert person_from(attributes, ["cost_centers", "dynamic_24407", "team"]).employee.attributes() == {
        "employeeNumber": "7040",
        "firstName": "Jonas",
        "lastName": "Okafor",
        "workEmail": "jonas.okafor@contoso.com",
        "status": "inactive",
        "jobTitle": None,
        "managerId": None,
        "startDate": "2014-11-09",
        "terminationDate": "2026-09-30",
        "lastDayOfWork": "2026-09-15",
        "site": None,
        "department": None,
        "custom.cost_centers": None,
        "custom.dynamic_24407": None,
    }


@pytest.mark.parametrize(
    ("attributes", "understood"),
    [
        pytest.param({}, {}, id="an id and nothing else"),
        pytest.param({"position": labelled(None)}, {"jobTitle": None}, id="null stays null"),
        pytest.param({"position": labelled("")}, {"jobTitle": None}, id="blank is null"),
        pytest.param({"position": {"label": "Position"}}, {}, id="a label without a value"),
        pytest.param({"position": "Cook"}, {"jobTitle": "Cook"}, id="a value without a label"),
        pytest.param({"hire_date": labelled("2014-11-09T00:00:00+01:00")}, {"startDate": "2014-11-09"}, id="winter"),
        pytest.param({"hire_date": labelled("2014-06-01T00:00:00+02:00")}, {"startDate": "2014-06-01"}, id="summer"),
        pytest.param({"hire_date": labelled("2014-11-09")}, {"startDate": "2014-11-09"}, id="a plain date"),
        pytest.param(
            {"dynamic_1": labelled("2026-09-15", "date", "last_working_day")},
            {"lastDayOfWork": "2026-09-15"},
            id="known by its universal id",
        ),
        pytest.param(
            {"dynamic_1": labelled("b", universal_id="position"), "position": labelled("a")},
            {"jobTitle": "a"},
            id="the key goes before the universal id",
        ),
        pytest.param({"fix_salary": labelled(4100), "gender": labelled("female")}, {}, id="what nobody asked for"),
    ],
)
def test_what_is_shown_is_understood_and_nothing_else(
    attributes: dict[str, Any], understood: dict[str, JsonValue]
) -> None:
    assert shown(attributes) == understood


@pytest.mark.parametrize(
    ("attributes", "understood"),
    [
        pytest.param({"dynamic_1": labelled("a", universal_id="badge")}, {"custom.badge": "a"}, id="by universal id"),
        pytest.param(
            {"badge": labelled("a"), "x": labelled("b", universal_id="badge")}, {"custom.badge": "a"}, id="by key first"
        ),
        pytest.param({"badge": labelled("")}, {"custom.badge": None}, id="blank is null"),
        pytest.param({"badge": labelled(None, "date")}, {"custom.badge": None}, id="no date"),
        pytest.param(
            {"badge": labelled("2026-09-15T00:00:00+02:00", "date")}, {"custom.badge": "2026-09-15"}, id="date"
        ),
        pytest.param(
            {"badge": labelled("soon", "date")}, {"custom.badge": "soon"}, id="a date that cannot be read stays"
        ),
        pytest.param({"badge": labelled(3)}, {"custom.badge": 3}, id="a number"),
        pytest.param({"badge": labelled(False)}, {"custom.badge": False}, id="a no"),
        pytest.param({"badge": {"label": "Badge"}}, {}, id="a label without a value"),
        pytest.param({}, {}, id="hidden, or not there"),
    ],
)
def test_a_custom_attribute_that_is_asked_for_is_shown_under_the_name_it_is_asked_by(
    attributes: dict[str, Any], understood: dict[str, JsonValue]
) -> None:
    assert shown(attributes, "badge") == understood


def test_an_attribute_with_a_place_of_its_own_can_be_asked_for_besides() -> None:
    assert shown({"position": labelled("Cook")}, "position") == {"jobTitle": "Cook", "custom.position": "Cook"}


@pytest.mark.parametrize(
    ("department", "understood"),
    [
        pytest.param({"type": "Department", "attributes": {"id": 3, "name": "Labor"}}, "Labor", id="an object"),
        pytest.param({"attributes": {"id": labelled(3), "name": labelled("Labor")}}, "Labor", id="labelled within"),
        pytest.param({"id": 3, "name": "Labor"}, "Labor", id="without attributes"),
        pytest.param("Labor", "Labor", id="a text"),
        pytest.param(None, None, id="null"),
        pytest.param([], None, id="an empty list"),
        pytest.param({"attributes": {"id": 3, "name": None}}, None, id="a name that is null"),
    ],
)
def test_parts_of_the_company_are_known_by_name(department: JsonValue, understood: str | None) -> None:
    assert shown({"department": labelled(department)}) == {"department": understood}


def test_a_part_of_the_company_without_a_name_is_absent() -> None:
    assert shown({"department": labelled({"type": "Department", "attributes": {"id": 3}})}) == {}


@pytest.mark.parametrize(
    ("supervisor", "manager_id"),
    [
        pytest.param({"type": "Employee", "attributes": {"id": labelled(7040)}}, "7040", id="labelled"),
        pytest.param({"type": "Employee", "attributes": {"id": 7040}}, "7040", id="plain"),
        pytest.param(None, None, id="nobody"),
        pytest.param([], None, id="nobody, as an empty list"),
    ],
)
def test_the_manager_is_a_persons_id(supervisor: JsonValue, manager_id: str | None) -> None:
    assert shown({"supervisor": labelled(supervisor)}) == {"managerId": manager_id}


def test_a_supervisor_whose_id_the_credential_may_not_read_is_absent() -> None:
    assert shown({"supervisor": labelled({"type": "Employee", "attributes": {}})}) == {}


@pytest.mark.parametrize("status", ["active", "onboarding", "leave", "inactive"])
def test_a_status_is_taken_as_it_is_and_inactive_is_not_terminated(status: str) -> None:
    assert shown({"status": labelled(status)}) == {"status": status}


@pytest.mark.parametrize(
    ("key", "value", "field"),
    [
        pytest.param("hire_date", "01.06.2026", "startDate", id="a date in another form"),
        pytest.param("email", ["a", "b"], "workEmail", id="a list"),
        pytest.param("position", "x" * 2000, "jobTitle", id="an endless text"),
    ],
)
def test_a_field_that_cannot_be_read_is_absent_and_named(key: str, value: JsonValue, field: str) -> None:
    person = person_from({"id": labelled(8112), "first_name": labelled("Ilse"), key: labelled(value)})
    assert person.employee.attributes() == {"employeeNumber": ILSE, "firstName": "Ilse"}
    assert person.unreadable == {field}


@pytest.mark.parametrize(
    "entry", [None, {"label": "ID"}, {"label": "ID", "value": None}, {"label": "ID", "value": " "}]
)
def test_whoever_has_no_id_is_an_administrators_matter(entry: JsonValue) -> None:
    with pytest.raises(AccessDenied, match="'id'"):
        person_from({"id": entry, "email": labelled("a@contoso.com")})


names = st.sampled_from(["first_name", "hire_date", "supervisor", "department", "cost_centers", "dynamic_1", "team"])
entries = documents | st.fixed_dictionaries(
    {"label": st.just("x"), "value": documents}, optional={"type": st.just("date"), "universal_id": names}
)


@settings(deadline=None, max_examples=150)
@given(st.dictionaries(names, entries, max_size=6), st.lists(names, max_size=3))
def test_any_attributes_give_an_employee(attributes: dict[str, JsonValue], custom: list[str]) -> None:
    employee = person_from({"id": labelled(8112), **attributes}, custom).employee
    assert employee.id == ILSE
    assert employee.custom.keys() <= set(custom)
    assert Employee.model_validate(employee.model_dump(by_alias=True, exclude_unset=True)) == employee
