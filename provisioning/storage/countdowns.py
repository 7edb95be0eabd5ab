"""Row keys that count down to the end of time, so that a table gives the newest first, and cursors made of them."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Final

from provisioning.ports import BadCursor

END_OF_TIME: Final = datetime(2200, 1, 1, tzinfo=UTC)
BEFORE_ALL: Final = datetime(2000, 1, 1, tzinfo=UTC)
LAST: Final = "~"
"""Sorts behind whatever follows the countdown in a row key."""
_MICROSECOND: Final = timedelta(microseconds=1)
_DIGITS: Final = 17


def countdown(instant: datetime) -> str:
    """Return the digits with which a row key of this time begins; later times sort first."""
    within = max(min(instant, END_OF_TIME), BEFORE_ALL)
    return f"{(END_OF_TIME - within) // _MICROSECOND:0{_DIGITS}d}"


def row_key(instant: datetime, name: str) -> str:
    """Return the row key of what happened at this time; `name` tells those of the same time apart."""
    return f"{countdown(instant)}|{name}"


def time_of(key: str) -> datetime:
    """Return the time (UTC) with which a row key begins."""
    return END_OF_TIME - int(key[:_DIGITS]) * _MICROSECOND


def to_cursor(key: str) -> str:
    """Return the cursor that a caller hands back to go on behind this row."""
    return urlsafe_b64encode(key.encode()).decode()


def from_cursor(cursor: str) -> str:
    """Return the row key that a cursor stands for.

    Raises:
        BadCursor: No page ever gave this cursor.
    """
    try:
        key = urlsafe_b64decode(cursor.encode()).decode()
        time_of(key)
    except (ValueError, OverflowError):
        raise BadCursor(cursor) from None
    if not key[:_DIGITS].isdecimal() or key[_DIGITS : _DIGITS + 1] != "|":
        raise BadCursor(cursor)
    return key
