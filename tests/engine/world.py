"""The whole product but for its edges, in a world of fakes: workers, the timer, the queue's deliveries."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from provisioning.cycles.due import DueReviews
from provisioning.engine import Engine
from provisioning.gathering import Gatherer
from provisioning.model import CycleTurn, EmployeeRecord, HrEvent
from provisioning.ports import TemporaryFailure
from provisioning.working import Worker
from tests.fakes.clock import TurnedClock
from tests.fakes.cycles import CyclesInMemory
from tests.fakes.directory import EntraInMemory, User
from tests.fakes.employees import EmployeesInMemory
from tests.fakes.interposed import Calls, ProcessDied, interposed
from tests.fakes.log import LogInMemory
from tests.fakes.people import PeopleInMemory
from tests.fakes.queue import QueueInMemory
from tests.fakes.settings import SettingsInMemory

SOURCES = ("generic", "bob")
DELIVERIES = 5
"""As host.json says; then a message goes to the poison queue."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An account as an administrator sees it."""

    enabled: bool
    sessions_revoked: bool
    manager: str | None
    attributes: Mapping[str, JsonValue]


class World:
    """Everything that is outside the engine. Bob's events are thin, generic ones are full."""

    def __init__(self) -> None:
        self.clock = TurnedClock()
        self.entra = EntraInMemory(self.clock)
        self.employees = EmployeesInMemory()
        self.settings = SettingsInMemory()
        self.log = LogInMemory()
        self.queue = QueueInMemory()
        self.bob = PeopleInMemory()
        self.cycles = CyclesInMemory()
        self._failures: Counter[str] = Counter()

    def worker(self, calls: Calls | None = None) -> Engine:
        """Return the engine of a process of its own, whose calls outside go through `calls`."""
        through = calls or Calls()
        employees, entra = interposed(self.employees, through), interposed(self.entra, through)
        people = {"bob": interposed(self.bob, through)}
        gatherer = Gatherer(employees, entra, interposed(self.settings, through), people, self.clock)
        return Engine(gatherer, entra, employees, interposed(self.log, through), interposed(self.queue, through))

    async def deliver(self, *workers: Engine) -> None:
        """Deliver what is on the queue until nothing is, ten seconds a delivery; what fails five times is parked.

        A worker that fails is replaced by the next one, in the end by one that nothing disturbs.
        """
        left = [*workers, self.worker()]
        while len(self.queue):
            self.clock.turn(seconds=10)
            message = self.queue.first()
            try:
                await self._hand_over(message, left[0])
            except (TemporaryFailure, ProcessDied):
                self._failures[message.model_dump_json()] += 1
                left = left[1:] or left
            else:
                self.queue.remove_first()

    async def _hand_over(self, message: HrEvent | CycleTurn, engine: Engine) -> None:
        worker = Worker(engine, self.cycles)
        if self._failures[message.model_dump_json()] < DELIVERIES:
            await worker.work(message)
        else:
            await worker.park(message)

    async def happen(self, *events: HrEvent) -> None:
        """Take in events and let them be worked off."""
        for event in events:
            await self.queue.put(event)
        await self.deliver()

    async def look(self) -> int:
        """Let the timer look at who is due, and let that be worked off; return how many were due."""
        due = await DueReviews(self.employees, self.settings, self.queue, self.clock).queue_all(SOURCES)
        await self.deliver()
        return due

    async def settle(self) -> None:
        """Let everything be worked off, and let a minute and then two days go by."""
        await self.deliver()
        for hours in (0.02, 24.5, 24.5):
            self.clock.turn(hours=hours)
            await self.look()

    async def record(self, employee_id: str, source: str = "generic") -> EmployeeRecord:
        """Return what is kept of a person."""
        return (await self.employees.read(source, employee_id)).record

    def accounts(self) -> dict[str, Seen]:
        """Return every account by login name."""
        return {user.login_name: self._seen(user) for user in self.entra.users.values()}

    async def links(self, *employee_ids: str, source: str = "generic") -> dict[str, str | None]:
        """Return the login name to which each person is linked."""
        records = [await self.record(employee_id, source) for employee_id in employee_ids]
        return {r.employee_id: self._login_name(r.link.account_id if r.link else None) for r in records}

    def _seen(self, user: User) -> Seen:
        attributes = {name: value for name, value in user.attributes.items() if value not in (None, [])}
        return Seen(user.enabled, user.sessions_revoked > 0, self._login_name(user.manager_id), attributes)

    def _login_name(self, account_id: str | None) -> str | None:
        return self.entra.users[account_id].login_name if account_id else None
