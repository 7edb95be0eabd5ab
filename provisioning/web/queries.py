"""The query strings of lists: filters, the place to go on, and how much at once."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from provisioning.model import Status
from provisioning.ports import LogQuery, RequestRejected

_MOST_ENTRIES: Final = 200
_USUAL_ENTRIES: Final = "50"
_NUMBER: Final = re.compile("[0-9]{1,3}")
_ENCODED_SLASH: Final = re.compile("%2F", re.IGNORECASE)
_PAGE: Final = frozenset({"cursor", "limit", "code"})
"""What every list takes; `code` is the key, which the host looks at."""


def person_in(route: Mapping[str, str]) -> tuple[str, str]:
    """Return the source and the employee id in a route.

    A slash of the id can only come in its encoded form, which the host leaves as it is.
    """
    return route["source"], _ENCODED_SLASH.sub("/", route["id"])


def unknown_cursor() -> RequestRejected:
    """Return the 400 for a cursor that no answer gave."""
    return RequestRejected(400, "cursor is not one that an earlier answer gave")


def log_query(params: Mapping[str, str]) -> LogQuery:
    """Return which log entries a query string asks for.

    Raises:
        RequestRejected: 400, naming the parameter that makes no sense.
    """
    unknown = set(params) - _PAGE - {"employeeId", "source", "status", "since", "until", "format"}
    if unknown:
        raise RequestRejected(400, f"{min(unknown)} is not a filter of the log")
    status = params.get("status")
    if status and status not in set(Status):
        raise RequestRejected(400, f"status must be one of {', '.join(Status)}")
    cursor, limit = page_of(params)
    return LogQuery(
        source=params.get("source"),
        employee_id=params.get("employeeId"),
        status=Status(status) if status else None,
        since=_instant(params, "since"),
        until=_instant(params, "until"),
        cursor=cursor,
        limit=limit,
    )


def wants_csv(params: Mapping[str, str]) -> bool:
    """Return whether a query string asks for CSV instead of JSON.

    Raises:
        RequestRejected: 400 for a form that is neither.
    """
    form = params.get("format") or "json"
    if form not in {"json", "csv"}:
        raise RequestRejected(400, "format must be json or csv")
    return form == "csv"


def history_page(params: Mapping[str, str]) -> tuple[str | None, int]:
    """Return which page of the settings' history a query string asks for: its cursor, and how many changes.

    Raises:
        RequestRejected: 400, naming the parameter that makes no sense.
    """
    return plain_page(params, "the history")


def plain_page(params: Mapping[str, str], what: str) -> tuple[str | None, int]:
    """Return which page of a list without filters a query string asks for; `what` names the list in a refusal.

    Raises:
        RequestRejected: 400, naming the parameter that makes no sense.
    """
    unknown = set(params) - _PAGE
    if unknown:
        raise RequestRejected(400, f"{min(unknown)} is not known here; {what} takes cursor and limit")
    return page_of(params)


def page_of(params: Mapping[str, str]) -> tuple[str | None, int]:
    """Return the cursor and the number of entries of a page.

    Raises:
        RequestRejected: 400, when the number makes no sense.
    """
    text = params.get("limit", _USUAL_ENTRIES)
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= _MOST_ENTRIES:
        raise RequestRejected(400, f"limit must be a number from 1 to {_MOST_ENTRIES}")
    return params.get("cursor") or None, int(text)


def _instant(params: Mapping[str, str], name: str) -> datetime | None:
    text = params.get(name)
    if not text:
        return None
    try:
        # A + in a query string reads as a space, so an offset of +02:00 may come like that.
        instant = datetime.fromisoformat(text.replace(" ", "+"))
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise RequestRejected(400, f"{name} must be a time like 2026-09-30T08:15:00Z") from None
