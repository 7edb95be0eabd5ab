"""Cycles of invented people, for the contract of the store that keeps them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from provisioning.model import Cycle, CycleItem, CycleKind, CyclePhase, Employee, EventType, HrEvent, SourceState
from provisioning.ports import CycleStore, StoredCycle

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)


def cycle(name: str = "c1", minute: float = 0, source: str = "hr", **fields: object) -> Cycle:
    """Return a cycle that started so many minutes after noon."""
    at = NOON + timedelta(minutes=minute)
    known: dict[str, object] = {"id": name, "source": source, "kind": CycleKind.FULL, "by": "Ana Ruiz"}
    return Cycle.model_validate(known | {"started_at": at, "changed_at": at} | fields)


async def under_way(cycles: CycleStore, started: Cycle) -> StoredCycle:
    """Start a cycle, and read it."""
    assert await cycles.start(started) == started
    stored = await cycles.read(started.id)
    assert stored
    return stored


async def finished(cycles: CycleStore, started: Cycle, state: SourceState | None = None) -> Cycle:
    """Start a cycle and end it."""
    before = await under_way(cycles, started)
    after = started.model_copy(update={"phase": CyclePhase.FINISHED, "finished_at": NOON})
    await cycles.end(before, after, state or SourceState(source=started.source))
    return after


def event(number: int, **said: object) -> HrEvent:
    """Return the event of one person on a list, who is shown with `said`, if anything."""
    employee_id = f"e{number}"
    shown = Employee.model_validate({"id": employee_id} | said) if said else None
    known = {"id": f"c1-{number}", "source": "hr", "type": EventType.LISTED, "occurred_at": NOON}
    return HrEvent.model_validate(known | {"employee_id": employee_id} | ({"employee": shown} if shown else {}))


def items(numbers: Iterable[int]) -> list[CycleItem]:
    """Return the items of these numbers."""
    return [CycleItem(number=number, event=event(number)) for number in numbers]
