"""What fails in the stand-ins while events are sent. Each rule hits its share of the calls, at random."""

from collections.abc import Sequence
from typing import Any, Final

_WITHOUT_END: Final = 1_000_000
_LAG_MS: Final = 2_000
_CALLS_PER_MINUTE: Final = 60_000
"""Bob's limit has a test of its own, and would make this one long."""


def _rule(status: int, chance: float, *, method: str = "*", **more: object) -> dict[str, Any]:
    return {"method": method, "path": ".", "status": status, "chance": chance, "times": _WITHOUT_END, **more}


_RULES: Final[Sequence[dict[str, Any]]] = (
    _rule(503, 0.02),
    _rule(503, 0.02, afterCommit=True),
    _rule(504, 0.02, afterCommit=True),
    _rule(500, 0.01),
    _rule(429, 0.02, retryAfter=1),
    _rule(429, 0.01),
    _rule(0, 0.02),
    _rule(0, 0.02, afterCommit=True),
)
"""About one call in eight fails."""


def storm() -> dict[str, Any]:
    """Return the faults under which events are sent."""
    return {**calm(), "latencyMs": 5, "rules": [*_RULES]}


def calm() -> dict[str, Any]:
    """Return what stays when all is sent: new accounts are still found late."""
    return {"replicationLagMs": _LAG_MS, "bobSearchesPerMinute": _CALLS_PER_MINUTE}
