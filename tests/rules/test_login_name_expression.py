"""Which login names an administrator's expression gives."""

from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provisioning.model import Domains, Employee
from provisioning.rules.login_names import Names, problem_with
from tests.builders import ana
from tests.rules.naming import DOMAINS, NOT_ALLOWED, VERIFIED, named, people


def by_expression(person: Employee, expression: str, domains: Domains | None = DOMAINS) -> Names:
    """Return the names that an expression gives for a person."""
    return named(person, domains, loginName={"mode": "expression", "expression": expression})


FULL: Final = 'Join("@", Join(".", [firstName], [lastName]), "contoso.com")'
SHORT: Final = 'Join("@", Join("", Mid([firstName], 1, 1), [lastName]), "contoso.com")'
SECOND: Final = 'Join("@", Join(".", [firstName], [custom.second], [lastName]), "contoso.com")'


def test_an_expression_gives_the_name_as_it_is_and_then_with_the_number() -> None:
    found = by_expression(ana(), FULL)
    assert found.candidates[:3] == (
        "Ana.Ruiz@contoso.com",
        "Ana.Ruiz_7@contoso.com",
        "Ana.Ruiz_7_2@contoso.com",
    )
    assert len(found.candidates) == 25
    assert found.named_after == {"firstName": "Ana", "lastName": "Ruiz"}


def test_a_name_that_is_nearly_nothing_is_left_as_the_administrator_wrote_it() -> None:
    assert by_expression(ana(), '"-@contoso.com"').candidates[:2] == ("-@contoso.com", "-_7@contoso.com")


def test_a_name_that_ends_like_the_number_in_another_case_is_not_offered_twice() -> None:
    found = by_expression(ana(employeeNumber="A7"), f'"{"x" * 61}_A7@contoso.com"')
    assert found.candidates[:2] == ("x" * 61 + "_A7@contoso.com", "x" * 59 + "_a7_2@contoso.com")


def test_select_unique_value_gives_its_names_in_turn_and_no_others() -> None:
    found = by_expression(ana(), f"SelectUniqueValue({FULL}, {SHORT})")
    assert found.candidates == ("Ana.Ruiz@contoso.com", "ARuiz@contoso.com")


def test_the_same_name_in_another_case_is_offered_once() -> None:
    found = by_expression(ana(), f"SelectUniqueValue({FULL}, ToUpper({FULL}), {SHORT})")
    assert found.candidates == ("Ana.Ruiz@contoso.com", "ARuiz@contoso.com")


def test_what_entra_would_refuse_is_left_out_with_a_warning() -> None:
    found = by_expression(ana(lastName="Núñez"), f'SelectUniqueValue({FULL}, NormalizeDiacritics({FULL}), "ana@x.com")')
    assert found.candidates == ("Ana.Nunez@contoso.com",)
    assert found.warnings == (
        f"loginName.expression gives Ana.Núñez@contoso.com, which {NOT_ALLOWED}",
        "loginName.expression gives ana@x.com, which is in x.com, which is not a verified domain of the tenant",
    )


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        pytest.param(
            '"ana ruiz@contoso.com"',
            f"loginName.expression gives ana ruiz@contoso.com, which {NOT_ALLOWED}",
            id="no legal name",
        ),
        pytest.param("[firstName]", "loginName.expression gives Ana, which is no e-mail address", id="no address"),
        pytest.param("[department]", "loginName.expression gives no name for this person", id="null"),
        pytest.param(
            "IgnoreFlowIfNullOrEmpty([department])",
            "loginName.expression gives no name for this person",
            id="an ignored flow",
        ),
        pytest.param("[middleName]", "waits for middleName from the HR system", id="an attribute that was left out"),
        pytest.param(
            'Join("@", [givenName], [site], [physicalDeliveryOfficeName])',
            "waits for site from the HR system",
            id="one by other names",
        ),
        pytest.param(
            "SelectUniqueValue([site], [site])",
            "waits for site from the HR system",
            id="one without which there is nothing to select",
        ),
    ],
)
def test_why_an_expression_gives_no_name_is_explained(expression: str, problem: str) -> None:
    assert by_expression(ana(department=None), expression) == Names(problem=problem)


@pytest.mark.parametrize("expression", ['Join("@", ', "CDate([firstName])"])
def test_an_expression_that_cannot_be_used_says_where(expression: str) -> None:
    found = by_expression(ana(), expression)
    assert found.candidates == ()
    assert (found.problem or "").startswith("loginName.expression cannot be used: column ")
    assert "Ana" not in (found.problem or "")


@pytest.mark.parametrize(
    ("second", "why"),
    [
        pytest.param(SECOND, "waits for custom.second from the HR system", id="an attribute that was left out"),
        pytest.param("CDate([firstName])", "column 87: CDate", id="a value that does not fit"),
    ],
)
def test_while_there_is_a_first_name_it_is_a_warning_that_others_cannot_be_made(second: str, why: str) -> None:
    found = by_expression(ana(), f"SelectUniqueValue({FULL}, {second})")
    assert found.candidates == ("Ana.Ruiz@contoso.com",)
    (warning,) = found.warnings
    assert warning.startswith(f"loginName.expression gives no further names: {why}")
    assert "Ana" not in warning


def test_a_name_that_is_null_is_passed_over() -> None:
    found = by_expression(ana(department=None), f"SelectUniqueValue([department], {SHORT})")
    assert found == Names(
        ("ARuiz@contoso.com",), named_after={"department": "", "firstName": "Ana", "lastName": "Ruiz"}
    )


def test_an_expression_is_named_after_the_employees_attributes_by_our_names() -> None:
    person = ana(custom={"nick": "Annie", "tags": ["b", "a"]}, department=None)
    expression = (
        'IIF(IsNull([department]), Join("", [givenName], [nick], Count([custom.tags]), "@contoso.com"), [site])'
    )
    assert by_expression(person, expression).named_after == {
        "firstName": "Ana",
        "custom.nick": "Annie",
        "custom.tags": '["b", "a"]',
        "department": "",
    }


def test_an_expression_gives_the_same_names_again() -> None:
    expression = 'Join("", RandomString(8, 2, 2, 2, 0, ""), "@contoso.com")'
    assert by_expression(ana(), expression) == by_expression(ana(), expression)


@settings(max_examples=200, deadline=None)
@given(people, st.sampled_from([FULL, SHORT, f"SelectUniqueValue({FULL}, {SHORT}, [workEmail])", "[workEmail]"]))
def test_whatever_an_expression_gives_only_legal_names_are_offered(person: Employee, expression: str) -> None:
    found = by_expression(person, expression)
    assert all(problem_with(name, VERIFIED) is None for name in found.candidates)
    assert len({name.lower() for name in found.candidates}) == len(found.candidates) <= 25
    assert (found.problem is None) == (len(found.candidates) > 0)
