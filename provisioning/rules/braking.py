"""How many accounts may be disabled before an administrator is asked, and what becomes of one disable.

A rule that is wrong, a filter with a typo or a bad list in HR looks like many people who leave at once. So what goes
beyond the threshold is staged, for an administrator to approve or to reject as a whole. Sources: Microsoft Entra's
accidental deletions prevention, and what administrators ask of it (thresholds as a number and as a share).
"""

from collections.abc import Sequence
from typing import Final

from provisioning.model import (
    REVOKED_FIELD,
    AppliedOperation,
    Batch,
    BatchStatus,
    Brake,
    DisableAccount,
    DisableCause,
    Disables,
    EmployeeRecord,
    Passage,
    Plan,
    Staged,
    StagedState,
    Status,
)
from provisioning.rules.drifting import ABOUT_ACCESS
from provisioning.rules.employment.leaving import is_revoked
from provisioning.rules.employment.local_time import time_zone
from provisioning.rules.lifecycle import Phase
from provisioning.rules.planning.facts import Facts
from provisioning.setting_groups.safety import DisableThreshold

FEWEST: Final = 10
"""What the share never goes below: a small company must be able to let somebody go, and ten percent of eight people is
nobody."""
_WHOLE: Final = 100
_SCOPE: Final[DisableCause] = "scope"
_OF_EMPLOYMENT: Final[tuple[DisableCause | None, ...]] = (None, "notStarted", "status")


def allowed(threshold: DisableThreshold, linked: int) -> int:
    """Return how many people's accounts may be disabled within the window without an administrator's approval.

    That is the number in the settings, or the share of the linked accounts, rounded down, whichever is smaller. The
    share of few accounts never means fewer than 10, so that a small company can let somebody go; the number can be
    smaller. Either being 0 stages every disable; a share of 100 percent does not matter.
    """
    if threshold.percent in {0, _WHOLE}:
        return threshold.count if threshold.percent else 0
    return min(threshold.count, max(FEWEST, linked * threshold.percent // _WHOLE))


def brake(facts: Facts, disables: Disables, cause: DisableCause | None, reason: str) -> Brake:
    """Return whether an account that may sign in, and should not, is disabled now.

    The first of these that fits:

    - An administrator approved or rejected exactly this: done, or left alone.
    - The HR system ended access at once, and the settings do not have that wait: done.
    - It is staged, and not decided yet: it stays so, even if there is room by now. Else a wrong list would be worked
      off after all, a few people a day.
    - Fewer are disabled than are allowed: done. A person who was counted already is not counted twice.
    - Else it is staged.

    Args:
        facts: What is known of the person.
        disables: What is known of other disables.
        cause: Why the account is to be disabled, as in the record; None for somebody who left.
        reason: The same as a part of a sentence.
    """
    because, most = because_of(facts.record, cause), allowed(facts.settings.disable_threshold, disables.linked)
    return Brake(passage=_passage(facts, disables, because, most), because=because, reason=reason, allowed=most)


def because_of(record: EmployeeRecord, cause: DisableCause | None) -> str:
    """Return what a disable is because of, in words that stay the same until the HR system says something new of it.

    It is made of what the HR system says about employment, not of our own sentences: these can change with the
    settings or with a new version, and what an administrator rejected would then be done.
    """
    if cause == _SCOPE:
        return cause
    names = sorted(ABOUT_ACCESS & record.fields.keys())
    said = [f"{name} {value}" for name in names if (value := _told(record, name))]
    return f"{cause or 'left'}: {', '.join(said)}"


def fate(planned: Plan, applied: Sequence[AppliedOperation]) -> StagedState | None:
    """Return what became of a disable that was staged before, by this plan and what was applied of it.

    None: nothing yet, as the disable was tried in vain.
    """
    if planned.brake and not planned.brake.goes:
        return StagedState.STAGED if planned.brake.passage is Passage.STAGED else StagedState.KEPT
    if DisableAccount() in planned.operations:
        done = any(each.operation == DisableAccount() and each.status is Status.SUCCESS for each in applied)
        return StagedState.DONE if done else None
    blocked_already = planned.disables and not planned.overruled
    return StagedState.DONE if blocked_already else StagedState.WITHDRAWN


def is_over(facts: Facts, staged: Staged, batch: Batch | None, became: StagedState) -> bool:
    """Return whether the record need not keep any longer that a disable was staged.

    What nobody has decided is over when the account is disabled, or is not to be. What an administrator decided holds
    until the account is disabled, or the HR system says something new; of somebody out of scope, until they are in
    scope again. Else a setting that is changed and changed back would undo a rejection, and lose an approval.

    Args:
        facts: What is known of the person.
        staged: What the record keeps.
        batch: The batch in which the disable is; None if there is none any more.
        became: What became of it, see `fate`.
    """
    if became in {StagedState.STAGED, StagedState.KEPT}:
        return False
    if became is StagedState.DONE or batch is None or batch.status is BatchStatus.OPEN:
        return True
    if staged.because == _SCOPE:
        return facts.out_of_scope is None
    return all(because_of(facts.record, cause) != staged.because for cause in _OF_EMPLOYMENT)


def _passage(facts: Facts, disables: Disables, because: str, most: int) -> Passage:
    decided = _decided(facts.record, disables, because)
    if decided:
        return decided
    if facts.settings.disable_threshold.immediate == "disable" and _ends_at_once(facts):
        return Passage.IMMEDIATE
    if disables.batch and disables.batch.status is BatchStatus.OPEN:
        return Passage.STAGED
    return Passage.ROOM if disables.passed or disables.disabled < most else Passage.STAGED


def _decided(record: EmployeeRecord, disables: Disables, because: str) -> Passage | None:
    """Return what an administrator decided about this very disable; a decision holds for what was seen."""
    if disables.batch is None or record.staged is None or record.staged.because != because:
        return None
    passages = {BatchStatus.APPROVED: Passage.APPROVED, BatchStatus.REJECTED: Passage.KEPT}
    return passages.get(disables.batch.status)


def _ends_at_once(facts: Facts) -> bool:
    zone = time_zone(facts.record.employee, facts.settings)
    return facts.stage.phase is Phase.LEFT and is_revoked(facts.record, zone)


def _told(record: EmployeeRecord, name: str) -> str:
    """Return a field in words; empty when it says nothing. Access that is revoked once more is news."""
    stamped = record.fields[name]
    if stamped.value is None or stamped.value is False:
        return ""
    return stamped.said_at.isoformat() if name == REVOKED_FIELD else str(stamped.value)
