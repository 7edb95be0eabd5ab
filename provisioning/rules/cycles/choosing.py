"""Which cycle of a source is due.

Source: Microsoft's inbound provisioning, which begins with an initial cycle and goes on with incremental ones.
"""

from datetime import datetime, timedelta
from typing import Final

from provisioning.model import CycleKind, SourceState
from provisioning.setting_groups.cycles import Cycles

NOT_BELIEVED_FOR: Final = timedelta(hours=6)
"""A complete list that failed is asked for again after this time; until then, what changed is looked at anyway."""


def due_kind(state: SourceState, settings: Cycles, now: datetime, *, listable: bool) -> CycleKind | None:
    """Return which cycle to start at `now` (UTC), when it is time for one; None for none.

    Args:
        state: What earlier cycles left.
        settings: The settings for cycles.
        now: UTC.
        listable: The HR system's people can be listed. Of one that only sends events, whoever is known is looked at
            again, as often as a full cycle is due.
    """
    if not listable:
        return CycleKind.FULL if _is_full_due(state, settings, now) else None
    if state.complete_at is None:
        return CycleKind.INITIAL
    failed_lately = state.failed_at is not None and now - state.failed_at < NOT_BELIEVED_FOR
    return CycleKind.FULL if _is_full_due(state, settings, now) and not failed_lately else CycleKind.DELTA


def _is_full_due(state: SourceState, settings: Cycles, now: datetime) -> bool:
    return state.complete_at is None or state.complete_at + timedelta(hours=settings.full_every_hours) <= now
