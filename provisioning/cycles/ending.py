"""The end of a cycle: its outcomes, and what it leaves for the next one of its source."""

from datetime import datetime, timedelta
from typing import Final

from provisioning.model import Cycle, CycleKind, CyclePhase, SourceState
from provisioning.ports import CycleStore, StoredCycle
from provisioning.rules.cycles.choosing import COMPLETE

CHANGES_OVERLAP: Final = timedelta(minutes=15)
"""What was changed a moment before a list was asked for may not be on it yet, and clocks differ."""


async def end(cycles: CycleStore, stored: StoredCycle, after: Cycle) -> Cycle:
    """Store a cycle that ended, with its outcomes and what it leaves for the next one; its items are taken away.

    Raises:
        ConcurrentChange: Somebody else changed the cycle since it was read.
    """
    after = after.model_copy(update={"outcomes": await cycles.outcomes(after.id), "lease": None})
    await cycles.end(stored, after, left_by(after, await cycles.state(after.source)))
    await cycles.forget_items(after.id)
    return after


def left_by(cycle: Cycle, before: SourceState) -> SourceState:
    """Return what a cycle that ended leaves for the next one of its source."""
    after: dict[str, object] = {"running": None}
    complete = cycle.kind in COMPLETE
    match cycle.phase:
        case CyclePhase.FINISHED if complete:
            after |= {
                "complete_at": cycle.listed_at,
                "complete_count": cycle.listed or None,
                "missing": cycle.missing,
                "failed_at": None,
                "changes_since": _known_until(cycle),
            }
        case CyclePhase.FINISHED if cycle.kind is CycleKind.DELTA:
            # Who was seen since the last complete list is not missing any more.
            still_missing = {*cycle.missing}.intersection(before.missing)
            after["missing"] = tuple(filter(still_missing.__contains__, before.missing))
            after["changes_since"] = _known_until(cycle)
        case CyclePhase.FAILED if complete:
            after["failed_at"] = cycle.finished_at
        case _:
            pass
    return before.model_copy(update=after)


def _known_until(cycle: Cycle) -> datetime | None:
    return cycle.listed_at - CHANGES_OVERLAP if cycle.listed_at else None
