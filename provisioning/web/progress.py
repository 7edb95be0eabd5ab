"""How fast a cycle is, and how long it will still take."""

from datetime import datetime, timedelta
from math import ceil

from provisioning.model import Cycle

_MINUTE = timedelta(minutes=1)


def per_minute(cycle: Cycle) -> float | None:
    """Return how many people a minute were worked off since they were listed; None while that cannot be told."""
    elapsed = _elapsed(cycle)
    if elapsed <= timedelta() or cycle.processed <= 0:
        return None
    return round(cycle.processed * (_MINUTE / elapsed), 1)


def seconds_left(cycle: Cycle) -> int | None:
    """Return how many seconds the rest will take at the pace so far, counted from the cycle's last change.

    None while that cannot be told, and when the cycle has ended.
    """
    elapsed = _elapsed(cycle)
    if cycle.ended or cycle.listed_at is None or elapsed <= timedelta() or cycle.processed <= 0:
        return None
    left = max(cycle.total - cycle.processed, 0)
    return ceil(left * (elapsed / cycle.processed).total_seconds())


def _elapsed(cycle: Cycle) -> timedelta:
    """Return the time that people were worked off in; an import's list may be older than its cycle."""
    return (cycle.finished_at or cycle.changed_at) - _began_at(cycle)


def _began_at(cycle: Cycle) -> datetime:
    return max(cycle.listed_at or cycle.started_at, cycle.started_at)
