"""When a message that failed is tried again, and when it is not any more."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from provisioning.model import Retry
from provisioning.rules.backing_off import (
    FIRST_WAIT,
    LONGEST_ASKED_FOR,
    LONGEST_HELD,
    LONGEST_WAIT,
    failed_again,
    is_to_be_parked,
    not_to_blame,
    wait_after,
    wait_while_held,
)
from tests.builders import NOON

SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
KEYS = some.text(max_size=20)


@pytest.mark.parametrize(
    ("attempts", "longest"),
    [
        pytest.param(0, 15 * SECOND, id="one that is not to blame"),
        pytest.param(1, 15 * SECOND, id="the first failure"),
        pytest.param(2, 30 * SECOND, id="the second failure"),
        pytest.param(5, 4 * MINUTE, id="the fifth failure"),
        pytest.param(7, 16 * MINUTE, id="the seventh failure"),
        pytest.param(8, 30 * MINUTE, id="from the eighth failure on, half an hour"),
        pytest.param(10_000, 30 * MINUTE, id="and never more"),
    ],
)
@given(key=KEYS)
def test_waits_double_and_lie_between_half_and_all_of_that(attempts: int, longest: timedelta, key: str) -> None:
    assert longest / 2 <= wait_after(attempts, None, key) <= longest


@given(attempts=some.integers(0, 1_000), asked=some.timedeltas(timedelta(), LONGEST_ASKED_FOR), key=KEYS)
def test_nobody_comes_back_before_the_time_that_was_asked_for(attempts: int, asked: timedelta, key: str) -> None:
    assert asked <= wait_after(attempts, asked, key)


@given(attempts=some.integers(0, 1_000), asked=some.timedeltas(-DAY, 400 * DAY), key=KEYS)
def test_no_wait_is_longer_than_an_hour_and_a_quarter_nor_shorter_than_half_the_first(
    attempts: int, asked: timedelta, key: str
) -> None:
    assert FIRST_WAIT / 2 <= wait_after(attempts, asked, key) <= LONGEST_ASKED_FOR * 1.25


def test_who_asks_for_a_second_time_after_time_gets_waits_of_half_a_minute_at_least() -> None:
    assert wait_after(50, SECOND, "v1") >= 30 * SECOND


def test_messages_that_failed_together_do_not_come_back_together() -> None:
    waits = sorted(wait_after(8, None, f"v{number}") for number in range(1_000))
    assert waits[-1] - waits[0] > LONGEST_WAIT * 0.45
    most_in_a_minute = max(sum(start <= wait < start + MINUTE for wait in waits) for start in waits)
    assert most_in_a_minute < 120


@given(held=some.timedeltas(-DAY, 400 * DAY), key=KEYS)
def test_what_is_held_looks_again_after_some_twenty_minutes_at_most(held: timedelta, key: str) -> None:
    assert SECOND <= wait_while_held(held, key) <= LONGEST_HELD * 1.25


def test_the_first_failure_begins_the_time_and_later_ones_count_on() -> None:
    first = failed_again(None, NOON)
    assert first == Retry(attempts=1, since=NOON, failed_at=NOON)
    assert failed_again(first, NOON + HOUR) == Retry(attempts=2, since=NOON, failed_at=NOON + HOUR)


def test_time_in_which_the_app_could_not_work_does_not_count() -> None:
    retry = failed_again(None, NOON)
    for hour in range(48):
        held = not_to_blame(retry, HOUR, failed_at=NOON + hour * HOUR)
        assert held
        retry = held
    assert (retry.attempts, retry.since, retry.failed_at) == (1, NOON + 48 * HOUR, NOON + 47 * HOUR)
    assert not is_to_be_parked(failed_again(retry, NOON + 48 * HOUR), 24, NOON + 48 * HOUR)


def test_a_message_that_never_failed_stays_so_while_it_is_held() -> None:
    assert not_to_blame(None, HOUR, failed_at=NOON) is None


@pytest.mark.parametrize(
    ("since", "parked"),
    [
        pytest.param(timedelta(), False, id="just now"),
        pytest.param(24 * HOUR - SECOND, False, id="for a second less than the setting says"),
        pytest.param(24 * HOUR, True, id="for as long as the setting says"),
    ],
)
def test_a_message_is_parked_when_it_has_failed_for_long_enough(since: timedelta, *, parked: bool) -> None:
    assert is_to_be_parked(Retry(attempts=9, since=NOON - since, failed_at=NOON), 24, NOON) is parked
