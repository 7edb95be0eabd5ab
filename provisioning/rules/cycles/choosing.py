"""Which cycle of a source is due.

Source: Microsoft's inbound provisioning, which begins with an initial cycle and goes on with incremental ones.
"""

from datetime import datetime, timedelta
from typing import Final

from provisioning.model import CycleKind, SourceState
from provisioning.setting_groups.cycles import Cycles

COMPLETE: Final = frozenset({CycleKind.INITIAL, CycleKind.FULL})
"""The kinds of cycle that are about everybody."""
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
    if not was_listed(state):
        return CycleKind.INITIAL
    failed_lately = state.failed_at is not None and now - state.failed_at < NOT_BELIEVED_FOR
    return CycleKind.FULL if _is_full_due(state, settings, now) and not failed_lately else CycleKind.DELTA


def was_listed(state: SourceState) -> bool:
    """Whether a complete list was worked off, on which a delta cycle can build.

    There was none of an HR system whose API became known later: its full cycles were of those known by events.
    """
    return state.complete_at is not None and state.complete_count is not None


def _is_full_due(state: SourceState, settings: Cycles, now: datetime) -> bool:
    return state.complete_at is None or state.complete_at + timedelta(hours=settings.full_every_hours) <= now
