"""The line in which the writes of this process wait for the moments at which they may go out."""

import asyncio
from bisect import insort
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Final

from provisioning.model import SPARE_SECONDS, Demand, Urgency
from provisioning.ports import Quotas, TemporaryFailure

AT_ONCE: Final = 8
"""Moments that are reserved ahead. More would spare transactions, and let a busy instance take them from the others."""
_SOON_SECONDS: Final = 0.5
"""An urgent write waits so long for a moment that is reserved already."""
_LATE_SECONDS: Final = 1.0
"""A moment that was not used in time is given up: the quota holds writes that are late by a second."""
_LONGEST_WAITING_EVERY: Final = 8
"""Each so many turns, whoever has waited longest goes first, so that nobody waits for ever."""


@dataclass(frozen=True, slots=True)
class _Waiter:
    number: int
    turn: asyncio.Future[None]


@dataclass(frozen=True, slots=True, order=True)
class _Moment:
    """When a write may go out, whether it was reserved for an urgent one, and when it has expired."""

    at: float
    urgent: bool
    expires_at: float


class WriteLine:
    """Gives turns to writes, the most urgent first, and of these the one that came first.

    Moments are reserved for those who wait, as many as they are, and only when one comes it is decided who gets it.

    Args:
        quotas: Gives the moments.
        now: Tells the time as `quotas` counts it.
    """

    def __init__(self, quotas: Quotas, now: Callable[[], float]) -> None:
        self._quotas = quotas
        self._now = now
        self._waiting: dict[Urgency, deque[_Waiter]] = {urgency: deque() for urgency in Urgency}
        self._numbers, self._turns = count(), count(1)
        self._moments: list[_Moment] = []
        self._spare, self._spare_until = 0, 0.0
        self._changed = asyncio.Event()
        self._serving: asyncio.Task[None] | None = None

    async def turn(self, urgency: Urgency) -> None:
        """Wait until a write of this urgency may go out.

        Raises:
            TemporaryFailure: There is no moment for it within the time that one may wait, or that cannot be told.
        """
        if self._takes_spare():
            return
        waiter = _Waiter(next(self._numbers), asyncio.get_running_loop().create_future())
        self._waiting[urgency].append(waiter)
        self._changed.set()
        self._serving = self._serving or asyncio.create_task(self._serve())
        try:
            await waiter.turn
        finally:
            with suppress(ValueError):  # it had its turn
                self._waiting[urgency].remove(waiter)

    def give_spare(self, writes: int) -> None:
        """Let so many writes go out without a reservation of their own, from now on and for SPARE_SECONDS."""
        self._spare, self._spare_until = writes, self._now() + SPARE_SECONDS

    def forget(self) -> None:
        """Give up what is reserved."""
        self._moments.clear()
        self._spare = 0
        self._changed.set()

    def _takes_spare(self) -> bool:
        if self._count() or not self._spare or self._now() >= self._spare_until:
            return False
        self._spare -= 1
        return True

    def _count(self) -> int:
        return sum(map(len, self._waiting.values()))

    async def _serve(self) -> None:
        try:
            while self._count():
                await self._next_turn()
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to those who wait
            for waiter in self._everybody():
                if not waiter.turn.done():
                    waiter.turn.set_exception(error)
        finally:
            self._serving = None

    async def _next_turn(self) -> None:
        """Give one turn, or find that somebody came or went meanwhile."""
        self._changed.clear()
        await self._reserve_missing()
        if not self._moments or not self._count():
            return
        first, now = self._moments[0], self._now()
        if first.at > now:
            with suppress(TimeoutError):
                async with asyncio.timeout(first.at - now):
                    await self._changed.wait()
            return
        if first.expires_at > now:
            waiter = self._first_in_line()
            if waiter.turn.done():  # it was cancelled
                return
            waiter.turn.set_result(None)
        self._moments.pop(0)

    async def _reserve_missing(self) -> None:
        demand = self._missing()
        if not demand.writes and not demand.urgent:
            return
        grant = await self._quotas.reserve(demand, self._now())
        now = self._now()
        self._keep(grant.writes, now, urgent=False)
        self._keep(grant.urgent, now, urgent=True)
        if not self._moments:
            wait = timedelta(seconds=max(grant.next_write_at - now, 0.0))
            sentence = f"Microsoft Graph takes no writes for another {wait.total_seconds():.0f} s"
            raise TemporaryFailure(sentence, retry_after=wait)

    def _missing(self) -> Demand:
        """Return what is to be reserved: nothing, while there are moments for some of those who wait."""
        soon = self._now() + _SOON_SECONDS
        for_urgent = sum(moment.urgent or moment.at <= soon for moment in self._moments)
        urgent = max(0, min(AT_ONCE, len(self._waiting[Urgency.ENDS_ACCESS])) - for_urgent)
        writes = min(AT_ONCE, self._count()) - len(self._moments) - urgent
        is_worth_it = writes >= AT_ONCE // 2 or not self._moments
        return Demand(writes=max(0, writes) if is_worth_it else 0, urgent=urgent)

    def _keep(self, moments: Iterable[float], now: float, *, urgent: bool) -> None:
        for at in moments:
            insort(self._moments, _Moment(at, urgent, max(at, now) + _LATE_SECONDS))

    def _first_in_line(self) -> _Waiter:
        lines = [line for line in self._waiting.values() if line]
        if next(self._turns) % _LONGEST_WAITING_EVERY == 0:
            lines.sort(key=lambda line: line[0].number)
        return lines[0].popleft()

    def _everybody(self) -> Iterable[_Waiter]:
        for line in self._waiting.values():
            while line:
                yield line.popleft()
