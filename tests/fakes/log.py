"""The provisioning log in memory."""

from collections.abc import Sequence
from datetime import datetime

from provisioning.model import LogEntry
from provisioning.ports import BadCursor, LogPage, LogQuery


class LogInMemory:
    """ProvisioningLog port. `entries` are in the order in which they were first written."""

    def __init__(self) -> None:
        self._by_id: dict[str, LogEntry] = {}

    @property
    def entries(self) -> list[LogEntry]:
        """What was written so far."""
        return list(self._by_id.values())

    async def write(self, entry: LogEntry) -> None:
        """See ports.ProvisioningLog."""
        self._by_id[entry.id] = LogEntry.model_validate_json(entry.model_dump_json(by_alias=True))

    async def read(self, query: LogQuery) -> LogPage:
        """See ports.ProvisioningLog. A cursor is the place of the last entry, as text."""
        entries = sorted((entry for entry in self.entries if _meets(entry, query)), key=_place)
        if query.cursor:
            last = _from_cursor(query.cursor)
            entries = [entry for entry in entries if _place(entry) > last]
        page = entries[: query.limit]
        return LogPage(page, "{}|{}".format(*_place(page[-1])) if len(entries) > len(page) else None)

    async def erase(self, source: str, employee_id: str, until: datetime | None = None) -> int:
        """See ports.ProvisioningLog."""
        of_person = LogQuery(source=source, employee_id=employee_id, until=until)
        return self._delete([entry for entry in self.entries if _meets(entry, of_person)])

    async def forget_before(self, before: datetime, at_most: int) -> int:
        """See ports.ProvisioningLog."""
        return self._delete([entry for entry in self.entries if entry.at.date() < before.date()][:at_most])

    def _delete(self, entries: Sequence[LogEntry]) -> int:
        for entry in entries:
            del self._by_id[entry.id]
        return len(entries)


def _place(entry: LogEntry) -> tuple[float, str]:
    return -entry.at.timestamp(), entry.id


def _meets(entry: LogEntry, query: LogQuery) -> bool:
    return (
        query.source in {None, entry.source}
        and query.employee_id in {None, entry.employee_id}
        and query.status in {None, entry.status}
        and (query.since is None or query.since <= entry.at)
        and (query.until is None or entry.at < query.until)
    )


def _from_cursor(cursor: str) -> tuple[float, str]:
    seconds, _, entry_id = cursor.partition("|")
    try:
        last = float(seconds), entry_id
    except ValueError:
        raise BadCursor(cursor) from None
    if not entry_id:
        raise BadCursor(cursor)
    return last
