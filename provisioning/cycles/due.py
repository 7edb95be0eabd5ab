"""Put people on the queue whose time has come. Everything that happens to an account happens behind the queue."""

from collections.abc import Iterable
from dataclasses import dataclass

from provisioning.engine import review_event
from provisioning.ports import Clock, EmployeeStore, EventQueue, Gate, OwnFault, SettingsReader


@dataclass(frozen=True, slots=True)
class DueReviews:
    """Puts each person on the queue whose time has come. It never calls Graph."""

    employees: EmployeeStore
    settings: SettingsReader
    queue: EventQueue
    clock: Clock
    gate: Gate

    async def queue_all(self, sources: Iterable[str]) -> int:
        """Put everybody on the queue whose review is due and not yet done; return how many.

        Reads only what is due. A crash between the two steps for a person repeats the first, which is harmless.
        While provisioning is switched off, or nothing can be done in Entra, nobody is put there, and nobody is
        forgotten. An HR system that is out keeps nobody here: a last day that has come is acted on with what is known.
        """
        if await self.gate.closed() or not await self._is_on():
            return 0
        queued = 0
        now = self.clock.now()
        for source in sources:
            async for review in self.employees.due(source, now):
                await self.queue.put(review_event(source, review.employee_id, now))
                await self.employees.done(review)
                queued += 1
        return queued

    async def _is_on(self) -> bool:
        try:
            settings, _ = await self.settings.read()
        except OwnFault as fault:
            await self.gate.failed(fault)
            raise
        return settings.enabled
