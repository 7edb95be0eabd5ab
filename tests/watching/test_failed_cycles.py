"""What is told of cycles that failed."""

from datetime import timedelta

import pytest

from provisioning.model import Cycle, CycleKind, CyclePhase
from provisioning.settings import Settings
from provisioning.watching.failed_cycles import FailedCycles, alerts
from tests.builders import NOON
from tests.fakes.cycles import CyclesInMemory

FULL, DELTA = CycleKind.FULL, CycleKind.DELTA
GOOD, BAD, GOES_ON = CyclePhase.FINISHED, CyclePhase.FAILED, CyclePhase.LISTING


def cycle(number: int, kind: CycleKind, phase: CyclePhase, source: str = "personio") -> Cycle:
    """Return a cycle that began so many minutes after noon."""
    began = NOON + timedelta(minutes=number)
    return Cycle(
        id=f"c{number}",
        source=source,
        kind=kind,
        phase=phase,
        by="the timer",
        started_at=began,
        changed_at=began + timedelta(seconds=30),
        reason="the HR system listed nobody" if phase is BAD else None,
    )


@pytest.mark.parametrize(
    ("cycles", "told"),
    [
        pytest.param([], 0, id="no cycle yet"),
        pytest.param([(DELTA, GOOD), (FULL, GOOD)], 0, id="all went well"),
        pytest.param([(DELTA, BAD), (FULL, GOOD)], 1, id="the latest delta failed"),
        pytest.param([(DELTA, GOOD), (FULL, BAD)], 1, id="a delta went well after a full one that failed"),
        pytest.param([(DELTA, BAD), (FULL, BAD)], 2, id="both failed"),
        pytest.param([(FULL, GOOD), (DELTA, GOOD), (FULL, BAD)], 0, id="the full one went well since"),
        pytest.param([(FULL, GOES_ON), (FULL, BAD)], 1, id="one that goes on says nothing yet"),
    ],
)
def test_the_latest_cycles_that_failed_are_told(cycles: list[tuple[CycleKind, CyclePhase]], told: int) -> None:
    latest_first = [cycle(-number, *each) for number, each in enumerate(cycles)]
    found = alerts([*latest_first, cycle(-99, FULL, GOOD, "bob")])
    assert len(found) == told
    assert all("of personio" in alert.sentence and "listed nobody" in alert.sentence for alert in found)


def test_cycles_that_fail_one_after_the_other_are_one_matter_since_the_first_of_them() -> None:
    latest_first = [cycle(-number, DELTA, BAD) for number in range(3)]
    (now,) = alerts([*latest_first, cycle(-3, DELTA, GOOD), cycle(-4, DELTA, BAD)])
    (before,) = alerts(latest_first[1:])
    assert now.key == before.key
    assert now.since == NOON - timedelta(minutes=2) + timedelta(seconds=30)


async def test_how_many_are_under_way_is_a_figure() -> None:
    store = CyclesInMemory()
    await store.start(cycle(0, FULL, GOES_ON))
    await store.start(cycle(1, FULL, BAD, "bob"))
    sight = await FailedCycles(store).look(Settings(), NOON)
    assert sight.figures == {"underWay": 1, "failed": 1}
