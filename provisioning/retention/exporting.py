"""All that is kept of one person, as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import JsonValue

from provisioning.ports import Clock, EmployeeStore, KeepsPeople, LogPage, LogQuery, ProvisioningLog

ENTRIES_AT_ONCE: Final = 1_000
"""Log entries of one answer, of a few kilobytes each; what is more comes in answers of its own."""


@dataclass(frozen=True, slots=True)
class Exporter:
    """Shows what is kept of people. `keepers` are the stores beside the employee store and the log."""

    employees: EmployeeStore
    log: ProvisioningLog
    keepers: Mapping[str, KeepsPeople]
    clock: Clock

    async def export(self, source: str, employee_id: str, cursor: str | None = None) -> dict[str, JsonValue] | None:
        """Return all that is kept of a person; None if nothing is.

        Args:
            source: The HR system.
            employee_id: Its id of the person.
            cursor: Where the log entries go on; with it, only those are returned.

        Raises:
            BadCursor: The cursor is not one that an earlier export gave.
        """
        of_person = LogQuery(source=source, employee_id=employee_id, cursor=cursor, limit=ENTRIES_AT_ONCE)
        page = await self.log.read(of_person)
        about: dict[str, JsonValue] = {
            "source": source,
            "employeeId": employee_id,
            "exportedAt": self.clock.now().isoformat(),
        }
        if cursor is not None:
            return about | _shown(page)
        stored = await self.employees.read(source, employee_id)
        record = stored.record.to_json() if stored.etag is not None else None
        rest = {name: await _all(keeper, source, employee_id) for name, keeper in self.keepers.items()}
        if record is None and not page.entries and not any(rest.values()):
            return None
        return about | {"record": record} | rest | _shown(page)


async def _all(keeper: KeepsPeople, source: str, employee_id: str) -> JsonValue:
    return [dict(each) for each in await keeper.export(source, employee_id)]


def _shown(page: LogPage) -> dict[str, JsonValue]:
    return {"logEntries": [entry.to_json() for entry in page.entries], "cursor": page.cursor}
