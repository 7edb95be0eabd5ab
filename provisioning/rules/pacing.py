"""How the calls of all instances are spread over time, so that Graph's quotas hold them and little is left unused.

Graph counts what an app calls in a tenant: 3,000 writes in any 150 seconds, and resource units in any 10 seconds, 3,500
in the smallest tenants. (Source: Microsoft Graph service-specific throttling limits, identity and access.)

Moments are reserved with the generic cell rate algorithm: a reservation moves a tail by its share of the pace, and may
run ahead of the tail by the burst. Whatever the order of reservations, any stretch of time then holds no more of their
moments than the burst and the pace's share of it. All times are seconds since 1970, UTC.
"""

from dataclasses import dataclass
from typing import Final

from provisioning.model import SPARE_SECONDS, Demand, Grant, Pacing


@dataclass(frozen=True, slots=True)
class Limit:
    """How many at once after a quiet time, how many a second, and how many urgent ones ahead of what is reserved."""

    burst: int
    a_second: float
    borrowed: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of writes and of the units of reads, and how many spare writes a quiet time gives."""

    writes: Limit
    units: Limit
    spare: int


GRAPH: Final = Limits(writes=Limit(burst=80, a_second=19.2, borrowed=16), units=Limit(burst=150, a_second=190), spare=4)
"""Any 150 seconds hold 80 + 16 + 4 + 150 * 19.2 = 2,980 writes. The 20 that are left are those of one second: as much
may instances' clocks and the times that writes are on their way differ. Any 10 seconds, and the 5 for which units are
kept, hold 150 + 15 * 190 = 3,000 units of reads and 292 of writes. Larger tenants have more units, but need no more: an
event has a write or so and fewer than ten units of reads, so that the quota of writes is used up first."""
SLOW_SECONDS: Final = 30.0
LONGEST_AHEAD_SECONDS: Final = 150.0
"""How far ahead a write is reserved: the quota's own window. Who would wait for longer goes back to the queue."""
READS_AHEAD_SECONDS: Final = 8.0
LONGEST_PAUSE_SECONDS: Final = 900.0
"""What Graph asks for never comes near this; a wait that is longer would be a mistake, and stop everything."""
LONGEST_READ_PAUSE_SECONDS: Final = 10.0
"""The window of units."""


def reserve(pacing: Pacing, demand: Demand, now: float, limits: Limits = GRAPH) -> tuple[Pacing, Grant]:
    """Reserve what an instance asks for; return what is reserved then, and what the instance gets."""
    pacing = _sane(pacing, now, limits)
    pacing, urgent = _urgent_writes(pacing, demand.urgent, now, limits.writes)
    pacing, writes = _writes(pacing, demand.writes, now, limits.writes)
    pacing, units_from = _units(pacing, demand.units, now, limits.units)
    spare = limits.spare if units_from is not None and _quiet(pacing, demand, now) else 0
    pacing, _ = _writes(pacing, spare, now, limits.writes)
    return pacing, Grant(
        writes=writes,
        urgent=urgent,
        units_from=units_from,
        spare=spare,
        next_write_at=_after(pacing.writes_tail, 1, now, limits.writes),
        next_units_at=_after(pacing.reads_tail, demand.units, now, limits.units),
    )


def pause_writes(pacing: Pacing, seconds: float, now: float, limits: Limits = GRAPH) -> Pacing:
    """Let no write go out for so long, and no burst after it: Graph has room for one then, maybe not for many."""
    until = now + min(seconds, LONGEST_PAUSE_SECONDS)
    tail = max(pacing.writes_tail, until + _saved_up(limits.writes))
    return pacing.model_copy(update={"writes_tail": tail, "paused_until": max(pacing.paused_until, until)})


def pause_reads(pacing: Pacing, seconds: float, now: float, limits: Limits = GRAPH) -> Pacing:
    """Let no read go out for so long, but no longer than the window of units."""
    until = now + min(seconds, LONGEST_READ_PAUSE_SECONDS)
    return pacing.model_copy(update={"reads_tail": max(pacing.reads_tail, until + _saved_up(limits.units))})


def slow_down(pacing: Pacing, now: float, limits: Limits = GRAPH) -> Pacing:
    """Have writes go out at half the pace for SLOW_SECONDS, and nothing at once of what was saved up."""
    tail = max(pacing.writes_tail, now + _saved_up(limits.writes))
    return pacing.model_copy(update={"writes_tail": tail, "slow_until": max(pacing.slow_until, now + SLOW_SECONDS)})


def wait_of_next_write(pacing: Pacing, now: float, limits: Limits = GRAPH) -> float:
    """Return how long a write that is reserved now would wait, in seconds."""
    return _after(pacing.writes_tail, 1, now, limits.writes) - now


def _writes(pacing: Pacing, count: int, now: float, limit: Limit) -> tuple[Pacing, tuple[float, ...]]:
    tail, moments = pacing.writes_tail, list[float]()
    while len(moments) < count and (at := _after(tail, 1, now, limit)) <= now + LONGEST_AHEAD_SECONDS:
        moments.append(at)
        tail = _moved(tail, at, 1, limit, slowly=at < pacing.slow_until)
    return pacing.model_copy(update={"writes_tail": tail}), tuple(moments)


def _urgent_writes(pacing: Pacing, count: int, now: float, limit: Limit) -> tuple[Pacing, tuple[float, ...]]:
    """Reserve moments like any other, but go ahead of them, as long as only so many moments lie ahead unused.

    So any stretch of time holds no more writes than without this, and those borrowed of the time after it.
    """
    moments: list[float] = []
    while len(moments) < count:
        own = _after(pacing.writes_tail, 1, now, limit)
        ahead = sorted(moment for moment in pacing.borrowed if moment > now)
        free = ahead[-limit.borrowed] if len(ahead) >= limit.borrowed > 0 else now
        at = min(own, max(free if limit.borrowed else own, now, pacing.paused_until))
        if at > now + LONGEST_AHEAD_SECONDS:
            break
        moments.append(at)
        tail = _moved(pacing.writes_tail, own, 1, limit, slowly=own < pacing.slow_until)
        borrowed = (*ahead, own) if own > at else tuple(ahead)
        pacing = pacing.model_copy(update={"writes_tail": tail, "borrowed": borrowed})
    return pacing, tuple(moments)


def _units(pacing: Pacing, count: int, now: float, limit: Limit) -> tuple[Pacing, float | None]:
    at = _after(pacing.reads_tail, count, now, limit)
    if not count or at > now + READS_AHEAD_SECONDS:
        return pacing, None
    return pacing.model_copy(update={"reads_tail": _moved(pacing.reads_tail, at, count, limit)}), at


def _quiet(pacing: Pacing, demand: Demand, now: float) -> bool:
    """Tell whether nothing was written for as long as spare writes are kept: so only some are ever kept at a time."""
    asks_for_writes = demand.writes or demand.urgent
    return not asks_for_writes and max(pacing.writes_tail, pacing.slow_until) <= now - SPARE_SECONDS


def _after(tail: float, count: int, now: float, limit: Limit) -> float:
    """Return when so many may go out after what is reserved."""
    return max(now, tail - (limit.burst - count) / limit.a_second)


def _moved(tail: float, at: float, count: int, limit: Limit, *, slowly: bool = False) -> float:
    return max(tail, at) + count / limit.a_second * (2 if slowly else 1)


def _saved_up(limit: Limit) -> float:
    """Return how far the tail stands ahead when nothing is saved up."""
    return (limit.burst - 1) / limit.a_second


def _sane(pacing: Pacing, now: float, limits: Limits) -> Pacing:
    """Begin afresh, slowly, if more is reserved than ever can be: then some instance's clock was wrong by far."""
    furthest = now + LONGEST_PAUSE_SECONDS + 2 * LONGEST_AHEAD_SECONDS
    latest = max(pacing.writes_tail - _saved_up(limits.writes), pacing.reads_tail - _saved_up(limits.units))
    if max(latest, pacing.paused_until, pacing.slow_until) <= furthest:
        return pacing
    return Pacing(writes_tail=now + _saved_up(limits.writes), reads_tail=now + _saved_up(limits.units))
