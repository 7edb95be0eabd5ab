"""Plans for those who leave and come back: sign-in is blocked, and allowed again if the block was ours."""

import pytest

from provisioning.model import (
    Change,
    DisableAccount,
    EmployeeRecord,
    EnableAccount,
    LinkOrigin,
    RevokeSessions,
    Stamped,
    Status,
    StepName,
    UpdateAccount,
)
from tests.builders import ANA_ACCOUNT, BOSS_ACCOUNT, NOON, SAID_BEFORE, account, ana, at, record
from tests.rules.planning import FOUND, LEFT, LINKED, doing, outline, planned, sentences, skipping


def test_who_has_left_is_blocked_and_signed_out() -> None:
    found = planned(record(LEFT, link=LINKED), account())
    assert outline(found) == doing(DisableAccount(), RevokeSessions())
    assert sentences(found)[0] == (StepName.SCOPING, Status.SUCCESS, "the last day was 2026-05-31 in UTC")


def test_whose_file_was_deleted_is_blocked_at_once_whatever_else_is_known() -> None:
    kept = record(ana(), link=LINKED)
    gone = kept.model_copy(update={"fields": {**kept.fields, "deleted": Stamped(value=True, version=SAID_BEFORE)}})
    assert outline(planned(gone, account())) == doing(DisableAccount(), RevokeSessions())


def test_nothing_but_access_changes_for_who_has_left() -> None:
    kept = record(ana(terminationDate="2026-05-31", jobTitle="Former Engineer", managerId="1"), link=LINKED)
    found = planned(kept, account(account_enabled=False), manager_account_id=BOSS_ACCOUNT)
    assert outline(found) == doing()


def test_an_account_that_seems_enabled_a_moment_after_our_block_is_blocked_again() -> None:
    kept = record(LEFT, link=LINKED, disabledAt=NOON, sessionsRevoked=True)
    assert outline(planned(kept, account())) == doing(DisableAccount(), RevokeSessions())


def test_sessions_are_revoked_when_a_crash_came_between_the_two() -> None:
    kept = record(LEFT, link=LINKED, disabledAt=at("2026-06-01T00:00Z"))
    assert outline(planned(kept, account(account_enabled=False))) == doing(RevokeSessions())


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param(record(LEFT, link=LINKED, disabledAt=NOON, sessionsRevoked=True), id="by us"),
        pytest.param(record(LEFT, link=LINKED), id="by somebody else"),
    ],
)
def test_who_is_blocked_already_is_left_alone(kept: EmployeeRecord) -> None:
    assert outline(planned(kept, account(account_enabled=False))) == doing()


def test_a_leaver_found_by_number_is_linked_and_blocked() -> None:
    found = planned(record(LEFT), account(), found=FOUND)
    assert outline(found) == doing(DisableAccount(), RevokeSessions(), found=LinkOrigin.MATCHED)


def test_nobody_is_created_for_who_has_left() -> None:
    assert outline(planned(record(LEFT))) == skipping(
        "has no account, and none is created: the last day was 2026-05-31 in UTC"
    )


def test_who_comes_back_may_sign_in_again_if_the_block_was_ours() -> None:
    kept = record(ana(), link=LINKED, disabledAt=at("2026-04-01T00:00Z"), sessionsRevoked=True)
    found = planned(kept, account(account_enabled=False))
    assert outline(found) == doing(EnableAccount())
    assert (StepName.PROCESSING, Status.SUCCESS, "allows sign-in again, which we had blocked") in sentences(found)


def test_a_block_of_somebody_elses_stays_with_a_warning() -> None:
    found = planned(record(ana(), link=LINKED), account(account_enabled=False))
    assert outline(found) == doing()
    warning = "sign-in was blocked by somebody else and stays blocked; an administrator decides"
    assert (StepName.PROCESSING, Status.WARNING, warning) in sentences(found)


def test_our_mark_on_an_account_that_somebody_enabled_is_taken_away_lest_it_undo_a_later_block() -> None:
    kept = record(ana(), link=LINKED, disabledAt=at("2026-04-01T00:00Z"))
    assert outline(planned(kept, account())) == doing(EnableAccount())


def test_who_comes_back_with_news_is_enabled_and_made_right() -> None:
    kept = record(ana(jobTitle="Architect"), link=LINKED, disabledAt=at("2026-04-01T00:00Z"))
    change = Change(attribute="jobTitle", old="Engineer", new="Architect")
    expected = doing(EnableAccount(), UpdateAccount(changes=(change,)))
    assert outline(planned(kept, account(account_enabled=False))) == expected


def test_inactive_without_a_date_neither_blocks_nor_enables() -> None:
    inactive = ana(status="inactive")
    assert outline(planned(record(inactive, link=LINKED), account())) == doing()
    kept = record(inactive, link=LINKED, disabledAt=NOON)
    assert outline(planned(kept, account(account_enabled=False))) == doing()


def test_a_leaver_whose_account_was_deleted_is_left_in_peace() -> None:
    found = planned(record(LEFT, link=LINKED))
    assert outline(found) == skipping(
        f"the linked account {ANA_ACCOUNT} was deleted in Entra; restore it there if it is wanted"
    )
