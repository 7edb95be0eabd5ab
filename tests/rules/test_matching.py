"""Finding a person's account without taking over somebody else's."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from provisioning.model import Account, Criterion, EmployeeRecord, Intended, MatchingAttribute
from provisioning.rules.mapping import employee_number
from provisioning.rules.matching import Hold, Match, Person, criteria, match
from provisioning.setting_groups.mappings import AttributeMapping, DirectMapping
from provisioning.setting_groups.matching import MatchingRule
from provisioning.settings import Settings
from tests.builders import NOON, ana, employee, record
from tests.builders import account as ana_in_entra

SETTINGS = Settings()
BY_NUMBER = Criterion(attribute="employeeId", value="7")
BY_NAME = Criterion(attribute="userPrincipalName", value="ana.ruiz@contoso.com")
BY_MAIL = Criterion(attribute="mail", value="ana.ruiz@contoso.com")
INTENDED = Criterion(attribute="userPrincipalName", value="a.ruiz@contoso.com", own=True)


def account(name: str, employee_id: str | None = None, mail: str | None = None, **rest: object) -> Account:
    attributes = {"employeeId": employee_id, "mail": mail}
    return ana_in_entra(id=f"id-of-{name}", user_principal_name=f"{name}@contoso.com", attributes=attributes, **rest)


def look_for_ana(
    *candidates: Account,
    kept: EmployeeRecord | None = None,
    owners: Mapping[str, Person] | None = None,
    settings: Settings = SETTINGS,
) -> Match | Hold | None:
    person = kept or record(ana())
    return match(
        person, criteria(person, settings, NOON), candidates, owners or {}, employee_number(person, settings, NOON)
    )


@pytest.mark.parametrize(
    ("matching", "expected"),
    [
        pytest.param(["employeeId", "userPrincipalName", "mail"], (BY_NUMBER, BY_NAME, BY_MAIL), id="as delivered"),
        pytest.param(["mail", "employeeId"], (BY_MAIL, BY_NUMBER), id="another order"),
        pytest.param(["userPrincipalName"], (BY_NAME,), id="one only"),
        pytest.param([], (), id="none"),
    ],
)
def test_the_settings_say_what_is_looked_for_and_in_which_order(
    matching: list[MatchingAttribute], expected: tuple[Criterion, ...]
) -> None:
    settings = Settings(matching=tuple(matching))
    assert criteria(record(ana()), settings, NOON) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param(
            MatchingRule(attribute="mailNickname", source="custom.windowsLogin"),
            [Criterion(attribute="mailNickname", value="ARUIZ")],
            id="a custom field",
        ),
        pytest.param(
            MatchingRule(attribute="employeeId", source="custom.badge"),
            [Criterion(attribute="employeeId", value="42")],
            id="a number",
        ),
        pytest.param(
            "mailNickname", [Criterion(attribute="mailNickname", value="ana.ruiz")], id="what stands before the @"
        ),
        pytest.param(MatchingRule(attribute="mail", source="privateEmail"), [], id="a field that was not sent"),
        pytest.param(MatchingRule(attribute="mail", source="custom.list"), [], id="a field that is no text"),
    ],
)
def test_any_field_can_be_compared_with(rule: MatchingRule | MatchingAttribute, expected: list[Criterion]) -> None:
    person = ana(custom={"windowsLogin": " ARUIZ ", "badge": 42, "list": ["x"]})
    assert list(criteria(record(person), Settings(matching=(rule,)), NOON)) == expected


def test_a_rule_that_compares_the_number_with_another_field_takes_the_account_with_that_number() -> None:
    former = MatchingRule(attribute="employeeId", source="custom.formerNumber")
    kept = record(ana(custom={"formerNumber": "X1"}))
    candidate = account("a.ruiz", employee_id="X1")
    found = look_for_ana(candidate, kept=kept, settings=Settings(matching=(former,)))
    assert found == Match(candidate, Criterion(attribute="employeeId", value="X1"))


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        pytest.param(record(ana(workEmail=None)), (BY_NUMBER,), id="no address"),
        pytest.param(record(employee(firstName="Ana")), (), id="nothing to look for"),
        pytest.param(record(ana(employeeNumber="1" * 17)), (BY_NAME, BY_MAIL), id="a number too long for Entra"),
        pytest.param(
            record(employee(employeeNumber="1" * 16)),
            (Criterion(attribute="employeeId", value="1" * 16),),
            id="a number that just fits",
        ),
        pytest.param(
            record(ana(), intended=Intended(login_name="a.ruiz@contoso.com", at=NOON)),
            (INTENDED, BY_NUMBER, BY_NAME, BY_MAIL),
            id="the name that we meant to create comes first",
        ),
    ],
)
def test_what_is_looked_for(kept: EmployeeRecord, expected: tuple[Criterion, ...]) -> None:
    assert criteria(kept, SETTINGS, NOON) == expected


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        pytest.param(
            DirectMapping(target="employeeId", source="custom.badge"), ("B-9",), id="the field that employeeId follows"
        ),
    ],
)
def test_the_number_that_is_looked_for_is_the_one_that_the_mapping_writes(
    mapping: AttributeMapping, expected: tuple[str, ...]
) -> None:
    settings = Settings(matching=("employeeId",), attribute_mappings=(mapping,))
    wanted = criteria(record(ana(custom={"badge": "B-9"})), settings, NOON)
    assert tuple(criterion.value for criterion in wanted) == expected


def test_nobody_is_found_among_nobody() -> None:
    assert look_for_ana() is None


@pytest.mark.parametrize(
    ("candidate", "criterion"),
    [
        pytest.param(account("ana.ruiz"), BY_NAME, id="login name"),
        pytest.param(account("ANA.Ruiz"), BY_NAME, id="login name in another case"),
        pytest.param(account("aruiz", mail="ana.ruiz@contoso.com"), BY_MAIL, id="address"),
        pytest.param(account("aruiz", mail="Ana.Ruiz@CONTOSO.com"), BY_MAIL, id="address in another case"),
        pytest.param(account("aruiz", employee_id="7"), BY_NUMBER, id="employee number"),
        pytest.param(account("ana.ruiz", employee_id="7"), BY_NUMBER, id="several: the first criterion is named"),
        pytest.param(account("ana.ruiz", account_enabled=False), BY_NAME, id="a blocked account is found as well"),
    ],
)
def test_an_account_is_found_by(candidate: Account, criterion: Criterion) -> None:
    assert look_for_ana(candidate) == Match(candidate, criterion)


def test_the_first_criterion_with_a_hit_decides() -> None:
    numbered, named = account("aruiz", employee_id="7"), account("ana.ruiz")
    assert look_for_ana(named, numbered) == Match(numbered, BY_NUMBER)
    by_name_first = Settings(matching=("userPrincipalName", "employeeId"))
    assert look_for_ana(named, numbered, settings=by_name_first) == Match(named, BY_NAME)


def test_an_employee_number_with_letters_matches_in_another_case() -> None:
    candidate = account("aruiz", employee_id="es-0007")
    found = look_for_ana(candidate, kept=record(ana(employeeNumber="ES-0007")))
    assert found == Match(candidate, Criterion(attribute="employeeId", value="ES-0007"))


def test_after_a_crash_the_account_that_we_meant_to_create_is_found_first() -> None:
    created, other = account("a.ruiz", employee_id="7", created_at=NOON), account("ana.ruiz")
    kept = record(ana(), intended=Intended(login_name="a.ruiz@contoso.com", at=NOON))
    assert look_for_ana(other, created, kept=kept) == Match(created, INTENDED)


def test_an_account_of_that_name_which_lacks_our_number_was_made_by_somebody_else() -> None:
    kept = record(ana(), intended=Intended(login_name="a.ruiz@contoso.com", at=NOON))
    assert look_for_ana(account("a.ruiz"), kept=kept) is None
    assert look_for_ana(account("a.ruiz", employee_id="8"), kept=kept) is None


def test_without_a_number_the_name_alone_tells_what_we_meant_to_create() -> None:
    created = account("a.ruiz", created_at=NOON)
    kept = record(ana(employeeNumber=None), intended=Intended(login_name="a.ruiz@contoso.com", at=NOON))
    assert look_for_ana(created, kept=kept) == Match(created, INTENDED)


def test_an_account_that_was_there_before_we_meant_to_create_it_is_not_ours() -> None:
    older = account("a.ruiz", created_at=NOON - timedelta(minutes=6))
    kept = record(ana(employeeNumber=None), intended=Intended(login_name="a.ruiz@contoso.com", at=NOON))
    assert look_for_ana(older, kept=kept) is None


def test_a_number_that_hr_sends_as_a_number_is_looked_for_as_it_is_written() -> None:
    settings = Settings(attribute_mappings=(DirectMapping(target="employeeId", source="custom.badge"),))
    assert criteria(record(ana(custom={"badge": 42})), settings, NOON)[0] == Criterion(
        attribute="employeeId", value="42"
    )


TWO = [account("ana.ruiz2", employee_id="7"), account("ana.ruiz1", employee_id="7")]


@pytest.mark.parametrize(
    ("candidates", "reason"),
    [
        pytest.param(
            TWO,
            "2 accounts have employeeId 7: ana.ruiz1@contoso.com, ana.ruiz2@contoso.com",
            id="two accounts with the same number",
        ),
        pytest.param(
            [*TWO, account("ana.ruiz")],
            "2 accounts have employeeId 7: ana.ruiz1@contoso.com, ana.ruiz2@contoso.com",
            id="even if a later criterion has one hit",
        ),
        pytest.param(
            [account("ana.ruiz", employee_id="8")],
            "ana.ruiz@contoso.com has employeeId 8, the person has 7",
            id="the account bears another number",
        ),
    ],
)
def test_a_find_that_would_be_a_guess_or_a_harm_is_held(candidates: Sequence[Account], reason: str) -> None:
    assert look_for_ana(*candidates) == Hold(reason)


def test_an_account_linked_to_another_person_is_held() -> None:
    found = look_for_ana(account("ana.ruiz"), owners={"id-of-ana.ruiz": ("bob", "12")})
    assert found == Hold("ana.ruiz@contoso.com is linked to employee 12 of bob")


@pytest.mark.parametrize("owner", [("generic", "8"), ("bob", "7")], ids=["another id", "the same id elsewhere"])
def test_another_person_is_whoever_differs_in_source_or_id(owner: Person) -> None:
    assert isinstance(look_for_ana(account("ana.ruiz"), owners={"id-of-ana.ruiz": owner}), Hold)


def test_an_account_that_is_tied_to_the_person_already_is_theirs() -> None:
    candidate = account("ana.ruiz")
    assert look_for_ana(candidate, owners={candidate.id: ("generic", "7")}) == Match(candidate, BY_NAME)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [pytest.param(None, "8", id="the person has no number"), pytest.param("7", None, id="the account has none")],
)
def test_a_number_that_only_one_side_has_is_no_contradiction(ours: str | None, theirs: str | None) -> None:
    candidate = account("ana.ruiz", employee_id=theirs)
    assert look_for_ana(candidate, kept=record(ana(employeeNumber=ours))) == Match(candidate, BY_NAME)


def look_for_leaver(*candidates: Account, owners: Mapping[str, Person] | None = None) -> Match | Hold | None:
    person = record(ana())
    return match(person, criteria(person, SETTINGS, NOON), candidates, owners or {}, "7", leaving=True)


def test_a_leaver_is_found_by_number() -> None:
    candidate = account("aruiz", employee_id="7")
    assert look_for_leaver(candidate) == Match(candidate, BY_NUMBER)


def test_an_account_with_a_leavers_address_alone_is_left_to_an_administrator() -> None:
    reason = (
        "has left, and ana.ruiz@contoso.com has the same address; whether it is theirs is for an administrator to say"
    )
    assert look_for_leaver(account("ana.ruiz")) == Hold(reason)


def test_a_colleague_who_took_over_a_leavers_address_is_not_even_mentioned() -> None:
    colleague = account("ana.ruiz")
    assert look_for_leaver(colleague, owners={colleague.id: ("generic", "8")}) is None
