"""Put people on the queue whose time has come. Everything that happens to an account happens behind the queue."""

from collections.abc import Iterable
from dataclasses import dataclass

from provisioning.engine import review_event
from provisioning.ports import Clock, EmployeeStore, EventQueue, SettingsReader


@dataclass(frozen=True, slots=True)
class DueReviews:
    """Puts each person on the queue whose time has come. It never calls Graph."""

    employees: EmployeeStore
    settings: SettingsReader
    queue: EventQueue
    clock: Clock

    async def queue_all(self, sources: Iterable[str]) -> int:
        """Put everybody on the queue whose review is due and not yet done; return how many.

        Reads only what is due. A crash between the two steps for a person repeats the first, which is harmless.
        While provisioning is switched off nobody is put there, and nobody is forgotten.
        """
        settings, _ = await self.settings.read()
        if not settings.enabled:
            return 0
        queued = 0
        now = self.clock.now()
        for source in sources:
            async for review in self.employees.due(source, now):
                await self.queue.put(review_event(source, review.employee_id, now))
                await self.employees.done(review)
                queued += 1
        return queued
