"""When an account should have been blocked, and how late that was."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.model import (
    AppliedOperation,
    DisableAccount,
    EmployeeRecord,
    EventType,
    HrEvent,
    RevokeSessions,
    Status,
)
from provisioning.rules import lifecycle
from provisioning.rules.lateness import due_at, is_overdue, timing, timing_of
from provisioning.rules.merging import merge
from provisioning.rules.planning.facts import Facts
from provisioning.rules.scoping import out_of_scope
from provisioning.settings import Settings
from tests.builders import NOON, account, ana, at, employee, event, link, record
from tests.rules.planning import planned

MIDNIGHT: Final = at("2026-06-01T00:00Z")
LAST_DAY: Final[Mapping[str, JsonValue]] = {"terminationDate": "2026-05-31"}
REVIEW: Final = event(id="review-1", type=EventType.REVIEW)
TEN: Final = at("2026-06-01T10:00Z")
REVOKED_AT_TEN: Final = event(type=EventType.ACCESS_REVOKED, occurred_at=TEN)
GONE_AT_TEN: Final = event(type=EventType.DELETED, occurred_at=TEN)


def known(**said: JsonValue) -> EmployeeRecord:
    """Return the record of Ana, linked, of whom HR said this on New Year's Day."""
    return record(ana(**said), link=link())


def seen(before: EmployeeRecord, told: HrEvent, settings: Settings | None = None) -> Facts:
    """Return the facts when an event about Ana is worked off at noon; a thin one has been read just now."""
    chosen, after = settings or Settings(), merge(before, told)
    stage = lifecycle.stage(after, chosen, NOON)
    scope = out_of_scope(after, chosen)
    return Facts(after, stage, chosen, NOON, out_of_scope=scope, before=before, told_at=told.told_at)


def says(at_: str, **said: JsonValue) -> HrEvent:
    """Return an event in which HR says this, at this time of the day."""
    return event(employee(**said), occurred_at=at(f"2026-06-01T{at_}Z"))


STATUS_DISABLES: Final = Settings.model_validate({"statusPolicy": {"leave": "disable"}})
ONLY_NURSES: Final = Settings.model_validate(
    {
        "leavingScope": "disable",
        "scopingFilters": [[{"attribute": "jobTitle", "operator": "equals", "value": "Engineer"}]],
    }
)
SWITCHED_ON_AT_ELEVEN: Final = Settings.model_validate({"activatedAt": "2026-06-01T11:00:00Z"})


@pytest.mark.parametrize(
    ("before", "told", "settings", "due"),
    [
        pytest.param(known(**LAST_DAY), REVIEW, None, "00:00", id="the end of a last day that was known before"),
        pytest.param(known(), says("10:00", **LAST_DAY), None, "10:00", id="a last day that HR names afterwards"),
        pytest.param(
            known(),
            says("10:00", terminationDate="2026-06-01", timeZone="Pacific/Kiritimati"),
            None,
            "10:00",
            id="the later of the two, where the day ends at ten by UTC",
        ),
        pytest.param(
            known(**LAST_DAY), says("10:00", **LAST_DAY), None, "00:00", id="that HR repeats itself makes nothing later"
        ),
        pytest.param(
            known(**LAST_DAY), says("10:00", jobTitle="Boss"), None, "00:00", id="nor does other news of the person"
        ),
        pytest.param(known(), REVOKED_AT_TEN, None, "10:00", id="access that HR revokes at once"),
        pytest.param(known(), GONE_AT_TEN, None, "10:00", id="a file that HR deletes"),
        pytest.param(known(), says("10:00", status="terminated"), None, "10:00", id="a status that says left"),
        pytest.param(known(), says("10:00", status="leave"), STATUS_DISABLES, "10:00", id="a status that blocks"),
        pytest.param(known(), says("10:00", jobTitle="Nurse"), ONLY_NURSES, "10:00", id="news that leads out of scope"),
        pytest.param(
            known(), says("10:00", **LAST_DAY), SWITCHED_ON_AT_ELEVEN, "11:00", id="not before provisioning was on"
        ),
        pytest.param(known(status="leave"), REVIEW, STATUS_DISABLES, "12:00", id="now, when only the settings changed"),
        pytest.param(
            known(jobTitle="Nurse"), REVIEW, ONLY_NURSES, "12:00", id="now, when only the scope's filters changed"
        ),
        pytest.param(
            known(**LAST_DAY).model_copy(update={"review_at": NOON}),
            REVIEW,
            None,
            "12:00",
            id="now, when the person was left alone at the end, by the settings of that time",
        ),
        pytest.param(
            known(**LAST_DAY).model_copy(update={"disabled_at": MIDNIGHT, "sessions_revoked": True}),
            REVIEW,
            None,
            "12:00",
            id="now, when somebody allowed the sign-in that was blocked in time",
        ),
        pytest.param(
            known(**LAST_DAY).model_copy(update={"overdue_since": TEN, "review_at": NOON}),
            says("11:30", **LAST_DAY),
            None,
            "10:00",
            id="what an earlier attempt found",
        ),
    ],
)
def test_an_account_is_due_to_be_blocked(
    before: EmployeeRecord, told: HrEvent, settings: Settings | None, due: str
) -> None:
    assert due_at(seen(before, told, settings)) == at(f"2026-06-01T{due}Z")


def test_somebody_who_is_read_from_the_hr_system_late_was_told_of_by_the_event() -> None:
    read = merge(known(), event(employee(**LAST_DAY), id="read", occurred_at=NOON - timedelta(minutes=1)))
    facts = Facts(
        read, lifecycle.stage(read, Settings(), NOON), Settings(), NOON, before=known(), told_at=GONE_AT_TEN.occurred_at
    )
    assert due_at(facts) == TEN


@given(
    st.timedeltas(min_value=-timedelta(days=400), max_value=timedelta(days=400)),
    st.one_of(st.none(), st.datetimes().map(lambda moment: moment.replace(tzinfo=NOON.tzinfo))),
)
def test_nothing_is_due_later_than_now(ago: timedelta, noted: object) -> None:
    before = known(**LAST_DAY).model_copy(update={"overdue_since": noted})
    told = event(employee(status="terminated"), occurred_at=NOON - ago)
    assert due_at(seen(before, told)) <= NOON


BLOCKED: Final = (AppliedOperation(operation=DisableAccount(), status=Status.SUCCESS),)
REFUSED: Final = (AppliedOperation(operation=DisableAccount(), status=Status.FAILURE),)
ONLY_REVOKED: Final = (AppliedOperation(operation=RevokeSessions(), status=Status.SUCCESS),)
OVERDUE: Final = known(**LAST_DAY).model_copy(update={"overdue_since": MIDNIGHT, "disabled_at": MIDNIGHT})


@pytest.mark.parametrize(
    ("kept", "enabled", "applied", "late"),
    [
        pytest.param(known(**LAST_DAY), True, BLOCKED, 12 * 3600, id="blocked twelve hours after midnight"),
        pytest.param(known(**LAST_DAY), True, REFUSED, None, id="refused"),
        pytest.param(known(**LAST_DAY), True, (), None, id="not tried, as something failed before"),
        pytest.param(known(**LAST_DAY), False, (), None, id="blocked by somebody else in time"),
        pytest.param(OVERDUE, False, ONLY_REVOKED, 12 * 3600, id="blocked by an attempt that did not live to say so"),
        pytest.param(known(), True, (), None, id="somebody who works"),
    ],
)
def test_how_late_a_block_was_is_told_when_it_took_effect(
    kept: EmployeeRecord, *, enabled: bool, applied: tuple[AppliedOperation, ...], late: int | None
) -> None:
    facts = seen(kept, REVIEW)
    in_entra = account(account_enabled=enabled)
    decided = planned(kept, in_entra, before=kept)
    told = timing(Facts(facts.record, facts.stage, facts.settings, NOON, account=in_entra), decided, applied, NOON)
    assert (told.late_seconds if told else None) == late


def test_a_block_is_never_early() -> None:
    assert timing_of(NOON, NOON - timedelta(seconds=3)).late_seconds == 0


@pytest.mark.parametrize(
    ("kept", "chosen", "overdue"),
    [
        pytest.param(known(**LAST_DAY), {}, True, id="somebody who left and has a linked account"),
        pytest.param(known(), {}, False, id="somebody who works"),
        pytest.param(known(**LAST_DAY).model_copy(update={"link": None}), {}, False, id="somebody without an account"),
        pytest.param(known(**LAST_DAY), {"enabled": False}, False, id="anybody while provisioning is off"),
        pytest.param(known(**LAST_DAY), {"disabling": {"enabled": False}}, False, id="anybody while disabling is off"),
        pytest.param(known(status="leave"), {"statusPolicy": {"leave": "disable"}}, True, id="a status that blocks"),
        pytest.param(
            known(**LAST_DAY).model_copy(update={"disabled_at": MIDNIGHT, "sessions_revoked": True}),
            {},
            False,
            id="somebody who is blocked",
        ),
        pytest.param(
            known(**LAST_DAY).model_copy(update={"overruled_at": MIDNIGHT}),
            {},
            False,
            id="somebody whose block an administrator lifted",
        ),
        pytest.param(OVERDUE, {}, True, id="somebody whose block was begun and not seen to its end"),
    ],
)
def test_without_entra_it_is_known_who_should_be_blocked(
    kept: EmployeeRecord, chosen: dict[str, JsonValue], *, overdue: bool
) -> None:
    assert is_overdue(seen(kept, REVIEW, Settings.model_validate(chosen))) == overdue
