"""The pace of writes: below Graph's quota by ourselves, and as Graph says when others use it up."""

import asyncio
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.emulator.windows import RollingWindow
from provisioning.ports import TemporaryFailure
from provisioning.targets.graph_pacing import A_SECOND, BURST, LONGEST_WAIT, Throttled, WritePace
from tests.targets.skipped_time import run_at_once

WINDOW = 150.0
QUOTA = 3000
ROUND_TRIP = 0.05
AT_ONCE = 24
"""As many queue messages as the host works on side by side."""


def now() -> float:
    return asyncio.get_running_loop().time()


async def times_of_turns(pace: WritePace, asked_at: Sequence[float]) -> list[float]:
    """Return when each of the writes went out that ask for their turn at these times, in seconds."""

    async def write(at: float) -> float:
        await asyncio.sleep(at)
        await pace.turn()
        return now()

    return sorted(await asyncio.gather(*(write(at) for at in asked_at)))


def most_within(times: Sequence[float], seconds: float) -> int:
    """Return how many of these times lie within any so many seconds, at the most."""
    return max((bisect_left(times, start + seconds) - place for place, start in enumerate(times)), default=0)


@pytest.mark.parametrize(
    "asked_at",
    [
        pytest.param([0.0] * 6500, id="more than two windows' worth at once"),
        pytest.param([0.0] * 200 + [149.0] * 3200, id="a lull between"),
        pytest.param([second / 19 for second in range(6000)], id="a little slower than the pace, then a crowd"),
        pytest.param([second / 25 for second in range(6000)], id="a little faster than the quota"),
    ],
)
def test_any_150_seconds_hold_fewer_writes_than_the_quota_with_a_second_to_spare(asked_at: Sequence[float]) -> None:
    times = run_at_once(times_of_turns(WritePace(), asked_at))
    assert len(times) == len(asked_at)
    assert most_within(times, WINDOW) + A_SECOND <= QUOTA + 1


def test_the_quota_is_used_but_for_a_twentieth() -> None:
    times = run_at_once(times_of_turns(WritePace(), [0.0] * 6000))
    assert times[-1] <= 1.05 * 6000 / (QUOTA / WINDOW)


@given(
    burst=st.integers(1, 5),
    a_second=st.sampled_from([0.5, 2.0, 10.0]),
    asked_at=st.lists(st.floats(0, 20), max_size=60),
    seconds=st.floats(0.1, 20),
)
def test_no_stretch_of_time_holds_more_than_the_burst_and_its_share(
    burst: int, a_second: float, asked_at: list[float], seconds: float
) -> None:
    times = run_at_once(times_of_turns(WritePace(burst, a_second), asked_at))
    assert most_within(times, seconds) <= burst + a_second * seconds + 1e-6 + 1


def test_a_few_writes_after_a_quiet_time_do_not_wait() -> None:
    assert run_at_once(times_of_turns(WritePace(), [10.0] * BURST)) == pytest.approx([10.0] * BURST, abs=0.01)


def test_writes_go_out_in_the_order_in_which_they_came() -> None:
    async def story() -> list[int]:
        pace, order = WritePace(burst=1), list[int]()

        async def write(number: int) -> None:
            await pace.turn()
            order.append(number)

        await asyncio.gather(*(write(number) for number in range(50)))
        return order

    assert run_at_once(story()) == [*range(50)]


@dataclass(slots=True)
class Graph:
    """Graph's quota as several instances of the app meet it."""

    quota: RollingWindow = field(default_factory=lambda: RollingWindow(WINDOW, now))
    throttled: int = 0
    taken_at: list[float] = field(default_factory=list)

    async def write(self, pace: WritePace) -> None:
        """One try of a write, which takes its turn."""
        await pace.turn()
        await asyncio.sleep(ROUND_TRIP)
        wait = self.quota.seconds_until_free(1, QUOTA)
        if wait:
            self.throttled += 1
            raise throttled(wait)
        self.quota.spend(1)
        self.taken_at.append(now())


def throttled(seconds: float) -> Throttled:
    wait = timedelta(seconds=seconds)
    return Throttled(TemporaryFailure("Microsoft Graph answered 429", retry_after=wait), wait)


@pytest.mark.parametrize(
    ("instances", "throttled_at_most", "times_the_quota"),
    [
        pytest.param(1, 0, 1.06, id="alone"),
        pytest.param(2, 0.005, 1.0, id="two instances"),
        pytest.param(5, 0.005, 1.0, id="five instances"),
    ],
)
def test_instances_that_share_the_quota_throttle_each_other_seldom_and_fail_never(
    instances: int, throttled_at_most: float, times_the_quota: float
) -> None:
    writes = 12_000

    async def story() -> Graph:
        graph, left = Graph(), iter(range(writes))

        async def worker(pace: WritePace) -> None:
            for _ in left:
                await pace.patiently(lambda: graph.write(pace))

        paces = [WritePace() for _ in range(instances)]
        await asyncio.gather(*(worker(pace) for pace in paces for _ in range(AT_ONCE)))
        return graph

    graph = run_at_once(story())
    assert len(graph.taken_at) == writes
    assert graph.throttled <= throttled_at_most * writes
    assert graph.taken_at[-1] <= times_the_quota * writes / (QUOTA / WINDOW)


def test_a_wait_that_one_write_is_asked_for_is_kept_by_all_and_no_burst_follows() -> None:
    async def story() -> list[float]:
        pace, asked, times = WritePace(), iter([100.0]), list[float]()

        async def write() -> None:
            await pace.turn()
            for wait in asked:
                raise throttled(wait)
            times.append(now())

        first = asyncio.create_task(pace.patiently(write))
        await asyncio.sleep(1)
        await asyncio.gather(first, *(pace.patiently(write) for _ in range(60)))
        return times

    times = run_at_once(story())
    assert 100 < times[0] < 100.1
    assert all(later - earlier == pytest.approx(1 / A_SECOND, abs=1e-3) for earlier, later in pairwise(times))


@pytest.mark.parametrize(
    ("waits", "given_up_after"),
    [
        pytest.param([150.0], None, id="the whole window once"),
        pytest.param([50.0, 50.0, 50.0], None, id="as long in three parts"),
        pytest.param([151.0], 0, id="longer than the window"),
        pytest.param([100.0, 51.0], 100, id="longer in all"),
        pytest.param([0.001] * 151, 0.2, id="again and again for next to nothing"),
    ],
)
def test_a_write_waits_150_seconds_in_all_and_then_goes_back_to_the_queue(
    waits: Sequence[float], given_up_after: float | None
) -> None:
    async def story() -> float | None:
        pace, asked = WritePace(burst=1_000), iter(waits)

        async def write() -> None:
            await pace.turn()
            for wait in asked:
                raise throttled(wait)

        try:
            await pace.patiently(write)
        except TemporaryFailure:
            return now()
        assert now() >= sum(waits)
        return None

    given_up = run_at_once(story())
    assert given_up == (None if given_up_after is None else pytest.approx(given_up_after, abs=10))


def test_while_graph_asks_for_longer_than_one_may_wait_nothing_is_sent() -> None:
    async def story() -> TemporaryFailure:
        pace, asked = WritePace(), iter([2 * LONGEST_WAIT.total_seconds()])

        async def write() -> None:
            await pace.turn()
            raise throttled(next(asked))

        with pytest.raises(TemporaryFailure):
            await pace.patiently(write)
        await asyncio.sleep(100)
        with pytest.raises(TemporaryFailure, match="takes no writes for another 200 s") as failure:
            await pace.patiently(write)
        await asyncio.sleep(200)
        await pace.turn()
        return failure.value

    wait = run_at_once(story()).retry_after
    assert wait
    assert wait.total_seconds() == pytest.approx(200, abs=0.01)
