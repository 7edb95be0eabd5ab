"""The contract of ProvisioningLog."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from provisioning.model import EventType, LogEntry, Status, Step, StepName
from provisioning.ports import LogQuery, ProvisioningLog

NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)
_STEP = Step(name=StepName.IMPORT, status=Status.SUCCESS, description="read")


def entry(name: str, at: datetime = NOON, status: Status = Status.SUCCESS, **fields: object) -> LogEntry:
    known: dict[str, object] = {
        "id": name,
        "at": at,
        "duration_ms": 12,
        "source": "hr",
        "employee_id": "e1",
        "event_id": "v1",
        "event_type": EventType.UPDATED,
        "status": status,
        "reason": "nothing to do",
        "steps": (_STEP,),
    }
    return LogEntry.model_validate(known | fields)


async def written(log: ProvisioningLog, *entries: LogEntry) -> None:
    for each in entries:
        await log.write(each)


async def names(log: ProvisioningLog, query: LogQuery) -> list[str]:
    return [each.id for each in (await log.read(query)).entries]


async def pages(log: ProvisioningLog, query: LogQuery) -> list[list[str]]:
    found, cursor = [], query.cursor
    while True:
        page = await log.read(replace(query, cursor=cursor))
        found.append([each.id for each in page.entries])
        if page.cursor is None:
            return found
        cursor = page.cursor


async def test_an_empty_log_has_one_empty_page(log: ProvisioningLog) -> None:
    for query in (LogQuery(), LogQuery(employee_id="e1"), LogQuery(status=Status.FAILURE)):
        page = await log.read(query)
        assert (list(page.entries), page.cursor) == ([], None)


async def test_an_entry_is_read_as_it_was_written(log: ProvisioningLog) -> None:
    full = entry("a", reason="Läkare \N{GRINNING FACE} 'x'", account_id="id", user_principal_name="u", review_at=NOON)
    await log.write(full)
    for query in (LogQuery(), LogQuery(employee_id="e1"), LogQuery(status=Status.SUCCESS)):
        assert list((await log.read(query)).entries) == [full]


async def test_the_newest_comes_first_to_the_microsecond(log: ProvisioningLog) -> None:
    tick = timedelta(microseconds=1)
    await written(log, entry("b", NOON), entry("a", NOON - tick), entry("d", NOON + 2 * tick), entry("c", NOON + tick))
    for query in (LogQuery(), LogQuery(employee_id="e1"), LogQuery(status=Status.SUCCESS)):
        assert await names(log, query) == ["d", "c", "b", "a"]


async def test_writing_an_entry_twice_changes_nothing(log: ProvisioningLog) -> None:
    await written(log, entry("a"), entry("a"))
    assert await names(log, LogQuery()) == await names(log, LogQuery(employee_id="e1")) == ["a"]


async def test_entries_of_the_same_moment_are_all_kept(log: ProvisioningLog) -> None:
    await written(log, *(entry(name) for name in "abc"))
    assert sorted(await names(log, LogQuery())) == ["a", "b", "c"]
    assert sorted(name for page in await pages(log, LogQuery(limit=1)) for name in page) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (LogQuery(), "fedcba"),
        (LogQuery(employee_id="e1"), "fca"),
        (LogQuery(employee_id="E1"), ""),
        (LogQuery(source="other"), "f"),
        (LogQuery(source="other", employee_id="e1"), "f"),
        (LogQuery(source="hr", employee_id="e1"), "ca"),
        (LogQuery(status=Status.FAILURE), "fdb"),
        (LogQuery(status=Status.SKIPPED), ""),
        (LogQuery(status=Status.FAILURE, source="hr"), "db"),
        (LogQuery(status=Status.FAILURE, employee_id="e2"), "b"),
        (LogQuery(status=Status.WARNING, employee_id="e1", source="hr"), "c"),
        (LogQuery(employee_id="o'dd/id #?"), "ed"),
    ],
)
async def test_entries_are_found_by_person_source_and_status(log: ProvisioningLog, query: LogQuery, found: str) -> None:
    odd = "o'dd/id #?"
    tick = timedelta(hours=7)
    await written(
        log,
        entry("a", NOON),
        entry("b", NOON + tick, Status.FAILURE, employee_id="e2"),
        entry("c", NOON + 2 * tick, Status.WARNING),
        entry("d", NOON + 3 * tick, Status.FAILURE, employee_id=odd),
        entry("e", NOON + 4 * tick, employee_id=odd),
        entry("f", NOON + 5 * tick, Status.FAILURE, source="other"),
    )
    assert "".join(await names(log, query)) == found


@pytest.mark.parametrize("employee_id", [None, "e1"])
@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (None, None, "dcba"),
        (NOON, None, "dcb"),
        (NOON + timedelta(microseconds=1), None, "dc"),
        (None, NOON, "a"),
        (None, NOON + timedelta(microseconds=1), "ba"),
        (NOON, NOON + timedelta(days=1), "b"),
        (NOON, NOON, ""),
        (NOON + timedelta(days=400), None, ""),
        (datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC), "dcba"),
    ],
)
async def test_since_is_included_and_until_is_not(
    log: ProvisioningLog, employee_id: str | None, since: datetime | None, until: datetime | None, found: str
) -> None:
    day = timedelta(days=1)
    await written(log, *(entry(name, NOON + n * day) for n, name in enumerate("abcd", -1)))
    assert "".join(await names(log, LogQuery(employee_id=employee_id, since=since, until=until))) == found


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
@pytest.mark.parametrize(
    "query",
    [
        LogQuery(),
        LogQuery(employee_id="e1"),
        LogQuery(status=Status.FAILURE),
        LogQuery(status=Status.FAILURE, employee_id="e1"),
        LogQuery(since=NOON + timedelta(hours=20), until=NOON + timedelta(hours=100)),
    ],
)
async def test_pages_lose_nothing_and_repeat_nothing(log: ProvisioningLog, query: LogQuery, limit: int) -> None:
    statuses = list(Status)
    entries = [
        entry(f"{n:02}", NOON + timedelta(hours=11 * n), statuses[n % 4], employee_id=f"e{n % 3}") for n in range(12)
    ]
    await written(log, *entries)
    whole = await names(log, query)
    assert whole
    found = await pages(log, replace(query, limit=limit))
    assert [name for page in found for name in page] == whole
    assert [len(page) for page in found[:-1]] == [limit] * (len(found) - 1)
    assert found[-1]


async def test_a_page_goes_on_where_it_ended_although_entries_came_in_between(log: ProvisioningLog) -> None:
    await written(log, *(entry(name, NOON + timedelta(hours=n)) for n, name in enumerate("abcd")))
    first = await log.read(LogQuery(limit=2))
    await log.write(entry("new", NOON + timedelta(days=2)))
    rest = await log.read(LogQuery(limit=2, cursor=first.cursor))
    assert [each.id for each in (*first.entries, *rest.entries)] == ["d", "c", "b", "a"]


@pytest.mark.parametrize("cursor", ["nonsense", "%", "å", "e30=", "1", "OTk5OTk5OTk5OTk5OTk5OTl8eA=="])
async def test_a_cursor_that_no_page_gave_is_refused(log: ProvisioningLog, cursor: str) -> None:
    for query in (LogQuery(cursor=cursor), LogQuery(cursor=cursor, employee_id="e1")):
        with pytest.raises(ValueError, match=r"."):
            await log.read(query)


async def test_an_entry_may_be_much_larger_than_one_property_of_a_table(log: ProvisioningLog) -> None:
    steps = [_STEP.model_copy(update={"description": "å" * 1_000})] * 90
    large = entry("a", steps=steps)
    await log.write(large)
    assert list((await log.read(LogQuery())).entries) == [large]
