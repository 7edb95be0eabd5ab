"""Keep disables within the threshold: count those that are made, and put the others into a batch.

Every step can be repeated, and a crash between two of them is harmless: a disable is counted before it is made, and is
in a batch before the person's record says so. What is unsure is staged again, and never done unseen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from provisioning.auditing import THE_APP
from provisioning.linked_accounts import LinkedAccounts
from provisioning.model import (
    Alert,
    AlertKind,
    AppliedOperation,
    AuditEntry,
    Batch,
    BatchStatus,
    Brake,
    DisableAccount,
    Disables,
    EmployeeRecord,
    Passage,
    Plan,
    Staged,
    StagedDisable,
    StagedState,
)
from provisioning.ports import AuditTrail, BatchStore, DisableLedger, Person, Sight
from provisioning.rules.braking import allowed, fate, is_over
from provisioning.rules.planning.facts import Facts
from provisioning.settings import Settings

_NOBODY: Final = ("", "")


@dataclass(frozen=True, slots=True)
class Staging:
    """Holds each disable against the threshold. As a DisableReader it only reads; as one of ports.Watched, too."""

    ledger: DisableLedger
    batches: BatchStore
    audit: AuditTrail
    linked: LinkedAccounts

    async def known(self, record: EmployeeRecord, window: timedelta, now: datetime) -> Disables:
        """See ports.DisableReader."""
        disabled, passed = await self.ledger.count((record.source, record.employee_id), window, now)
        batch = await self.batches.read(record.staged.batch) if record.staged else None
        return Disables(disabled=disabled, passed=passed, linked=await self.linked.count(now), batch=batch)

    async def admits(self, facts: Facts, planned: Plan) -> bool:
        """Count the disable of a plan that is about to be carried out; return False if it may not be.

        Then others were quicker, and the plan is to be made again. A disable that was never held against the threshold
        is not admitted at all.

        Raises:
            TemporaryFailure: It could not be counted.
        """
        if DisableAccount() not in planned.operations:
            return True
        if planned.brake is None or planned.brake.passage is Passage.APPROVED:
            return planned.brake is not None
        most = None if planned.brake.passage is Passage.IMMEDIATE else planned.brake.allowed
        window = timedelta(hours=facts.settings.disable_threshold.window_hours)
        return await self.ledger.take(_person(facts.record), most, window, facts.now)

    async def settled(
        self, facts: Facts, planned: Plan, record: EmployeeRecord, applied: Sequence[AppliedOperation]
    ) -> EmployeeRecord:
        """Put a disable into the open batch, or say in its batch what became of it; return the record to store.

        Args:
            facts: What the plan was made from.
            planned: The plan.
            record: What is to be stored of the person otherwise.
            applied: What was carried out.

        Raises:
            TemporaryFailure: The batch could not be changed.
        """
        if planned.brake and planned.brake.passage is Passage.STAGED:
            staged = await self._staged(facts, planned, planned.brake)
            return record.model_copy(update={"staged": staged})
        became = fate(planned, applied)
        if became is None or not facts.settings.enabled:
            return record
        if record.staged is None:
            if became is StagedState.DONE and not _was_blocked_before(facts, planned):
                await self._settle_unknown(facts)
            return record
        batch = facts.disables.batch if facts.disables else await self.batches.read(record.staged.batch)
        await self.batches.settle(record.staged.batch, _person(record), _unless_rejected(batch, became))
        over = is_over(facts, record.staged, batch, became)
        return record.model_copy(update={"staged": None}) if over else record

    async def _settle_unknown(self, facts: Facts) -> None:
        """Say in the open batch that a disable is done which an attempt put there that died before its record said so.

        That is one read, and two more while a batch is open.
        """
        batch = await self.batches.open()
        if batch:
            await self.batches.settle(batch.id, _person(facts.record), StagedState.DONE)

    async def _staged(self, facts: Facts, planned: Plan, brake: Brake) -> Staged:
        before, batch = facts.record.staged, facts.disables.batch if facts.disables else None
        if before and batch and batch.decided_at is None and before.because == brake.because:
            return before
        opened = _new_batch(facts, brake)
        added = await self.batches.add(_disable(facts, planned, brake, opened.id), opened)
        if before and before.batch != added.batch.id:
            became = _unless_rejected(batch, StagedState.WITHDRAWN)
            await self.batches.settle(before.batch, _person(facts.record), became)
        if added.batch.count == 1 or not added.new:
            # Not new: an earlier try may have died before it wrote this. To write it again changes nothing.
            await self.audit.write(_opened(added.batch))
        return Staged(batch=added.batch.id, because=brake.because, at=facts.now, due_at=planned.due_at)

    @property
    def name(self) -> str:
        """See ports.Watched."""
        return "stagedDisables"

    async def look(self, settings: Settings, now: datetime) -> Sight:
        """See ports.Watched."""
        threshold = settings.disable_threshold
        disabled, _ = await self.ledger.count(_NOBODY, timedelta(hours=threshold.window_hours), now)
        batch = await self.batches.open()
        waiting = (await self.batches.states(batch.id)).get(StagedState.STAGED, 0) if batch else 0
        figures = {
            "openBatches": 1 if batch else 0,
            "waiting": waiting,
            "disabledInWindow": disabled,
            "allowed": allowed(threshold, await self.linked.count(now)),
        }
        return Sight([_alert(batch, waiting)] if batch and waiting else [], figures)


def _person(record: EmployeeRecord) -> Person:
    return record.source, record.employee_id


def _was_blocked_before(facts: Facts, planned: Plan) -> bool:
    """Whether an earlier attempt of ours blocked the account, and lived to say so; then there is nothing new to say."""
    known = facts.record.disabled_at is not None and facts.record.overdue_since is None
    return known and DisableAccount() not in planned.operations


def _unless_rejected(batch: Batch | None, state: StagedState) -> StagedState:
    """Return what to say of a disable in its batch: news of a person take nothing back of what was rejected."""
    return StagedState.KEPT if batch and batch.status is BatchStatus.REJECTED else state


def _new_batch(facts: Facts, brake: Brake) -> Batch:
    hours = facts.settings.disable_threshold.window_hours
    return Batch(id=uuid4().hex, opened_at=facts.now, allowed=brake.allowed, window_hours=hours)


def _disable(facts: Facts, planned: Plan, brake: Brake, batch_id: str) -> StagedDisable:
    record, account = facts.record, facts.account
    shown = account.attributes.get("displayName") if account else None
    return StagedDisable(
        batch=batch_id,
        source=record.source,
        employee_id=record.employee_id,
        display_name=str(shown) if shown else record.employee.display_name or None,
        user_principal_name=account.user_principal_name if account else None,
        reason=brake.reason,
        due_at=planned.due_at or facts.now,
        staged_at=facts.now,
    )


def _opened(batch: Batch) -> AuditEntry:
    sentence = (
        f"more than {batch.allowed} accounts were to be disabled within {batch.window_hours} hours; the others are "
        f"staged in batch {batch.id}, which an administrator approves or rejects"
    )
    details = {"batch": batch.id, "allowed": batch.allowed, "windowHours": batch.window_hours}
    return AuditEntry(
        id=f"staged-{batch.id}",
        at=batch.opened_at,
        by=THE_APP,
        action="disables.staged",
        sentence=sentence,
        details=details,
    )


def _alert(batch: Batch, waiting: int) -> Alert:
    sentence = (
        f"disables that wait for an administrator: {waiting}, as more than {batch.allowed} were due within "
        f"{batch.window_hours} hours; see GET /api/staged-disables/{batch.id}, then approve or reject the batch"
    )
    return Alert(
        kind=AlertKind.STAGED_DISABLES,
        key=f"stagedDisables:{batch.id}",
        sentence=sentence,
        since=batch.opened_at,
        count=waiting,
    )
