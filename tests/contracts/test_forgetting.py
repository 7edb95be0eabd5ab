"""The contracts of the stores for what is not kept any longer: old log entries and cycles, people who are erased."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from provisioning.model import (
    Batch,
    Cycle,
    CycleItem,
    CycleKind,
    CyclePhase,
    EmployeeRecord,
    EventType,
    HrEvent,
    LogEntry,
    SourceState,
    StagedDisable,
    StagedState,
    Status,
)
from provisioning.ports import (
    BatchStore,
    ConcurrentChange,
    CycleStore,
    EmployeeStore,
    LogQuery,
    ProvisioningLog,
    StoredRecord,
)
from provisioning.storage.staging import TableBatchStore
from provisioning.storage.tables import Tables
from tests.fakes.staging import BatchesInMemory

NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MANY = 1_000


def entry(name: str, at: datetime = NOON, person: str = "e1", **told: object) -> LogEntry:
    usual = {"id": name, "at": at, "duration_ms": 1, "source": "hr", "employee_id": person, "event_id": name}
    plain = {"event_type": EventType.UPDATED, "status": Status.SUCCESS, "reason": "done", "steps": ()}
    return LogEntry.model_validate(usual | plain | told)


async def written(log: ProvisioningLog, *entries: LogEntry) -> None:
    for each in entries:
        await log.write(each)


async def seen(log: ProvisioningLog) -> set[str]:
    """Return the entries that are found by day and by status, after a look that each person's list says the same."""
    entries = (await log.read(LogQuery(limit=200))).entries
    people = {"e1", "e2", "o'dd/id #?"}
    lists = [(await log.read(LogQuery(employee_id=person, limit=200))).entries for person in people]
    assert {each.id for each in entries} == {each.id for found in lists for each in found}
    return {each.id for each in entries}


async def test_entries_of_days_before_are_deleted_wherever_they_are_listed(log: ProvisioningLog) -> None:
    await written(
        log,
        *(entry(f"a{n}", NOON + n * DAY, status=status) for n, status in enumerate(Status)),
        *(entry(f"b{n}", NOON + n * DAY, "o'dd/id #?", status=Status.FAILURE) for n in range(4)),
        *(entry(f"c{n}", NOON + n * DAY, source="other") for n in range(4)),
    )
    assert await log.forget_before(NOON + 2 * DAY, MANY) == 6
    assert await seen(log) == {f"{letter}{n}" for letter in "abc" for n in (2, 3)}


async def test_a_day_is_kept_whole_until_it_is_over(log: ProvisioningLog) -> None:
    midnight = NOON.replace(hour=0)
    await written(log, entry("before", midnight - timedelta(microseconds=1)), entry("first", midnight), entry("noon"))
    assert await log.forget_before(NOON + timedelta(hours=6), MANY) == 1
    assert await seen(log) == {"first", "noon"}


async def test_old_entries_are_deleted_some_at_a_time_until_fewer_than_asked_for_are_left(log: ProvisioningLog) -> None:
    await written(
        log,
        *(entry(f"{n}", NOON + timedelta(hours=5 * n), f"e{1 + n % 2}", status=[*Status][n % 3]) for n in range(12)),
    )
    counts = [await log.forget_before(NOON + 30 * DAY, 5) for _ in range(4)]
    assert (sum(counts), counts[-1]) == (12, 0)
    assert max(counts) <= 5
    assert await seen(log) == set()


async def test_a_log_goes_on_after_a_deletion(log: ProvisioningLog) -> None:
    await log.write(entry("old"))
    await log.forget_before(NOON + DAY, MANY)
    await log.write(entry("late", NOON))
    assert await seen(log) == {"late"}


async def test_a_person_is_erased_from_the_log_and_nobody_else(log: ProvisioningLog) -> None:
    mine = [entry(f"a{n}", NOON + n * DAY, status=status) for n, status in enumerate(Status)]
    others = [entry("b", source="other"), entry("c", person="e2"), entry("d", person="o'dd/id #?")]
    await written(log, *mine, *others)
    assert await log.erase("hr", "e1") == 4
    assert await log.erase("hr", "e1") == 0
    assert await seen(log) == {"b", "c", "d"}
    assert await log.erase("hr", "o'dd/id #?") == 1


async def test_what_began_after_an_erasure_stays(log: ProvisioningLog) -> None:
    await written(log, entry("before", NOON - DAY), entry("then", NOON), entry("after", NOON + DAY))
    assert await log.erase("hr", "e1", until=NOON) == 1
    assert await seen(log) == {"then", "after"}


def record(person: str = "e1", source: str = "hr", **kept: object) -> EmployeeRecord:
    return EmployeeRecord.model_validate({"source": source, "employee_id": person} | kept)


async def stored(employees: EmployeeStore, known: EmployeeRecord) -> StoredRecord:
    return await employees.save(await employees.read(known.source, known.employee_id), known)


async def due(employees: EmployeeStore) -> list[str]:
    return [review.employee_id async for review in employees.due("hr", NOON + DAY)]


async def test_a_record_is_removed_with_its_places_in_the_indexes(employees: EmployeeStore) -> None:
    kept: dict[str, Any] = {"review_at": NOON, "waiting_for_manager": "boss", "overdue_since": NOON}
    before = await stored(employees, record("o'dd/id #?", **kept))
    await stored(employees, record("e2", **kept))
    await employees.remove(before)
    assert (await employees.read("hr", "o'dd/id #?")).etag is None
    assert await due(employees) == ["e2"]
    assert list(await employees.waiting_for("hr", "boss")) == ["e2"]
    assert [late.employee_id async for late in employees.overdue("hr")] == ["e2"]


async def test_a_record_that_somebody_changed_is_not_removed(employees: EmployeeStore) -> None:
    before = await stored(employees, record())
    await stored(employees, record(shared_key="changed"))
    with pytest.raises(ConcurrentChange):
        await employees.remove(before)
    assert (await employees.read("hr", "e1")).record.shared_key == "changed"


async def test_a_record_that_somebody_removed_cannot_be_saved_over(employees: EmployeeStore) -> None:
    before = await stored(employees, record())
    await employees.remove(before)
    with pytest.raises(ConcurrentChange):
        await employees.save(before, record(shared_key="back"))
    with pytest.raises(ConcurrentChange):
        await employees.remove(before)
    await employees.remove(await employees.read("hr", "e1"))
    assert (await employees.read("hr", "e1")).etag is None


async def test_a_persons_accounts_are_untied_and_nobody_elses(employees: EmployeeStore) -> None:
    for account, person in (("a1", "e1"), ("a2", "e1"), ("a3", "e2")):
        await employees.claim(account, "hr", person)
    await employees.claim("a4", "other", "e1")
    assert await employees.release("hr", "e1") == 2
    assert await employees.release("hr", "e1") == 0
    owners = [await employees.owner(account) for account in ("a1", "a2", "a3", "a4")]
    assert owners == [None, None, ("hr", "e2"), ("other", "e1")]
    assert await employees.claim("a1", "hr", "e2") == ("hr", "e2")


async def test_all_sources_are_told_of_whom_somebody_is_known(employees: EmployeeStore) -> None:
    assert [source async for source in employees.sources()] == []
    for source, person in (("generic", "1"), ("generic", "2"), ("acme-hr", "1"), ("bob", "1")):
        await stored(employees, record(person, source))
    await employees.claim("a1", "bob", "1")
    assert [source async for source in employees.sources()] == ["acme-hr", "bob", "generic"]


def cycle(name: str, days: int = 0, source: str = "hr", phase: CyclePhase = CyclePhase.MATCHED) -> Cycle:
    began = NOON + days * DAY
    return Cycle(
        id=name, source=source, kind=CycleKind.FULL, phase=phase, by="the timer", started_at=began, changed_at=began
    )


def items(*people: str) -> list[CycleItem]:
    events = [
        HrEvent(id=f"{n}", source="hr", type=EventType.LISTED, occurred_at=NOON, employee_id=person)
        for n, person in enumerate(people)
    ]
    return [CycleItem(number=n, event=each) for n, each in enumerate(events, start=1)]


async def ended(cycles: CycleStore, begun: Cycle) -> None:
    await cycles.start(begun)
    before = await cycles.read(begun.id)
    assert before
    finished = begun.model_copy(update={"phase": CyclePhase.FINISHED})
    await cycles.end(before, finished, SourceState(source=begun.source, complete_count=7))


async def listed(cycles: CycleStore) -> list[str]:
    assert {each.id for each in (await cycles.listed("hr")).cycles} <= {
        each.id for each in (await cycles.listed()).cycles
    }
    return [each.id for each in (await cycles.listed()).cycles]


async def test_old_cycles_that_ended_are_deleted_with_their_people(cycles: CycleStore) -> None:
    for n in range(3):
        await ended(cycles, cycle(f"c{n}", n))
    await cycles.add_items("c0", items("e1", "e2"))
    assert await cycles.forget_before(NOON + 2 * DAY, MANY) == 2
    assert await listed(cycles) == ["c2"]
    assert await cycles.read("c0") is None
    assert [cycle_id async for cycle_id in cycles.with_items()] == []
    assert (await cycles.state("hr")).complete_count == 7


async def test_a_cycle_that_still_runs_is_kept_however_old_it_is(cycles: CycleStore) -> None:
    await ended(cycles, cycle("other", source="other"))
    await cycles.start(cycle("old"))
    assert await cycles.forget_before(NOON + 90 * DAY, MANY) == 1
    assert await listed(cycles) == ["old"]


async def test_no_more_cycles_are_deleted_at_once_than_is_asked_for(cycles: CycleStore) -> None:
    for n in range(5):
        await ended(cycles, cycle(f"c{n}", n))
    assert [await cycles.forget_before(NOON + 9 * DAY, 2) for _ in range(4)] == [2, 2, 1, 0]


async def test_a_person_is_found_among_those_of_a_cycle_who_are_not_done(cycles: CycleStore) -> None:
    await cycles.add_items("c1", items("e1", "e2", "e1"))
    await cycles.done("c1", 1, Status.SUCCESS)
    assert [item.number for item in await cycles.items_about("c1", "e1")] == [3]
    assert list(await cycles.items_about("c1", "e9")) == []
    assert list(await cycles.items_about("c2", "e1")) == []


async def test_cycles_with_people_are_told_though_none_of_them_began(cycles: CycleStore) -> None:
    await cycles.start(cycle("hr-full-20260302T120000-abcdef"))
    for name in ("hr-full-20260302T120000-abcdef", "lost-1", "lost-2"):
        await cycles.add_items(name, items("e1", "e2"))
    await cycles.done("lost-2", 1, Status.SUCCESS)
    await cycles.done("lost-2", 2, Status.SUCCESS)
    found = [cycle_id async for cycle_id in cycles.with_items()]
    assert found == ["hr-full-20260302T120000-abcdef", "lost-1", "lost-2"]
    await cycles.forget_items("lost-1")
    assert "lost-1" not in [cycle_id async for cycle_id in cycles.with_items()]


@pytest.fixture
def batches(tables: Tables | None) -> BatchStore:
    """Give a store of batches in which nothing was staged yet."""
    return TableBatchStore(tables) if tables else BatchesInMemory()


def staged(person: str, **told: object) -> StagedDisable:
    usual = {"batch": "b1", "source": "hr", "employee_id": person, "display_name": "Anna Ek", "reason": "left"}
    return StagedDisable.model_validate(usual | {"due_at": NOON, "staged_at": NOON} | told)


async def test_a_staged_disable_without_a_name_stays_one_of_its_batch(batches: BatchStore) -> None:
    batch = Batch(id="b1", opened_at=NOON, allowed=5, window_hours=24)
    for person in ("e1", "o'dd/id #?"):
        await batches.add(staged(person, user_principal_name="anna@contoso.com"), batch)
    for _ in range(2):
        await batches.forget_name("b1", ("hr", "e1"))
    left = await batches.disable("b1", ("hr", "e1"))
    assert left == staged("e1", display_name=None, reason="erased", state=StagedState.WITHDRAWN)
    assert (await batches.disable("b1", ("hr", "o'dd/id #?")) or left).display_name == "Anna Ek"
    assert await batches.states("b1") == {StagedState.WITHDRAWN: 1, StagedState.STAGED: 1}


async def test_what_was_decided_of_a_disable_stays_known_without_a_name(batches: BatchStore) -> None:
    await batches.add(staged("e1"), Batch(id="b1", opened_at=NOON, allowed=5, window_hours=24))
    await batches.settle("b1", ("hr", "e1"), StagedState.KEPT)
    await batches.forget_name("b1", ("hr", "e1"))
    assert await batches.states("b1") == {StagedState.KEPT: 1}


async def test_of_who_is_in_no_batch_no_name_is_forgotten(batches: BatchStore) -> None:
    await batches.forget_name("b9", ("hr", "e1"))
    assert await batches.disable("b9", ("hr", "e1")) is None
