"""Whose data are not needed any more."""

from datetime import timedelta

import pytest

from provisioning.model import EmployeeRecord, Intended, Staged
from provisioning.rules.forgetting import being_created, is_blank, left_long_ago, still_needed
from provisioning.settings import Settings, parse_settings
from tests.builders import NOON, ana, link, record

LONG_AGO = NOON - timedelta(days=100)
GONE = {"terminationDate": "2026-02-20"}
STAGED = Staged(batch="b1", because="x", at=NOON)
SETTINGS = parse_settings({"retention": {"leaverDays": 90}})


@pytest.mark.parametrize(
    ("said", "kept", "word"),
    [
        ({}, {"link": link()}, "works since 2026-01-15"),
        ({"startDate": "2027-01-01"}, {"link": link()}, "starts on 2027-01-01"),
        ({"status": "inactive"}, {"link": link()}, "inactive"),
        (GONE, {"link": link(), "overdue_since": LONG_AGO}, "still to be blocked"),
        (GONE, {"link": link(), "staged": STAGED}, "still to be blocked"),
        (GONE, {"link": link(), "disabled_at": LONG_AGO}, None),
        (GONE, {"link": link()}, None),
        ({}, {}, None),
        ({}, {"link": link(), "succeeded_by": "8"}, None),
    ],
    ids=[
        "somebody at work",
        "somebody who starts later",
        "somebody of whom HR says too little",
        "a leaver whose block failed so far",
        "a leaver whose block is staged",
        "a leaver whom we blocked",
        "a leaver whom somebody else blocked",
        "somebody at work without an account",
        "a former id, whose account passed on",
    ],
)
def test_what_is_kept_is_needed_while_an_account_is_in_use_or_still_to_be_blocked(
    said: dict[str, str], kept: dict[str, object], word: str | None
) -> None:
    needed = still_needed(record(ana(**said), **kept), Settings(), NOON)
    assert needed is None if word is None else word in str(needed)


@pytest.mark.parametrize(("minutes", "waits"), [(0, True), (14, True), (15, False)])
def test_nothing_is_erased_while_an_account_may_just_have_been_created(minutes: int, waits: bool) -> None:  # noqa: FBT001 - a case
    begun = Intended(login_name="ana.ruiz@contoso.com", at=NOON - timedelta(minutes=minutes))
    assert (being_created(record(ana(), intended=begun), NOON) is not None) is waits
    assert being_created(record(ana(), intended=begun, link=link()), NOON) is None


@pytest.mark.parametrize(
    ("said", "kept", "long_ago"),
    [
        (GONE, {"disabled_at": NOON - timedelta(days=90)}, True),
        (GONE, {"disabled_at": NOON - timedelta(days=90) + timedelta(seconds=1)}, False),
        (GONE, {"disabled_at": LONG_AGO, "disabled_because": "status"}, False),
        (GONE, {}, False),
        (GONE, {"disabled_at": LONG_AGO, "overdue_since": NOON}, False),
        (GONE, {"disabled_at": LONG_AGO, "staged": STAGED}, False),
        ({}, {"disabled_at": LONG_AGO}, False),
        (GONE | {"startDate": "2026-09-01"}, {"disabled_at": LONG_AGO}, False),
    ],
    ids=[
        "exactly as long ago as is set",
        "a second less",
        "blocked for a status",
        "not blocked by us",
        "to be blocked again",
        "to be blocked again, and staged",
        "back at work",
        "will start again",
    ],
)
def test_a_leaver_is_forgotten_only_long_after_our_own_block(
    said: dict[str, str],
    kept: dict[str, object],
    long_ago: bool,  # noqa: FBT001 - a case
) -> None:
    known = record(ana(**said), **kept)
    assert left_long_ago(known, SETTINGS, NOON) is long_ago
    assert not left_long_ago(known, Settings(), NOON)


def test_a_record_is_blank_when_it_says_nothing_but_whose_it_is() -> None:
    blank = EmployeeRecord(source="generic", employee_id="7")
    assert is_blank(blank)
    assert not is_blank(blank.model_copy(update={"review_at": NOON}))
    assert not is_blank(record(ana()))
