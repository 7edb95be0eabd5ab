"""The gate: what is in quarantine, who has to wait for it, and who tries again.

A quarantine begins when an attempt meets a fault of our own side and calls of our own meet one as well, so that what
is wrong with one person, or for a moment, stops nobody else. It ends when such a call works. In between, one try is
made each time its time has come, by one instance: by the timer, or by the next message.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from provisioning.model import Quarantine
from provisioning.ports import AuditTrail, Clock, ConcurrentChange, OwnFault, QuarantineStore, TemporaryFailure
from provisioning.quarantine.probes import Answer, Probes
from provisioning.quarantine.trail import entered, left
from provisioning.rules.quarantine import begun, concerns, tried, wait

KNOWN_FOR: Final = timedelta(seconds=10)
"""How long an instance goes by what it read, so that an event costs no transaction for this."""
ANSWER_HOLDS_FOR: Final = timedelta(minutes=1)
"""How long a call that was not denied says that faults are about single people, so that many of them cost one call."""
_TRIES: Final = 5

_logger = logging.getLogger(__name__)


class QuarantineGate:
    """Gate port, for one process and event loop. All instances share the store."""

    def __init__(self, store: QuarantineStore, probes: Probes, audit: AuditTrail, clock: Clock) -> None:
        self._store, self._probes, self._audit, self._clock = store, probes, audit, clock
        self._kept = _Kept()
        self._one_reads = asyncio.Lock()
        self._one_fails = asyncio.Lock()
        self._trying: set[str] = set()
        self._answered: dict[str, datetime] = {}
        self._turn = 0

    async def holds(self, source: str, *, needs_source: bool = True) -> timedelta | None:
        """See ports.Gate. One transaction in ten seconds; two more for whoever is the try."""
        now = self._clock.now()
        concerning = [each for each in await self._standing() if concerns(each, source, needs_source=needs_source)]
        waits = [wait(each, now) for each in concerning if now < each.next_try_at]
        if waits:
            return max(waits)
        return await self._taken(concerning, now)

    async def closed(self, source: str | None = None) -> Quarantine | None:
        """See ports.Gate. One transaction in ten seconds."""
        concerning = (
            each for each in await self._standing() if concerns(each, source, needs_source=source is not None)
        )
        return next(concerning, None)

    async def in_vain(self, source: str) -> OwnFault | None:
        """Return why a call to an HR system would be in vain, and for how long; None if it would be a try."""
        own, now = next((each for each in await self._standing() if each.where == source), None), self._clock.now()
        if own is None or source in self._trying or own.next_try_at <= now:
            return None
        return OwnFault(source, own.reason, retry_after=own.next_try_at - now)

    async def let_through(self, source: str) -> None:
        """See ports.Gate. One transaction in ten seconds."""
        self._trying.update(each.where for each in await self._standing() if concerns(each, source))

    async def failed(self, fault: Exception, *, about: str | None = None) -> None:
        """See ports.Gate. Costs nothing unless it is an OwnFault."""
        if not isinstance(fault, OwnFault):
            return
        self._trying.discard(fault.where)
        async with self._one_fails:  # many events fail at once, and one of them is enough to tell
            known = next((each for each in await self._standing() if each.where == fault.where), None)
            if known is not None:
                await self._failed_again(known, str(fault))
            elif not await self._is_about_one_alone(fault.where, about):
                await self._begin(fault)

    async def worked(self, source: str) -> None:
        """See ports.Gate. Costs nothing unless it was a try."""
        if not self._trying:
            return
        for each in await self._standing():
            if each.where in self._trying and concerns(each, source):
                self._trying.discard(each.where)
                if await self._works_after_a_try(each):
                    await self._end(each)

    async def probe(self, *, at_once: bool = False) -> Sequence[Quarantine]:
        """Try where the time for it has come, or everywhere `at_once`, and return what is in quarantine then.

        A try at once does not put the next one off. Where only an event can tell, the next one is let through.

        Raises:
            TemporaryFailure: The tables did not answer.
        """
        now = self._clock.now()
        for each in await self._store.all():
            if each.ended_at:
                await self._end(each)
            elif at_once or each.next_try_at <= now:
                await self._probe(each, now, at_once=at_once)
        return await self.all()

    async def all(self) -> Sequence[Quarantine]:
        """Return every quarantine, as it is stored now."""
        self._kept = _Kept()
        return await self._standing()

    async def _probe(self, quarantine: Quarantine, now: datetime, *, at_once: bool) -> None:
        call = await self._probes.of(quarantine.where, quarantine.tries)
        if call is None:
            if at_once:
                await self._change(quarantine, quarantine.model_copy(update={"next_try_at": now}))
            return
        taken = quarantine if at_once else tried(quarantine, now)
        if (at_once or await self._change(quarantine, taken)) and await call() is Answer.WORKS:
            await self._end(taken)

    async def _taken(self, concerning: Sequence[Quarantine], now: datetime) -> timedelta | None:
        """Take the try of each quarantine, or none of them: then return how long to wait.

        Of two, the first one's try is given back if somebody else took the second one's, and so is there for others.
        """
        mine: list[tuple[Quarantine, Quarantine]] = []
        for each in concerning:
            taken = tried(each, now)
            if not await self._change(each, taken):
                for before, after in mine:
                    await self._change(after, before)
                return wait(taken, now)
            mine.append((each, taken))
        self._trying.update(each.where for each in concerning)
        return None

    async def _standing(self) -> Sequence[Quarantine]:
        async with self._one_reads:
            now = self._clock.now()
            if self._kept.until is None or now >= self._kept.until:
                standing = [each for each in await self._store.all() if each.ended_at is None]
                self._kept = _Kept(standing, now + KNOWN_FOR)
            return self._kept.quarantines

    async def _change(self, before: Quarantine | None, after: Quarantine | None) -> bool:
        """Store a change, unless another instance was quicker."""
        try:
            await self._store.save(before, after)
        except ConcurrentChange:
            return False
        finally:
            self._kept = _Kept()
        return True

    async def _failed_again(self, known: Quarantine, reason: str) -> None:
        now = self._clock.now()
        again = known if now < known.next_try_at else tried(known, now)
        again = again.model_copy(update={"reason": reason})
        if again != known:
            await self._change(known, again)

    async def _is_about_one_alone(self, where: str, about: str | None) -> bool:
        """Whether it is not known that calls of our own are denied as well where an attempt failed."""
        now = self._clock.now()
        answered = self._answered.get(where)
        if answered is not None and now - answered <= ANSWER_HOLDS_FOR:
            return True
        calls = await self._probes.deciding(where, self._turn, but=about)
        self._turn += 1
        for call in calls:
            if await call() is not Answer.DENIED:
                self._answered[where] = now
                return True
        return False

    async def _works_after_a_try(self, quarantine: Quarantine) -> bool:
        """Whether a call of our own works after a try that did; where there is none, the try is believed."""
        call = await self._probes.of(quarantine.where, quarantine.tries)
        return call is None or await call() is Answer.WORKS

    async def _begin(self, fault: OwnFault) -> None:
        quarantine = begun(fault.where, str(fault), self._clock.now())
        if not await self._change(None, quarantine):
            return
        _logger.error("quarantine: the app cannot work with %s: %s", fault.where, fault)
        with suppress(TemporaryFailure):  # written again when it ends
            await self._audit.write(entered(quarantine))

    async def _end(self, quarantine: Quarantine) -> None:
        """End it, whatever another instance made of it meanwhile.

        First it is stored when it ended, so that all who end it write the same into the audit trail; then that is
        written; then it goes. After a crash in between, the timer does the rest.
        """
        for _ in range(_TRIES):
            at = quarantine.ended_at or self._clock.now()
            ended = quarantine.model_copy(update={"ended_at": at})
            if ended == quarantine or await self._change(quarantine, ended):
                await self._audit.write(entered(ended))
                await self._audit.write(left(ended, at))
                if await self._change(ended, None):
                    _logger.warning("the quarantine of %s has ended", quarantine.where)
                return
            stored = [each for each in await self._store.all() if _is_same(each, quarantine)]
            if not stored:
                return
            quarantine = stored[0]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was read, and until when it holds (UTC); None: read anew."""

    quarantines: Sequence[Quarantine] = ()
    until: datetime | None = None


def _is_same(one: Quarantine, other: Quarantine) -> bool:
    return (one.where, one.since) == (other.where, other.since)
