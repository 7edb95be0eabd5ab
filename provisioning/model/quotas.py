"""Calls that are counted: how urgent one is, and what all instances together have reserved of Graph's quotas.

Times are seconds since 1970, UTC, as all instances count them.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from provisioning.fields import Frozen

SPARE_SECONDS: Final = 5.0
"""How long units of reads, and spare writes, may be used after the moment for which they were reserved."""


class Urgency(IntEnum):
    """Which of several writes that wait goes first: the smallest."""

    ENDS_ACCESS = 0  # blocking sign-in, revoking sessions
    GIVES_ACCESS = 1  # creating, restoring, enabling
    CHANGES = 2  # everything else


class Pacing(Frozen):
    """What is reserved of the quotas, by whatever instance.

    Attributes:
        writes_tail: When the write after those reserved would be due, if nothing had been saved up in quiet times.
        reads_tail: The same, of the units of reads.
        borrowed: Moments of urgent writes that went ahead of them; nobody else has these.
        paused_until: No write goes out before.
        slow_until: Writes that are due before go out at half the pace.
    """

    writes_tail: float = 0.0
    reads_tail: float = 0.0
    borrowed: tuple[float, ...] = ()
    paused_until: float = 0.0
    slow_until: float = 0.0


@dataclass(frozen=True, slots=True)
class Demand:
    """What an instance asks for: moments for writes, some of them urgent, and units of reads."""

    writes: int = 0
    urgent: int = 0
    units: int = 0


@dataclass(frozen=True, slots=True)
class Grant:
    """What an instance gets; of writes, fewer than it asked for, if there is no room for long.

    Attributes:
        writes: When each may go out, not earlier and little later.
        urgent: The same, of the urgent ones.
        units_from: When the units may be used, until SPARE_SECONDS later; None: not soon enough.
        spare: How many writes may go out within SPARE_SECONDS besides; only in quiet times.
        next_write_at: When the write after these could go out.
        next_units_at: When the units after these could be used.
    """

    writes: tuple[float, ...]
    urgent: tuple[float, ...]
    units_from: float | None
    spare: int
    next_write_at: float
    next_units_at: float
