"""Plans for those who start: an account is created on the first day, or one that is there is taken."""

from datetime import datetime, timedelta

import pytest
from pydantic import JsonValue

from provisioning.model import (
    Change,
    CreateAccount,
    Criterion,
    Intended,
    LinkOrigin,
    SetManager,
    Status,
    StepName,
    UpdateAccount,
)
from provisioning.rules.matching import Hold, Match
from provisioning.settings import Settings
from tests.builders import ANA_IN_ENTRA, BOSS_ACCOUNT, NOON, account, ana, at, employee, record
from tests.rules.planning import (
    CREATE_ANA,
    CREATION,
    FOUND,
    LEFT,
    LINKED,
    TOMORROW,
    doing,
    outline,
    planned,
    sentences,
    skipping,
)


def test_nobody_is_created_before_the_start_date_and_the_start_date_is_when_to_look_again() -> None:
    found = planned(record(ana(startDate="2026-07-01", timeZone="Europe/Berlin")))
    reason = "no account yet: the person starts on 2026-07-01 in Europe/Berlin"
    assert outline(found) == skipping(reason, reviewAt=at("2026-06-30T22:00Z"))
    assert sentences(found) == [(StepName.SCOPING, Status.SKIPPED, reason)]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        pytest.param(
            {"status": "onboarding", "startDate": None},
            "is hired without a start date; waits until the HR system names one",
            id="hired without a date",
        ),
        pytest.param({"status": "inactive"}, "is inactive in the HR system without a date of leaving", id="inactive"),
    ],
)
def test_nobody_is_created_while_hr_leaves_it_open_whether_they_work(said: dict[str, JsonValue], why: str) -> None:
    assert outline(planned(record(ana(**said)))) == skipping(f"no account yet: the person {why}")


def test_an_account_that_is_there_before_the_start_date_is_kept_up_to_date() -> None:
    kept = record(ana(startDate="2026-07-01"), link=LINKED)
    change = Change(attribute="employeeHireDate", old="2026-01-15T00:00:00Z", new="2026-07-01T00:00:00Z")
    expected = doing(UpdateAccount(changes=(change,)), reviewAt=at("2026-07-01T00:00Z"))
    assert outline(planned(kept, account(), settings=Settings(account_status="alwaysActive"))) == expected


@pytest.mark.parametrize("disabled_at", [None, NOON], ids=["by somebody else", "by us"])
def test_before_the_start_date_sign_in_stays_blocked(disabled_at: datetime | None) -> None:
    kept = record(ana(startDate="2026-07-01"), link=LINKED, disabledAt=disabled_at, sessionsRevoked=True)
    blocked = account(account_enabled=False, attributes={**ANA_IN_ENTRA, "employeeHireDate": "2026-07-01T00:00:00Z"})
    assert outline(planned(kept, blocked)) == doing(reviewAt=at("2026-07-01T00:00Z"))


def test_a_person_without_an_account_gets_one_in_one_operation() -> None:
    found = planned(record(ana()))
    assert outline(found) == CREATION
    assert sentences(found) == [
        (StepName.SCOPING, Status.SUCCESS, "the person works since 2026-01-15"),
        (StepName.MATCHING, Status.SUCCESS, "no account matches; one is created"),
        (StepName.PROCESSING, Status.SUCCESS, "creates ana.ruiz@contoso.com"),
    ]


def test_a_new_account_refers_to_the_manager_at_once_if_there_is_one() -> None:
    found = planned(record(ana(managerId="1")), manager_account_id=BOSS_ACCOUNT)
    assert found.operations == (CREATE_ANA, SetManager(old=None, new=BOSS_ACCOUNT))


def test_the_plan_for_a_new_account_says_when_the_person_leaves() -> None:
    found = planned(record(ana(terminationDate="2026-09-30", timeZone="Europe/Berlin")))
    assert outline(found) == CREATION.model_copy(update={"review_at": at("2026-09-30T22:00Z")})


def test_whether_the_first_password_must_be_changed_is_a_setting() -> None:
    settings = Settings.model_validate({"password": {"mustChange": False}})
    expected = CREATE_ANA.model_copy(update={"must_change_password": False})
    assert planned(record(ana()), settings=settings).operations == (expected,)


def test_a_new_account_has_a_display_name_even_if_none_is_mapped() -> None:
    settings = Settings.model_validate({"attributeMappings": []})
    [operation] = planned(record(ana()), settings=settings).operations
    assert isinstance(operation, CreateAccount)
    assert operation.attributes == {"displayName": "Ana Ruiz", "mailNickname": "AnaRuiz"}


@pytest.mark.parametrize(
    ("said", "names"),
    [
        pytest.param({"firstName": None}, "firstName", id="first name"),
        pytest.param({"lastName": " "}, "lastName", id="last name"),
        pytest.param({"workEmail": None}, "workEmail", id="work e-mail"),
        pytest.param({"firstName": None, "workEmail": None}, "firstName, workEmail", id="two"),
    ],
)
def test_what_hr_still_owes_for_an_account_is_named(said: dict[str, JsonValue], names: str) -> None:
    reason = f"waits for {names} from the HR system"
    assert outline(planned(record(ana(**said)))) == skipping(reason, reviewAt=TOMORROW)


def test_a_field_that_was_never_sent_is_missing_too() -> None:
    found = planned(record(employee(jobTitle="Cook")))
    assert found.skip_reason == "waits for firstName, lastName, workEmail from the HR system"


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        pytest.param(
            "ana@fabrikam.com", "is in fabrikam.com, which is not a verified domain of the tenant", id="foreign domain"
        ),
        pytest.param(
            "josé@contoso.com", "has characters that Entra does not allow in a user principal name", id="accent"
        ),
    ],
)
def test_an_address_that_cannot_be_a_login_name_is_explained_before_entra_refuses_it(
    address: str, problem: str
) -> None:
    found = planned(record(ana(workEmail=address)))
    assert outline(found) == skipping(f"the work e-mail address {address} {problem}", reviewAt=TOMORROW)


def test_entra_decides_about_the_domain_when_the_verified_ones_may_not_be_read() -> None:
    found = planned(record(ana(workEmail="ana@fabrikam.com")), domains=None)
    assert [type(operation) for operation in found.operations] == [CreateAccount]


def test_a_value_that_was_bent_to_fit_is_a_warning() -> None:
    found = planned(record(ana(employeeNumber="1" * 17)))
    warning = "employeeId is not written: 17 characters, Entra holds 16"
    assert sentences(found)[-1] == (StepName.PROCESSING, Status.WARNING, warning)


def test_a_matched_account_is_linked_and_made_right() -> None:
    found = planned(record(ana(jobTitle="Architect")), account(), found=FOUND)
    change = Change(attribute="jobTitle", old="Engineer", new="Architect")
    assert outline(found) == doing(UpdateAccount(changes=(change,)), found=LinkOrigin.MATCHED)
    assert sentences(found)[1:] == [
        (StepName.MATCHING, Status.SUCCESS, "matched by employeeId to ana.ruiz@contoso.com"),
        (StepName.PROCESSING, Status.SUCCESS, "changes jobTitle"),
    ]


def test_a_matched_account_that_is_right_already_is_only_linked() -> None:
    assert outline(planned(record(ana()), account(), found=FOUND)) == doing(found=LinkOrigin.MATCHED)


def test_a_matched_account_gets_the_employee_number_by_which_it_is_found_from_then_on() -> None:
    unnumbered = account(attributes={**ANA_IN_ENTRA, "employeeId": None})
    by_name = Match(unnumbered, Criterion(attribute="userPrincipalName", value="ana.ruiz@contoso.com"))
    change = Change(attribute="employeeId", old=None, new="7")
    expected = doing(UpdateAccount(changes=(change,)), found=LinkOrigin.MATCHED)
    assert outline(planned(record(ana()), unnumbered, found=by_name)) == expected


def test_a_matched_account_that_is_blocked_stays_blocked() -> None:
    found = planned(record(ana()), account(account_enabled=False), found=FOUND)
    assert outline(found) == doing(found=LinkOrigin.MATCHED)


def test_a_find_that_cannot_be_trusted_is_held_and_looked_at_again_in_a_day() -> None:
    found = planned(record(ana()), found=Hold("two accounts have employeeId 7"))
    assert outline(found) == skipping("held: two accounts have employeeId 7", reviewAt=TOMORROW)


def test_a_leaver_who_is_held_is_not_looked_at_again_as_only_an_administrator_can_help() -> None:
    found = planned(record(LEFT), found=Hold("two accounts have employeeId 7"))
    assert outline(found) == skipping("held: two accounts have employeeId 7")


# A creation that was interrupted


@pytest.mark.parametrize("name", ["ana.ruiz@contoso.com", "Ana.Ruiz@Contoso.com"], ids=["same", "another case"])
def test_an_interrupted_creation_is_tried_again_at_once_under_the_same_name(name: str) -> None:
    kept = record(ana(), intended=Intended(login_name=name, at=NOON))
    assert planned(kept).operations == (CREATE_ANA,)


def test_an_interrupted_creation_under_another_name_is_waited_for_as_it_may_still_become_visible() -> None:
    kept = record(ana(), intended=Intended(login_name="a.ruiz@contoso.com", at=NOON))
    reason = "waits until it is certain that a.ruiz@contoso.com, the name before, was not created"
    assert outline(planned(kept)) == skipping(reason, reviewAt=NOON + timedelta(minutes=15))


def test_after_a_quarter_of_an_hour_it_is_certain() -> None:
    kept = record(ana(), intended=Intended(login_name="a.ruiz@contoso.com", at=NOON - timedelta(minutes=15)))
    assert planned(kept).operations == (CREATE_ANA,)
