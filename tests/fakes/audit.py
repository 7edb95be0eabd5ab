"""The audit trail in memory."""

from datetime import datetime

from provisioning.model import AuditEntry
from provisioning.ports import AuditPage, BadCursor

type Place = tuple[float, str]


class AuditInMemory:
    """AuditTrail port. `entries` are in the order in which they were first written."""

    def __init__(self) -> None:
        self._by_id: dict[str, AuditEntry] = {}

    @property
    def entries(self) -> list[AuditEntry]:
        """What was written so far."""
        return list(self._by_id.values())

    @property
    def actions(self) -> list[str]:
        """The actions of what was written so far."""
        return [entry.action for entry in self.entries]

    async def write(self, entry: AuditEntry) -> None:
        """See ports.AuditTrail."""
        self._by_id[entry.id] = AuditEntry.model_validate_json(entry.model_dump_json(by_alias=True))

    async def read(self, cursor: str | None = None, limit: int = 50) -> AuditPage:
        """See ports.AuditTrail. A cursor is the place of the last entry, as text."""
        entries = sorted(self.entries, key=_place)
        if cursor:
            last = _from_cursor(cursor)
            entries = [entry for entry in entries if _place(entry) > last]
        page = entries[:limit]
        return AuditPage(page, "{}|{}".format(*_place(page[-1])) if len(entries) > len(page) else None)

    async def forget_before(self, before: datetime, at_most: int) -> int:
        """See ports.Forgets."""
        old = [entry.id for entry in self.entries if entry.at < before][:at_most]
        for entry_id in old:
            del self._by_id[entry_id]
        return len(old)


def _place(entry: AuditEntry) -> Place:
    return -entry.at.timestamp(), entry.id


def _from_cursor(cursor: str) -> Place:
    seconds, _, entry_id = cursor.partition("|")
    try:
        last = float(seconds), entry_id
    except ValueError:
        raise BadCursor(cursor) from None
    if not entry_id:
        raise BadCursor(cursor)
    return last
