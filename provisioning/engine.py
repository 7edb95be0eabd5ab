"""The way of one event: gather, plan, apply, log. A preview is the same way, ended after the plan.

What Entra could not tell after a crash is stored before it is done, and the outcome is stored after. A save fails when
another worker changed the record since it was read, and then the way starts again from what is true now. So the last
worker to finish has seen everything, and repeating an event is harmless at any point.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from provisioning import own_faults
from provisioning.applying import Applied, apply_plan
from provisioning.gathering import Gathered, Gatherer
from provisioning.model import (
    AppliedOperation,
    CreateAccount,
    DisableAccount,
    DisableTiming,
    DoneDisable,
    EmployeeRecord,
    EnableAccount,
    EventType,
    HrEvent,
    Listing,
    LogEntry,
    Plan,
    Status,
    Step,
    StepName,
)
from provisioning.overdue import OverdueNotes
from provisioning.parking import Parking
from provisioning.ports import (
    ConcurrentChange,
    Directory,
    EmployeeStore,
    EventQueue,
    NameTaken,
    ProvisioningLog,
    Refused,
    StoredRecord,
    TemporaryFailure,
    TimingStore,
)
from provisioning.reports import Report, failed, log_entry, login_name, report_of
from provisioning.rules.bookkeeping import FORGOTTEN_INTENTION, intent, outcome
from provisioning.rules.drifting import targets_of
from provisioning.rules.lateness import timing
from provisioning.rules.merging import merge
from provisioning.rules.planner import plan
from provisioning.rules.planning.facts import LINK_IS_FRESH_FOR, is_fresh
from provisioning.rules.redacting import redacted, redacted_targets
from provisioning.signals import signal
from provisioning.staging import Staging
from provisioning.turns import Turns

ROUNDS: Final = 5
"""How often to start again when others change the same person, before the queue takes over."""
LOOKED_AT_WHILE_PARKED: Final = timedelta(days=1)

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Engine:
    """Provisions people. The gatherer reads, the directory writes."""

    gatherer: Gatherer
    directory: Directory
    employees: EmployeeStore
    log: ProvisioningLog
    queue: EventQueue
    timings: TimingStore
    parking: Parking
    staging: Staging
    turns: Turns = field(default_factory=Turns)

    async def provision(self, event: HrEvent) -> LogEntry:
        """Make the account of the event's person right, and return the log entry that was written.

        Raises:
            TemporaryFailure: Not everything could be done now; it is logged, and the event must be tried again.
        """
        async with self.turns.turn(event.source, event.employee_id):
            return await self._provision(event)

    async def _provision(self, event: HrEvent) -> LogEntry:
        started = self.gatherer.clock.now()
        done: list[AppliedOperation] = []
        try:
            report = await self._attempt(event, done)
            if report.restored:
                # What else is to be done is seen when the account can be read, which is now as a rule.
                report = report.followed_by(await self._attempt(event, done))
        except (TemporaryFailure, Refused) as failure:
            report = failed(failure, done)
        except Exception as error:  # noqa: BLE001 - the one place, so that no person vanishes from the log
            report = failed(TemporaryFailure(own_faults.told(error, _logger)), done)
        entry = await self._write(event, started, report)
        if report.interrupted:
            await self.overdue.note(event)
            raise report.interrupted from None
        if report.has_parked:
            await self.parking.settle(entry)
        return entry

    @property
    def overdue(self) -> OverdueNotes:
        """What notes whose block is overdue while nothing can be done about it."""
        return OverdueNotes(self.employees, self.gatherer.settings, self.gatherer.clock)

    async def park(self, event: HrEvent, reason: str) -> None:
        """Keep what a parked event says, and look at the person again in a day, or sooner.

        Args:
            event: What happened.
            reason: Why it is parked, as a sentence.

        Raises:
            TemporaryFailure: It could not be kept.
        """
        started = self.gatherer.clock.now()
        for _ in range(ROUNDS):
            stored = await self.employees.read(event.source, event.employee_id)
            review_at = _sooner(stored.record.review_at, LOOKED_AT_WHILE_PARKED, started)
            told = {"review_at": review_at, "parked_at": stored.record.parked_at or started}
            parked = merge(stored.record, event).model_copy(update=told)
            try:
                await self.employees.save(stored, parked)
            except ConcurrentChange:
                continue
            sentence = f"parked: {reason}; the person is looked at again within a day"
            step = Step(name=StepName.PROCESSING, status=Status.FAILURE, description=sentence)
            await self._write(event, started, Report(Plan(steps=()), (step,), review_at=review_at))
            return
        raise TemporaryFailure("others kept changing the same person")

    async def _attempt(self, event: HrEvent, done: list[AppliedOperation]) -> Report:
        """Start again until nobody interferes; `done` takes the operations of all rounds."""
        refused, rewritten = set[str](), set[str]()
        taken: NameTaken | None = None
        unclear = 0
        for _ in range(ROUNDS):
            gathered = await self.gatherer.gather(event, frozenset(refused), frozenset(rewritten))
            gathered = _with_own_block(gathered, done)
            planned = plan(gathered.facts)
            if not await self.staging.admits(gathered.facts, planned):
                _logger.info("starting again: others were disabled meanwhile, as many as the threshold allows")
                continue
            try:
                return await self._carry_out(gathered, planned, done)
            except ConcurrentChange:
                rewritten.update(*map(targets_of, planned.operations))
                _logger.info("starting again: another worker changed the same person")
            except NameTaken as error:
                taken, event = error, _searched_anew(event)
                if error.certain:
                    refused.add(str(login_name(gathered, planned.operations)).lower())
                elif unclear:
                    break
                else:
                    unclear += 1
                _logger.info("starting again: the login name was taken in the meantime")
        raise TemporaryFailure(str(taken or "other workers kept changing the same person"))

    async def _carry_out(self, gathered: Gathered, planned: Plan, done: list[AppliedOperation]) -> Report:
        now = gathered.facts.now
        await self._take_over(gathered, planned)
        record = intent(gathered.facts.record, planned, now)
        stored = await self._save_intent(gathered, planned, record)
        applied = await self._apply(gathered, planned, stored)
        secret = redacted_targets(gathered.facts.settings)
        done += [redacted(each, secret) for each in applied.operations]
        timed = await self._time(gathered, planned, applied)
        created = applied.account_id if applied.created else None
        record = outcome(record, planned, applied.operations, created, now)
        record = record.model_copy(update={"review_at": _sooner(record.review_at, applied.look_again, now)})
        record = await self.staging.settled(gathered.facts, planned, record, applied.operations)
        await self._claim_new_link(gathered, record)
        if planned.operations or record != stored.record:
            await self.employees.save(stored, record)
        await self._nudge(gathered.stored.record, record)
        return replace(report_of(gathered, planned, applied, record, done), disable=timed)

    async def _time(self, gathered: Gathered, planned: Plan, applied: Applied) -> DisableTiming | None:
        """Keep how late a disable was; before the outcome is stored, so that a crash makes two rows and not none."""
        timed = timing(gathered.facts, planned, applied.operations, self.gatherer.clock.now())
        if timed:
            record = gathered.facts.record
            done = DoneDisable(source=record.source, employee_id=record.employee_id, timing=timed)
            await self.timings.add(done)
            _logger.info(signal("disable", **timed.to_json()))
        return timed

    async def _save_intent(self, gathered: Gathered, planned: Plan, record: EmployeeRecord) -> StoredRecord:
        """Store what a crash would lose; before a creation in any case, so that two workers notice each other."""
        creates = any(isinstance(operation, CreateAccount) for operation in planned.operations)
        if record == gathered.facts.record and not creates:
            return gathered.stored
        await self._claim_new_link(gathered, record)
        return await self.employees.save(gathered.stored, record)

    async def _apply(self, gathered: Gathered, planned: Plan, stored: StoredRecord) -> Applied:
        try:
            return await apply_plan(
                self.directory,
                planned,
                link_is_fresh=is_fresh(stored.record.link, gathered.facts.now),
                manager_is_fresh=gathered.facts.manager_is_fresh,
            )
        except NameTaken as taken:
            taken.certain = taken.certain and await self._is_somebody_elses(gathered, stored)
            raise

    async def _is_somebody_elses(self, gathered: Gathered, stored: StoredRecord) -> bool:
        """Whether a name that Graph refused is held by somebody else for sure; if so, forget that we meant to take it.

        It is not sure if an earlier try of ours, or another worker's, may have created the account a moment ago.
        """
        before, now = gathered.stored.record.intended, gathered.facts.now
        if stored.record.intended is None:
            return True
        if before is not None and now - before.at < LINK_IS_FRESH_FOR:
            return False
        forgotten = stored.record.model_copy(update=FORGOTTEN_INTENTION)
        try:
            await self.employees.save(stored, forgotten)
        except ConcurrentChange:
            return False
        return True

    async def _take_over(self, gathered: Gathered, planned: Plan) -> None:
        """Have an account pass on from a former HR id; events of that id leave the account alone from now on."""
        former, record = gathered.former, gathered.facts.record
        if planned.taken_over is None or former is None or planned.account_id is None:
            return
        if former.record.succeeded_by != record.employee_id:
            gone_on = {"succeeded_by": record.employee_id, "review_at": None, "waiting_for_manager": None}
            await self.employees.save(former, former.record.model_copy(update=gone_on))
        source, former_id, own_id = record.source, former.record.employee_id, record.employee_id
        if await self.employees.pass_on(planned.account_id, source, former_id, own_id) != (source, own_id):
            raise ConcurrentChange

    async def _claim_new_link(self, gathered: Gathered, record: EmployeeRecord) -> None:
        """Tie the account to the person for good; somebody else may have been quicker."""
        if record.link is None or record.link == gathered.facts.record.link:
            return
        person = (record.source, record.employee_id)
        if await self.employees.claim(record.link.account_id, *person) != person:
            raise ConcurrentChange

    async def _nudge(self, before: EmployeeRecord, after: EmployeeRecord) -> None:
        """Have those looked at whose manager has an account now."""
        # A link is fresh for longer than a crashed host's message takes to come back, so a missed nudge is made up.
        if is_fresh(after.link, self.gatherer.clock.now()):
            for employee_id in await self.employees.waiting_for(after.source, after.employee_id):
                await self.queue.put(review_event(after.source, employee_id, self.gatherer.clock.now()))
        manager_id = after.waiting_for_manager
        if manager_id and manager_id != before.waiting_for_manager:
            # The manager may have got an account between our look and our save, and so have missed us.
            manager = await self.employees.read(after.source, manager_id)
            if manager.record.link:
                await self.queue.put(review_event(after.source, after.employee_id, self.gatherer.clock.now()))

    async def _write(self, event: HrEvent, started: datetime, report: Report) -> LogEntry:
        entry = log_entry(event, started, self.gatherer.clock.now(), report)
        await self.log.write(entry)
        return entry


def review_event(source: str, employee_id: str, now: datetime) -> HrEvent:
    """Return an event that only says: look at this person now (UTC)."""
    return HrEvent(
        id=f"review-{uuid4().hex}", source=source, type=EventType.REVIEW, occurred_at=now, employee_id=employee_id
    )


def _searched_anew(event: HrEvent) -> HrEvent:
    """Return the event without what a cycle found in Entra: somebody has taken a name since."""
    if event.listing is None:
        return event
    return event.model_copy(update={"listing": Listing(shared_key=event.listing.shared_key)})


def _sooner(review_at: datetime | None, wait: timedelta | None, now: datetime) -> datetime | None:
    return min(filter(None, (review_at, now + wait if wait else None)), default=None)


def _with_own_block(gathered: Gathered, done: Sequence[AppliedOperation]) -> Gathered:
    """Mark a block of an earlier round as ours: who interfered may have looked before it and taken the mark away."""
    facts = gathered.facts
    blocked = False
    for operation in (applied.operation for applied in done if applied.status is Status.SUCCESS):
        blocked = isinstance(operation, DisableAccount) or (blocked and not isinstance(operation, EnableAccount))
    if not blocked or facts.record.disabled_at:
        return gathered
    record = facts.record.model_copy(update={"disabled_at": facts.now})
    return replace(gathered, facts=replace(facts, record=record))
