"""How fast a cycle is, and how long it will still take."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provisioning.model import Cycle, CycleKind, CyclePhase
from provisioning.web.progress import per_minute, seconds_left
from tests.builders import NOON

MINUTE = timedelta(minutes=1)


def cycle(**known: object) -> Cycle:
    """Return a cycle of 1,000 people who were listed at noon."""
    usual: dict[str, object] = {
        "id": "c1",
        "source": "bob",
        "kind": CycleKind.FULL,
        "phase": CyclePhase.MATCHED,
        "by": "the timer",
        "started_at": NOON - MINUTE,
        "listed_at": NOON,
        "changed_at": NOON,
        "total": 1_000,
    }
    return Cycle.model_validate(usual | known)


@pytest.mark.parametrize(
    ("known", "pace", "left"),
    [
        ({"processed": 250, "changed_at": NOON + 5 * MINUTE}, 50.0, 900),
        ({"processed": 1, "changed_at": NOON + 3 * MINUTE}, 0.3, 179_820),
        ({"processed": 1_000, "changed_at": NOON + MINUTE}, 1000.0, 0),
        ({"processed": 1_001, "changed_at": NOON + MINUTE}, 1001.0, 0),
        ({"processed": 0, "changed_at": NOON + MINUTE}, None, None),
        ({"processed": 10, "changed_at": NOON}, None, None),
        ({"processed": 10, "changed_at": NOON - MINUTE}, None, None),
        ({"listed_at": None, "phase": CyclePhase.LISTING}, None, None),
        (
            {
                "processed": 500,
                "changed_at": NOON + 9 * MINUTE,
                "finished_at": NOON + 10 * MINUTE,
                "phase": CyclePhase.STOPPED,
            },
            50.0,
            None,
        ),
        (
            {"processed": 100, "listed_at": NOON - timedelta(days=9), "started_at": NOON, "changed_at": NOON + MINUTE},
            100.0,
            540,
        ),
    ],
    ids=[
        "under way",
        "slow",
        "nobody left",
        "more than expected",
        "nobody yet",
        "no time has gone by",
        "a clock that was set back",
        "not listed yet",
        "stopped",
        "an import of an older list",
    ],
)
def test_pace_and_time_left(known: dict[str, object], pace: float | None, left: int | None) -> None:
    assert (per_minute(cycle(**known)), seconds_left(cycle(**known))) == (pace, left)


@given(
    st.integers(min_value=0),
    st.integers(min_value=0, max_value=10**6),
    st.timedeltas(min_value=-timedelta(days=400), max_value=timedelta(days=400)),
)
@settings(deadline=None)
def test_whatever_a_cycle_says_nothing_is_negative(processed: int, total: int, elapsed: timedelta) -> None:
    known = cycle(processed=processed % 10**9, total=total, changed_at=NOON + elapsed)
    assert (per_minute(known) or 0) >= 0
    assert (seconds_left(known) or 0) >= 0
