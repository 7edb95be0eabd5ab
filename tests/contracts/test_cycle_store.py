"""The contract of CycleStore: the cycles themselves."""

import asyncio
from datetime import timedelta

import pytest

from provisioning.model import Cycle, CycleKind, CyclePhase, Lease, SourceState, Status
from provisioning.ports import BadCursor, ConcurrentChange, CycleStore
from tests.contracts.cycles import NOON, cycle, finished, under_way

ODD_NAMES = ("a/b\\c", "#?%", "Zoë |~", "O'Brien", "x" * 64, "..", "cycles", "C1", "c1")


async def listed(cycles: CycleStore, source: str | None = None, limit: int = 50) -> list[list[str]]:
    """Read all pages of a list, each as the names on it."""
    pages: list[list[str]] = []
    cursor: str | None = None
    while True:
        page = await cycles.listed(source, cursor, limit)
        pages.append([each.id for each in page.cycles])
        cursor = page.cursor
        if cursor is None:
            return pages


async def test_a_source_without_cycles_has_an_empty_state(cycles: CycleStore) -> None:
    assert await cycles.state("hr") == SourceState(source="hr")


async def test_there_is_no_cycle_that_nobody_started(cycles: CycleStore) -> None:
    assert await cycles.read("c1") is None


async def test_a_started_cycle_is_the_one_under_way_of_its_source_alone(cycles: CycleStore) -> None:
    assert await cycles.start(cycle()) == cycle()
    assert await cycles.state("hr") == SourceState(source="hr", running="c1")
    assert await cycles.state("other") == SourceState(source="other")


async def test_a_cycle_is_read_with_everything_in_it(cycles: CycleStore) -> None:
    full = cycle(
        phase=CyclePhase.OTHERS,
        kind=CycleKind.INITIAL,
        by="Läkare \N{GRINNING FACE} 'x'",
        finished_at=NOON + timedelta(microseconds=1),
        accept_fewer=True,
        listed_at=NOON,
        listed=1_000_000,
        total=999_999,
        matched=7,
        released=6,
        processed=5,
        outcomes={Status.SUCCESS: 4, Status.FAILURE: 1},
        missing=("e1", "Zoë", "|/#?"),
        tries=2,
        reason="Personio did not answer",
        lease=Lease(holder="h", until=NOON + timedelta(microseconds=123_456)),
    )
    assert (await under_way(cycles, full)).cycle == full
    assert list((await cycles.listed()).cycles) == [full]


async def test_while_a_cycle_is_under_way_no_other_one_of_its_source_starts(cycles: CycleStore) -> None:
    await cycles.start(cycle("c1"))
    assert await cycles.start(cycle("c2", 1)) == cycle("c1")
    assert await cycles.read("c2") is None
    assert await listed(cycles) == [["c1"]]


async def test_cycles_of_different_sources_are_under_way_at_once(cycles: CycleStore) -> None:
    for name, source in (("c1", "hr"), ("c2", "other")):
        assert await cycles.start(cycle(name, source=source)) == cycle(name, source=source)
    assert [(await cycles.state(source)).running for source in ("hr", "other")] == ["c1", "c2"]


async def test_starting_a_cycle_again_changes_nothing_however_far_it_is(cycles: CycleStore) -> None:
    stored = await under_way(cycles, cycle())
    assert await cycles.start(cycle()) == cycle()
    assert await cycles.read("c1") == stored
    further = await cycles.save(stored, cycle(listed=5))
    assert await cycles.start(cycle()) == cycle(listed=5)
    assert await cycles.read("c1") == further


async def test_starting_a_cycle_again_that_ended_does_not_begin_it_anew(cycles: CycleStore) -> None:
    ended = await finished(cycles, cycle())
    assert await cycles.start(cycle()) == ended
    assert (await cycles.state("hr")).running is None


async def test_of_many_who_start_a_cycle_at_once_one_does_and_all_hear_which(cycles: CycleStore) -> None:
    started = await asyncio.gather(*(cycles.start(cycle(f"c{n}", n)) for n in range(6)))
    assert len({each.id for each in started}) == 1
    assert (await cycles.state("hr")).running == started[0].id
    assert await listed(cycles) == [[started[0].id]]


async def test_a_save_gives_a_new_etag_and_is_seen_in_every_list(cycles: CycleStore) -> None:
    before = await under_way(cycles, cycle())
    after = await cycles.save(before, cycle(listed=7, missing=("e1",)))
    assert after.etag != before.etag
    assert await cycles.read("c1") == after
    for source in (None, "hr"):
        assert list((await cycles.listed(source)).cycles) == [after.cycle]


async def test_a_cycle_that_got_shorter_keeps_nothing_of_what_it_was(cycles: CycleStore) -> None:
    before = await under_way(cycles, cycle(missing=tuple(f"person {n:05}" for n in range(6_000))))
    await cycles.save(before, cycle())
    stored = await cycles.read("c1")
    assert stored
    assert stored.cycle == cycle()
    assert list((await cycles.listed("hr")).cycles) == [cycle()]


async def test_a_save_on_an_old_state_is_refused_and_changes_no_list(cycles: CycleStore) -> None:
    old = await under_way(cycles, cycle())
    new = await cycles.save(old, cycle(listed=1))
    with pytest.raises(ConcurrentChange):
        await cycles.save(old, cycle(listed=2))
    assert await cycles.read("c1") == new
    assert list((await cycles.listed()).cycles) == [new.cycle]


async def test_a_cycle_that_is_not_there_cannot_be_saved(cycles: CycleStore) -> None:
    stored = await under_way(cycles, cycle("c1"))
    with pytest.raises(ConcurrentChange):
        await cycles.save(stored, cycle("c2"))
    assert await cycles.read("c2") is None


async def test_a_cycle_that_ended_leaves_its_state_and_room_for_the_next(cycles: CycleStore) -> None:
    left = SourceState(source="hr", complete_at=NOON, complete_count=3, changes_since=NOON, missing=("e1", "e2"))
    ended = await finished(cycles, cycle("c1"), left)
    assert await cycles.state("hr") == left
    stored = await cycles.read("c1")
    assert stored
    assert stored.cycle == ended
    assert await cycles.start(cycle("c2", 1)) == cycle("c2", 1)
    assert await cycles.state("hr") == left.model_copy(update={"running": "c2"})


async def test_an_end_on_an_old_state_is_refused_and_leaves_the_source_as_it_is(cycles: CycleStore) -> None:
    old = await under_way(cycles, cycle())
    new = await cycles.save(old, cycle(listed=1))
    with pytest.raises(ConcurrentChange):
        await cycles.end(old, cycle(phase=CyclePhase.STOPPED), SourceState(source="hr", complete_count=9))
    assert await cycles.read("c1") == new
    assert await cycles.state("hr") == SourceState(source="hr", running="c1")


async def test_ending_a_cycle_again_in_the_same_way_changes_nothing(cycles: CycleStore) -> None:
    before = await under_way(cycles, cycle())
    left = SourceState(source="hr", complete_count=7)
    await cycles.end(before, cycle(phase=CyclePhase.FINISHED, outcomes={Status.SUCCESS: 1}), left)
    stored = await cycles.read("c1")
    await cycles.start(cycle("c2", 1))
    await cycles.end(before, cycle(phase=CyclePhase.FINISHED, outcomes={Status.SUCCESS: 1}), left)
    assert await cycles.read("c1") == stored
    assert await cycles.state("hr") == left.model_copy(update={"running": "c2"})


async def test_of_many_who_end_a_cycle_at_once_one_does(cycles: CycleStore) -> None:
    before = await under_way(cycles, cycle())
    ends = (
        cycles.end(before, cycle(phase=CyclePhase.STOPPED, listed=n), SourceState(source="hr", complete_count=n))
        for n in range(5)
    )
    told = await asyncio.gather(*ends, return_exceptions=True)
    assert [type(each) for each in told if each is not None] == [ConcurrentChange] * 4
    stored = await cycles.read("c1")
    assert stored
    assert (await cycles.state("hr")).complete_count == stored.cycle.listed == told.index(None)


async def test_a_cycle_that_ended_without_its_source_being_told_blocks_no_other_one(cycles: CycleStore) -> None:
    stored = await under_way(cycles, cycle("c1"))
    ended = await cycles.save(stored, cycle("c1", phase=CyclePhase.FAILED))
    assert (await cycles.state("hr")).running == "c1"
    assert await cycles.start(cycle("c2", 1)) == cycle("c2", 1)
    late = SourceState(source="hr", complete_count=9)
    await cycles.end(ended, cycle("c1", phase=CyclePhase.FAILED, reason="again"), late)
    assert await cycles.state("hr") == SourceState(source="hr", running="c2")
    told = await cycles.read("c1")
    assert told
    assert told.cycle.reason == "again"


async def test_a_cycle_that_is_named_as_under_way_and_not_there_blocks_no_other_one(cycles: CycleStore) -> None:
    await finished(cycles, cycle("c1"), SourceState(source="hr", running="gone"))
    assert await cycles.start(cycle("c2", 1)) == cycle("c2", 1)
    assert (await cycles.state("hr")).running == "c2"


async def test_a_source_without_cycles_has_one_empty_page(cycles: CycleStore) -> None:
    await finished(cycles, cycle("c1", source="other"))
    assert await listed(cycles, "hr") == [[]]


async def test_the_latest_comes_first_to_the_microsecond(cycles: CycleStore) -> None:
    microsecond = 1 / 60_000_000
    for name, minute in (("b", 0.0), ("d", 2 * microsecond), ("a", -microsecond), ("c", microsecond)):
        await finished(cycles, cycle(name, minute))
    assert await listed(cycles) == await listed(cycles, "hr") == [["d", "c", "b", "a"]]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
@pytest.mark.parametrize("source", [None, "hr", "hr2"])
async def test_pages_lose_nothing_and_repeat_nothing(cycles: CycleStore, source: str | None, limit: int) -> None:
    sources = ("hr", "hr2", "h")
    for n in range(8):
        await finished(cycles, cycle(f"c{n}", n // 2, sources[n % 3]))
    (whole,) = await listed(cycles, source)
    assert sorted(whole) == [f"c{n}" for n in range(8) if source in {None, sources[n % 3]}]
    pages = await listed(cycles, source, limit)
    assert [name for page in pages for name in page] == whole
    assert [len(page) for page in pages[:-1]] == [limit] * (len(pages) - 1)
    assert pages[-1]


async def test_a_page_goes_on_where_it_ended_although_cycles_came_in_between(cycles: CycleStore) -> None:
    for n, name in enumerate("abcd"):
        await finished(cycles, cycle(name, n))
    first = await cycles.listed(limit=2)
    await cycles.start(cycle("new", 60))
    rest = await cycles.listed(cursor=first.cursor, limit=2)
    assert [each.id for each in (*first.cycles, *rest.cycles)] == ["d", "c", "b", "a"]


@pytest.mark.parametrize("cursor", ["nonsense", "%", "å", "e30=", "1", "OTk5OTk5OTk5OTk5OTk5OTl8eA=="])
@pytest.mark.parametrize("source", [None, "hr"])
async def test_a_cursor_that_no_page_gave_is_refused(cycles: CycleStore, source: str | None, cursor: str) -> None:
    with pytest.raises(BadCursor):
        await cycles.listed(source, cursor)


async def test_odd_names_of_cycles_and_sources_are_kept_apart(cycles: CycleStore) -> None:
    made: list[Cycle] = [cycle(name, source=name) for name in ODD_NAMES]
    for each in made:
        assert (await under_way(cycles, each)).cycle == each
    for each in made:
        assert (await cycles.state(each.source)).running == each.id
        assert list((await cycles.listed(each.source)).cycles) == [each]
    assert sorted(name for page in await listed(cycles, limit=2) for name in page) == sorted(ODD_NAMES)
