"""The whole product but for its edges, in a world of fakes: workers, the timer, the queue's deliveries."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from provisioning.cycles.due import DueReviews
from provisioning.engine import Engine
from provisioning.gathering import Gatherer
from provisioning.hearing import Hearing
from provisioning.linked_accounts import LinkedAccounts
from provisioning.model import EmployeeRecord, HrEvent
from provisioning.parking import Parking
from provisioning.ports import Gate, TemporaryFailure
from provisioning.staging import Staging
from provisioning.working import Worker
from tests.fakes.audit import AuditInMemory
from tests.fakes.clock import TurnedClock
from tests.fakes.cycles import CyclesInMemory
from tests.fakes.directory import EntraInMemory, User
from tests.fakes.employees import EmployeesInMemory
from tests.fakes.gate import OpenGate
from tests.fakes.interposed import Calls, ProcessDied, UnforeseenError, interposed
from tests.fakes.log import LogInMemory
from tests.fakes.parked import ParkedInMemory
from tests.fakes.people import PeopleInMemory
from tests.fakes.quarantine import HeardInMemory
from tests.fakes.queue import QueueInMemory
from tests.fakes.settings import SettingsInMemory
from tests.fakes.staging import BatchesInMemory, LedgerInMemory
from tests.fakes.timings import TimingsInMemory

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
        self.timings = TimingsInMemory()
        self.queue = QueueInMemory(self.clock)
        self.parked = ParkedInMemory()
        self.gate: Gate = OpenGate()
        self.heard = HeardInMemory()
        self.hearing = Hearing(self.heard, self.clock)
        self.bob = PeopleInMemory()
        self.cycles = CyclesInMemory()
        self.audit = AuditInMemory()
        self.ledger = LedgerInMemory()
        self.batches = BatchesInMemory()

    def worker(self, calls: Calls | None = None) -> Engine:
        """Return the engine of a process of its own, whose calls outside go through `calls`."""
        through = calls or Calls()
        employees, entra = interposed(self.employees, through), interposed(self.entra, through)
        people = {"bob": interposed(self.bob, through)}
        ledger, batches = interposed(self.ledger, through), interposed(self.batches, through)
        staging = Staging(ledger, batches, interposed(self.audit, through), LinkedAccounts(employees))
        gatherer = Gatherer(employees, entra, interposed(self.settings, through), people, self.clock, staging)
        log, queue = interposed(self.log, through), interposed(self.queue, through)
        parking = Parking(interposed(self.parked, through), employees, set(people))
        return Engine(
            gatherer, entra, employees, log, queue, interposed(self.timings, through), parking, staging=staging
        )

    def process(self, calls: Calls | None = None) -> Worker:
        """Return what works off messages in a process of its own, whose calls outside go through `calls`."""
        through = calls or Calls()
        engine, gate = self.worker(through), interposed(self.gate, through)
        cycles, queue = interposed(self.cycles, through), interposed(self.queue, through)
        return Worker(engine, cycles, queue, gate, engine.parking, self.clock, self.hearing)

    async def deliver(self, *workers: Engine | Worker) -> None:
        """Deliver what is on the queue until nothing is, ten seconds a delivery.

        When everything waits, the clock is turned to the first message. What a worker ends in the middle of comes
        again, five times in all, and is parked then. A worker that ends so is replaced by the next one, in the end by
        one that nothing disturbs.
        """
        left = [*workers, self.process()]
        while len(self.queue):
            self.clock.turn(seconds=10)
            self.turn_to_the_queue()
            try:
                await self._hand_over(left[0])
            except (TemporaryFailure, UnforeseenError, ProcessDied):
                self.queue.deliver_again()
                left = left[1:] or left
            else:
                self.queue.remove_first()

    def turn_to_the_queue(self) -> None:
        """Turn the clock to the time when a message can be taken, if none can be yet."""
        next_at = self.queue.next_at()
        if next_at and next_at > self.clock.now():
            self.clock.turn(seconds=(next_at - self.clock.now()).total_seconds())

    async def _hand_over(self, to: Engine | Worker) -> None:
        worker = to if isinstance(to, Worker) else self._around(to)
        message = self.queue.first()
        if message.deliveries <= DELIVERIES:
            await worker.work(message)
        else:
            await worker.park_worn_out(self.queue.first_body())

    def _around(self, engine: Engine) -> Worker:
        return Worker(engine, self.cycles, self.queue, self.gate, engine.parking, self.clock, self.hearing)

    async def happen(self, *events: HrEvent) -> None:
        """Take in events and let them be worked off."""
        for event in events:
            await self.queue.put(event)
        await self.deliver()

    def reviews(self) -> DueReviews:
        """Return the timer's part that puts on the queue who is due."""
        return DueReviews(self.employees, self.settings, self.queue, self.clock, self.gate)

    async def look(self) -> int:
        """Let the timer look at who is due, and let that be worked off; return how many were due."""
        due = await self.reviews().queue_all(SOURCES)
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
