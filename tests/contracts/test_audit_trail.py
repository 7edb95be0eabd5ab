"""The contract of AuditTrail, and of what deletes its old entries."""

from datetime import UTC, datetime, timedelta

import pytest

from provisioning.model import AuditEntry
from provisioning.ports import BadCursor
from provisioning.storage.audit import TableAuditTrail
from provisioning.storage.tables import Tables
from tests.fakes.audit import AuditInMemory

NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)
DAY = timedelta(days=1)

type Trail = AuditInMemory | TableAuditTrail


@pytest.fixture
def trail(tables: Tables | None) -> Trail:
    """Give an empty audit trail."""
    return TableAuditTrail(tables) if tables else AuditInMemory()


def entry(name: str, at: datetime = NOON, **told: object) -> AuditEntry:
    usual = {"id": name, "at": at, "by": "it.lead@contoso.com", "action": "cycle.stopped", "sentence": "stopped it"}
    return AuditEntry.model_validate(usual | told)


async def written(trail: Trail, *entries: AuditEntry) -> None:
    for each in entries:
        await trail.write(each)


async def names(trail: Trail, cursor: str | None = None, limit: int = 50) -> list[str]:
    return [each.id for each in (await trail.read(cursor, limit)).entries]


async def test_an_empty_trail_has_one_empty_page(trail: Trail) -> None:
    page = await trail.read()
    assert (list(page.entries), page.cursor) == ([], None)


async def test_an_entry_is_read_as_it_was_written(trail: Trail) -> None:
    details = {"count": 3, "batch": None, "people": ["7", "o'dd/id #?"], "sure": False}
    full = entry("a", by="Läkare \N{GRINNING FACE} 'x'", details=details)
    await trail.write(full)
    assert list((await trail.read()).entries) == [full]


async def test_an_entry_may_be_much_larger_than_one_property_of_a_table(trail: Trail) -> None:
    large = entry("a", details={"people": [f"employee {n}" for n in range(5_000)]})
    await trail.write(large)
    assert list((await trail.read()).entries) == [large]


async def test_writing_an_entry_twice_changes_nothing(trail: Trail) -> None:
    await written(trail, entry("a"), entry("a"))
    assert await names(trail) == ["a"]


async def test_the_newest_comes_first_to_the_microsecond(trail: Trail) -> None:
    tick = timedelta(microseconds=1)
    await written(trail, entry("b"), entry("a", NOON - tick), entry("d", NOON + 2 * tick), entry("c", NOON + tick))
    assert await names(trail) == ["d", "c", "b", "a"]


@pytest.mark.parametrize("limit", [1, 2, 5, 6, 50])
async def test_pages_lose_nothing_and_repeat_nothing(trail: Trail, limit: int) -> None:
    await written(trail, *(entry(name, NOON + n // 2 * DAY) for n, name in enumerate("abcdef")))
    found, cursor = [], None
    while True:
        page = await trail.read(cursor, limit)
        found += [each.id for each in page.entries]
        cursor = page.cursor
        if cursor is None:
            break
        assert len(page.entries) == limit
    assert found == await names(trail)
    assert sorted(found) == list("abcdef")


async def test_a_page_goes_on_where_it_ended_although_entries_came_in_between(trail: Trail) -> None:
    await written(trail, *(entry(name, NOON + n * DAY) for n, name in enumerate("abcd")))
    first = await trail.read(limit=2)
    await trail.write(entry("new", NOON + 9 * DAY))
    assert await names(trail, first.cursor) == ["b", "a"]


@pytest.mark.parametrize("cursor", ["nonsense", "%", "å", "e30=", "1", "OTk5OTk5OTk5OTk5OTk5OTl8eA=="])
async def test_a_cursor_that_no_page_gave_is_refused(trail: Trail, cursor: str) -> None:
    with pytest.raises(BadCursor):
        await trail.read(cursor)


async def test_entries_from_before_a_time_are_deleted_and_those_of_that_time_stay(trail: Trail) -> None:
    await written(trail, *(entry(name, NOON + n * DAY) for n, name in enumerate("abcd")))
    assert await trail.forget_before(NOON + 2 * DAY, 100) == 2
    assert await names(trail) == ["d", "c"]
    assert await trail.forget_before(NOON + 2 * DAY, 100) == 0


async def test_no_more_is_deleted_at_once_than_is_asked_for(trail: Trail) -> None:
    await written(trail, *(entry(f"{n:03}", NOON + timedelta(minutes=n)) for n in range(12)))
    assert [await trail.forget_before(NOON + DAY, 5) for _ in range(4)] == [5, 5, 2, 0]
