"""Sign-in that somebody allowed again, which we had blocked: left with a loud warning, or blocked again, as is set."""

from datetime import datetime, timedelta
from typing import Final

import pytest
from pydantic import JsonValue

from provisioning.model import (
    DisableAccount,
    Employee,
    EmployeeRecord,
    EnableAccount,
    EventType,
    LinkOrigin,
    Operation,
    Plan,
    RevokeSessions,
    Status,
)
from provisioning.rules.bookkeeping import intent, outcome
from provisioning.rules.matching import Match
from provisioning.rules.merging import merge
from provisioning.settings import Settings
from tests.builders import ANA_ACCOUNT, NOON, account, ana, at, employee, event, link, record
from tests.rules.planning import BY_NUMBER, LEFT, LINKED, planned, sentences
from tests.rules.small_world import World

ENFORCE: Final = Settings(drift="enforce")
BLOCKED_AT: Final = at("2026-06-01T00:00Z")
BLOCKED_AGAIN: Final = (DisableAccount(), RevokeSessions())
LEAVER: Final = record(LEFT, link=LINKED, disabledAt=BLOCKED_AT, sessionsRevoked=True)
REPORTED: Final = (
    "somebody allowed sign-in again, which we had blocked, and it is left so (drift: report); "
    "block it by hand, or set drift to enforce: the last day was 2026-05-31 in UTC"
)
ENFORCED: Final = (
    "blocks sign-in again, which somebody had allowed (drift: enforce), and revokes sessions: "
    "the last day was 2026-05-31 in UTC"
)


def told(kept: EmployeeRecord, said_at: datetime, **said: JsonValue) -> EmployeeRecord:
    """Return the record after HR said something at a moment."""
    return merge(kept, event(employee(**said), occurred_at=said_at))


def warnings(plan: Plan) -> list[str]:
    return [sentence for _, status, sentence in sentences(plan) if status is Status.WARNING]


def test_it_is_left_with_a_warning_that_says_what_to_do() -> None:
    found = planned(LEAVER, account())
    assert (found.operations, found.overruled) == ((), True)
    assert warnings(found) == [REPORTED]


def test_it_is_blocked_again_if_the_settings_say_so() -> None:
    found = planned(LEAVER, account(), settings=ENFORCE)
    assert (found.operations, found.overruled) == (BLOCKED_AGAIN, False)
    assert ENFORCED in [sentence for _, _, sentence in sentences(found)]


@pytest.mark.parametrize(
    ("kept", "known"),
    [
        pytest.param(record(LEFT, link=LINKED), {}, id="the block was not ours"),
        pytest.param(LEAVER.model_copy(update={"sessions_revoked": False}), {}, id="sessions were not revoked"),
        pytest.param(
            LEAVER.model_copy(update={"disabled_at": NOON - timedelta(minutes=15)}), {}, id="a read may still be old"
        ),
        pytest.param(
            LEAVER.model_copy(update={"disabled_because": "status"}), {}, id="we had blocked for another reason"
        ),
        pytest.param(told(LEAVER, NOON, terminationDate="2026-05-31"), {}, id="HR said the date again"),
        pytest.param(told(LEAVER, NOON, lastDayOfWork="2026-05-30"), {}, id="HR said another date"),
        pytest.param(told(LEAVER, NOON, startDate="2026-01-15"), {}, id="HR spoke of the start date"),
        pytest.param(told(LEAVER, NOON, status="terminated"), {}, id="HR spoke of the status"),
        pytest.param(merge(LEAVER, event(type=EventType.DELETED)), {}, id="HR deleted the file"),
        pytest.param(merge(LEAVER, event(type=EventType.ACCESS_REVOKED)), {}, id="HR revoked access"),
        pytest.param(LEAVER, {"rewritten": frozenset({"accountEnabled"})}, id="we ourselves allowed it a moment ago"),
    ],
)
def test_whatever_is_unclear_is_blocked(kept: EmployeeRecord, known: dict[str, object]) -> None:
    assert planned(kept, account(), **known).operations == BLOCKED_AGAIN


def test_an_account_to_which_a_leaver_is_only_now_linked_is_blocked() -> None:
    unlinked = LEAVER.model_copy(update={"link": None})
    found = planned(unlinked, account(), found=Match(account(), BY_NUMBER))
    assert (found.operations, found.found) == (BLOCKED_AGAIN, LinkOrigin.MATCHED)


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param(told(LEAVER, BLOCKED_AT, terminationDate="2026-05-31"), id="before our block"),
        pytest.param(told(LEAVER, NOON, jobTitle="Architect", site="Vigo"), id="of something else"),
        pytest.param(merge(LEAVER, event(employee(), type=EventType.CREATED)), id="that the file is there"),
        pytest.param(merge(LEAVER, event(type=EventType.ACCESS_RESTORED)), id="that access is not revoked"),
    ],
)
def test_what_hr_said_does_not_make_it_news(kept: EmployeeRecord) -> None:
    assert planned(kept, account()).operations == ()


POLICY: Final = Settings(status_policy={"leave": "disable"})
NOBODY: Final = Settings.model_validate(
    {
        "leavingScope": "disable",
        "scopingFilters": [[{"attribute": "jobTitle", "operator": "EQUALS", "value": "Cook"}]],
    }
)


@pytest.mark.parametrize(
    ("person", "settings", "because"),
    [
        pytest.param(ana(status="leave"), POLICY, "status", id="a status"),
        pytest.param(ana(startDate="2026-07-01"), Settings(), "notStarted", id="not started"),
        pytest.param(ana(), NOBODY, "scope", id="out of scope"),
    ],
)
def test_the_same_holds_for_our_other_blocks_while_their_cause_does(
    person: Employee, settings: Settings, because: str
) -> None:
    kept = record(person, link=LINKED, disabledAt=BLOCKED_AT, disabledBecause=because, sessionsRevoked=True)
    left = planned(kept, account(), settings=settings)
    assert (DisableAccount() in left.operations, left.overruled, left.disabled_because) == (False, True, because)
    assert warnings(left)[0].startswith("somebody allowed sign-in again")
    enforce = settings.model_copy(update={"drift": "enforce"})
    assert DisableAccount() in planned(kept, account(), settings=enforce).operations
    other_cause = kept.model_copy(update={"disabled_because": None})
    assert DisableAccount() in planned(other_cause, account(), settings=settings).operations


def looked_at(world: World, **changed: object) -> World:
    """Return the world after we looked once, with something changed before that."""
    return World(
        **{name: getattr(world, name) for name in ("record", "account", "settings", "now")} | changed
    ).provisioned()


OVERRULED: Final = looked_at(World(LEAVER, account()))


def test_that_somebody_lifted_the_block_is_remembered_and_is_no_right_to_lift_another() -> None:
    kept = OVERRULED.record
    assert (kept.overruled_at, kept.disabled_at, kept.disabled_because) == (BLOCKED_AT, None, None)
    assert OVERRULED.signed_in
    back = merge(kept, event(ana(terminationDate=None)))
    blocked_by_hand = planned(back, account(account_enabled=False))
    assert EnableAccount() not in blocked_by_hand.operations
    assert warnings(blocked_by_hand) == [
        "sign-in was blocked by somebody else and stays blocked; an administrator decides"
    ]


def test_it_is_left_and_told_at_every_look() -> None:
    again = looked_at(OVERRULED, now=NOON + timedelta(days=100))
    assert again.record == OVERRULED.record
    assert warnings(again.plan) == [REPORTED]


def test_whoever_blocks_it_again_by_hand_may_allow_it_again_too() -> None:
    by_hand = looked_at(OVERRULED, account=account(account_enabled=False))
    assert by_hand.record == OVERRULED.record
    assert looked_at(by_hand, account=account()).signed_in


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"settings": ENFORCE}, id="the settings enforce"),
        pytest.param(
            {"record": told(OVERRULED.record, NOON, terminationDate="2026-05-30")}, id="HR says something new"
        ),
        pytest.param(
            {"record": OVERRULED.record.model_copy(update={"disabled_because": "scope"})}, id="the cause is another"
        ),
    ],
)
def test_it_is_blocked_again_when(changed: dict[str, object]) -> None:
    blocked = looked_at(OVERRULED, **changed)
    kept = blocked.record
    assert not blocked.signed_in
    assert (kept.disabled_at, kept.disabled_because, kept.overruled_at) == (NOON, None, None)


def test_who_comes_back_begins_anew() -> None:
    back = looked_at(OVERRULED, record=merge(OVERRULED.record, event(ana(terminationDate=None))))
    assert (back.record.overruled_at, back.record.sessions_revoked, back.signed_in) == (None, False, True)
    gone = back.told(event(LEFT, id="event-2"))
    assert not looked_at(gone).signed_in


def test_who_comes_back_to_an_account_that_was_deleted_meanwhile_gets_it_restored_or_a_new_one() -> None:
    back = merge(OVERRULED.record, event(ana(terminationDate=None)))
    found = looked_at(World(back))
    assert found.record.lost_account == ANA_ACCOUNT or found.record.link != OVERRULED.record.link
    assert found.record.overruled_at is None


def test_a_block_of_our_own_is_never_taken_for_somebody_elses_when_it_is_interrupted() -> None:
    blocking = Plan(steps=(), operations=BLOCKED_AGAIN, account_id=ANA_ACCOUNT, disables=True, in_force={})
    begun = intent(OVERRULED.record, blocking, NOON)
    assert (begun.disabled_at, begun.overruled_at) == (NOON, None)
    assert outcome(begun, blocking, [], None, NOON).disabled_at == NOON


def test_an_account_that_somebody_else_blocked_stays_blocked_whatever_drift_says() -> None:
    for settings in (Settings(), ENFORCE):
        found = planned(record(ana(), link=link()), account(account_enabled=False), settings=settings)
        assert found.operations == ()


@pytest.mark.parametrize(
    ("minutes", "operations"),
    [
        pytest.param(14, BLOCKED_AGAIN, id="just now, so that the read may be old"),
        pytest.param(16, (), id="long enough ago for the read to be true"),
    ],
)
def test_who_leaves_just_after_we_let_them_in_is_blocked_even_if_the_account_seems_blocked_already(
    minutes: float, operations: tuple[Operation, ...]
) -> None:
    let_in = record(LEFT, link=LINKED, enabledAt=NOON - timedelta(minutes=minutes))
    assert planned(let_in, account(account_enabled=False)).operations == operations
