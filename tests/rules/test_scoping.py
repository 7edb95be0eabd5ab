"""Who is provisioned: by e-mail domain, by assignment, by scoping filters; and why somebody is not."""

import pytest
from pydantic import JsonValue

from provisioning.rules.scoping import out_of_scope, problems_in
from tests.builders import ana, employee, record
from tests.rules.staging import settings


def why_not(chosen: dict[str, JsonValue], /, **said: JsonValue) -> str | None:
    """Return why Ana, of whom something else is said, is out of scope."""
    found = out_of_scope(record(ana(**said)), settings(**chosen))
    return found.reason if found else None


DEPARTMENT: JsonValue = {"attribute": "department", "operator": "NOT EQUALS", "value": "Contractors"}
TITLE: JsonValue = {"attribute": "jobTitle", "operator": "EQUALS", "value": "Nurse"}


def test_without_settings_everybody_is_provisioned() -> None:
    assert out_of_scope(record(employee()), settings()) is None


ANOTHER_DOMAIN = "has a work e-mail address in another domain, and only addresses in contoso.com are provisioned"


@pytest.mark.parametrize(
    ("domains", "address", "reason"),
    [
        pytest.param(["contoso.com"], "ana@contoso.com", None, id="in the domain"),
        pytest.param(["contoso.com"], "Ana@CONTOSO.com", None, id="in capitals"),
        pytest.param(["Contoso.COM"], "ana@contoso.com", None, id="the setting in capitals"),
        pytest.param(["@contoso.com"], "ana@contoso.com", None, id="the setting with an @"),
        pytest.param(["fabrikam.com", "contoso.com"], "ana@contoso.com", None, id="in one of several"),
        pytest.param(["contoso.com"], "ana@fabrikam.com", ANOTHER_DOMAIN, id="in another one"),
        pytest.param(["contoso.com"], "ana@mail.contoso.com", ANOTHER_DOMAIN, id="a sub-domain is another one"),
        pytest.param(["contoso.com"], "ana@notcontoso.com", ANOTHER_DOMAIN, id="only the same ending"),
        pytest.param(["contoso.com"], "ana@contoso.com@fabrikam.com", ANOTHER_DOMAIN, id="what follows the last @"),
        pytest.param(["contoso.com"], "contoso.com", ANOTHER_DOMAIN, id="a domain is no address"),
        pytest.param(
            ["contoso.com", "@Fabrikam.com"],
            None,
            "has no work e-mail address, and only addresses in contoso.com, fabrikam.com are provisioned",
            id="no address yet",
        ),
        pytest.param([], None, None, id="no address, but any domain will do"),
    ],
)
def test_the_domain_of_the_work_e_mail_address_counts(
    domains: list[JsonValue], address: str | None, reason: str | None
) -> None:
    assert why_not({"emailDomains": domains}, workEmail=address) == reason


@pytest.mark.parametrize(
    ("listed", "assigned"),
    [
        pytest.param(["7"], True, id="by HR id"),
        pytest.param(["E-0007"], True, id="by employee number"),
        pytest.param(["e-0007"], True, id="by employee number in small letters"),
        pytest.param(["ana.ruiz@contoso.com"], True, id="by work e-mail address"),
        pytest.param(["1", "ANA.RUIZ@contoso.com"], True, id="by work e-mail address in capitals"),
        pytest.param(["1", "77", "ana@home.example", "Ana"], False, id="not listed"),
        pytest.param([], False, id="nobody is listed"),
    ],
)
def test_assignment_names_people_one_by_one(listed: list[JsonValue], assigned: bool) -> None:  # noqa: FBT001 - a case of the table
    person: dict[str, JsonValue] = {"employeeNumber": "E-0007", "privateEmail": "ana@home.example"}
    reason = why_not({"assignment": {"mode": "assigned", "employees": listed}}, **person)
    assert reason == (None if assigned else "is not among the assigned employees")
    assert why_not({"assignment": {"mode": "all", "employees": listed}}, **person) is None


SALES: dict[str, JsonValue] = {"attribute": "department", "operator": "EQUALS", "value": "Sales"}
CORK: JsonValue = {"attribute": "site", "operator": "EQUALS", "value": "Cork"}
TITLED: JsonValue = {"attribute": "jobTitle", "operator": "IS NOT NULL"}
REMOTE: JsonValue = {"attribute": "custom.remote", "operator": "IS TRUE"}


@pytest.mark.parametrize(
    ("filters", "reason"),
    [
        pytest.param([], None, id="no filter"),
        pytest.param([[SALES]], None, id="one clause that is met"),
        pytest.param([[SALES, TITLED]], None, id="all clauses of the group"),
        pytest.param([[CORK], [SALES]], None, id="one group of two"),
        pytest.param([[REMOTE]], None, id="a custom attribute"),
        pytest.param(
            [[SALES, CORK]], "meets no scoping filter: site EQUALS Cork is not met", id="one clause of the group fails"
        ),
        pytest.param(
            [[CORK, {"attribute": "jobTitle", "operator": "IS NULL"}], [{**SALES, "operator": "NOT EQUALS"}]],
            "meets no scoping filter: site EQUALS Cork and jobTitle IS NULL are not met; "
            "department NOT EQUALS Sales is not met",
            id="every group fails, each for its own reasons",
        ),
        pytest.param(
            [[{"attribute": "companyName", "operator": "NOT EQUALS", "value": "Contoso"}]],
            "meets no scoping filter: companyName NOT EQUALS Contoso is not met (the HR system never sent companyName)",
            id="an absent attribute meets no comparison",
        ),
        pytest.param([[{"attribute": "companyName", "operator": "IS NULL"}]], None, id="but it is null"),
        pytest.param([[{"attribute": "country", "operator": "IS NULL"}]], None, id="as null is"),
        pytest.param([[]], None, id="a group without a clause says nothing"),
        pytest.param(
            [[], [CORK]], "meets no scoping filter: site EQUALS Cork is not met", id="beside other groups as well"
        ),
    ],
)
def test_all_clauses_of_one_group_must_be_met(filters: list[JsonValue], reason: str | None) -> None:
    said: dict[str, JsonValue] = {"department": "Sales", "site": "Lyon", "country": None, "custom": {"remote": "True"}}
    assert why_not({"scopingFilters": filters}, **said) == reason


def test_the_first_test_that_fails_is_named() -> None:
    chosen: dict[str, JsonValue] = {
        "emailDomains": ["contoso.com"],
        "assignment": {"mode": "assigned", "employees": ["1"]},
        "scopingFilters": [[CORK]],
    }
    assert why_not(chosen, workEmail="ana@fabrikam.com") == ANOTHER_DOMAIN
    assert why_not(chosen) == "is not among the assigned employees"
    assigned: dict[str, JsonValue] = chosen | {"assignment": {"mode": "assigned", "employees": ["7"]}}
    assert why_not(assigned, site="Lyon") == "meets no scoping filter: site EQUALS Cork is not met"
    assert why_not(assigned, site="Cork") is None


def test_a_reason_repeats_nothing_that_is_known_of_the_person() -> None:
    reasons = [
        why_not({"emailDomains": ["contoso.com"]}, workEmail="secret@secret.example"),
        why_not({"scopingFilters": [[CORK]]}, site="secret"),
    ]
    assert all(reason and "secret" not in reason for reason in reasons)


def test_what_cannot_be_meant_is_named_when_filters_are_saved() -> None:
    filters = settings(
        scopingFilters=[
            [SALES, {"attribute": "jobTitle", "operator": "REGEX MATCH", "value": "(?=Chef)"}],
            [],
            [{"attribute": "custom.grade", "operator": "GREATER_THAN", "value": "high"}, TITLED],
        ]
    ).scoping_filters
    problems = problems_in(filters)
    assert [field for field, _ in problems] == [
        "scopingFilters[0][1].value",
        "scopingFilters[1]",
        "scopingFilters[2][0].value",
    ]
    assert problems[1][1] == "has no clause; name one, or take the group out"


def test_good_filters_have_no_problem() -> None:
    assert problems_in(settings(scopingFilters=[[SALES, CORK], [TITLED]]).scoping_filters) == []


@pytest.mark.parametrize(
    ("filters", "said", "on_silence"),
    [
        pytest.param([[DEPARTMENT]], {}, True, id="the only attribute was never sent"),
        pytest.param([[DEPARTMENT]], {"department": None}, False, id="it was sent, and is empty"),
        pytest.param([[DEPARTMENT, TITLE]], {}, False, id="another clause of the group is not met for certain"),
        pytest.param([[DEPARTMENT], [TITLE]], {}, True, id="one group might let the person in"),
    ],
)
def test_whether_silence_of_the_hr_system_puts_somebody_out_of_scope_is_told(
    filters: list[JsonValue], said: dict[str, JsonValue], *, on_silence: bool
) -> None:
    found = out_of_scope(record(ana(**said)), settings(scopingFilters=filters))
    assert found is not None
    assert found.on_silence == on_silence
    assert ("never sent department" in found.reason) == (said == {})


def test_so_does_an_address_that_was_never_sent() -> None:
    domains = settings(emailDomains=["contoso.com"])
    silent, empty = (
        out_of_scope(record(employee(firstName="Ana")), domains),
        out_of_scope(record(ana(workEmail=None)), domains),
    )
    assert silent is not None
    assert empty is not None
    assert (silent.on_silence, empty.on_silence) == (True, False)
