"""What is in quarantine, and which sources were heard, in memory."""

from collections.abc import Mapping
from datetime import datetime

from provisioning.model import Quarantine
from provisioning.ports import ConcurrentChange


class QuarantinesInMemory:
    """QuarantineStore port. `reads` counts how often it was asked, `saves` what was changed."""

    def __init__(self) -> None:
        self._by_place: dict[str, Quarantine] = {}
        self.reads = 0
        self.saves = 0

    async def all(self) -> list[Quarantine]:
        """See ports.QuarantineStore."""
        self.reads += 1
        return [self._by_place[where] for where in sorted(self._by_place)]

    async def save(self, before: Quarantine | None, after: Quarantine | None) -> None:
        """See ports.QuarantineStore."""
        either = before or after
        if either is None:
            return
        if self._by_place.get(either.where) != before:
            raise ConcurrentChange
        self.saves += 1
        if after:
            self._by_place[after.where] = Quarantine.model_validate_json(after.model_dump_json(by_alias=True))
        else:
            del self._by_place[either.where]


class HeardInMemory:
    """HeardStore port. `notes` counts what was written."""

    def __init__(self) -> None:
        self._heard: dict[str, datetime] = {}
        self.notes = 0

    async def heard(self) -> Mapping[str, datetime]:
        """See ports.HeardStore."""
        return dict(self._heard)

    async def note(self, source: str, at: datetime) -> None:
        """See ports.HeardStore."""
        self.notes += 1
        self._heard[source] = at
