"""Mappings by expressions: what they give is written; what rests on an absent attribute never changes an account."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import JsonValue

from provisioning.rules.mapping import Desired, desired
from tests.builders import NOON, employee, record
from tests.rules.mappings import NOT_THERE, expression, mapped, wanted

FULL_NAME = expression("city", 'Join(" ", [firstName], [lastName])')
OR_NONE = expression("city", "Coalesce([preferredName], [firstName])")
BY_STATUS = expression("city", 'IIF([status] = "remote", "Home", [site])')
ANA_RUIZ: dict[str, JsonValue] = {"firstName": "Ana", "lastName": "Ruiz"}


def city(value: JsonValue) -> Desired:
    return Desired({"city": value})


@pytest.mark.parametrize(
    ("mapping", "said", "at_creation", "at_update"),
    [
        pytest.param(FULL_NAME, ANA_RUIZ, city("Ana Ruiz"), city("Ana Ruiz"), id="a value: written"),
        pytest.param(
            expression("city", 'Join(" ", [givenName], [surname])'),
            ANA_RUIZ,
            city("Ana Ruiz"),
            city("Ana Ruiz"),
            id="a value by Entra's names of the attributes",
        ),
        pytest.param(
            FULL_NAME, {"firstName": "Ana"}, city("Ana"), NOT_THERE, id="half a value: with a new account only"
        ),
        pytest.param(
            expression("employeeId", 'Join("-", [site], [employeeNumber])'),
            {"employeeNumber": "7"},
            NOT_THERE,
            NOT_THERE,
            id="half a number: never",
        ),
        pytest.param(FULL_NAME, {}, NOT_THERE, NOT_THERE, id="nothing was sent"),
        pytest.param(
            {**FULL_NAME, "default": "Staff"}, {}, city("Staff"), NOT_THERE, id="nothing was sent, with a default"
        ),
        pytest.param(expression("city", "[site]"), {"site": None}, NOT_THERE, city(None), id="a null of HR's: cleared"),
        pytest.param(
            expression("city", "[site]", onNull="ignore"), {"site": None}, NOT_THERE, NOT_THERE, id="a null, ignored"
        ),
        pytest.param(
            expression("city", "[site]", onNull="default", default="Lisbon"),
            {"site": None},
            city("Lisbon"),
            city("Lisbon"),
            id="a null, to become the default",
        ),
        pytest.param(
            OR_NONE, {"preferredName": None, "firstName": None}, NOT_THERE, city(None), id="every choice is null"
        ),
        pytest.param(OR_NONE, {"preferredName": None}, NOT_THERE, NOT_THERE, id="the last choice was not sent"),
        pytest.param(OR_NONE, {"firstName": "Ana"}, city("Ana"), city("Ana"), id="the first choice was not sent"),
        pytest.param(
            BY_STATUS, {"status": "remote"}, city("Home"), city("Home"), id="what was not sent is not asked for"
        ),
        pytest.param(BY_STATUS, {"site": "Lisbon"}, city("Lisbon"), NOT_THERE, id="the condition was not sent"),
        pytest.param(
            expression("city", "IgnoreFlowIfNullOrEmpty([site])"),
            {"site": None},
            NOT_THERE,
            NOT_THERE,
            id="the expression wants it left alone",
        ),
        pytest.param(
            {**FULL_NAME, "apply": "onCreation"}, ANA_RUIZ, city("Ana Ruiz"), NOT_THERE, id="with a new account only"
        ),
        pytest.param(
            expression("city", 'CStr(DateDiff("yyyy", [startDate], Now()))', default="0"),
            {},
            city("0"),
            NOT_THERE,
            id="what was not sent is no error",
        ),
    ],
)
def test_an_expression_is_mapped_like_an_attribute(
    mapping: dict[str, JsonValue], said: dict[str, JsonValue], at_creation: Desired, at_update: Desired
) -> None:
    assert wanted(employee(**said), mapped(mapping), "creation") == at_creation
    assert wanted(employee(**said), mapped(mapping), "update") == at_update


@pytest.mark.parametrize(
    ("target", "text", "said", "value"),
    [
        pytest.param(
            "otherMails",
            'Split([privateEmail], ";")',
            {"privateEmail": "a@b.example;c@d.example"},
            ["a@b.example", "c@d.example"],
            id="a list",
        ),
        pytest.param(
            "showInAddressList", 'IIF([status] = "secret", False, True)', {"status": "secret"}, False, id="a boolean"
        ),
        pytest.param(
            "employeeLeaveDateTime",
            "[lastDayOfWork]",
            {"lastDayOfWork": "2026-09-30"},
            "2026-09-30T23:59:59Z",
            id="a date",
        ),
        pytest.param(
            "usageLocation",
            'Switch([country], , "Spain", "es", "Portugal", "pt")',
            {"country": "Spain"},
            "ES",
            id="a code",
        ),
    ],
)
def test_what_an_expression_gives_is_fitted_to_the_attribute(
    target: str, text: str, said: dict[str, JsonValue], value: JsonValue
) -> None:
    assert wanted(employee(**said), mapped(expression(target, text)), "update") == Desired({target: value})


def test_an_expression_that_fails_costs_its_own_attribute_alone_and_the_log_says_where() -> None:
    settings = mapped(expression("city", "CDate([site])"), expression("state", "[department]"))
    found = wanted(employee(site="Springfield", department="Care"), settings, "update")
    assert found.values == {"state": "Care"}
    (warning,) = found.warnings
    assert warning.startswith("city is not written: the expression fails at column 7: CDate")
    assert "Springfield" not in warning


def test_an_expression_that_cannot_be_read_any_more_costs_its_own_attribute_alone() -> None:
    settings = mapped(expression("city", "NoSuchFunction([site])"), expression("state", "[department]"))
    found = wanted(employee(site="Springfield", department="Care"), settings, "update")
    assert found.values == {"state": "Care"}
    (warning,) = found.warnings
    assert warning.startswith("city is not written: the expression fails at column 1")


def test_a_value_that_does_not_fit_is_named_as_the_expressions() -> None:
    found = wanted(employee(site="Springfield"), mapped(expression("usageLocation", "[site]")), "update")
    assert found == Desired(
        {},
        [
            "usageLocation is not written: the expression's value is not a country's two letters in ISO 3166, like GB",
        ],
    )


def test_what_is_drawn_at_random_stays_the_same_and_differs_by_person_and_target() -> None:
    settings = mapped(expression("city", "Guid()"), expression("state", "Guid()"))
    one, other = record(employee()), record(employee(id="8"))
    first = desired(one, settings, "creation", NOON).values
    assert desired(one, settings, "update", NOON + timedelta(days=1)).values == first
    values = {*first.values(), *desired(other, settings, "creation", NOON).values.values()}
    assert len(values) == 4


def test_now_is_the_moment_of_the_plan() -> None:
    settings = mapped(expression("city", 'FormatDateTime(Now(), , "", "yyyy-MM-dd")'))
    assert wanted(employee(), settings, "update") == Desired({"city": "2026-06-01"})


def test_who_uses_no_expressions_never_loads_their_grammar() -> None:
    program = (
        "import sys\n"
        "from tests.builders import ana\n"
        "from tests.rules.mappings import wanted\n"
        "from provisioning.settings import Settings\n"
        "assert wanted(ana(), Settings(), 'creation').values\n"
        "print('lark' in sys.modules, 're2' in sys.modules)"
    )
    command = [sys.executable, "-c", program]
    root = Path(__file__).resolve().parents[2]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    assert ran.stdout.split() == ["False", "False"]
