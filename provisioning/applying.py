"""Apply a plan to the directory, operation by operation, and keep what became of each."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from provisioning.model import (
    AppliedOperation,
    CreateAccount,
    Operation,
    Plan,
    RenameAccount,
    RestoreAccount,
    SetManager,
    Status,
)
from provisioning.ports import AccessDenied, AccountMissing, Directory, NameTaken, Refused, TemporaryFailure
from provisioning.rules.drifting import targets_of
from provisioning.rules.planning.facts import LOOK_AGAIN_AFTER, NOT_VISIBLE_FOR

PERMISSION_LOOK_AGAIN: Final = timedelta(hours=1)
"""A refusal for lack of a permission ends when an administrator grants it; no event tells."""
NAME_LOOK_AGAIN: Final = timedelta(hours=1)
"""A new name that was taken just before us: the next look chooses another."""


@dataclass(slots=True)
class Applied:
    """What became of a plan. `interrupted` ended it early; `look_again` is the soonest wait that a refusal asks for.

    `stopped` says that there is no account for the operations that would have come next.
    """

    account_id: str | None
    created: bool = False
    restored: bool = False
    stopped: bool = False
    operations: list[AppliedOperation] = field(default_factory=list)
    interrupted: TemporaryFailure | None = None
    look_again: timedelta | None = None

    def refused(self, operation: Operation, refusal: Refused, status: Status, look_again: timedelta) -> None:
        """Note an operation that did not take effect."""
        self.look_again = min(look_again, self.look_again or look_again)
        self.stopped |= isinstance(operation, CreateAccount | RestoreAccount)
        self.operations.append(
            AppliedOperation(
                operation=operation,
                status=status,
                request_ids=refusal.request_ids,
                message=str(refusal),
                left_out=tuple(sorted(targets_of(operation))),
            )
        )


async def apply_plan(
    directory: Directory, plan: Plan, *, link_is_fresh: bool, manager_is_fresh: bool = False
) -> Applied:
    """Carry out a plan's operations in order.

    A refused operation does not keep the others from being tried, but for a refused creation or restoration. A
    temporary failure ends the run, as the order of operations matters.

    Args:
        directory: Where to.
        plan: What.
        link_is_fresh: The account is new, so that Graph may answer that it does not exist.
        manager_is_fresh: The same of the account of the person's manager.

    Raises:
        NameTaken: The account was not created or restored, because of another object.
    """
    applied = Applied(plan.account_id)
    for operation in plan.operations:
        fresh = (
            link_is_fresh
            or applied.created
            or applied.restored
            or (manager_is_fresh and isinstance(operation, SetManager))
        )
        try:
            await _apply(directory, operation, applied, fresh=fresh)
        except TemporaryFailure as failure:
            applied.interrupted = failure
            break
        if applied.stopped:
            break
    return applied


async def _apply(directory: Directory, operation: Operation, applied: Applied, *, fresh: bool) -> None:
    try:
        account_id, done = await directory.apply(applied.account_id, operation)
    except NameTaken as taken:
        if not isinstance(operation, RenameAccount):
            raise
        applied.refused(operation, taken, Status.WARNING, NAME_LOOK_AGAIN)
    except AccountMissing as missing:
        soon = fresh or isinstance(operation, RestoreAccount)
        status, wait = (Status.WARNING, NOT_VISIBLE_FOR) if soon else (Status.FAILURE, LOOK_AGAIN_AFTER)
        applied.refused(operation, missing, status, wait)
    except AccessDenied as denied:
        applied.refused(operation, denied, Status.FAILURE, PERMISSION_LOOK_AGAIN)
    except Refused as refusal:
        applied.refused(operation, refusal, Status.FAILURE, LOOK_AGAIN_AFTER)
    else:
        applied.account_id = account_id
        applied.created |= isinstance(operation, CreateAccount)
        applied.restored |= isinstance(operation, RestoreAccount)
        applied.operations.append(done)
