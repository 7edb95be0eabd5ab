"""The resource units that the reads of this process spend."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from provisioning.model import SPARE_SECONDS, Demand
from provisioning.ports import Quotas, TemporaryFailure

A_SLAB: Final = 50
"""Units that are reserved at a time: those of a dozen events."""
A_READ: Final = 2
"""Units that a read is taken to cost until Graph says what it did; most of ours cost one or two."""


class ReadUnits:
    """Lets reads go out as long as there are units for them.

    Args:
        quotas: Gives the units.
        now: Tells the time as `quotas` counts it.
        spare: Is told how many writes may go out besides, without a reservation of their own.
    """

    def __init__(self, quotas: Quotas, now: Callable[[], float], spare: Callable[[int], None]) -> None:
        self._quotas = quotas
        self._now = now
        self._spare = spare
        self._left, self._until = 0, 0.0
        self._line = asyncio.Lock()

    async def take(self) -> None:
        """Wait until a read may go out.

        Raises:
            TemporaryFailure: There are no units for it within seconds, or that cannot be told.
        """
        async with self._line:
            if self._left < A_READ or self._now() >= self._until:
                await self._reserve()
            self._left -= A_READ

    def cost(self, units: int) -> None:
        """Note what a read did cost, as Graph says."""
        self._left -= units - A_READ

    def forget(self) -> None:
        """Give up what is reserved."""
        self._left = 0

    async def _reserve(self) -> None:
        grant = await self._quotas.reserve(Demand(units=A_SLAB), self._now())
        if grant.units_from is None:
            wait = timedelta(seconds=max(grant.next_units_at - self._now(), 0.0))
            sentence = f"Microsoft Graph answers no reads for another {wait.total_seconds():.0f} s"
            raise TemporaryFailure(sentence, retry_after=wait)
        self._spare(grant.spare)
        await asyncio.sleep(grant.units_from - self._now())
        self._left, self._until = A_SLAB, max(grant.units_from, self._now()) + SPARE_SECONDS
