"""Cuts lists into pages and writes the links that lead from one to the next."""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote, urlencode

from local.emulator.exchange import Call
from local.emulator.json_values import Json, JsonObject
from local.graph.errors import bad_request, invalid_token

DEFAULT_PAGE_SIZE = 100
LARGEST_PAGE = 999
_PREFERRED_SIZE = re.compile(r"odata\.maxpagesize=(\d+)")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: behind the entry at this position, being the page of this number, counted from 1."""

    after: int = 0
    page: int = 1


def cut[T](
    entries: Iterable[tuple[int, T]], cursor: Cursor, size: int, empty_every: int
) -> tuple[list[T], Cursor | None]:
    """Return a page and the cursor of the next one, None after the last.

    Args:
        entries: positions and values in ascending order of position.
        cursor: where to begin.
        size: how many values a page holds.
        empty_every: a page whose number is a multiple of this holds nothing though more follow, as Graph's pages
            sometimes do; 0 switches that off.
    """
    following = list(islice((entry for entry in entries if entry[0] > cursor.after), size + 1))
    if empty_every and following and cursor.page % empty_every == 0:
        return [], Cursor(cursor.after, cursor.page + 1)
    page = following[:size]
    more = len(following) > size
    return [value for _, value in page], Cursor(page[-1][0], cursor.page + 1) if more else None


def page_size(query: Mapping[str, str]) -> int:
    """Read `$top`.

    Raises:
        GraphError: 400 unless it is a number from 1 to 999.
    """
    text = query.get("$top", str(DEFAULT_PAGE_SIZE))
    if not text.isdecimal() or not 1 <= int(text) <= LARGEST_PAGE:
        raise bad_request(f"Invalid page size specified: '{text}'. Must be between 1 and {LARGEST_PAGE} inclusive.")
    return int(text)


def preferred_page_size(headers: Mapping[str, str], default: int) -> int:
    """Read the page size from a `Prefer: odata.maxpagesize=` header; delta knows no `$top`."""
    match = _PREFERRED_SIZE.search(headers.get("Prefer", ""))
    return min(max(int(match[1]), 1), LARGEST_PAGE) if match else default


def read_cursor(query: Mapping[str, str]) -> Cursor:
    """Read `$skiptoken`; without one a list begins at its beginning.

    Raises:
        GraphError: 400 for a token that no nextLink carried.
    """
    if "$skiptoken" not in query:
        return Cursor()
    match read_token(query["$skiptoken"]):
        case {"after": int(after), "page": int(page)}:
            return Cursor(after, page)
        case _:
            raise invalid_token()


def cursor_token(cursor: Cursor) -> str:
    """Write a cursor as a `$skiptoken`."""
    return write_token({"after": cursor.after, "page": cursor.page})


def write_token(fields: Mapping[str, Json]) -> str:
    """Write an opaque token that fits in a URL."""
    return base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")


def read_token(token: str) -> JsonObject:
    """Read what `write_token` wrote.

    Raises:
        GraphError: 400 for anything else.
    """
    try:
        fields: Json = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (binascii.Error, ValueError) as error:
        raise invalid_token() from error
    if not isinstance(fields, dict):
        raise invalid_token()
    return fields


def link(call: Call, options: Mapping[str, str]) -> str:
    """Return the address of the called path with these query options."""
    return f"{call.base_url}{quote(call.path)}?{urlencode(options, quote_via=quote, safe='$,()')}"


def next_link(call: Call, cursor: Cursor) -> str:
    """Return the address of the next page: the same query with another `$skiptoken`."""
    return link(call, {**call.query, "$skiptoken": cursor_token(cursor)})
