"""The provisioning log as CSV (RFC 4180), for spreadsheets, which must not run what HR systems or Entra sent.

Source: OWASP, CSV injection: a cell that begins with one of some characters is a formula to a spreadsheet.
"""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Final

from azure.functions import HttpResponse

from provisioning.model import LogEntry
from provisioning.ports import LogPage

COLUMNS: Final = ("at", "source", "employeeId", "status", "reason", "operations", "userPrincipalName", "requestIds")
_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The last four are the first four in full width, which some spreadsheets take for them."""


def log_as_csv(page: LogPage) -> HttpResponse:
    """Return a page of the log as CSV, newest first; the header `x-cursor` holds where the next page starts, if any."""
    headers = {
        "Content-Disposition": 'attachment; filename="provisioning-log.csv"',
        "X-Content-Type-Options": "nosniff",
    }
    if page.cursor:
        headers["x-cursor"] = page.cursor
    return HttpResponse(_text(page.entries), headers=headers, mimetype="text/csv", charset="utf-8")


def harmless(cell: str) -> str:
    """Return a cell's text, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{cell}" if cell.startswith(_BEGINS_A_FORMULA) else cell


def _text(entries: Sequence[LogEntry]) -> str:
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerows([harmless(cell) for cell in _row(entry)] for entry in entries)
    return text.getvalue()


def _row(entry: LogEntry) -> tuple[str, ...]:
    done = (f"{each.operation.type} {each.status}" for each in entry.operations)
    requests = (request for each in entry.operations for request in each.request_ids)
    return (
        entry.at.isoformat().replace("+00:00", "Z"),
        entry.source,
        entry.employee_id,
        entry.status.value,
        entry.reason,
        "; ".join(done),
        entry.user_principal_name or "",
        " ".join(requests),
    )
