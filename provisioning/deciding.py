"""What an administrator decides about staged disables, carried out: each person of the batch is looked at again."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Final

from provisioning.engine import review_event
from provisioning.model import AuditEntry, Batch, BatchStatus, StagedDisable, StagedState
from provisioning.ports import AuditTrail, BatchStore, Clock, EmployeeStore, EventQueue

_PAGE: Final = 200
_AT_ONCE: Final = 16


@dataclass(frozen=True, slots=True)
class Decisions:
    """Approves and rejects batches."""

    batches: BatchStore
    employees: EmployeeStore
    queue: EventQueue
    audit: AuditTrail
    clock: Clock

    async def decide(self, batch_id: str, status: BatchStatus, by: str, expected: int | None = None) -> int:
        """Decide about a batch, and put everybody on the queue who still waits in it; return how many these were.

        To repeat the decision goes on where an interrupted one stopped.

        Args:
            batch_id: The batch.
            status: APPROVED or REJECTED.
            by: Who decides, in words.
            expected: How many disables the administrator saw in it; None if that does not matter.

        Raises:
            ConcurrentChange: The batch holds another number of disables by now; nothing was decided.
            Refused: It was decided otherwise before, or there is none of this id.
            TemporaryFailure: Not everybody could be put on the queue; the same decision again goes on.
        """
        batch = await self.batches.decide(batch_id, status, by, self.clock.now(), expected)
        await self.audit.write(_entry(batch))
        queued, cursor = 0, None
        while True:
            page = await self.batches.people(batch.id, cursor, _PAGE)
            waiting = [each for each in page.disables if each.state is StagedState.STAGED]
            await self._look_at(waiting)
            queued, cursor = queued + len(waiting), page.cursor
            if cursor is None:
                return queued

    async def _look_at(self, waiting: Sequence[StagedDisable]) -> None:
        for some in batched(waiting, _AT_ONCE, strict=False):
            await asyncio.gather(*map(self._look_at_one, some))

    async def _look_at_one(self, disable: StagedDisable) -> None:
        person = disable.source, disable.employee_id
        staged = (await self.employees.read(*person)).record.staged
        if staged is None or staged.batch != disable.batch:
            # Whoever put it here died, or was overtaken, before the person's record said so.
            await self.batches.settle(disable.batch, person, StagedState.WITHDRAWN)
        await self.queue.put(review_event(*person, self.clock.now()))


def _entry(batch: Batch) -> AuditEntry:
    by, at = batch.decided_by or "", batch.decided_at or batch.opened_at
    outcome = "is disabled" if batch.status is BatchStatus.APPROVED else "stays as it is"
    return AuditEntry(
        id=f"{batch.status}-{batch.id}",
        at=at,
        by=by,
        action=f"disables.{batch.status}",
        sentence=(
            f"{by} {batch.status} the batch {batch.id} of {batch.count} staged disables; each account {outcome}, "
            "unless HR has taken the leaving back"
        ),
        details={"batch": batch.id, "count": batch.count},
    )
