"""A preview says of each mapping what it does and why; what it says is what is done."""

import pytest
from pydantic import JsonValue

from provisioning.rules.mapping import Occasion, desired, explain
from provisioning.settings import Settings
from tests.builders import NOON, ana, employee, record
from tests.rules.mappings import OCCASIONS, constant, direct, explained, expression, mapped

TITLE = direct("jobTitle", "jobTitle")
NUMBER = direct("employeeId", "employeeNumber")
BOSS = direct("manager", "managerId")
NAME = expression("city", 'Join(" ", [firstName], [lastName])')


@pytest.mark.parametrize(
    ("mapping", "said", "occasion", "value", "outcome"),
    [
        pytest.param(TITLE, {"jobTitle": "Cook"}, "update", "Cook", "written", id="a value"),
        pytest.param(constant("city", "Bonn"), {}, "update", "Bonn", "written", id="a constant"),
        pytest.param(NAME, {"firstName": "Ana", "lastName": "Ruiz"}, "update", "Ana Ruiz", "written", id="expression"),
        pytest.param(
            NAME,
            {"firstName": "Ana"},
            "creation",
            "Ana",
            "written: though the HR system sent no lastName",
            id="half an expression",
        ),
        pytest.param(
            TITLE,
            {"jobTitle": "C" * 129},
            "update",
            "C" * 128,
            "cut to the 128 characters that Entra holds",
            id="a long value",
        ),
        pytest.param(
            {**TITLE, "default": "Staff"},
            {},
            "creation",
            "Staff",
            "written: the default, as the HR system sent no jobTitle",
            id="the default, as nothing was sent",
        ),
        pytest.param(
            {**TITLE, "default": "Staff", "onNull": "default"},
            {"jobTitle": None},
            "update",
            "Staff",
            "written: the default, as it is empty in the HR system",
            id="the default, as it is null",
        ),
    ],
)
def test_what_is_written_is_shown_with_its_value(
    mapping: dict[str, JsonValue], said: dict[str, JsonValue], occasion: Occasion, value: JsonValue, outcome: str
) -> None:
    found = explained(employee(**said), mapped(mapping), occasion)
    assert (found.written, found.value, found.outcome) == (True, value, outcome)


@pytest.mark.parametrize(
    ("mapping", "said", "outcome"),
    [
        pytest.param(TITLE, {"jobTitle": None}, "emptied: it is empty in the HR system", id="a null"),
        pytest.param(
            expression("city", "[site]"), {"site": None}, "emptied: the expression gives nothing", id="an expression"
        ),
    ],
)
def test_what_is_emptied_is_shown_as_null(
    mapping: dict[str, JsonValue], said: dict[str, JsonValue], outcome: str
) -> None:
    found = explained(employee(**said), mapped(mapping), "update")
    assert (found.written, found.value, found.outcome) == (True, None, outcome)


@pytest.mark.parametrize(
    ("mapping", "said", "occasion", "outcome"),
    [
        pytest.param(TITLE, {}, "update", "left alone: the HR system sent no jobTitle", id="nothing was sent"),
        pytest.param(
            {**TITLE, "default": "Staff"},
            {},
            "update",
            "left alone: the HR system sent no jobTitle",
            id="nor a default",
        ),
        pytest.param(
            NAME,
            {},
            "creation",
            "left alone: the HR system sent no firstName, lastName",
            id="nothing for an expression",
        ),
        pytest.param(
            NAME,
            {"firstName": "Ana"},
            "update",
            "left alone: the HR system sent no lastName",
            id="half an expression",
        ),
        pytest.param(
            TITLE, {"jobTitle": " "}, "creation", "left alone: it is empty in the HR system", id="a new blank"
        ),
        pytest.param(
            {**TITLE, "onNull": "ignore"},
            {"jobTitle": None},
            "update",
            "left alone: it is empty in the HR system, which the mapping ignores",
            id="a null, ignored",
        ),
        pytest.param(
            NUMBER,
            {"employeeNumber": None},
            "update",
            "left alone: it is empty in the HR system, but Entra does not let it be empty",
            id="a null that Entra does not take",
        ),
        pytest.param(
            {**TITLE, "apply": "onCreation"},
            {"jobTitle": "Cook"},
            "update",
            "left alone: it is written with a new account only",
            id="once only",
        ),
        pytest.param(
            expression("city", "IgnoreFlowIfNullOrEmpty([site])"),
            {"site": None},
            "update",
            "left alone: the expression says so",
            id="as the expression wants",
        ),
        pytest.param(
            NUMBER,
            {"employeeNumber": "1" * 17},
            "update",
            "not written: 17 characters, Entra holds 16",
            id="too long",
        ),
        pytest.param(
            direct("usageLocation", "country"),
            {"country": "Spain"},
            "update",
            "not written: the HR system's value is not a country's two letters in ISO 3166, like GB",
            id="what does not fit",
        ),
        pytest.param(BOSS, {"managerId": "1"}, "update", "a reference to the account of employee 1", id="a manager"),
        pytest.param(BOSS, {}, "update", "left alone: the HR system sent no managerId", id="a manager not sent"),
        pytest.param(BOSS, {"managerId": None}, "update", "emptied: it is empty in the HR system", id="no manager"),
    ],
)
def test_what_is_not_written_is_shown_with_the_reason(
    mapping: dict[str, JsonValue], said: dict[str, JsonValue], occasion: Occasion, outcome: str
) -> None:
    found = explained(employee(**said), mapped(mapping), occasion)
    assert (found.written, found.value, found.outcome) == (False, None, outcome)


def test_an_explanation_names_the_mapping_in_json() -> None:
    settings = mapped(TITLE, constant("state", "Bayern"), expression("city", "[site]"))
    found = [
        each.to_json() for each in explain(record(employee(jobTitle="Cook", site="Bonn")), settings, "update", NOON)
    ]
    rest = {"written": True, "outcome": "written"}
    assert found == [
        {"target": "jobTitle", "type": "direct", "source": "jobTitle", "value": "Cook", **rest},
        {"target": "state", "type": "constant", "source": None, "value": "Bayern", **rest},
        {"target": "city", "type": "expression", "source": "[site]", "value": "Bonn", **rest},
    ]


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_what_is_explained_is_what_is_wanted(occasion: Occasion) -> None:
    person = record(ana(department="D" * 65, country=None))
    told = explain(person, Settings(), occasion, NOON)
    assert [each.target for each in told] == [mapping.target for mapping in Settings().attribute_mappings]
    assert {each.target: each.value for each in told if each.written} == desired(
        person, Settings(), occasion, NOON
    ).values
