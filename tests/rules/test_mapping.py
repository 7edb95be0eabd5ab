"""From an employee's attributes to the account's: absent is not null, and null is not a value."""

import pytest
from pydantic import JsonValue

from provisioning.fields import ABSENT, Absent
from provisioning.rules.mapping import Desired, display_name, employee_number, manager_id
from provisioning.settings import Settings
from tests.builders import NOON, ana, employee, record
from tests.rules.mappings import NOT_THERE, constant, direct, expression, mapped, wanted

JOB_TITLE = direct("jobTitle", "jobTitle")


def test_the_default_mappings_carry_the_usual_attributes() -> None:
    person = ana(
        department="Research",
        companyName="Contoso",
        site="Madrid",
        country="Spain",
        workPhone="+34 91 555 0100",
        workMobile="+34 600 555 010",
        employmentType="internal",
        managerId="1",
        privateEmail="ana@home.example",
    )
    assert wanted(person, Settings(), "creation").values == {
        "givenName": "Ana",
        "surname": "Ruiz",
        "displayName": "Ana Ruiz",
        "jobTitle": "Engineer",
        "department": "Research",
        "companyName": "Contoso",
        "officeLocation": "Madrid",
        "country": "Spain",
        "businessPhones": ["+34 91 555 0100"],
        "mobilePhone": "+34 600 555 010",
        "employeeType": "internal",
        "employeeHireDate": "2026-01-15T00:00:00Z",
        "employeeId": "7",
    }


EMPTIED = Desired({"jobTitle": None})
ABSENT_FIELD: dict[str, JsonValue] = {}
NULL_FIELD: dict[str, JsonValue] = {"jobTitle": None}


@pytest.mark.parametrize(
    ("rest", "said", "at_creation", "at_update"),
    [
        pytest.param({}, ABSENT_FIELD, NOT_THERE, NOT_THERE, id="absent: left alone"),
        pytest.param({}, NULL_FIELD, NOT_THERE, EMPTIED, id="null: cleared"),
        pytest.param({}, {"jobTitle": "  "}, NOT_THERE, EMPTIED, id="blank is null"),
        pytest.param({"onNull": "ignore"}, NULL_FIELD, NOT_THERE, NOT_THERE, id="null, to be ignored"),
        pytest.param(
            {"onNull": "default", "default": "Staff"},
            NULL_FIELD,
            Desired({"jobTitle": "Staff"}),
            Desired({"jobTitle": "Staff"}),
            id="null, to become the default",
        ),
        pytest.param(
            {"default": "Staff"}, ABSENT_FIELD, Desired({"jobTitle": "Staff"}), NOT_THERE, id="absent, with a default"
        ),
        pytest.param({"default": "Staff"}, NULL_FIELD, NOT_THERE, EMPTIED, id="null, with a default for absent only"),
        pytest.param(
            {"default": "Staff"},
            {"jobTitle": "Cook"},
            Desired({"jobTitle": "Cook"}),
            Desired({"jobTitle": "Cook"}),
            id="a value beats the default",
        ),
        pytest.param(
            {"apply": "onCreation"}, {"jobTitle": "Cook"}, Desired({"jobTitle": "Cook"}), NOT_THERE, id="once only"
        ),
        pytest.param({"apply": "onCreation"}, NULL_FIELD, NOT_THERE, NOT_THERE, id="once only, and then null"),
    ],
)
def test_absent_null_and_a_value_are_three_things(
    rest: dict[str, JsonValue], said: dict[str, JsonValue], at_creation: Desired, at_update: Desired
) -> None:
    settings = mapped({**JOB_TITLE, **rest})
    assert wanted(employee(**said), settings, "creation") == at_creation
    assert wanted(employee(**said), settings, "update") == at_update


@pytest.mark.parametrize("target", ["displayName", "usageLocation", "mail", "mailNickname", "employeeId"])
def test_what_entra_does_not_let_be_empty_is_never_cleared(target: str) -> None:
    assert wanted(employee(custom={"desk": None}), mapped(direct(target, "custom.desk")), "update") == NOT_THERE


@pytest.mark.parametrize("target", ["businessPhones", "otherMails"])
@pytest.mark.parametrize("nothing", [None, "", [], [None, " "]], ids=str)
def test_an_emptied_list_attribute_becomes_the_empty_list(target: str, nothing: JsonValue) -> None:
    settings = mapped(direct(target, "custom.desk"))
    assert wanted(employee(custom={"desk": nothing}), settings, "update") == Desired({target: []})
    assert wanted(employee(custom={"desk": nothing}), settings, "creation") == NOT_THERE


@pytest.mark.parametrize("said", [{}, {"jobTitle": None}, {"jobTitle": "Cook"}], ids=["absent", "null", "value"])
def test_a_constant_does_not_look_at_the_employee(said: dict[str, JsonValue]) -> None:
    settings = mapped(constant("companyName", "Contoso"), constant("state", "Bayern", apply="onCreation"))
    assert wanted(employee(**said), settings, "creation").values == {"companyName": "Contoso", "state": "Bayern"}
    assert wanted(employee(**said), settings, "update").values == {"companyName": "Contoso"}


@pytest.mark.parametrize(
    ("custom", "expected"),
    [
        pytest.param({}, NOT_THERE, id="absent"),
        pytest.param({"other": "x"}, NOT_THERE, id="another field"),
        pytest.param({"desk": None}, Desired({"city": None}), id="null"),
        pytest.param({"desk": "   "}, Desired({"city": None}), id="blank"),
    ],
)
def test_a_custom_field_can_be_absent_or_null_too(custom: dict[str, JsonValue], expected: Desired) -> None:
    assert wanted(employee(custom=custom), mapped(direct("city", "custom.desk")), "update") == expected


@pytest.mark.parametrize(
    ("said", "name"),
    [
        pytest.param({"displayName": "Dr Ana Ruiz", "firstName": "Ana", "lastName": "Ruiz"}, "Dr Ana Ruiz", id="given"),
        pytest.param({"firstName": "Ana", "lastName": "Ruiz"}, "Ana Ruiz", id="first and last name"),
        pytest.param({"firstName": "Ana", "preferredName": "Anita", "lastName": "Ruiz"}, "Anita Ruiz", id="preferred"),
        pytest.param({"preferredName": None, "firstName": "Ana", "lastName": "Ruiz"}, "Ana Ruiz", id="null preferred"),
        pytest.param({"displayName": None, "firstName": "Ana", "lastName": "Ruiz"}, "Ana Ruiz", id="null display name"),
        pytest.param({"firstName": "Sukarno", "lastName": None}, "Sukarno", id="HR says: no last name"),
        pytest.param({"firstName": None, "lastName": "Ruiz"}, "Ruiz", id="HR says: no first name"),
        pytest.param({"lastName": "Ruiz"}, None, id="only the last name is known: half a name is none"),
        pytest.param({"firstName": "Ana"}, None, id="only the first name is known"),
        pytest.param({"preferredName": "Anita"}, None, id="only the preferred name is known"),
        pytest.param({"firstName": None, "lastName": None}, None, id="no name"),
        pytest.param({}, None, id="nothing said"),
    ],
)
def test_the_display_name_is_made_of_the_names_unless_given(said: dict[str, JsonValue], name: str | None) -> None:
    assert display_name(employee(**said)) == name


@pytest.mark.parametrize(
    ("on_null", "said", "expected"),
    [
        pytest.param("clear", {"managerId": "1"}, "1", id="a manager"),
        pytest.param("clear", {"managerId": None}, None, id="none any more"),
        pytest.param("clear", {}, ABSENT, id="not said"),
        pytest.param("ignore", {"managerId": "1"}, "1", id="a manager, nulls ignored"),
        pytest.param("ignore", {"managerId": None}, ABSENT, id="null, ignored"),
    ],
)
def test_the_manager_follows_hr(on_null: str, said: dict[str, JsonValue], expected: str | Absent | None) -> None:
    settings = mapped(direct("manager", "managerId", onNull=on_null))
    assert manager_id(employee(**said), settings) == expected


def test_the_manager_is_left_alone_when_it_is_not_mapped() -> None:
    assert manager_id(employee(managerId="1"), mapped(JOB_TITLE)) is ABSENT


def test_the_manager_is_no_attribute_value() -> None:
    assert wanted(employee(managerId="1"), mapped(direct("manager", "managerId")), "creation") == NOT_THERE


@pytest.mark.parametrize(
    ("mapping", "said", "number"),
    [
        pytest.param(None, {"employeeNumber": "A7"}, "A7", id="without a mapping, the employeeNumber"),
        pytest.param(None, {}, None, id="not said"),
        pytest.param(direct("employeeId", "custom.badge"), {"custom": {"badge": 4711}}, "4711", id="a number"),
        pytest.param(direct("employeeId", "custom.badge"), {"custom": {"badge": " A7 "}}, "A7", id="trimmed"),
        pytest.param(direct("employeeId", "custom.badge"), {"custom": {"badge": " "}}, None, id="blank"),
        pytest.param(direct("employeeId", "custom.badge"), {"custom": {"badge": ["7"]}}, None, id="a list"),
        pytest.param(direct("employeeId", "employeeNumber"), {"employeeNumber": "1" * 17}, None, id="too long"),
        pytest.param(
            direct("employeeId", "employeeNumber", apply="onCreation"), {"employeeNumber": "7"}, "7", id="once only"
        ),
        pytest.param(
            expression("employeeId", 'Join("-", [site], [employeeNumber])'),
            {"site": "ES", "employeeNumber": "7"},
            "ES-7",
            id="an expression",
        ),
        pytest.param(
            expression("employeeId", 'Join("-", [site], [employeeNumber])'),
            {"employeeNumber": "7"},
            None,
            id="half an expression's number",
        ),
        pytest.param(
            expression("employeeId", "CStr(CDate([employeeNumber]))"), {"employeeNumber": "7"}, None, id="it fails"
        ),
    ],
)
def test_the_employee_number_is_what_its_mapping_gives_if_entra_can_hold_it(
    mapping: dict[str, JsonValue] | None, said: dict[str, JsonValue], number: str | None
) -> None:
    settings = mapped(mapping) if mapping else mapped()
    assert employee_number(record(employee(**said)), settings, NOON) == number
