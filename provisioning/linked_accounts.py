"""How many accounts are linked to people, of which the threshold for disables is a share."""

import asyncio
from datetime import datetime, timedelta
from typing import Final

from provisioning.ports import EmployeeStore, TemporaryFailure

_HOLDS_FOR: Final = timedelta(minutes=5)
_PATIENCE_SECONDS: Final = 1
"""For a new count, where there is one of before."""


class LinkedAccounts:
    """Counts the linked accounts, anew every five minutes.

    To count many takes seconds. It goes on in its own task when whoever asked has no time left, and all who ask
    meanwhile share it.
    """

    def __init__(self, employees: EmployeeStore) -> None:
        self._employees = employees
        self._counted: tuple[datetime, int] | None = None
        self._counting: asyncio.Task[None] | None = None

    async def count(self, now: datetime) -> int:
        """Return the number, as of `now` (UTC) or a few minutes before; while it is counted anew, the one before.

        Raises:
            TemporaryFailure: They could not be counted.
        """
        if self._counted is None or not timedelta() <= now - self._counted[0] < _HOLDS_FOR:
            await self._renew(now)
        if self._counted is None:  # `_renew` raises what keeps it from being counted
            raise TemporaryFailure("the linked accounts could not be counted")
        return self._counted[1]

    async def _renew(self, now: datetime) -> None:
        patience = 0
        if self._counting is None or self._counting.done():
            self._counting, patience = asyncio.create_task(self._count(now)), _PATIENCE_SECONDS
            self._counting.add_done_callback(_heard)
        done, _ = await asyncio.wait({self._counting}, timeout=None if self._counted is None else patience)
        for task in done:
            task.result()

    async def _count(self, now: datetime) -> None:
        self._counted = now, await self._employees.count_owned()


def _heard(counting: asyncio.Task[None]) -> None:
    """Take note of a failure that nobody waits for any more; whoever asks next has it counted again."""
    if not counting.cancelled():
        counting.exception()
