"""The pace of one instance in time that is skipped, and quotas that note what is asked of them."""

import asyncio

from provisioning.model import Demand, Grant
from provisioning.ports import Quotas
from provisioning.quotas import SharedQuotas
from provisioning.targets.graph_pacing import GraphPace
from tests.fakes.quotas import QuotasInMemory


def now() -> float:
    """Return the time of the loop."""
    return asyncio.get_running_loop().time()


def paced(quotas: Quotas | None = None) -> GraphPace:
    """Return the pace of an instance with these quotas, or alone."""
    return GraphPace(quotas or SharedQuotas(QuotasInMemory()), now)


class Counting:
    """Quotas that notes what is asked for."""

    def __init__(self) -> None:
        self._shared = SharedQuotas(QuotasInMemory())
        self.asked: list[Demand] = []
        self.slowed = 0

    async def reserve(self, demand: Demand, at: float) -> Grant:
        """See ports.Quotas."""
        self.asked.append(demand)
        return await self._shared.reserve(demand, at)

    async def pause_writes(self, seconds: float, at: float) -> None:
        """See ports.Quotas."""
        await self._shared.pause_writes(seconds, at)

    async def pause_reads(self, seconds: float, at: float) -> None:
        """See ports.Quotas."""
        await self._shared.pause_reads(seconds, at)

    async def slow_down(self, at: float) -> None:
        """See ports.Quotas."""
        self.slowed += 1
        await self._shared.slow_down(at)
