"""The pace of writes. Graph takes 3,000 writes of an app within 150 seconds in a tenant, and answers 429 to any more.

This process keeps below that by itself. Others may use the same quota, such as a second instance of the app: then Graph
says how long to wait, and all writes of the process wait. (Source: Microsoft Graph service-specific throttling limits,
identity and access.)
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from aiolimiter import AsyncLimiter

from provisioning.ports import TemporaryFailure

BURST: Final = 100
A_SECOND: Final = 19.2
"""Both together are 2,980 writes within any 150 seconds. The 20 that are left are those of about a second, for writes
that are held up on their way and arrive together with later ones."""
LONGEST_WAIT: Final = timedelta(seconds=150)
"""The quota's own window. The host renews the queue message meanwhile, and lets a function run for longer than that."""
_SHORTEST_WAIT: Final = timedelta(seconds=1)
"""What a wait counts as at least, so that Graph cannot keep a write for ever by asking for none."""


class Throttled(Exception):
    """Graph asks for a wait before this write. `failure` says so to whoever cannot wait."""

    def __init__(self, failure: TemporaryFailure, wait: timedelta) -> None:
        self.failure = failure
        self.wait = wait
        super().__init__(str(failure))


class WritePace:
    """The pace of all writes of one client, in one process and event loop.

    Args:
        burst: How many writes may go out at once after a quiet time.
        a_second: How many a second after that.
        longest_wait: How long a single write waits because Graph asks for it.
    """

    def __init__(self, burst: int = BURST, a_second: float = A_SECOND, longest_wait: timedelta = LONGEST_WAIT) -> None:
        self._limiter = AsyncLimiter(burst, burst / a_second)
        self._longest_wait = longest_wait
        self._resume_at = 0.0
        self._line = asyncio.Lock()

    async def turn(self) -> None:
        """Wait until one write may go out; those who wait go in the order in which they came.

        Raises:
            TemporaryFailure: Graph takes no writes for longer than one may wait.
        """
        async with self._line:
            await self._limiter.acquire()
            while (left := self._resume_at - _now()) > 0:
                self._expect_patience(left)
                await asyncio.sleep(left)
                await self._begin_slowly()

    async def patiently[Result](self, send: Callable[[], Awaitable[Result]]) -> Result:
        """Await `send()`, which takes its turns, and again after each wait that Graph asks for; return what it returns.

        Raises:
            TemporaryFailure: Graph asks for longer waits than one may wait; others as `send`.
        """
        patience = self._longest_wait
        while True:
            try:
                return await send()
            except Throttled as throttled:
                self._pause(throttled.wait)
                patience -= max(throttled.wait, _SHORTEST_WAIT)
                if patience < timedelta(0):
                    raise throttled.failure from throttled

    def _pause(self, wait: timedelta) -> None:
        self._resume_at = max(self._resume_at, _now() + wait.total_seconds())

    def _expect_patience(self, left: float) -> None:
        if left > self._longest_wait.total_seconds():
            wait = timedelta(seconds=left)
            raise TemporaryFailure(f"Microsoft Graph takes no writes for another {left:.0f} s", retry_after=wait)

    async def _begin_slowly(self) -> None:
        """Give up what was saved up while nothing was written: Graph has room for one write, maybe not for a burst."""
        while self._limiter.has_capacity():
            await self._limiter.acquire()
        await self._limiter.acquire()


def _now() -> float:
    return asyncio.get_running_loop().time()
