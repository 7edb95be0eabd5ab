"""Work off the messages of the queue of events: events, and people's turns in cycles. Both go the same way."""

from dataclasses import dataclass

from provisioning.engine import Engine
from provisioning.model import CycleTurn, HrEvent, Status
from provisioning.ports import CycleStore


@dataclass(frozen=True, slots=True)
class Worker:
    """Has the engine provision whom a message is about."""

    engine: Engine
    cycles: CycleStore

    async def work(self, message: HrEvent | CycleTurn) -> None:
        """Provision the person; a turn that was taken already, or whose cycle was stopped, is passed over.

        Raises:
            TemporaryFailure: Not everything could be done now; the message must come again.
        """
        if isinstance(message, HrEvent):
            await self.engine.provision(message)
            return
        item = await self.cycles.item(message.cycle, message.number)
        if item:
            entry = await self.engine.provision(item.event)
            await self.cycles.done(message.cycle, message.number, entry.status)

    async def park(self, message: HrEvent | CycleTurn) -> None:
        """Keep what a message says whose tries are used up, for a later look; a cycle goes on without the person."""
        if isinstance(message, HrEvent):
            await self.engine.park(message)
            return
        item = await self.cycles.item(message.cycle, message.number)
        if item:
            await self.engine.park(item.event)
            await self.cycles.done(message.cycle, message.number, Status.FAILURE)
