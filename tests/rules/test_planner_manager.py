"""Plans for the reference to the manager, who may not have an account yet."""

import pytest

from provisioning.model import (
    SetManager,
    Status,
    StepName,
)
from tests.builders import BOSS_ACCOUNT, account, ana, at, record
from tests.rules.planning import LINKED, TOMORROW, doing, outline, planned, sentences

HAS_BOSS = ana(managerId="1")


def test_the_manager_is_set_when_they_have_an_account() -> None:
    found = planned(record(HAS_BOSS, link=LINKED), account(), manager_account_id=BOSS_ACCOUNT)
    assert outline(found) == doing(SetManager(old=None, new=BOSS_ACCOUNT))


def test_the_manager_who_is_right_already_is_not_set_again() -> None:
    found = planned(record(HAS_BOSS, link=LINKED), account(manager_id=BOSS_ACCOUNT), manager_account_id=BOSS_ACCOUNT)
    assert outline(found) == doing()


@pytest.mark.parametrize("current", [None, "c0110000-0000-4000-8000-000000000009"], ids=["none yet", "a former one"])
def test_a_manager_without_an_account_is_waited_for_and_the_former_one_stays(current: str | None) -> None:
    found = planned(record(HAS_BOSS, link=LINKED), account(manager_id=current))
    assert outline(found) == doing(waitingForManager="1", reviewAt=TOMORROW)
    warning = "the manager, employee 1, has no account yet; set as soon as there is one"
    assert sentences(found)[-1] == (StepName.REFERENCE_RESOLUTION, Status.WARNING, warning)


def test_a_manager_is_removed_when_hr_says_that_there_is_none() -> None:
    found = planned(record(ana(managerId=None), link=LINKED), account(manager_id=BOSS_ACCOUNT))
    assert outline(found) == doing(SetManager(old=BOSS_ACCOUNT, new=None))


def test_a_manager_stays_when_hr_does_not_speak_of_one() -> None:
    assert outline(planned(record(ana(), link=LINKED), account(manager_id=BOSS_ACCOUNT))) == doing()


def test_nobody_becomes_their_own_manager() -> None:
    found = planned(record(ana(managerId="7"), link=LINKED), account(manager_id=BOSS_ACCOUNT))
    assert outline(found) == doing()
    warning = "the HR system names the person as their own manager"
    assert sentences(found)[-1] == (StepName.REFERENCE_RESOLUTION, Status.WARNING, warning)


def test_while_a_manager_is_waited_for_the_last_day_is_not_forgotten() -> None:
    kept = record(ana(managerId="1", terminationDate="2026-06-01"), link=LINKED)
    found = planned(kept, account())
    assert outline(found) == doing(waitingForManager="1", reviewAt=at("2026-06-02T00:00Z"))
