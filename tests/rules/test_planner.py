"""Plans for those who work, whom not to touch, and when to look again."""

from datetime import timedelta

import pytest

from provisioning.model import (
    Account,
    Change,
    Employee,
    LinkOrigin,
    Status,
    StepName,
    UpdateAccount,
)
from provisioning.settings import Settings
from tests.builders import ANA_ACCOUNT, BOSS_ACCOUNT, NOON, account, ana, at, employee, link, record
from tests.rules.planning import FOUND, LEFT, LINKED, TOMORROW, doing, outline, planned, sentences, skipping


def test_an_account_that_is_right_is_left_alone() -> None:
    found = planned(record(ana(), link=LINKED), account())
    assert outline(found) == doing()
    assert sentences(found) == [
        (StepName.SCOPING, Status.SUCCESS, "the person works since 2026-01-15"),
        (StepName.MATCHING, Status.SUCCESS, "linked to ana.ruiz@contoso.com"),
        (StepName.PROCESSING, Status.SUCCESS, "every attribute is as it should be"),
    ]


def test_only_what_differs_is_changed() -> None:
    kept = record(ana(jobTitle=None, department="Research", workPhone="+34 91 555 0100"), link=LINKED)
    changes = (
        Change(attribute="jobTitle", old="Engineer", new=None),
        Change(attribute="department", old=None, new="Research"),
        Change(attribute="businessPhones", old=None, new=["+34 91 555 0100"]),
    )
    assert outline(planned(kept, account())) == doing(UpdateAccount(changes=changes))


def test_what_hr_never_spoke_of_is_not_touched() -> None:
    kept = record(employee(jobTitle="Engineer"), link=LINKED)
    assert outline(planned(kept, account(manager_id=BOSS_ACCOUNT))) == doing()


def test_a_new_work_address_does_not_rename_the_account() -> None:
    kept = record(ana(workEmail="ana.gomez@contoso.com"), link=LINKED)
    assert outline(planned(kept, account())) == doing()


@pytest.mark.parametrize("person", [ana(jobTitle="Architect"), LEFT], ids=["works", "has left"])
@pytest.mark.parametrize(
    ("in_entra", "settings", "reason"),
    [
        pytest.param(
            account(),
            Settings(protected_accounts=("ana.ruiz@contoso.com",)),
            "ana.ruiz@contoso.com is a protected account",
            id="protected",
        ),
        pytest.param(account(guest=True), Settings(), "ana.ruiz@contoso.com is a guest", id="guest"),
        pytest.param(
            account(synced_from_on_premises=True),
            Settings(),
            "ana.ruiz@contoso.com is synchronised from an on-premises directory; change it there",
            id="on premises",
        ),
    ],
)
def test_a_linked_account_that_must_not_be_touched_is_not(
    person: Employee, in_entra: Account, settings: Settings, reason: str
) -> None:
    found = planned(record(person, link=LINKED), in_entra, settings=settings)
    expected = skipping(f"not touched: {reason}", accountId=ANA_ACCOUNT, reviewAt=TOMORROW)
    assert outline(found) == expected


@pytest.mark.parametrize(
    ("age", "again_after", "words"),
    [
        pytest.param(timedelta(0), timedelta(seconds=30), "is not visible in Entra yet", id="just created"),
        pytest.param(
            timedelta(minutes=14, seconds=59), timedelta(seconds=30), "is not visible in Entra yet", id="fresh"
        ),
        pytest.param(
            timedelta(minutes=15),
            timedelta(days=1),
            "was deleted in Entra; restore it there if it is wanted",
            id="not fresh any more",
        ),
        pytest.param(
            timedelta(days=100), timedelta(days=1), "was deleted in Entra; restore it there if it is wanted", id="old"
        ),
    ],
)
def test_a_linked_account_that_is_not_in_entra_is_not_created_again(
    age: timedelta, again_after: timedelta, words: str
) -> None:
    tie = link(since=NOON - age)
    found = planned(record(ana(), link=tie))
    reason = f"the linked account {ANA_ACCOUNT} {words}"
    assert outline(found) == skipping(reason, reviewAt=NOON + again_after)


def test_nothing_happens_while_provisioning_is_switched_off_and_it_is_due_at_once_afterwards() -> None:
    found = planned(record(LEFT, link=LINKED), account(), settings=Settings(enabled=False))
    reason = "provisioning is switched off in the settings"
    assert outline(found) == skipping(reason, accountId=ANA_ACCOUNT, reviewAt=NOON)


def test_nothing_happens_for_a_person_of_whom_nothing_is_known() -> None:
    found = planned(record(employee()))
    assert outline(found) == skipping("the HR system says nothing about the person")


def test_the_soonest_reason_to_look_again_counts() -> None:
    soon = NOON + timedelta(seconds=25)
    kept = record(ana(managerId="1", terminationDate="2026-09-30"), link=LINKED)
    assert planned(kept, account(), look_again_at=soon).review_at == soon
    assert planned(kept, account(), look_again_at=at("2026-06-03T00:00Z")).review_at == TOMORROW


def test_a_link_is_only_made_once() -> None:
    kept = record(ana(), link=LINKED.model_copy(update={"origin": LinkOrigin.MATCHED}))
    assert not planned(kept, account(), found=FOUND).found
