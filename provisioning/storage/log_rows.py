"""How the provisioning log lies in its table: which rows there are, and what is in them.

Each entry is stored twice, once for each way to read: under its employee, and under its day and status. A row key
counts down to the end of time, so that the newest comes first. A partition of days tells which days have entries.

- `e|<employee>`: the entries of the employees of this id, of all sources.
- `d|<day>|<status>`: those of a day (UTC) that ended alike.
- `days`: the days, counted down.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from provisioning.model import LogEntry, Status
from provisioning.storage.countdowns import END_OF_TIME, row_key
from provisioning.storage.tables import key_part, pack, unpack

TABLE: Final = "provisioninglog"
DAYS: Final = "days"


def row_of(entry: LogEntry) -> dict[str, str]:
    """Return the row of an entry, but for its partition."""
    return {
        "RowKey": row_key(entry.at, entry.id),
        "status": entry.status.value,
        "source": entry.source,
        "employeeId": entry.employee_id,
        **pack(entry.model_dump_json(by_alias=True)),
    }


def entry_in(row: Mapping[str, Any]) -> LogEntry:
    """Return the entry in a row."""
    return LogEntry.model_validate_json(unpack(row))


def of_employee(employee_id: str) -> str:
    """Return the partition of an employee's entries."""
    return f"e|{key_part(employee_id)}"


def of_day(day: date, status: Status) -> str:
    """Return the partition of a day's entries that ended alike."""
    return f"d|{day:%Y%m%d}|{status}"


def day_key(day: date) -> str:
    """Return the row key of a day among the days; later days sort first."""
    return f"{(END_OF_TIME.date() - day).days:08d}"


def day_of_key(key: str) -> date:
    """Return the day that a row key among the days stands for."""
    return END_OF_TIME.date() - timedelta(days=int(key))
