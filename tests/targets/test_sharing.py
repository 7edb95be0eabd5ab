"""Several instances of the app, and sometimes another app, that write to one tenant at the same time."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from random import Random
from typing import Final, override

import pytest

from local.emulator.windows import RollingWindow
from provisioning.model import Pacing, Urgency
from provisioning.ports import StoredPacing, TemporaryFailure
from provisioning.quotas import SharedQuotas
from provisioning.targets.graph_pacing import GraphPace, Throttled
from tests.fakes.quotas import QuotasInMemory
from tests.targets.skipped_time import run_at_once

WINDOW: Final = 150.0
QUOTA: Final = 3000
A_SECOND: Final = QUOTA / WINDOW
ROUND_TRIP: Final = 0.05
STORE_TAKES: Final = 0.02
AT_ONCE: Final = 24
"""As many queue messages as the host works on side by side."""


def now() -> float:
    return asyncio.get_running_loop().time()


class DistantStore(QuotasInMemory):
    """A store that answers after a while, as tables do."""

    @override
    async def read(self) -> StoredPacing:
        """See ports.QuotaStore."""
        await asyncio.sleep(STORE_TAKES)
        return await super().read()

    @override
    async def save(self, before: StoredPacing, after: Pacing) -> StoredPacing:
        """See ports.QuotaStore."""
        await asyncio.sleep(STORE_TAKES)
        return await super().save(before, after)


@dataclass(slots=True)
class Graph:
    """Graph's write quota as instances of the app meet it."""

    quota: RollingWindow = field(default_factory=lambda: RollingWindow(WINDOW, now))
    random: Random = field(default_factory=lambda: Random(7))  # noqa: S311 - the same delays each time
    calls: int = 0
    throttled: int = 0
    by_another_app: int = 0
    taken_at: list[float] = field(default_factory=list)

    async def write(self, pace: GraphPace, urgency: Urgency = Urgency.CHANGES) -> None:
        """Write until it is done, as the client does."""
        await pace.patiently(lambda: self._try(pace, urgency))

    async def write_by_another_app(self) -> None:
        """Write at three tenths of the quota, and make up for what was throttled."""
        left = 0
        while True:
            await asyncio.sleep(1 / (0.3 * A_SECOND))
            left += 1
            while left and not self.quota.seconds_until_free(1, QUOTA):
                self.quota.spend(1)
                self.by_another_app += 1
                left -= 1

    async def _try(self, pace: GraphPace, urgency: Urgency) -> None:
        await pace.turn(urgency)
        await asyncio.sleep(self.random.uniform(0.2, 1) * ROUND_TRIP)
        self.calls += 1
        wait = self.quota.seconds_until_free(1, QUOTA)
        if wait:
            self.throttled += 1
            asked = timedelta(seconds=wait)
            raise Throttled(TemporaryFailure("Microsoft Graph answered 429", retry_after=asked), asked)
        self.quota.spend(1)
        self.taken_at.append(now())
        await pace.heed(self._headers(), writes=True)

    def _headers(self) -> Mapping[str, str]:
        used = self.quota.used() / QUOTA
        return {"x-ms-throttle-limit-percentage": f"{used:.2f}"} if used >= 0.8 else {}


def instances(number: int) -> list[GraphPace]:
    """Return the paces of instances that share a store, and whose clocks differ by up to a quarter of a second."""
    store = DistantStore()
    offsets = [0.25 * n / number for n in range(number)]
    return [GraphPace(SharedQuotas(store), lambda offset=offset: now() + offset) for offset in offsets]  # type: ignore[misc]


async def work(graph: Graph, pace: GraphPace, left: Iterator[int], writes: int, after: float = 0) -> None:
    """Write side by side, each worker one after the other, until there are so many in all."""
    await asyncio.sleep(after)

    async def worker() -> None:
        while next(left) < writes:
            await graph.write(pace)

    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))


@asynccontextmanager
async def another_app(graph: Graph) -> AsyncIterator[None]:
    """Let another app write meanwhile."""
    task = asyncio.create_task(graph.write_by_another_app())
    try:
        yield
    finally:
        task.cancel()


@pytest.mark.parametrize("number", [1, 2, 5, 20])
def test_instances_together_use_nearly_the_whole_quota_and_are_never_throttled(number: int) -> None:
    writes = 6_000

    async def story() -> Graph:
        graph, left = Graph(), count()
        await asyncio.gather(*(work(graph, pace, left, writes) for pace in instances(number)))
        return graph

    graph = run_at_once(story())
    assert len(graph.taken_at) == writes
    assert graph.throttled == 0
    assert graph.taken_at[-1] <= 1.05 * writes / A_SECOND


def test_an_instance_that_comes_later_gets_its_share_at_once_and_nobody_is_throttled() -> None:
    async def story() -> tuple[Graph, int]:
        graph, first, second, latecomer = Graph(), *instances(3)
        left, of_latecomer = count(), count()
        await asyncio.gather(
            work(graph, first, left, 6_000),
            work(graph, second, left, 6_000),
            work(graph, latecomer, of_latecomer, 100, after=120),
        )
        return graph, sum(120 <= at < 140 for at in graph.taken_at)

    graph, meanwhile = run_at_once(story())
    assert graph.throttled == 0
    assert meanwhile == pytest.approx(20 * 19.2, abs=20)


def test_an_instance_that_reserves_all_it_can_and_then_stops_costs_the_others_next_to_nothing() -> None:
    async def story() -> Graph:
        graph, hoarder, other = Graph(), *instances(2)
        hoard = [asyncio.create_task(hoarder.turn(Urgency.CHANGES)) for _ in range(500)]
        await asyncio.sleep(10)
        for task in hoard:
            task.cancel()
        await asyncio.gather(*hoard, return_exceptions=True)
        await work(graph, other, count(), 3_000)
        return graph

    graph = run_at_once(story())
    assert graph.throttled == 0
    assert graph.taken_at[-1] - 10 <= 1.05 * 3_000 / 19.2


@pytest.mark.parametrize("number", [1, 2, 5, 20])
def test_with_another_app_that_uses_three_tenths_nearly_all_the_rest_is_used_and_few_calls_are_throttled(
    number: int,
) -> None:
    writes = 9_000

    async def story() -> Graph:
        graph, left = Graph(), count()
        async with another_app(graph):
            await asyncio.gather(*(work(graph, pace, left, writes) for pace in instances(number)))
        return graph

    graph = run_at_once(story())
    assert len(graph.taken_at) == writes
    assert graph.throttled <= 0.01 * graph.calls
    assert graph.taken_at[-1] <= 1.05 * writes / (0.7 * A_SECOND)


def test_disables_of_one_instance_are_done_at_once_while_twenty_write_changes() -> None:
    async def story() -> tuple[Graph, list[float]]:
        graph, left, waited = Graph(), count(), list[float]()
        paces = instances(20)

        async def disable(at: float) -> None:
            await asyncio.sleep(at)
            await graph.write(paces[0], Urgency.ENDS_ACCESS)
            waited.append(now() - at)

        disables = [disable(30 + 5 * n + 0.01 * each) for n in range(20) for each in range(3)]
        await asyncio.gather(*(work(graph, pace, left, 4_000) for pace in paces), *disables)
        return graph, waited

    graph, waited = run_at_once(story())
    assert graph.throttled == 0
    assert max(waited) < 2
