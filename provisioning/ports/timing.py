"""What is kept of how late disables were."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from provisioning.model import DoneDisable
from provisioning.ports.retention import Forgets


class TimingStore(Forgets, Protocol):
    """Keeps one row a disable that took effect; what is old is deleted by when it took effect."""

    async def add(self, done: DoneDisable) -> None:
        """Keep a disable; adding the same one again changes nothing."""
        ...

    async def since(self, moment: datetime, limit: int) -> Sequence[DoneDisable]:
        """Return the disables that were done at or after a moment (UTC), the newest first, and `limit` at most."""
        ...

    async def of(self, source: str, employee_id: str) -> Sequence[DoneDisable]:
        """Return what is kept of one person, the newest first. That reads every row."""
        ...

    async def forget(self, source: str, employee_id: str) -> None:
        """Remove what is kept of one person; repeating it changes nothing."""
        ...
