"""How late disables were, in memory."""

from collections.abc import Sequence
from datetime import datetime

from provisioning.model import DoneDisable

type _Key = tuple[datetime, str, str]


class TimingsInMemory:
    """TimingStore port. `done` is in the order in which it was first kept."""

    def __init__(self) -> None:
        self._rows: dict[_Key, DoneDisable] = {}

    @property
    def done(self) -> list[DoneDisable]:
        """What is kept."""
        return list(self._rows.values())

    async def add(self, done: DoneDisable) -> None:
        """See ports.TimingStore."""
        self._rows[done.timing.done_at, done.source, done.employee_id] = done

    async def since(self, moment: datetime, limit: int) -> Sequence[DoneDisable]:
        """See ports.TimingStore."""
        return [done for done in self._newest_first() if done.timing.done_at >= moment][:limit]

    async def of(self, source: str, employee_id: str) -> Sequence[DoneDisable]:
        """See ports.TimingStore."""
        return [done for done in self._newest_first() if (done.source, done.employee_id) == (source, employee_id)]

    async def forget(self, source: str, employee_id: str) -> None:
        """See ports.TimingStore."""
        self._rows = {key: done for key, done in self._rows.items() if key[1:] != (source, employee_id)}

    async def forget_before(self, before: datetime, at_most: int) -> int:
        """See ports.Forgets."""
        old = [key for key in self._rows if key[0] < before][:at_most]
        for key in old:
            del self._rows[key]
        return len(old)

    def _newest_first(self) -> list[DoneDisable]:
        return sorted(self._rows.values(), key=lambda done: done.timing.done_at, reverse=True)
