"""What came of the story, as tables for a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.table import Table
from rich.text import Text

_COLOURS: Final = {"success": "green", "warning": "yellow", "failure": "red", "skipped": "cyan"}
_NONE: Final = "-"


def accounts_table(users: Sequence[Mapping[str, Any]]) -> Table:
    """Return the accounts as they stand in the directory."""
    names = {user["id"]: user["displayName"] for user in users}
    table = _table("Accounts in the Graph stand-in", "Login name", "Name", "Title", "Department", "Manager", "Sign-in")
    for user in sorted(users, key=lambda user: str(user["userPrincipalName"])):
        manager = (user.get("manager") or {}).get("id")
        allowed = user["accountEnabled"]
        table.add_row(
            user["userPrincipalName"],
            user["displayName"],
            user["jobTitle"] or _NONE,
            user["department"] or _NONE,
            names.get(manager, _NONE),
            Text("allowed", "green") if allowed else Text("blocked", "red"),
        )
    return table


def waiting_table(people: Sequence[Mapping[str, Any]]) -> Table:
    """Return the people without an account: why, and when they are looked at again."""
    table = _table("People without an account", "Employee", "Name", "Why", "Looked at again")
    for person in people:
        table.add_row(person["employeeId"], person["name"], person["reason"], _time(person["reviewAt"]))
    return table


def log_table(entries: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> Table:
    """Return the provisioning log, newest first, with people's names in place of the HR system's ids."""
    table = _table("Provisioning log, newest first", "Time (UTC)", "Employee", "Status", "What and why", "Graph writes")
    for entry in entries:
        status = str(entry["status"])
        operations = ", ".join(operation["type"] for operation in entry["operations"]) or _NONE
        table.add_row(
            entry["at"][11:19],
            names[entry["employeeId"]],
            Text(status, _COLOURS[status]),
            entry["reason"],
            operations,
        )
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", expand=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _time(instant: str | None) -> str:
    return instant[:16].replace("T", " ") + " UTC" if instant else _NONE
