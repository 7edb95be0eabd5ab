"""What Graph says of its quotas, and a store that does not answer: who waits, how long, and who is told."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import override

import pytest

from provisioning.model import Demand, Grant, Urgency
from provisioning.ports import TemporaryFailure
from provisioning.quotas import SharedQuotas
from provisioning.rules.pacing import GRAPH, LONGEST_AHEAD_SECONDS, READS_AHEAD_SECONDS
from provisioning.targets.graph_pacing import GraphPace, Throttled
from tests.fakes.quotas import QuotasInMemory
from tests.targets.paced import Counting, now, paced
from tests.targets.skipped_time import run_at_once

CHANGES = Urgency.CHANGES
PACE = 1 / GRAPH.writes.a_second


class Unanswering(Counting):
    """Quotas whose store does not answer."""

    @override
    async def reserve(self, demand: Demand, at: float) -> Grant:
        """See ports.Quotas."""
        del demand, at
        raise TemporaryFailure("the storage account did not do its part")

    @override
    async def slow_down(self, at: float) -> None:
        """See ports.Quotas."""
        await self.reserve(Demand(), at)


@pytest.mark.parametrize("reads", [True, False], ids=["reads", "writes"])
def test_without_the_store_nothing_goes_out(*, reads: bool) -> None:
    async def story() -> list[BaseException | None]:
        pace = paced(Unanswering())
        calls = (pace.read() if reads else pace.turn(Urgency.GIVES_ACCESS) for _ in range(3))
        return await asyncio.gather(*calls, return_exceptions=True)

    assert [type(outcome) for outcome in run_at_once(story())] == [TemporaryFailure] * 3


def test_an_answer_is_not_lost_because_what_it_says_of_the_quota_cannot_be_stored() -> None:
    run_at_once(paced(Unanswering()).heed({"x-ms-throttle-limit-percentage": "1.2"}, writes=True))


@pytest.mark.parametrize(
    ("header", "slowed"),
    [
        pytest.param({}, 0, id="nothing"),
        pytest.param({"x-ms-throttle-limit-percentage": "0.99"}, 0, id="nearly all, which is what this app uses"),
        pytest.param({"x-ms-throttle-limit-percentage": "1.00"}, 1, id="all"),
        pytest.param({"x-ms-throttle-limit-percentage": "1.8"}, 1, id="far more than all"),
        pytest.param({"x-ms-throttle-limit-percentage": "a lot"}, 0, id="something else"),
    ],
)
def test_all_instances_slow_down_when_graph_says_that_the_quota_is_used_up(header: dict[str, str], slowed: int) -> None:
    async def story() -> int:
        quotas = Counting()
        pace = paced(quotas)
        for _ in range(9):
            await pace.heed(header, writes=True)
        return quotas.slowed

    assert run_at_once(story()) == slowed


@pytest.mark.parametrize(("cost", "reads"), [(1, 49), (2, 25), (10, 5)])
def test_as_many_reads_as_graph_says_that_they_cost_go_with_one_reservation(cost: int, reads: int) -> None:
    async def story() -> int:
        quotas = Counting()
        pace, count = paced(quotas), 0
        while True:
            await pace.read()
            if len(quotas.asked) > 1:
                return count
            await pace.heed({"x-ms-resource-unit": str(cost)}, writes=False)
            count += 1

    assert run_at_once(story()) == reads


def test_reads_wait_while_graph_asks_for_it_and_are_left_to_the_queue_if_that_is_long() -> None:
    async def story() -> tuple[float, timedelta | None]:
        pace = paced()
        await pace.read()
        await pace.pause_reads(timedelta(seconds=5))
        await pace.read()
        waited = now()
        await pace.pause_reads(timedelta(seconds=100))
        with pytest.raises(TemporaryFailure, match="answers no reads for another") as failure:
            await pace.read()
        return waited, failure.value.retry_after

    waited, retry_after = run_at_once(story())
    assert waited == pytest.approx(5, abs=0.3)
    assert retry_after
    assert READS_AHEAD_SECONDS < retry_after.total_seconds() < 11


def throttled(seconds: float) -> Throttled:
    wait = timedelta(seconds=seconds)
    return Throttled(TemporaryFailure("Microsoft Graph answered 429", retry_after=wait), wait)


def test_a_wait_that_one_write_is_asked_for_is_kept_by_all_and_no_burst_follows() -> None:
    async def story() -> list[float]:
        shared = SharedQuotas(QuotasInMemory())
        asked, times = iter([100.0]), list[float]()

        async def write(pace: GraphPace) -> None:
            await pace.turn(CHANGES)
            for wait in asked:
                raise throttled(wait)
            times.append(now())

        one, other = paced(shared), paced(shared)
        first = asyncio.create_task(one.patiently(partial(write, one)))
        await asyncio.sleep(1)
        await asyncio.gather(first, *(pace.patiently(partial(write, pace)) for pace in [one, other] * 30))
        return times

    times = run_at_once(story())
    assert 100 < times[0] < 100.1
    assert all(later - earlier == pytest.approx(PACE, abs=1e-3) for earlier, later in pairwise(times))


@pytest.mark.parametrize(
    ("waits", "given_up_after"),
    [
        pytest.param([149.0], None, id="nearly the whole window once"),
        pytest.param([50.0, 50.0, 50.0], None, id="as long in three parts"),
        pytest.param([151.0], 0, id="longer than the window"),
        pytest.param([100.0, 51.0], 100, id="longer in all"),
        pytest.param([0.001] * 151, 7.8, id="again and again for next to nothing"),
    ],
)
def test_a_write_waits_150_seconds_in_all_and_then_goes_back_to_the_queue(
    waits: Sequence[float], given_up_after: float | None
) -> None:
    async def story() -> float | None:
        pace, asked = paced(), iter(waits)

        async def write() -> None:
            await pace.turn(CHANGES)
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
        pace, asked = paced(), iter([2 * LONGEST_AHEAD_SECONDS])

        async def write() -> None:
            await pace.turn(CHANGES)
            raise throttled(next(asked))

        with pytest.raises(TemporaryFailure):
            await pace.patiently(write)
        await asyncio.sleep(100)
        with pytest.raises(TemporaryFailure, match="takes no writes for another 200 s") as failure:
            await pace.patiently(write)
        await asyncio.sleep(200)
        await pace.turn(CHANGES)
        return failure.value

    wait = run_at_once(story()).retry_after
    assert wait
    assert wait.total_seconds() == pytest.approx(200, abs=0.01)
