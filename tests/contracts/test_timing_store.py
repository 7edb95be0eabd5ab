"""The contract of TimingStore."""

from datetime import timedelta

import pytest

from provisioning.model import DisableTiming, DoneDisable
from provisioning.ports import TimingStore
from provisioning.storage.tables import Tables
from provisioning.storage.timings import TableTimingStore
from tests.builders import NOON
from tests.fakes.timings import TimingsInMemory


@pytest.fixture
def timings(tables: Tables | None) -> TimingStore:
    """A store in which nothing is kept yet."""
    return TableTimingStore(tables) if tables else TimingsInMemory()


def done(employee_id: str, minutes_ago: int = 0, source: str = "bob", *, approved: bool = False) -> DoneDisable:
    """Return a disable that was due at midnight and done so many minutes before noon."""
    done_at = NOON - timedelta(minutes=minutes_ago)
    timing = DisableTiming(
        due_at=NOON - timedelta(hours=12), done_at=done_at, late_seconds=12 * 3600, after_approval=approved
    )
    return DoneDisable(source=source, employee_id=employee_id, timing=timing)


async def test_where_nothing_was_kept_nothing_is(timings: TimingStore) -> None:
    assert await timings.since(NOON - timedelta(days=7), 10) == []
    assert await timings.of("bob", "7") == []
    await timings.forget("bob", "7")


async def test_disables_come_the_newest_first_and_no_older_than_asked_for(timings: TimingStore) -> None:
    for minutes in (2, 0, 3, 1):
        await timings.add(done(f"p{minutes}", minutes, approved=minutes == 1))
    newest = await timings.since(NOON - timedelta(minutes=2), 10)
    assert newest == [done("p0", 0), done("p1", 1, approved=True), done("p2", 2)]
    assert await timings.since(NOON - timedelta(minutes=2), 2) == [done("p0", 0), done("p1", 1, approved=True)]


async def test_adding_the_same_again_changes_nothing(timings: TimingStore) -> None:
    for _ in range(2):
        await timings.add(done("7"))
    assert await timings.since(NOON, 10) == [done("7")]


async def test_two_people_at_one_moment_are_two(timings: TimingStore) -> None:
    for person in (done("7"), done("8"), done("7", source="personio")):
        await timings.add(person)
    assert len(await timings.since(NOON, 10)) == 3


async def test_what_is_older_than_a_moment_is_deleted_some_at_a_time(timings: TimingStore) -> None:
    for minutes in range(6):
        await timings.add(done(f"p{minutes}", minutes))
    before = NOON - timedelta(minutes=1)
    assert [await timings.forget_before(before, 3) for _ in range(3)] == [3, 1, 0]
    assert await timings.since(NOON - timedelta(days=1), 10) == [done("p0"), done("p1", 1)]


@pytest.mark.parametrize("employee_id", ["7", "a/b#c?d", "é" * 100], ids=["plain", "with signs", "long"])
async def test_what_is_kept_of_one_person_can_be_shown_and_forgotten(timings: TimingStore, employee_id: str) -> None:
    own = [done(employee_id, minutes) for minutes in (0, 5)]
    for each in (*own, done("17"), done(employee_id, source="personio")):
        await timings.add(each)
    assert await timings.of("bob", employee_id) == own
    for _ in range(2):
        await timings.forget("bob", employee_id)
    assert await timings.of("bob", employee_id) == []
    assert len(await timings.since(NOON - timedelta(days=1), 10)) == 2
