"""People as version 2 of Personio's API shows them, with the employment that counts."""

from typing import Any

import pytest
from hypothesis import given, settings
from pydantic import JsonValue

from provisioning.fields import ABSENT, Absent
from provisioning.model import Employee
from provisioning.ports import AccessDenied
from provisioning.sources.personio.v2_people import (
    Names,
    employment_that_counts,
    legal_entity_id,
    person_from,
    unit_id,
)
from tests.sources.invented import objects
from tests.sources.payloads import document

ILSE = "8112"
EMPLOYMENTS: list[dict[str, Any]] = document("personio/v2-employments.json")["_data"]


def shown(person: dict[str, Any], employment: dict[str, Any], *custom: str) -> dict[str, JsonValue]:
    """Return what is understood, but for the ids, when these custom attributes are asked for."""
    said = person_from({"id": ILSE, **person}, employment, Names(), custom).employee.attributes()
    assert said.pop("employeeNumber") == ILSE
    return said


def test_a_person_with_the_employment_that_counts() -> None:
    names = Names("Prüflabor", "Metallographie", "Contoso Werkstoffe GmbH")
    person, employment = document("personio/v2-person.json"), employment_that_counts(EMPLOYMENTS)
    custom = (
        "contract_end_date",
        "weekly_working_hours",
        "team",
        "office_id",
        "dynamic_24407",
        "languages",
        "key_holder",
    )
    assert person_from(person, employment, names, custom).employee == Employee.model_validate(
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
            "managerId": "7040",
            "employmentType": "internal",
            "createdAt": "2026-04-20T07:14:03",
            "custom": {
                "contract_end_date": "2028-05-31",
                "weekly_working_hours": 38.5,
                "team": "Metallographie",
                "office_id": "12",
                "dynamic_24407": "K-5521",
                "languages": "Deutsch, Tschechisch",
                "key_holder": True,
            },
        }
    )


def test_what_nobody_asked_for_is_not_kept_however_much_the_credential_may_read() -> None:
    person, employment = document("personio/v2-person.json"), employment_that_counts(EMPLOYMENTS)
    names = Names(team="Metallographie")
    assert dict(person_from(person, employment, names).employee.custom) == {}
    assert dict(person_from(person, employment, names, ["date_of_birth"]).employee.custom) == {
        "date_of_birth": "1991-11-09"
    }


@pytest.mark.parametrize(
    ("attributes", "understood"),
    [
        pytest.param([{"id": "badge", "value": "a"}], {"custom.badge": "a"}, id="by its id"),
        pytest.param([{"id": "x", "global_id": "badge", "value": "a"}], {"custom.badge": "a"}, id="by its global id"),
        pytest.param(
            [{"id": "x", "global_id": "badge", "value": "a"}, {"id": "badge", "value": "b"}],
            {"custom.badge": "b"},
            id="the id of one goes before the global id of another",
        ),
        pytest.param([{"id": "badge", "value": ""}], {"custom.badge": None}, id="blank is null"),
        pytest.param([{"id": "badge", "value": None}], {"custom.badge": None}, id="null stays null"),
        pytest.param([{"id": "badge"}], {}, id="without a value"),
        pytest.param([{"id": "other", "value": "a"}, "odd"], {}, id="not among them"),
        pytest.param([], {}, id="none"),
        pytest.param(None, {}, id="hidden"),
    ],
)
def test_a_custom_attribute_that_is_asked_for_is_shown_under_the_name_it_is_asked_by(
    attributes: JsonValue, understood: dict[str, JsonValue]
) -> None:
    assert shown({"custom_attributes": attributes}, {}, "badge") == understood


def test_a_person_of_whom_the_credential_may_read_the_ids_only_says_nothing() -> None:
    person = document("personio/v2-persons.json")["_data"][1]
    assert person_from(person, {"id": "0f3a"}, Names()).employee.attributes() == {"employeeNumber": "7040"}


def test_a_person_without_an_employment_says_nothing_of_one() -> None:
    assert shown({"first_name": "Ilse"}, {}) == {"firstName": "Ilse"}


@pytest.mark.parametrize(
    ("employment", "understood"),
    [
        pytest.param({"status": "ACTIVE"}, {"status": "active"}, id="active"),
        pytest.param({"status": "LEAVE"}, {"status": "leave"}, id="on leave"),
        pytest.param({"status": "ONBOARDING"}, {"status": "onboarding"}, id="onboarding"),
        pytest.param({"status": "INACTIVE"}, {"status": "inactive"}, id="inactive, which is not terminated"),
        pytest.param({"status": "UNSPECIFIED"}, {}, id="a status that says nothing"),
        pytest.param({"status": None}, {}, id="no status"),
        pytest.param({"type": "EXTERNAL"}, {"employmentType": "external"}, id="as version 1 writes it"),
        pytest.param({"supervisor": None}, {"managerId": None}, id="reports to nobody"),
        pytest.param({"supervisor": {}}, {}, id="a supervisor whose id is hidden"),
        pytest.param({"position": {"title": ""}}, {"jobTitle": None}, id="blank is null"),
        pytest.param({"position": None}, {"jobTitle": None}, id="no position"),
        pytest.param({"termination": None}, {"terminationDate": None, "lastDayOfWork": None}, id="not terminated"),
        pytest.param({"termination": {}}, {}, id="a termination that is hidden"),
        pytest.param(
            {"termination": {"termination_date": "2026-09-30", "last_working_date": "2026-09-15"}},
            {"terminationDate": "2026-09-30", "lastDayOfWork": "2026-09-15"},
            id="terminated, as in the examples",
        ),
        pytest.param(
            {"termination": {"termination_date": "2026-09-30", "last_working_day": "2026-09-15"}},
            {"terminationDate": "2026-09-30", "lastDayOfWork": "2026-09-15"},
            id="terminated, as in the description",
        ),
        pytest.param(
            {"termination": {"last_working_day": None, "last_working_date": "2026-09-15"}},
            {"lastDayOfWork": "2026-09-15"},
            id="both names, one of them empty",
        ),
        pytest.param(
            {"employment_end_date": "2026-09-30", "termination": {"termination_date": None}},
            {"terminationDate": "2026-09-30"},
            id="ended without being terminated",
        ),
        pytest.param(
            {"employment_end_date": None, "termination": {"termination_date": None}},
            {"terminationDate": None},
            id="no end",
        ),
        pytest.param({"employment_end_date": None}, {}, id="no end, and the termination is hidden"),
        pytest.param(
            {"contract_end_date": "2028-05-31"},
            {},
            id="the end of a contract is no termination",
        ),
    ],
)
def test_what_an_employment_shows_is_understood_and_nothing_else(
    employment: dict[str, Any], understood: dict[str, JsonValue]
) -> None:
    assert shown({}, employment) == understood


@pytest.mark.parametrize(
    ("names", "understood"),
    [
        pytest.param(Names("Labor", "Team A", "GmbH"), ("Labor", "Team A", "GmbH"), id="known"),
        pytest.param(Names(None, None, None), (None, None, None), id="none"),
        pytest.param(Names(), (ABSENT, ABSENT, ABSENT), id="not known"),
    ],
)
def test_names_that_are_not_known_are_absent(names: Names, understood: tuple[str | Absent | None, ...]) -> None:
    ilse = person_from({"id": ILSE}, {}, names, ["team"]).employee
    assert tuple(ilse.get(name) for name in ("department", "custom.team", "companyName")) == understood


@pytest.mark.parametrize(
    ("employments", "counts"),
    [
        pytest.param([("INACTIVE", "2024-01-01"), ("ACTIVE", "2020-01-01")], 1, id="active before an ended one"),
        pytest.param([("INACTIVE", "2024-01-01"), ("LEAVE", "2020-01-01")], 1, id="leave before an ended one"),
        pytest.param([("INACTIVE", "2024-01-01"), ("ONBOARDING", None)], 1, id="to start before an ended one"),
        pytest.param([("ONBOARDING", "2027-01-01"), ("ACTIVE", "2020-01-01")], 1, id="under way before one to start"),
        pytest.param([("ACTIVE", "2020-01-01"), ("ACTIVE", "2024-01-01")], 1, id="the later one"),
        pytest.param([("INACTIVE", "2020-01-01"), ("INACTIVE", "2024-01-01")], 1, id="the one that ended last"),
        pytest.param([("ACTIVE", "2024-01-01"), ("ACTIVE", "2024-01-01")], 0, id="the first of equals"),
        pytest.param([("ACTIVE", None), ("ACTIVE", "2024-01-01")], 1, id="one with a start"),
        pytest.param([(None, "2024-01-01"), ("INACTIVE", "2020-01-01")], 1, id="one with a status"),
    ],
)
def test_one_employment_counts(employments: list[tuple[str | None, str | None]], counts: int) -> None:
    listed: list[dict[str, JsonValue]] = [
        {"id": str(place), "status": status, "employment_start_date": start}
        for place, (status, start) in enumerate(employments)
    ]
    assert employment_that_counts(listed)["id"] == str(counts)


@pytest.mark.parametrize(
    ("employment", "found"),
    [
        pytest.param({"org_units": [{"type": "team", "id": "7"}, {"type": "department", "id": 31}]}, "31", id="one"),
        pytest.param({"org_units": [{"type": "team", "id": "7"}]}, None, id="another kind only"),
        pytest.param({"org_units": []}, None, id="none"),
        pytest.param({"org_units": None}, None, id="null"),
        pytest.param({}, ABSENT, id="hidden"),
    ],
)
def test_the_department_is_one_of_the_units(employment: dict[str, Any], found: str | Absent | None) -> None:
    assert unit_id(employment, "department") == found


@pytest.mark.parametrize(
    ("employment", "found"),
    [
        pytest.param({"legal_entity": {"id": 3}}, "3", id="one"),
        pytest.param({"legal_entity": None}, None, id="none"),
        pytest.param({}, ABSENT, id="hidden"),
    ],
)
def test_the_company_is_the_legal_entity(employment: dict[str, Any], found: str | Absent | None) -> None:
    assert legal_entity_id(employment) == found


@pytest.mark.parametrize("said", [{}, {"id": None}, {"id": ""}, {"id": True}], ids=str)
def test_whoever_has_no_id_is_an_administrators_matter(said: dict[str, JsonValue]) -> None:
    with pytest.raises(AccessDenied):
        person_from(said, {}, Names())


def test_a_field_that_cannot_be_read_is_absent_and_named() -> None:
    person = person_from({"id": ILSE, "first_name": "Ilse"}, {"employment_start_date": "1. Juni"}, Names())
    assert person.employee.attributes() == {"employeeNumber": ILSE, "firstName": "Ilse"}
    assert person.unreadable == {"startDate"}


@settings(deadline=None, max_examples=100)
@given(objects, objects)
def test_any_objects_give_an_employee(person: dict[str, JsonValue], employment: dict[str, JsonValue]) -> None:
    employee = person_from({**person, "id": ILSE}, employment, Names(), ["team", "office_id", "badge"]).employee
    assert employee.id == ILSE
    assert Employee.model_validate(employee.model_dump(by_alias=True, exclude_unset=True)) == employee
