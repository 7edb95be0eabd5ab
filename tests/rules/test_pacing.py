"""How calls are spread over time, so that any window holds no more of them than the quota."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provisioning.model import SPARE_SECONDS, Demand, Grant, Pacing
from provisioning.rules.pacing import (
    GRAPH,
    LONGEST_AHEAD_SECONDS,
    LONGEST_PAUSE_SECONDS,
    LONGEST_READ_PAUSE_SECONDS,
    READS_AHEAD_SECONDS,
    SLOW_SECONDS,
    Limit,
    Limits,
    pause_reads,
    pause_writes,
    reserve,
    slow_down,
)

NOW = 1_770_000_000.0
WRITE_WINDOW, WRITE_QUOTA = 150.0, 3000
UNIT_WINDOW, UNIT_QUOTA = 10.0, 3500
PACE = 1 / GRAPH.writes.a_second
SMALL = Limits(writes=Limit(burst=5, a_second=2.0, borrowed=3), units=Limit(burst=10, a_second=5.0), spare=1)


@dataclass(slots=True)
class Reserving:
    """Reserves, and notes what went out; spare writes and units go out as late as they may."""

    limits: Limits = GRAPH
    pacing: Pacing = field(default_factory=Pacing)
    writes: list[float] = field(default_factory=list)
    units: list[tuple[float, int]] = field(default_factory=list)

    def reserve(self, now: float, **demand: int) -> Grant:
        """Reserve, and use all of it."""
        self.pacing, grant = reserve(self.pacing, Demand(**demand), now, self.limits)
        self.writes += [*grant.writes, *grant.urgent, *[now + SPARE_SECONDS] * grant.spare]
        if grant.units_from is not None:
            self.units.append((grant.units_from, demand["units"]))
        return grant


def most_within(times: Sequence[float], seconds: float) -> int:
    """Return how many of these times lie within any so many seconds, at the most."""
    times = sorted(times)
    return max((bisect_left(times, start + seconds) - place for place, start in enumerate(times)), default=0)


def most_units_within(units: Sequence[tuple[float, int]], seconds: float) -> int:
    """Return how many units were given within any so many seconds, at the most."""
    starts = [at for at, _ in units]
    return max((sum(n for at, n in units if start <= at < start + seconds) for start in starts), default=0)


STEP = st.one_of(
    st.tuples(st.just("writes"), st.integers(1, 8)),
    st.tuples(st.just("urgent"), st.integers(1, 8)),
    st.tuples(st.just("units"), st.integers(1, 10)),
    st.tuples(st.just("pause"), st.integers(0, 20)),
    st.tuples(st.just("slow"), st.just(0)),
)


def take(reserving: Reserving, what: str, much: int, now: float) -> None:
    """Take one step of a story."""
    match what:
        case "pause":
            reserving.pacing = pause_writes(reserving.pacing, much, now, reserving.limits)
        case "slow":
            reserving.pacing = slow_down(reserving.pacing, now, reserving.limits)
        case _:
            reserving.reserve(now, **{what: much})


@given(steps=st.lists(st.tuples(STEP, st.floats(0, 12)), max_size=60), seconds=st.floats(0.1, 60))
def test_no_stretch_of_time_holds_more_writes_than_the_limit_whatever_is_reserved_in_which_order(
    steps: list[tuple[tuple[str, int], float]], seconds: float
) -> None:
    reserving, now = Reserving(SMALL), NOW
    for (what, much), later in steps:
        now += later
        take(reserving, what, much, now)
    limit = SMALL.writes
    most = limit.burst + limit.borrowed + SMALL.spare + limit.a_second * seconds
    assert most_within(reserving.writes, seconds) <= most + 1e-3


@given(steps=st.lists(st.tuples(st.integers(1, 10), st.floats(0, 3)), max_size=60), seconds=st.floats(0.1, 20))
def test_no_stretch_of_time_gives_more_units_than_the_limit(steps: list[tuple[int, float]], seconds: float) -> None:
    reserving, now = Reserving(SMALL), NOW
    for units, later in steps:
        now += later
        reserving.reserve(now, units=units)
    most = SMALL.units.burst + SMALL.units.a_second * seconds
    assert most_units_within(reserving.units, seconds) <= most + 1e-3


@given(steps=st.lists(st.tuples(STEP, st.floats(0, 12), st.floats(-0.5, 0.5)), max_size=60), seconds=st.floats(0.1, 60))
def test_clocks_that_differ_cost_as_many_writes_as_have_their_moments_in_between(
    steps: list[tuple[tuple[str, int], float, float]], seconds: float
) -> None:
    reserving, now = Reserving(SMALL), NOW
    for (what, much), later, wrong in steps:
        now += later
        sent, reserving.writes = reserving.writes, []
        take(reserving, what, much, now + wrong)
        reserving.writes = [*sent, *(at - wrong for at in reserving.writes)]
    limit = SMALL.writes
    most = limit.burst + limit.borrowed + SMALL.spare + limit.a_second * (seconds + 1)
    assert most_within(reserving.writes, seconds) <= most + 1e-3


@pytest.mark.parametrize("urgent", [False, True], ids=["nothing is urgent", "as much as may be is urgent"])
def test_any_150_seconds_hold_fewer_writes_than_the_quota_with_a_second_to_spare(*, urgent: bool) -> None:
    reserving, now = Reserving(), NOW
    reserving.reserve(now, units=1)
    for _ in range(900):
        now += 8 * PACE * 0.9
        reserving.reserve(now, writes=8, urgent=2 if urgent else 0)
    assert len(reserving.writes) > 2 * WRITE_QUOTA
    assert most_within(reserving.writes, WRITE_WINDOW) + 20 <= WRITE_QUOTA


def test_any_10_seconds_use_fewer_units_than_the_smallest_tenant_has_even_if_all_are_used_late() -> None:
    reserving = Reserving()
    for n in range(2_000):
        reserving.reserve(NOW + n * 0.05, units=50)
    of_writes = GRAPH.writes.burst + GRAPH.writes.borrowed + GRAPH.spare + GRAPH.writes.a_second * UNIT_WINDOW
    assert most_units_within(reserving.units, UNIT_WINDOW + SPARE_SECONDS) + of_writes < UNIT_QUOTA


def test_a_burst_goes_out_at_once_and_what_follows_at_the_pace() -> None:
    grant = Reserving().reserve(NOW, writes=GRAPH.writes.burst + 20)
    assert set(grant.writes[: GRAPH.writes.burst]) == {NOW}
    apart = [later - earlier for earlier, later in pairwise(grant.writes[GRAPH.writes.burst :])]
    assert apart == pytest.approx([PACE] * len(apart), abs=1e-3)


def test_an_urgent_write_does_not_wait_for_what_is_reserved_already() -> None:
    reserving = Reserving()
    reserving.reserve(NOW, writes=400)
    grant = reserving.reserve(NOW + 1, writes=1, urgent=GRAPH.writes.borrowed + 1)
    assert grant.urgent[:-1] == (NOW + 1,) * GRAPH.writes.borrowed
    assert grant.urgent[-1] > NOW + 10
    assert grant.writes[0] > grant.urgent[-1]


def test_urgent_writes_borrow_again_when_the_time_they_borrowed_has_come() -> None:
    reserving = Reserving()
    reserving.reserve(NOW, writes=400)
    reserving.reserve(NOW, urgent=GRAPH.writes.borrowed)
    much_later = NOW + 300
    reserving.reserve(much_later, writes=400)
    assert set(reserving.reserve(much_later, urgent=GRAPH.writes.borrowed).urgent) == {much_later}


def test_who_borrows_when_all_that_may_be_is_borrowed_waits_until_the_first_of_that_has_come() -> None:
    reserving = Reserving()
    last = reserving.reserve(NOW, writes=400).writes[-1]
    reserving.reserve(NOW, urgent=GRAPH.writes.borrowed)
    first_borrowed = last + PACE
    for early in (10, 0.5):
        grant = reserving.reserve(first_borrowed - early, urgent=1)
        assert grant.urgent[0] >= first_borrowed - 1e-3
    assert reserving.reserve(first_borrowed + 1, urgent=1).urgent == (first_borrowed + 1,)


@given(st.lists(st.integers(1, 8), min_size=1, max_size=20))
def test_a_write_is_never_later_than_those_before_it_need_however_many_urgent_ones_come_behind_it(
    behind: list[int],
) -> None:
    reserving = Reserving()
    first = reserving.reserve(NOW, writes=100).writes
    for urgent in behind:
        reserving.reserve(NOW, urgent=urgent)
    assert reserving.reserve(NOW, writes=1).writes[0] <= first[-1] + (sum(behind) + 1) * PACE + 1e-3


def test_no_write_goes_out_during_a_pause_urgent_or_not_and_no_burst_after_it() -> None:
    reserving = Reserving()
    reserving.pacing = pause_writes(reserving.pacing, 60, NOW)
    grant = reserving.reserve(NOW + 1, writes=3, urgent=3)
    assert min(*grant.writes, *grant.urgent) >= NOW + 60
    assert max(grant.writes) == pytest.approx(NOW + 60 + 5 * PACE, abs=1e-3)


def test_the_same_pause_told_by_many_is_one() -> None:
    once = pause_writes(Pacing(), 60, NOW)
    assert pause_writes(once, 60, NOW) == once
    assert pause_writes(once, 10, NOW) == once


def test_who_would_wait_longer_than_the_window_gets_nothing_and_leaves_nothing_behind() -> None:
    reserving = Reserving()
    reserving.pacing = paused = pause_writes(reserving.pacing, LONGEST_AHEAD_SECONDS + 50, NOW)
    grant = reserving.reserve(NOW, writes=8, urgent=8)
    assert (grant.writes, grant.urgent, reserving.pacing) == ((), (), paused)
    assert grant.next_write_at == pytest.approx(NOW + 200, abs=1e-3)


@pytest.mark.parametrize("asked", [86_400.0, float("inf")])
def test_a_pause_is_never_longer_than_a_quarter_of_an_hour(asked: float) -> None:
    reserving = Reserving()
    reserving.pacing = pause_writes(reserving.pacing, asked, NOW)
    assert reserving.reserve(NOW + LONGEST_PAUSE_SECONDS, writes=1).writes


def test_at_half_the_pace_until_it_may_go_faster_again() -> None:
    reserving = Reserving()
    reserving.pacing = slow_down(reserving.pacing, NOW)
    times = reserving.reserve(NOW, writes=400).writes
    slow = [at for at in times if at < NOW + SLOW_SECONDS]
    assert len(slow) == pytest.approx(SLOW_SECONDS * GRAPH.writes.a_second / 2, abs=1)
    fast = times[len(slow) + 1 :]
    assert [b - a for a, b in pairwise(fast)] == pytest.approx([PACE] * (len(fast) - 1), abs=1e-3)


def test_in_quiet_times_reads_bring_some_writes_along_and_no_more_until_these_have_expired() -> None:
    reserving = Reserving()
    spare = [reserving.reserve(NOW + n, units=50).spare for n in range(12)]
    assert spare == [GRAPH.spare, *[0] * 5, GRAPH.spare, *[0] * 5]


@pytest.mark.parametrize("before", ["writes", "urgent", "slow"])
def test_when_there_is_something_to_write_reads_bring_no_writes_along(before: str) -> None:
    reserving = Reserving()
    take(reserving, before, 8, NOW)
    assert reserving.reserve(NOW + 1, units=50).spare == 0


def test_reads_pause_no_longer_than_their_window() -> None:
    reserving = Reserving()
    reserving.pacing = pause_reads(reserving.pacing, 120, NOW)
    grant = reserving.reserve(NOW, units=50)
    assert (grant.units_from, grant.next_units_at > NOW + READS_AHEAD_SECONDS) == (None, True)
    later = reserving.reserve(NOW + 5, units=50)
    assert later.units_from == pytest.approx(NOW + LONGEST_READ_PAUSE_SECONDS, abs=0.5)


@pytest.mark.parametrize(
    "wrong",
    [
        Pacing(writes_tail=NOW + 86_400),
        Pacing(reads_tail=NOW + 86_400),
        Pacing(paused_until=NOW + 86_400),
        Pacing(slow_until=NOW + 86_400, borrowed=(NOW + 86_400,)),
    ],
)
def test_what_an_instance_reserved_whose_clock_was_wrong_by_far_is_forgotten_and_no_burst_follows(
    wrong: Pacing,
) -> None:
    reserving = Reserving(pacing=wrong)
    grant = reserving.reserve(NOW, writes=3, units=10)
    assert grant.writes == pytest.approx([NOW, NOW + PACE, NOW + 2 * PACE], abs=1e-3)
    assert grant.units_from is not None
