"""How long the app waits between tries while it cannot work, and who has to wait."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provisioning.model import Employee, EventType, HrEvent, Quarantine
from provisioning.rules.quarantine import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    LOOK_AGAIN,
    begun,
    concerns,
    needs_source,
    pause,
    tried,
    wait,
)
from tests.builders import NOON

ENTRA = begun("entra", "check the identity", NOON)
TIMES = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400))


@pytest.mark.parametrize(
    ("tries", "minutes"),
    [(0, 5), (1, 10), (2, 20), (3, 40), (4, 80), (7, 640), (8, 1280), (9, 1440), (10, 1440), (10**9, 1440)],
)
def test_the_pauses_double_from_five_minutes_to_a_day(tries: int, minutes: int) -> None:
    assert pause(tries) == timedelta(minutes=minutes)


@given(st.integers(min_value=0, max_value=10_000))
def test_no_pause_is_shorter_than_the_one_before_nor_longer_than_a_day(tries: int) -> None:
    assert FIRST_PAUSE <= pause(tries) <= pause(tries + 1) <= LONGEST_PAUSE


def test_a_quarantine_begins_with_the_first_pause() -> None:
    assert (
        Quarantine(where="entra", reason="check the identity", since=NOON, tries=0, next_try_at=NOON + FIRST_PAUSE)
        == ENTRA
    )


@given(st.lists(TIMES, max_size=20))
def test_each_try_in_vain_puts_the_next_one_off_and_nothing_else_changes(times: list[timedelta]) -> None:
    quarantine = ENTRA
    for number, time in enumerate(times, start=1):
        after = tried(quarantine, NOON + time)
        assert (after.tries, after.next_try_at) == (number, NOON + time + pause(number))
        assert (after.where, after.reason, after.since) == (ENTRA.where, ENTRA.reason, ENTRA.since)
        quarantine = after


@given(TIMES, TIMES)
def test_a_message_looks_again_in_a_quarter_of_an_hour_or_when_the_next_try_is_due(
    until: timedelta, at: timedelta
) -> None:
    quarantine = ENTRA.model_copy(update={"next_try_at": NOON + until})
    waits = wait(quarantine, NOON + at)
    assert timedelta(0) <= waits <= LOOK_AGAIN
    assert waits in {LOOK_AGAIN, max(until - at, timedelta(0))}


@pytest.mark.parametrize(
    ("where", "source", "without_source", "expected"),
    [
        pytest.param("entra", "bob", False, True, id="nobody can be worked on without Entra"),
        pytest.param("entra", "bob", True, True, id="nor what does not need the HR system"),
        pytest.param("settings", "generic", False, True, id="nobody can be worked on without the settings"),
        pytest.param("bob", "bob", False, True, id="a person of Bob's waits for Bob"),
        pytest.param("bob", "bob", True, False, id="unless what is to be done does not need Bob"),
        pytest.param("bob", "generic", False, False, id="people of other systems do not wait for Bob"),
        pytest.param("bob", None, False, False, id="Bob does not keep everybody from being worked on"),
        pytest.param("entra", None, False, True, id="Entra does"),
    ],
)
def test_who_waits(where: str, source: str | None, *, without_source: bool, expected: bool) -> None:
    assert concerns(begun(where, "", NOON), source, needs_source=not without_source) is expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (EventType.CREATED, True),
        (EventType.UPDATED, True),
        (EventType.ACCESS_RESTORED, True),
        (EventType.ACCESS_REVOKED, False),
        (EventType.DELETED, False),
        (EventType.REVIEW, False),
        (EventType.LISTED, False),
    ],
)
def test_what_ends_access_or_was_due_does_not_wait_for_the_hr_system(kind: EventType, *, expected: bool) -> None:
    event = HrEvent(id="1", source="bob", type=kind, occurred_at=NOON, employee_id="e1")
    assert needs_source(event) is expected
    assert not needs_source(event.model_copy(update={"employee": Employee(id="e1")}))
