"""The options of v2's lists: where a page begins, how much it holds, and which persons and events are meant."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from local.emulator.exchange import Call
from local.hr.cursors import Cursor, read_cursor
from local.hr.people import Kept
from local.hr.personio.attributes import plain
from local.hr.personio.events import Told
from local.hr.personio.people import attributes_of, modified_at

_FILTERS = frozenset({"id", "email", "status"})
_UPDATED_AT = "updated_at"


def begin(call: Call) -> tuple[Cursor, Mapping[str, str]]:
    """Return where the page begins, and the options of the first call, which the cursor holds.

    Raises:
        BadCursorError: the cursor is none of ours.
    """
    text = call.query.get("cursor")
    cursor = Cursor(query=call.query) if text is None else read_cursor(text)
    return cursor, cursor.query


def read_limit(query: Mapping[str, str], limits: tuple[int, int]) -> int:
    """Return how much a page holds.

    Args:
        query: the options.
        limits: what holds without the option, and the most that it may say.

    Raises:
        ValueError: the option is no number, or too small or too large.
    """
    default, largest = limits
    limit = int(query.get("limit", default))
    if not 1 <= limit <= largest:
        raise ValueError(f"limit must be from 1 to {largest}.")
    return limit


def wanted(people: Sequence[Kept], query: Mapping[str, str]) -> Sequence[Kept]:
    """Return the persons whom the filters leave: id, email, status, updated_at, updated_at.gt and updated_at.lt.

    Raises:
        ValueError: a time is none, or it has a zone.
    """
    times = {name: _zoneless(text) for name, text in query.items() if name.partition(".")[0] == _UPDATED_AT}
    if not times and _FILTERS.isdisjoint(query):
        return people
    return [kept for kept in people if _is_wanted(kept, query) and (not times or _is_within(modified_at(kept), times))]


def told_since(events: Sequence[Told], query: Mapping[str, str]) -> list[Told]:
    """Return the events that the filters leave: event_name, occurred_at.gte and occurred_at.lte.

    Raises:
        ValueError: a time is none.
    """
    name = query.get("event_name")
    since, until = (_instant(query.get(f"occurred_at.{side}")) for side in ("gte", "lte"))
    return [
        told
        for told in events
        if name in {None, told.envelope["event_name"]}
        and (since is None or told.occurred_at >= since)
        and (until is None or told.occurred_at <= until)
    ]


def _is_wanted(kept: Kept, query: Mapping[str, str]) -> bool:
    attributes = attributes_of(kept.person)
    if "id" in query and kept.person_id not in query["id"].split(","):
        return False
    if "email" in query and plain(attributes.get("email")) not in query["email"].split(","):
        return False
    return "status" not in query or (plain(attributes["status"]) == "inactive") == (query["status"] == "INACTIVE")


def _is_within(modified: datetime, times: Mapping[str, datetime]) -> bool:
    after, before, exactly = times.get("updated_at.gt"), times.get("updated_at.lt"), times.get(_UPDATED_AT)
    return (
        (after is None or modified > after)
        and (before is None or modified < before)
        and (exactly is None or modified == exactly)
    )


def _zoneless(text: str) -> datetime:
    """Read a time or a day, which v2 takes without a zone, as UTC."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        raise ValueError(f"'{text}' has a zone.")
    return moment.replace(tzinfo=UTC)


def _instant(text: str | None) -> datetime | None:
    moment = None if text is None else datetime.fromisoformat(text)
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
