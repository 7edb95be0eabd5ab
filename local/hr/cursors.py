"""Pages by cursor: where the next page begins, written as a text that tells a client nothing."""

import base64
import binascii
import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

_PREFIX = "cur_"


class BadCursorError(ValueError):
    """A text that is no cursor of ours."""


class Numbered(Protocol):
    """Something that has its place in a list, which grows from 1 and never changes."""

    @property
    def number(self) -> int:
        """The place."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins.

    Attributes:
        after: the number of the last item of the page before; a cursor survives that this item is deleted.
        announced: whether the empty page that the fault `emptyPages` puts before each page was given out.
        query: the options of the first call, for systems whose next link holds the cursor alone.
    """

    after: int = 0
    announced: bool = False
    query: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """Return the cursor as it stands in a link."""
        plain = json.dumps([self.after, self.announced, dict(self.query)])
        return _PREFIX + base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Page[T]:
    """The items of a page, and where the next one begins; None: there is no more."""

    items: Sequence[T]
    following: Cursor | None


def read_cursor(text: str) -> Cursor:
    """Read what `Cursor.text` wrote.

    Raises:
        BadCursorError: it is something else.
    """
    encoded = text.removeprefix(_PREFIX)
    try:
        plain = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    except (binascii.Error, ValueError) as error:
        raise BadCursorError(f"'{text}' is no cursor.") from error
    match plain:
        case [int(after), bool(announced), dict(query)]:
            return Cursor(after, announced, {str(name): str(value) for name, value in query.items()})
        case _:
            raise BadCursorError(f"'{text}' is no cursor.")


def cut[T: Numbered](items: Sequence[T], cursor: Cursor, limit: int, *, empty_first: bool) -> Page[T]:
    """Return the page that begins at a cursor.

    Args:
        items: all of them, by growing number.
        cursor: where to begin.
        limit: how many items a page holds at most.
        empty_first: give out an empty page with a cursor before each page.
    """
    if empty_first and not cursor.announced:
        return Page((), replace(cursor, announced=True))
    begin = bisect_right(items, cursor.after, key=lambda item: item.number)
    page = items[begin : begin + limit]
    more = begin + limit < len(items)
    return Page(page, Cursor(page[-1].number, query=cursor.query) if more else None)
