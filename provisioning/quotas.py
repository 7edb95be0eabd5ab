"""The quotas that all instances share: what the rules reserve, in a store that all of them change."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from random import SystemRandom
from typing import Final

from provisioning.model import Demand, Grant, Pacing
from provisioning.ports import ConcurrentChange, QuotaStore, Sight, StoredPacing, TemporaryFailure
from provisioning.rules import pacing as rules
from provisioning.rules.pacing import GRAPH, Limits
from provisioning.settings import Settings

_TRIES: Final = 20
"""One or two are usual. When twenty instances begin at the same moment, some need ten."""
_FIRST_WAIT: Final = 0.02
_LONGEST_WAIT: Final = 1.0
"""Seconds; as random parts of these, so that instances come apart."""
_chance: Final = SystemRandom()


class SharedQuotas:
    """Quotas in a store.

    While no other instance reserves anything, a reservation is one write: it is remembered what was stored last. Of an
    answer that got lost, what was reserved stays unused, no more.
    """

    def __init__(self, store: QuotaStore, limits: Limits = GRAPH) -> None:
        self._store = store
        self._limits = limits
        self._stored: StoredPacing | None = None
        self._line = asyncio.Lock()

    async def reserve(self, demand: Demand, now: float) -> Grant:
        """See ports.Quotas."""
        return await self._change(lambda pacing: rules.reserve(pacing, demand, now, self._limits))

    async def pause_writes(self, seconds: float, now: float) -> None:
        """See ports.Quotas."""
        await self._note(partial(rules.pause_writes, seconds=seconds, now=now, limits=self._limits))

    async def pause_reads(self, seconds: float, now: float) -> None:
        """See ports.Quotas."""
        await self._note(partial(rules.pause_reads, seconds=seconds, now=now, limits=self._limits))

    async def slow_down(self, now: float) -> None:
        """See ports.Quotas."""
        await self._note(partial(rules.slow_down, now=now, limits=self._limits))

    async def _note(self, change: Callable[[Pacing], Pacing]) -> None:
        await self._change(lambda pacing: (change(pacing), None))

    async def _change[Result](self, change: Callable[[Pacing], tuple[Pacing, Result]]) -> Result:
        async with self._line:
            for tried in range(_TRIES):
                before = self._stored or await self._store.read()
                self._stored = None  # so that it is read again whatever happens now
                after, result = change(before.pacing)
                try:
                    self._stored = await self._store.save(before, after) if after != before.pacing else before
                except ConcurrentChange:
                    await asyncio.sleep(_chance.uniform(0, min(_FIRST_WAIT * 2**tried, _LONGEST_WAIT)))
                else:
                    return result
        raise TemporaryFailure("the reservations of Microsoft Graph's quota kept changing")


class QuotaWatch:
    """Watched: tells how the quotas stand, in one table read."""

    name = "graphQuota"

    def __init__(self, store: QuotaStore) -> None:
        self._store = store

    async def look(self, settings: Settings, now: datetime) -> Sight:
        """See ports.Watched. `reservedSeconds`: as long a new write waits, unless it is a disable."""
        del settings
        pacing = (await self._store.read()).pacing
        figures = {
            "reservedSeconds": round(rules.wait_of_next_write(pacing, now.timestamp()), 1),
            "writesPaused": pacing.paused_until > now.timestamp(),
            "writesSlowed": pacing.slow_until > now.timestamp(),
        }
        return Sight(figures=figures)
