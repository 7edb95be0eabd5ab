"""Pages by cursor, as the HR stand-ins give them out."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.hr.cursors import BadCursorError, Cursor, cut, read_cursor


@dataclass(frozen=True)
class _Item:
    number: int


def _pages(items: list[_Item], limit: int, *, empty_first: bool) -> list[list[_Item]]:
    cursor: Cursor | None = Cursor()
    pages = []
    while cursor is not None:
        page = cut(items, cursor, limit, empty_first=empty_first)
        pages.append([*page.items])
        cursor = page.following
    return pages


@given(st.sets(st.integers(1, 10_000), max_size=60), st.integers(1, 70), st.booleans())
def test_all_pages_together_hold_everything_once_and_in_order(numbers: set[int], limit: int, empty_first: bool) -> None:  # noqa: FBT001 - hypothesis passes it by position
    items = [_Item(number) for number in sorted(numbers)]

    pages = _pages(items, limit, empty_first=empty_first)

    assert [item for page in pages for item in page] == items
    assert all(len(page) <= limit for page in pages)
    assert all(bool(page) != (empty_first and at % 2 == 0) for at, page in enumerate(pages) if items)


@given(st.integers(0), st.booleans(), st.dictionaries(st.text(), st.text()))
def test_a_cursor_is_read_as_it_was_written(after: int, announced: bool, query: dict[str, str]) -> None:  # noqa: FBT001 - as above
    cursor = Cursor(after, announced, query)

    assert read_cursor(cursor.text()) == cursor


@pytest.mark.parametrize(
    "text", ["", "invented", "cur_", "cur_e30", "cur_é"], ids=["empty", "word", "bare", "object", "letter"]
)
def test_anything_else_is_no_cursor(text: str) -> None:
    with pytest.raises(BadCursorError):
        read_cursor(text)
