"""The contract of EmployeeStore."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from provisioning.model import EmployeeRecord, Intended, Link, LinkOrigin, Stamped
from provisioning.ports import ConcurrentChange, DueReview, EmployeeStore, StoredRecord

NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)
SCRIPT_Z = "\N{MATHEMATICAL SCRIPT CAPITAL Z}"  # two UTF-16 units
ODD_IDS = (
    "a/b\\c",
    "#?%",
    f"Zoë {SCRIPT_Z}|~",
    'O\'Brien "x"',
    "x" * 128,
    "é" * 128,
    "|",
    "e|e1",
    "..",
    "E1",
    "e1",
    " e1 ",
)


async def stored(employees: EmployeeStore, employee_id: str, **fields: object) -> StoredRecord:
    record = EmployeeRecord.model_validate({"source": "hr", "employee_id": employee_id} | fields)
    return await employees.save(await employees.read("hr", employee_id), record)


async def change(employees: EmployeeStore, before: StoredRecord, **fields: object) -> StoredRecord:
    return await employees.save(before, before.record.model_copy(update=fields))


async def due(employees: EmployeeStore, until: datetime = NOON, source: str = "hr") -> list[str]:
    return [review.employee_id async for review in employees.due(source, until)]


async def test_somebody_unknown_is_an_empty_record_without_an_etag(employees: EmployeeStore) -> None:
    assert await employees.read("hr", "e1") == StoredRecord(EmployeeRecord(source="hr", employee_id="e1"))


async def test_what_was_saved_is_read_with_everything_in_it(employees: EmployeeStore) -> None:
    saved = await stored(
        employees,
        "e1",
        fields={"jobTitle": Stamped(value="Läkare\n", version="v1"), "custom.x": Stamped(value=[1, None], version="v")},
        link=Link(account_id="a", origin=LinkOrigin.MATCHED, linked_at=NOON),
        intended=Intended(login_name="a@contoso.com", at=datetime(2026, 1, 1, tzinfo=UTC)),
        disabled_at=NOON + timedelta(microseconds=1),
        sessions_revoked=True,
        review_at=NOON + timedelta(microseconds=123_456),
        waiting_for_manager="m1",
        named_after={"firstName": "Zoë", "lastName": "Ek"},
        succeeded_by="e2",
    )
    assert saved.etag
    assert await employees.read("hr", "e1") == saved


async def test_each_save_gives_a_new_etag(employees: EmployeeStore) -> None:
    first = await stored(employees, "e1")
    second = await change(employees, first, sessions_revoked=True)
    assert first.etag != second.etag
    assert (await employees.read("hr", "e1")).etag == second.etag


async def test_a_save_on_an_old_state_is_refused_and_leaves_everything_as_it_is(employees: EmployeeStore) -> None:
    old = await stored(employees, "e1", review_at=NOON)
    new = await change(employees, old, waiting_for_manager="m1")
    with pytest.raises(ConcurrentChange):
        await change(employees, old, review_at=NOON - timedelta(days=1), waiting_for_manager="m2")
    assert await employees.read("hr", "e1") == new
    assert [await employees.waiting_for("hr", manager) for manager in ("m1", "m2")] == [["e1"], []]
    assert await due(employees, NOON - timedelta(seconds=1)) == []


async def test_two_who_both_saw_nobody_cannot_both_save(employees: EmployeeStore) -> None:
    unknown = await employees.read("hr", "e1")
    await change(employees, unknown, review_at=NOON)
    with pytest.raises(ConcurrentChange):
        await change(employees, unknown, review_at=NOON)
    with pytest.raises(ConcurrentChange):
        await change(employees, unknown, sessions_revoked=True)


async def test_sources_do_not_mix(employees: EmployeeStore) -> None:
    await stored(employees, "e1", review_at=NOON, waiting_for_manager="m1")
    assert (await employees.read("other", "e1")).etag is None
    assert await due(employees, source="other") == []
    assert await employees.waiting_for("other", "m1") == []


async def test_those_who_are_due_come_longest_due_first_and_nobody_else(employees: EmployeeStore) -> None:
    second = timedelta(seconds=1)
    for employee_id, review_at in (
        ("now", NOON),
        ("soon", NOON + timedelta(microseconds=1)),
        ("long ago", NOON.replace(year=2025)),
        ("a second ago", NOON - second),
        ("never", None),
        ("next year", NOON.replace(year=2027)),
    ):
        await stored(employees, employee_id, review_at=review_at)
    assert await due(employees) == ["long ago", "a second ago", "now"]
    assert await due(employees, NOON + timedelta(microseconds=1)) == ["long ago", "a second ago", "now", "soon"]


async def test_a_due_entry_tells_the_time_of_the_review_to_the_microsecond(employees: EmployeeStore) -> None:
    review_at = NOON - timedelta(microseconds=999_999)
    await stored(employees, "e1", review_at=review_at)
    assert [review async for review in employees.due("hr", NOON)] == [DueReview("hr", "e1", review_at)]


async def test_a_review_that_is_moved_leaves_its_old_place(employees: EmployeeStore) -> None:
    saved = await stored(employees, "e1", review_at=NOON)
    saved = await change(employees, saved, review_at=NOON + timedelta(days=1))
    assert await due(employees) == []
    saved = await change(employees, saved, review_at=NOON - timedelta(days=1))
    assert await due(employees, NOON + timedelta(days=2)) == ["e1"]
    await change(employees, saved, review_at=None)
    assert await due(employees, NOON + timedelta(days=2)) == []


async def test_what_is_done_is_not_due_again_and_the_record_knows(employees: EmployeeStore) -> None:
    await stored(employees, "e1", review_at=NOON, waiting_for_manager="m1")
    review = DueReview("hr", "e1", NOON)
    for _ in range(2):
        await employees.done(review)
        assert await due(employees) == []
        record = (await employees.read("hr", "e1")).record
        assert (record.review_at, record.waiting_for_manager) == (None, "m1")


async def test_done_for_somebody_unknown_is_no_error(employees: EmployeeStore) -> None:
    await employees.done(DueReview("hr", "nobody", NOON))
    assert (await employees.read("hr", "nobody")).etag is None


async def test_done_leaves_a_review_that_was_moved_meanwhile(employees: EmployeeStore) -> None:
    saved = await stored(employees, "e1", review_at=NOON)
    await change(employees, saved, review_at=NOON + timedelta(days=1))
    await employees.done(DueReview("hr", "e1", NOON))
    assert await due(employees, NOON + timedelta(days=1)) == ["e1"]
    assert (await employees.read("hr", "e1")).record.review_at == NOON + timedelta(days=1)


async def test_a_save_after_done_works_once_the_record_is_read_again(employees: EmployeeStore) -> None:
    before_done = await stored(employees, "e1", review_at=NOON)
    await employees.done(DueReview("hr", "e1", NOON))
    with pytest.raises(ConcurrentChange):
        await change(employees, before_done, review_at=None)
    again = await change(employees, await employees.read("hr", "e1"), review_at=NOON)
    assert again.record.review_at == NOON
    assert await due(employees) == ["e1"]


async def test_those_who_wait_for_a_manager_are_found_until_they_do_not_wait(employees: EmployeeStore) -> None:
    waiting = await stored(employees, "e1", waiting_for_manager="m1")
    await stored(employees, "e2", waiting_for_manager="m1")
    await stored(employees, "e3", waiting_for_manager="m11")
    assert sorted(await employees.waiting_for("hr", "m1")) == ["e1", "e2"]
    await change(employees, waiting, waiting_for_manager="m11")
    assert await employees.waiting_for("hr", "m1") == ["e2"]
    assert sorted(await employees.waiting_for("hr", "m11")) == ["e1", "e3"]


async def test_everybody_of_a_source_is_yielded_once_with_all_that_is_kept_and_nobody_else(
    employees: EmployeeStore,
) -> None:
    kept = [await stored(employees, employee_id, review_at=NOON, waiting_for_manager="m1") for employee_id in ODD_IDS]
    await employees.claim("account", "hr", "e1")
    of_another = EmployeeRecord(source="hr2", employee_id="e9")
    await employees.save(StoredRecord(of_another), of_another)
    found = {record.employee_id: record async for record in employees.everybody("hr")}
    assert found == {each.record.employee_id: each.record for each in kept}
    assert [record async for record in employees.everybody("hr2")] == [of_another]
    assert [record async for record in employees.everybody("hr3")] == []


async def test_everybody_is_yielded_while_records_are_saved(employees: EmployeeStore) -> None:
    for n in range(20):
        await stored(employees, f"e{n:02}")
    seen = []
    async for record in employees.everybody("hr"):
        seen.append(record.employee_id)
        await stored(employees, record.employee_id, sessions_revoked=True, review_at=NOON)
    assert sorted(seen) == [f"e{n:02}" for n in range(20)]


async def test_an_account_stays_with_the_first_who_claims_it(employees: EmployeeStore) -> None:
    assert await employees.owner("account") is None
    for person in (("hr", "e1"), ("hr", "e2"), ("other", "e1"), ("hr", "e1")):
        assert await employees.claim("account", *person) == ("hr", "e1")
    assert await employees.owner("account") == ("hr", "e1")
    assert await employees.claim("another", "hr", "e1") == ("hr", "e1")


async def test_an_account_is_passed_on_by_whom_it_is_tied_to_as_often_as_one_likes(employees: EmployeeStore) -> None:
    await employees.claim("account", "hr", "e1")
    for _ in range(2):
        assert await employees.pass_on("account", "hr", "e1", "e2") == ("hr", "e2")
        assert await employees.owner("account") == ("hr", "e2")
    assert await employees.claim("account", "hr", "e1") == ("hr", "e2")


@pytest.mark.parametrize(
    ("holder", "giver"),
    [
        pytest.param(("hr", "e3"), "e1", id="somebody else's"),
        pytest.param(("other", "e1"), "e1", id="a person's with the same id in another source"),
        pytest.param(("hr", "E1"), "e1", id="a person's whose id differs in case"),
    ],
)
async def test_an_account_that_is_tied_to_another_person_stays_there(
    employees: EmployeeStore, holder: tuple[str, str], giver: str
) -> None:
    await employees.claim("account", *holder)
    assert await employees.pass_on("account", "hr", giver, "e2") == holder
    assert await employees.owner("account") == holder


async def test_an_account_that_is_tied_to_nobody_is_tied_to_whom_it_is_passed_on_to(employees: EmployeeStore) -> None:
    assert await employees.pass_on("account", "hr", "e1", "e2") == ("hr", "e2")
    assert await employees.owner("account") == ("hr", "e2")


async def test_of_two_to_whom_an_account_is_passed_on_at_once_one_has_it(employees: EmployeeStore) -> None:
    await employees.claim("account", "hr", "e1")
    said = await asyncio.gather(*(employees.pass_on("account", "hr", "e1", f"n{n}") for n in range(8)))
    assert set(said) == {await employees.owner("account")}


async def test_odd_ids_are_kept_apart_everywhere(employees: EmployeeStore) -> None:
    for employee_id in ODD_IDS:
        saved = await stored(employees, employee_id, review_at=NOON, waiting_for_manager=employee_id)
        assert await employees.read("hr", employee_id) == saved
        assert await employees.waiting_for("hr", employee_id) == [employee_id]
        assert await employees.claim(f"account of {ODD_IDS.index(employee_id)}", "hr", employee_id) == (
            "hr",
            employee_id,
        )
    assert sorted(await due(employees)) == sorted(ODD_IDS)
    for employee_id in ODD_IDS:
        await employees.done(DueReview("hr", employee_id, NOON))
    assert await due(employees) == []


async def test_a_record_may_be_much_larger_than_one_property_of_a_table(employees: EmployeeStore) -> None:
    fields = {f"custom.field{n}": Stamped(value=f"å{SCRIPT_Z}\"'\n" * 700, version="v") for n in range(40)}
    saved = await stored(employees, "e1", fields=fields)
    assert await employees.read("hr", "e1") == saved
    smaller = await change(employees, saved, fields={"jobTitle": Stamped(value="Nurse", version="v")})
    assert await employees.read("hr", "e1") == smaller


async def test_many_due_reviews_are_all_found_while_they_are_being_done(employees: EmployeeStore) -> None:
    for n in range(60):
        await stored(employees, f"e{n:03}", review_at=NOON - timedelta(minutes=60 - n))
    found = []
    async for review in employees.due("hr", NOON):
        await employees.done(review)
        found.append(review.employee_id)
    assert found == [f"e{n:03}" for n in range(60)]
