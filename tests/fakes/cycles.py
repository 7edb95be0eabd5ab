"""The store of cycles in memory, with Table Storage's rules: an ETag for each state of a cycle."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import count

from provisioning.model import Cycle, CycleItem, HrEvent, SourceState, Status
from provisioning.ports import BadCursor, ConcurrentChange, CyclePage, StoredCycle

type Place = tuple[float, str]


class CyclesInMemory:
    """CycleStore port. `saves` counts what was written of cycles, without their items."""

    def __init__(self) -> None:
        self._states: dict[str, SourceState] = {}
        self._cycles: dict[str, StoredCycle] = {}
        self._open: defaultdict[str, dict[int, str]] = defaultdict(dict)
        self._done: defaultdict[str, dict[int, Status]] = defaultdict(dict)
        self._etags = count(1)
        self.saves = 0

    async def state(self, source: str) -> SourceState:
        """See ports.CycleStore."""
        return self._states.get(source, SourceState(source=source))

    async def start(self, cycle: Cycle) -> Cycle:
        """See ports.CycleStore."""
        state = await self.state(cycle.source)
        under_way = self._under_way(state)
        if under_way or cycle.id in self._cycles:
            return under_way or self._cycles[cycle.id].cycle
        self._states[cycle.source] = state.model_copy(update={"running": cycle.id})
        self._store(cycle)
        return cycle

    async def read(self, cycle_id: str) -> StoredCycle | None:
        """See ports.CycleStore."""
        return self._cycles.get(cycle_id)

    async def save(self, before: StoredCycle, after: Cycle) -> StoredCycle:
        """See ports.CycleStore."""
        current = self._cycles.get(after.id)
        if current is None or current.etag != before.etag:
            raise ConcurrentChange
        return self._store(after)

    async def end(self, before: StoredCycle, after: Cycle, state: SourceState) -> None:
        """See ports.CycleStore."""
        current = self._cycles.get(after.id)
        if current and current.etag != before.etag and current.cycle == after:
            return
        stored = await self.state(after.source)
        another = stored.running != after.id and self._under_way(stored)
        await self.save(before, after)
        if not another:
            self._states[after.source] = state

    async def listed(self, source: str | None = None, cursor: str | None = None, limit: int = 50) -> CyclePage:
        """See ports.CycleStore. A cursor is the place of the last cycle, as text."""
        cycles = [stored.cycle for stored in self._cycles.values() if source in {None, stored.cycle.source}]
        if cursor:
            last = _from_cursor(cursor)
            cycles = [cycle for cycle in cycles if _place(cycle) > last]
        page = sorted(cycles, key=_place)[:limit]
        return CyclePage(page, "{}|{}".format(*_place(page[-1])) if len(cycles) > len(page) else None)

    async def add_items(self, cycle_id: str, items: Iterable[CycleItem]) -> None:
        """See ports.CycleStore."""
        self._open[cycle_id] |= {item.number: item.event.model_dump_json(exclude_unset=True) for item in items}

    async def item(self, cycle_id: str, number: int) -> CycleItem | None:
        """See ports.CycleStore."""
        event = self._open[cycle_id].get(number)
        return CycleItem(number=number, event=HrEvent.model_validate_json(event)) if event else None

    async def done(self, cycle_id: str, number: int, status: Status) -> None:
        """See ports.CycleStore."""
        if self._open[cycle_id].pop(number, None):
            self._done[cycle_id][number] = status

    async def open_items(self, cycle_id: str, first: int, last: int, at_most: int) -> int:
        """See ports.CycleStore."""
        return min(sum(first <= number <= last for number in self._open[cycle_id]), at_most)

    async def outcomes(self, cycle_id: str) -> Mapping[Status, int]:
        """See ports.CycleStore."""
        return Counter(self._done[cycle_id].values())

    async def forget_items(self, cycle_id: str) -> None:
        """See ports.CycleStore."""
        self._open.pop(cycle_id, None)
        self._done.pop(cycle_id, None)

    async def items_about(self, cycle_id: str, employee_id: str) -> Sequence[CycleItem]:
        """See ports.CycleStore."""
        items = [await self.item(cycle_id, number) for number in sorted(self._open[cycle_id])]
        return [item for item in items if item and item.event.employee_id == employee_id]

    async def with_items(self) -> AsyncIterator[str]:
        """See ports.CycleStore."""
        for cycle_id in sorted(self._open.keys() | self._done.keys()):
            if self._open[cycle_id] or self._done[cycle_id]:
                yield cycle_id

    async def forget_before(self, before: datetime, at_most: int) -> int:
        """See ports.CycleStore."""
        cycles = [stored.cycle for stored in self._cycles.values()]
        old = [cycle.id for cycle in cycles if cycle.ended and cycle.started_at < before][:at_most]
        for cycle_id in old:
            await self.forget_items(cycle_id)
            del self._cycles[cycle_id]
        return len(old)

    def _under_way(self, state: SourceState) -> Cycle | None:
        stored = self._cycles.get(state.running) if state.running else None
        return stored.cycle if stored and not stored.cycle.ended else None

    def _store(self, cycle: Cycle) -> StoredCycle:
        self.saves += 1
        stored = StoredCycle(Cycle.model_validate_json(cycle.model_dump_json()), f'"{next(self._etags)}"')
        self._cycles[cycle.id] = stored
        return stored


def _place(cycle: Cycle) -> Place:
    return -cycle.started_at.timestamp(), cycle.id


def _from_cursor(cursor: str) -> Place:
    seconds, _, cycle_id = cursor.partition("|")
    try:
        last = float(seconds), cycle_id
    except ValueError:
        raise BadCursor(cursor) from None
    if not cycle_id:
        raise BadCursor(cursor)
    return last
