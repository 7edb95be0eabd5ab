"""The pace of calls to Microsoft Graph, which counts those of an app in a tenant, and answers 429 to too many.

All instances of the app reserve their calls together, so that they keep below the quotas by themselves. Others may use
the same quotas: then Graph says how long to wait, and all of them wait. (Source: Microsoft Graph throttling guidance,
and service-specific limits, identity and access.)
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Final

from provisioning.model import Urgency
from provisioning.ports import Quotas, TemporaryFailure
from provisioning.targets.graph_line import WriteLine
from provisioning.targets.graph_units import ReadUnits

LONGEST_WAIT: Final = timedelta(seconds=150)
"""The quota's own window. The host renews the queue message meanwhile, and lets a function run for longer than that."""
_SHORTEST_WAIT: Final = timedelta(seconds=1)
"""What a wait counts as at least, so that Graph cannot keep a write for ever by asking for none."""
_SAME_SECONDS: Final = 1.0
"""Waits that end so close to each other are one: many writes are told of it at once."""
_USED: Final = "x-ms-throttle-limit-percentage"
_COST: Final = "x-ms-resource-unit"
_USED_UP: Final = 1.0
_SLOW_AGAIN_SECONDS: Final = 5.0


class Throttled(Exception):
    """Graph asks for a wait before this write. `failure` says so to whoever cannot wait."""

    def __init__(self, failure: TemporaryFailure, wait: timedelta) -> None:
        self.failure = failure
        self.wait = wait
        super().__init__(str(failure))


class GraphPace:
    """The pace of all calls of one client, in one process and event loop.

    Args:
        quotas: What all instances have reserved.
        now: Tells the time as `quotas` counts it: seconds since 1970, UTC.
    """

    def __init__(self, quotas: Quotas, now: Callable[[], float] = time.time) -> None:
        self._quotas = quotas
        self._now = now
        self._writes = WriteLine(quotas, now)
        self._reads = ReadUnits(quotas, now, self._writes.give_spare)
        self._paused_until = 0.0
        self._slow_again_at = 0.0

    async def turn(self, urgency: Urgency) -> None:
        """Wait until one write may go out; the most urgent goes first.

        Raises:
            TemporaryFailure: Graph takes no writes for longer than one may wait, or the reservations cannot be read.
        """
        await self._writes.turn(urgency)

    async def read(self) -> None:
        """Wait until one read may go out. Failures as for `turn`, but reads wait for some seconds only."""
        await self._reads.take()

    async def patiently[Result](self, send: Callable[[], Awaitable[Result]]) -> Result:
        """Await `send()`, which takes its turns, and again after each wait that Graph asks for; return what it returns.

        Raises:
            TemporaryFailure: Graph asks for longer waits than one may wait; others as `send`.
        """
        patience = LONGEST_WAIT
        while True:
            try:
                return await send()
            except Throttled as throttled:
                await self._pause_writes(throttled.wait.total_seconds())
                patience -= max(throttled.wait, _SHORTEST_WAIT)
                if patience < timedelta(0):
                    raise throttled.failure from throttled

    async def heed(self, headers: Mapping[str, str], *, writes: bool) -> None:
        """Heed what an answer says of the quotas: what a read did cost, and whether all that Graph takes is used."""
        if not writes and (units := _number(headers, _COST)) is not None:
            self._reads.cost(int(units))
        used, now = _number(headers, _USED), self._now()
        if used is not None and used >= _USED_UP and now >= self._slow_again_at:
            self._slow_again_at = now + _SLOW_AGAIN_SECONDS
            self._writes.forget()
            with suppress(TemporaryFailure):  # the answer is there, and the next one says so again
                await self._quotas.slow_down(now)

    async def pause_reads(self, wait: timedelta) -> None:
        """Have all reads wait, as Graph asks; never for longer than the quota's own window."""
        self._reads.forget()
        with suppress(TemporaryFailure):  # as above
            await self._quotas.pause_reads(wait.total_seconds(), self._now())

    async def _pause_writes(self, seconds: float) -> None:
        until = self._now() + seconds
        if until <= self._paused_until + _SAME_SECONDS:
            return
        self._paused_until = until
        self._writes.forget()
        with suppress(TemporaryFailure):  # as above
            await self._quotas.pause_writes(seconds, self._now())
        self._writes.forget()  # what was reserved before all knew of it


def _number(headers: Mapping[str, str], name: str) -> float | None:
    try:
        return float(headers[name])
    except (KeyError, ValueError):
        return None
