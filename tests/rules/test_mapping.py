"""From an employee's attributes to the account's: absent is not null, and null is not a value."""

from collections.abc import Mapping, Sequence

import pytest
from pydantic import JsonValue

from provisioning.fields import ABSENT, Absent
from provisioning.model import Change
from provisioning.rules.mapping import Desired, Occasion, desired, differences, display_name, manager_id
from provisioning.settings import Settings
from tests.builders import ana, employee

OCCASIONS: Sequence[Occasion] = ("creation", "update")


def mapped(*mappings: Mapping[str, JsonValue]) -> Settings:
    return Settings.model_validate({"attributeMappings": mappings})


def direct(target: str, source: str, **rest: JsonValue) -> dict[str, JsonValue]:
    return {"type": "direct", "target": target, "source": source, **rest}


def constant(target: str, value: str, **rest: JsonValue) -> dict[str, JsonValue]:
    return {"type": "constant", "target": target, "value": value, **rest}


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
    assert desired(person, Settings(), "creation").values == {
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


NOT_THERE = Desired()
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
    assert desired(employee(**said), settings, "creation") == at_creation
    assert desired(employee(**said), settings, "update") == at_update


@pytest.mark.parametrize(
    ("target", "source", "value"),
    [
        pytest.param("displayName", "displayName", {"firstName": None, "lastName": None}, id="displayName"),
        pytest.param("usageLocation", "country", {"country": None}, id="usageLocation"),
    ],
)
def test_what_entra_does_not_let_be_empty_is_never_cleared(
    target: str, source: str, value: dict[str, JsonValue]
) -> None:
    assert desired(employee(**value), mapped(direct(target, source)), "update") == NOT_THERE


def test_an_emptied_list_attribute_becomes_the_empty_list() -> None:
    found = desired(employee(workPhone=None), mapped(direct("businessPhones", "workPhone")), "update")
    assert found == Desired({"businessPhones": []})


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_list_attribute_holds_one_value(occasion: Occasion) -> None:
    settings = mapped(direct("businessPhones", "workPhone"))
    assert desired(employee(workPhone="+34 1"), settings, occasion).values == {"businessPhones": ["+34 1"]}


@pytest.mark.parametrize("said", [{}, {"jobTitle": None}, {"jobTitle": "Cook"}], ids=["absent", "null", "value"])
def test_a_constant_does_not_look_at_the_employee(said: dict[str, JsonValue]) -> None:
    settings = mapped(constant("companyName", "Contoso"), constant("state", "Bayern", apply="onCreation"))
    assert desired(employee(**said), settings, "creation").values == {"companyName": "Contoso", "state": "Bayern"}
    assert desired(employee(**said), settings, "update").values == {"companyName": "Contoso"}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        pytest.param("Lisbon", "Lisbon", id="text"),
        pytest.param("  Lisbon ", "Lisbon", id="text with spaces around it"),
        pytest.param(4711, "4711", id="number"),
        pytest.param(0, "0", id="zero"),
        pytest.param(37.5, "37.5", id="fraction"),
        pytest.param(True, "true", id="true"),
        pytest.param(False, "false", id="false is a value"),
    ],
)
def test_a_custom_field_is_written_as_text(value: JsonValue, written: str) -> None:
    settings = mapped(direct("city", "custom.desk"))
    assert desired(employee(custom={"desk": value}), settings, "update") == Desired({"city": written})


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
    assert desired(employee(custom=custom), mapped(direct("city", "custom.desk")), "update") == expected


@pytest.mark.parametrize("value", [["a"], [], {"name": "a"}, {}], ids=str)
def test_a_custom_field_that_is_no_plain_value_is_not_written_and_said(value: JsonValue) -> None:
    found = desired(employee(custom={"desk": value}), mapped(direct("city", "custom.desk")), "update")
    assert found == Desired({}, ["city is not written: the HR system's value is not plain text"])


@pytest.mark.parametrize(
    ("length", "written", "warnings"),
    [
        pytest.param(64, 64, [], id="64 fit"),
        pytest.param(65, 64, ["department is cut to the 64 characters that Entra holds"], id="65 are cut"),
        pytest.param(1024, 64, ["department is cut to the 64 characters that Entra holds"], id="1,024 are cut"),
    ],
)
def test_a_text_too_long_is_cut_and_the_log_says_so(length: int, written: int, warnings: list[str]) -> None:
    found = desired(employee(department="D" * length), mapped(direct("department", "department")), "update")
    assert found == Desired({"department": "D" * written}, warnings)


def test_a_cut_leaves_no_space_at_the_end() -> None:
    found = desired(employee(department="D" * 63 + " and more"), mapped(direct("department", "department")), "update")
    assert found.values == {"department": "D" * 63}


@pytest.mark.parametrize("occasion", OCCASIONS)
@pytest.mark.parametrize(
    ("number", "expected"),
    [
        pytest.param("1" * 16, Desired({"employeeId": "1" * 16}), id="16 fit"),
        pytest.param(
            "1" * 17, Desired({}, ["employeeId is not written: 17 characters, Entra holds 16"]), id="17 do not"
        ),
    ],
)
def test_an_employee_number_is_never_cut(number: str, expected: Desired, occasion: Occasion) -> None:
    settings = mapped(direct("employeeId", "employeeNumber"))
    assert desired(employee(employeeNumber=number), settings, occasion) == expected


@pytest.mark.parametrize(
    ("source", "said", "expected"),
    [
        pytest.param("startDate", {"startDate": "2026-01-15"}, "2026-01-15T00:00:00Z", id="a date"),
        pytest.param("startDate", {"startDate": "2026-07-01T00:00:00+02:00"}, "2026-07-01T00:00:00Z", id="wall date"),
        pytest.param("custom.since", {"custom": {"since": "2026-01-15"}}, "2026-01-15T00:00:00Z", id="custom"),
        pytest.param("startDate", {"startDate": None}, None, id="null"),
    ],
)
def test_a_date_gets_the_time_part_without_which_graph_drops_it(
    source: str, said: dict[str, JsonValue], expected: JsonValue
) -> None:
    found = desired(employee(**said), mapped(direct("employeeHireDate", source)), "update")
    assert found == Desired({"employeeHireDate": expected})


@pytest.mark.parametrize("value", ["soon", "2026-13-01", 5, True], ids=str)
def test_what_is_not_a_date_is_not_written_and_said(value: JsonValue) -> None:
    found = desired(employee(custom={"since": value}), mapped(direct("employeeHireDate", "custom.since")), "update")
    assert found == Desired({}, ["employeeHireDate is not written: the HR system's value is not a date"])


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
    assert desired(employee(managerId="1"), mapped(direct("manager", "managerId")), "creation") == NOT_THERE


@pytest.mark.parametrize(
    ("wanted", "actual"),
    [
        pytest.param({}, {"jobTitle": "Cook"}, id="what is not wanted is left alone"),
        pytest.param({"jobTitle": "Cook"}, {"jobTitle": "Cook"}, id="the same text"),
        pytest.param({"jobTitle": None}, {}, id="null and missing"),
        pytest.param({"jobTitle": None}, {"jobTitle": None}, id="null and null"),
        pytest.param({"jobTitle": None}, {"jobTitle": ""}, id="null and empty"),
        pytest.param({"businessPhones": []}, {}, id="empty list and missing"),
        pytest.param({"businessPhones": []}, {"businessPhones": []}, id="empty lists"),
        pytest.param({"businessPhones": ["1"]}, {"businessPhones": ["1"]}, id="the same list"),
        pytest.param(
            {"employeeHireDate": "2026-01-15T00:00:00Z"},
            {"employeeHireDate": "2026-01-15T00:00:00+00:00"},
            id="one instant, written twice",
        ),
        pytest.param(
            {"employeeHireDate": "2026-01-15T00:00:00Z"},
            {"employeeHireDate": "2026-01-15T01:00:00.0000000+01:00"},
            id="one instant, in another offset",
        ),
    ],
)
def test_no_difference_is_no_change(wanted: dict[str, JsonValue], actual: dict[str, JsonValue]) -> None:
    assert differences(wanted, actual) == ()


@pytest.mark.parametrize(
    ("wanted", "actual", "change"),
    [
        pytest.param({"jobTitle": "Cook"}, {}, Change(attribute="jobTitle", old=None, new="Cook"), id="new"),
        pytest.param(
            {"jobTitle": "Chef"}, {"jobTitle": "Cook"}, Change(attribute="jobTitle", old="Cook", new="Chef"), id="other"
        ),
        pytest.param(
            {"jobTitle": "cook"}, {"jobTitle": "Cook"}, Change(attribute="jobTitle", old="Cook", new="cook"), id="case"
        ),
        pytest.param(
            {"jobTitle": None}, {"jobTitle": "Cook"}, Change(attribute="jobTitle", old="Cook", new=None), id="cleared"
        ),
        pytest.param(
            {"businessPhones": ["1"]},
            {"businessPhones": ["2"]},
            Change(attribute="businessPhones", old=["2"], new=["1"]),
            id="another phone",
        ),
        pytest.param(
            {"businessPhones": []},
            {"businessPhones": ["2"]},
            Change(attribute="businessPhones", old=["2"], new=[]),
            id="no phone any more",
        ),
        pytest.param(
            {"employeeHireDate": "2026-01-15T00:00:00Z"},
            {"employeeHireDate": "2026-01-15T00:00:00+01:00"},
            Change(attribute="employeeHireDate", old="2026-01-15T00:00:00+01:00", new="2026-01-15T00:00:00Z"),
            id="an hour apart",
        ),
    ],
)
def test_a_difference_is_a_change_with_before_and_after(
    wanted: dict[str, JsonValue], actual: dict[str, JsonValue], change: Change
) -> None:
    assert differences(wanted, actual) == (change,)
