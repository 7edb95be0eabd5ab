"""The contract of BatchStore."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Final

import pytest

from provisioning.model import Batch, BatchStatus, StagedDisable, StagedState
from provisioning.ports import BadCursor, BatchStore, ConcurrentChange, Person, Refused
from provisioning.storage.staging import TableBatchStore
from provisioning.storage.tables import Tables
from tests.fakes.staging import BatchesInMemory

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
APPROVED, REJECTED = BatchStatus.APPROVED, BatchStatus.REJECTED
STAGED, DONE, KEPT, WITHDRAWN = StagedState
ODD: Final = ("e1", "a/b\\c", "#?%", "Zoë |~", "O'Brien", "..", "e", "e-1", "e.1", "x" * 128)


@pytest.fixture
def batches(tables: Tables | None) -> BatchStore:
    """Give a store in which nothing was staged yet."""
    return TableBatchStore(tables) if tables else BatchesInMemory()


def batch(name: str = "b1", minute: float = 0) -> Batch:
    return Batch(id=name, opened_at=NOON + timedelta(minutes=minute), allowed=20, window_hours=24)


def disable(employee_id: str = "e1", **told: object) -> StagedDisable:
    known: dict[str, object] = {
        "batch": "unknown yet",
        "source": "hr",
        "employee_id": employee_id,
        "display_name": "Zoë O'Brien =1+1",
        "user_principal_name": "zoe@contoso.com",
        "reason": "the last day was 2026-03-01 in UTC",
        "due_at": NOON - timedelta(hours=12),
        "staged_at": NOON,
    }
    return StagedDisable.model_validate(known | told)


def person(employee_id: str = "e1") -> Person:
    return "hr", employee_id


async def add(batches: BatchStore, *employee_ids: str, into: str = "b1", minute: float = 0) -> None:
    for employee_id in employee_ids:
        await batches.add(disable(employee_id, batch=into), batch(into, minute))


async def people(batches: BatchStore, batch_id: str = "b1", limit: int = 50) -> list[list[str]]:
    """Read all pages of a batch, each as the ids on it."""
    pages: list[list[str]] = []
    cursor: str | None = None
    while True:
        page = await batches.people(batch_id, cursor, limit)
        pages.append([each.employee_id for each in page.disables])
        cursor = page.cursor
        if cursor is None:
            return pages


async def test_at_first_nothing_is_staged(batches: BatchStore) -> None:
    assert await batches.open() is None
    assert await batches.read("b1") is None
    assert list((await batches.listed()).batches) == []
    assert await people(batches) == [[]]
    assert await batches.states("b1") == {}


async def test_the_first_disable_opens_the_batch_that_it_names(batches: BatchStore) -> None:
    added = await batches.add(disable(batch="b1"), batch())
    opened = batch().model_copy(update={"count": 1})
    assert (added.batch, added.new) == (opened, True)
    assert await batches.open() == await batches.read("b1") == opened
    assert list((await batches.listed()).batches) == [opened]
    assert list((await batches.people("b1")).disables) == [disable(batch="b1")]


async def test_others_come_into_the_open_batch_whatever_they_name(batches: BatchStore) -> None:
    await add(batches, "e1")
    added = await batches.add(disable("e2", batch="b2"), batch("b2"))
    assert (added.batch.id, added.batch.count, added.new) == ("b1", 2, True)
    assert await batches.read("b2") is None
    assert [each.batch for each in (await batches.people("b1")).disables] == ["b1", "b1"]


async def test_a_person_is_in_a_batch_once(batches: BatchStore) -> None:
    await add(batches, "e1", "e2")
    again = await batches.add(disable(staged_at=NOON + timedelta(days=1)), batch("b2"))
    assert (again.batch.count, again.new) == (2, False)
    first, _ = (await batches.people("b1")).disables
    assert first == disable(batch="b1")


async def test_another_reason_takes_the_place_of_the_one_before(batches: BatchStore) -> None:
    await add(batches, "e1")
    again = await batches.add(disable(reason="the HR system deleted the person's file"), batch("b2"))
    assert (again.batch.count, again.new) == (1, False)
    (kept,) = (await batches.people("b1")).disables
    assert kept.reason == "the HR system deleted the person's file"


async def test_who_was_withdrawn_can_be_staged_again(batches: BatchStore) -> None:
    await add(batches, "e1")
    await batches.settle("b1", person(), WITHDRAWN)
    await add(batches, "e1")
    assert await batches.states("b1") == {STAGED: 1}


async def test_after_a_decision_another_batch_is_opened(batches: BatchStore) -> None:
    await add(batches, "e1")
    await batches.decide("b1", APPROVED, "Mona Alm", NOON, None)
    assert await batches.open() is None
    await add(batches, "e1", into="b2", minute=1)
    assert [each.id for each in (await batches.listed()).batches] == ["b2", "b1"]
    assert await people(batches, "b1") == [["e1"]]
    assert await people(batches, "b2") == [["e1"]]


async def test_a_decision_says_who_and_when_and_is_the_same_when_repeated(batches: BatchStore) -> None:
    await add(batches, "e1")
    decided = await batches.decide("b1", REJECTED, "Mona Alm", NOON, 1)
    assert (decided.status, decided.decided_by, decided.decided_at) == (REJECTED, "Mona Alm", NOON)
    assert await batches.decide("b1", REJECTED, "Ana Ruiz", NOON + timedelta(days=1), 7) == decided
    assert await batches.read("b1") == decided
    assert list((await batches.listed()).batches) == [decided]


async def test_a_decision_cannot_be_turned_round(batches: BatchStore) -> None:
    await add(batches, "e1")
    await batches.decide("b1", APPROVED, "Mona Alm", NOON, None)
    with pytest.raises(Refused, match="approved by Mona Alm"):
        await batches.decide("b1", REJECTED, "Mona Alm", NOON, None)


async def test_a_batch_that_is_not_as_it_was_seen_is_not_decided(batches: BatchStore) -> None:
    await add(batches, "e1", "e2")
    with pytest.raises(ConcurrentChange):
        await batches.decide("b1", APPROVED, "Mona Alm", NOON, 1)
    assert await batches.open() == await batches.read("b1")


async def test_a_batch_that_nobody_opened_cannot_be_decided(batches: BatchStore) -> None:
    with pytest.raises(Refused, match="no batch 'b1'"):
        await batches.decide("b1", APPROVED, "Mona Alm", NOON, None)


@pytest.mark.parametrize("final", [DONE, KEPT])
async def test_what_was_done_or_kept_stays_so(batches: BatchStore, final: StagedState) -> None:
    await add(batches, "e1", "e2")
    await batches.settle("b1", person(), final)
    for state in StagedState:
        await batches.settle("b1", person(), state)
    assert await batches.states("b1") == {final: 1, STAGED: 1}
    assert [each.state for each in (await batches.people("b1")).disables] == [final, STAGED]


async def test_what_was_withdrawn_can_be_done_after_all(batches: BatchStore) -> None:
    await add(batches, "e1")
    await batches.settle("b1", person(), WITHDRAWN)
    await batches.settle("b1", person(), DONE)
    assert await batches.states("b1") == {DONE: 1}


async def test_of_who_is_not_in_a_batch_nothing_is_kept(batches: BatchStore) -> None:
    await add(batches, "e1")
    await batches.settle("b1", person("e2"), DONE)
    await batches.settle("b2", person("e1"), DONE)
    assert await batches.states("b1") == {STAGED: 1}
    assert await batches.states("b2") == {}


async def test_people_are_read_by_pages_whatever_their_ids(batches: BatchStore) -> None:
    await add(batches, *ODD)
    pages = await people(batches, limit=3)
    assert [len(page) for page in pages] == [3, 3, 3, 1]
    assert sorted(chain(*pages)) == sorted(ODD)


async def test_batches_are_read_by_pages_the_latest_first(batches: BatchStore) -> None:
    for number in range(5):
        await add(batches, "e1", into=f"b{number}", minute=number)
        await batches.decide(f"b{number}", REJECTED, "Mona Alm", NOON, None)
    first = await batches.listed(limit=3)
    assert [each.id for each in first.batches] == ["b4", "b3", "b2"]
    second = await batches.listed(first.cursor, limit=3)
    assert ([each.id for each in second.batches], second.cursor) == (["b1", "b0"], None)


@pytest.mark.parametrize("cursor", ["?", "é", "bm90IG9uZQ==", "=", "YQpifGM="])
async def test_a_cursor_that_no_page_gave_is_refused(batches: BatchStore, cursor: str) -> None:
    await add(batches, "e1")
    with pytest.raises(BadCursor):
        await batches.listed(cursor)
    with pytest.raises(BadCursor):
        await batches.people("b1", cursor)


async def test_those_who_are_added_at_once_are_all_in_one_batch_and_counted(batches: BatchStore) -> None:
    numbers = [str(number) for number in range(12)]
    await asyncio.gather(*(batches.add(disable(each, batch=f"b{each}"), batch(f"b{each}")) for each in numbers))
    opened = await batches.open()
    assert opened
    assert opened.count == 12
    assert len((await batches.listed()).batches) == 1
    assert sorted(chain(*await people(batches, opened.id))) == sorted(numbers)
