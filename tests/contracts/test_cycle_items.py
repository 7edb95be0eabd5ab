"""The contract of CycleStore: the people that a cycle still has to work off."""

import asyncio

import pytest

from provisioning.model import CycleItem, Listing, Status
from provisioning.ports import CycleStore
from tests.contracts.cycles import NOON, cycle, event, finished, items

ODD_NAMES = ("a/b\\c", "#?%", "Zoë |~", "x" * 64, "cycles", "C1", "c1")
SCRIPT_Z = "\N{MATHEMATICAL SCRIPT CAPITAL Z}"  # two UTF-16 units


async def test_an_item_comes_out_as_it_went_in_with_absent_fields_still_absent(cycles: CycleStore) -> None:
    full = event(1, firstName=f"Zoë {SCRIPT_Z}", jobTitle=None, custom={"a": [1, {}, "\"'\n"]})
    listing = Listing(shared_key="work e-mail", asked="digest", found=("a", "b"), at=NOON)
    sent = [
        CycleItem(number=1, event=full),
        CycleItem(number=2, event=event(2).model_copy(update={"listing": listing})),
    ]
    await cycles.add_items("c1", sent)
    assert [await cycles.item("c1", number) for number in (1, 2, 3)] == [*sent, None]
    found = await cycles.item("c1", 1)
    assert found
    assert found.event.employee
    assert found.event.employee.model_fields_set == {"id", "first_name", "job_title", "custom"}


async def test_items_need_no_cycle_that_has_started(cycles: CycleStore) -> None:
    await cycles.add_items("c1", items([1]))
    await cycles.start(cycle("c1"))
    assert await cycles.open_items("c1", 1, 1, 9) == 1


async def test_no_items_are_no_error(cycles: CycleStore) -> None:
    await cycles.add_items("c1", [])
    assert await cycles.open_items("c1", 1, 9, 9) == 0
    assert not await cycles.outcomes("c1")


async def test_an_item_of_the_same_number_is_replaced_and_nothing_is_left_of_it(cycles: CycleStore) -> None:
    await cycles.add_items("c1", [CycleItem(number=1, event=event(1, custom={"long": "x" * 40_000}))])
    replaced = CycleItem(number=1, event=event(7, jobTitle="Nurse"))
    await cycles.add_items("c1", [replaced])
    assert await cycles.item("c1", 1) == replaced
    assert await cycles.open_items("c1", 1, 1, 9) == 1


async def test_who_is_done_is_no_longer_open_and_counts_for_how_it_ended(cycles: CycleStore) -> None:
    await cycles.add_items("c1", items(range(1, 6)))
    for number, status in ((2, Status.SUCCESS), (4, Status.FAILURE), (5, Status.SUCCESS)):
        await cycles.done("c1", number, status)
    assert [bool(await cycles.item("c1", number)) for number in range(1, 6)] == [True, False, True, False, False]
    assert await cycles.open_items("c1", 1, 5, 9) == 2
    assert await cycles.outcomes("c1") == {Status.SUCCESS: 2, Status.FAILURE: 1}


async def test_who_is_done_twice_counts_once_as_the_first_time(cycles: CycleStore) -> None:
    await cycles.add_items("c1", items([1]))
    for status in (Status.SUCCESS, Status.SUCCESS, Status.FAILURE):
        await cycles.done("c1", 1, status)
    assert await cycles.outcomes("c1") == {Status.SUCCESS: 1}


async def test_of_many_who_do_one_item_at_once_one_counts(cycles: CycleStore) -> None:
    await cycles.add_items("c1", items([1]))
    await asyncio.gather(*(cycles.done("c1", 1, status) for status in (*Status, *Status)))
    assert sum((await cycles.outcomes("c1")).values()) == 1


async def test_who_was_never_an_item_counts_for_nothing(cycles: CycleStore) -> None:
    await cycles.done("c1", 1, Status.SUCCESS)
    assert not await cycles.outcomes("c1")


async def test_an_item_that_is_added_again_after_it_was_done_counts_as_it_ends_then(cycles: CycleStore) -> None:
    for status in (Status.FAILURE, Status.SUCCESS):
        await cycles.add_items("c1", items([1]))
        await cycles.done("c1", 1, status)
    assert await cycles.outcomes("c1") == {Status.SUCCESS: 1}


@pytest.mark.parametrize(
    ("first", "last", "at_most", "count"),
    [
        pytest.param(1, 120, 500, 110, id="all that are open"),
        pytest.param(1, 120, 100, 100, id="no more than asked for"),
        pytest.param(1, 120, 110, 110, id="just as many as asked for"),
        pytest.param(1, 10, 500, 0, id="a span in which all are done"),
        pytest.param(10, 11, 500, 1, id="the last number belongs to the span"),
        pytest.param(11, 11, 500, 1, id="the first number belongs to the span"),
        pytest.param(99, 101, 500, 3, id="numbers of different lengths"),
        pytest.param(121, 99_999_999, 500, 0, id="a span behind all"),
        pytest.param(1, 0, 500, 0, id="an empty span"),
    ],
)
async def test_the_open_items_of_a_span_are_counted_as_far_as_one_wants(
    cycles: CycleStore, first: int, last: int, at_most: int, count: int
) -> None:
    await cycles.add_items("c1", items(range(1, 121)))
    await asyncio.gather(*(cycles.done("c1", number, Status.SUCCESS) for number in range(1, 11)))
    assert await cycles.open_items("c1", first, last, at_most) == count


async def test_items_of_different_cycles_do_not_mix_whatever_these_are_called(cycles: CycleStore) -> None:
    for count, name in enumerate(ODD_NAMES, start=1):
        await cycles.add_items(name, items(range(1, count + 1)))
        await cycles.done(name, 1, Status.SKIPPED)
    for count, name in enumerate(ODD_NAMES, start=1):
        assert await cycles.open_items(name, 1, 99, 99) == count - 1
        assert await cycles.outcomes(name) == {Status.SKIPPED: 1}
    await cycles.forget_items("C1")
    assert await cycles.open_items("c1", 1, 99, 99) == len(ODD_NAMES) - 1


async def test_of_forgotten_items_nothing_is_left_and_the_cycle_stays(cycles: CycleStore) -> None:
    ended = await finished(cycles, cycle("c1"))
    await cycles.add_items("c1", items(range(1, 251)))
    await asyncio.gather(*(cycles.done("c1", number, Status.SUCCESS) for number in range(1, 30)))
    for _ in range(2):
        await cycles.forget_items("c1")
        assert await cycles.open_items("c1", 1, 999, 999) == 0
        assert await cycles.item("c1", 100) is None
        assert not await cycles.outcomes("c1")
    stored = await cycles.read("c1")
    assert stored
    assert stored.cycle == ended


async def test_items_are_forgotten_while_others_forget_them_and_end_them(cycles: CycleStore) -> None:
    await cycles.add_items("c1", items(range(1, 251)))
    ends = [cycles.done("c1", number, Status.SUCCESS) for number in range(1, 251, 5)]
    await asyncio.gather(cycles.forget_items("c1"), *ends, cycles.forget_items("c1"))
    await cycles.forget_items("c1")
    assert await cycles.open_items("c1", 1, 999, 999) == 0
    assert not await cycles.outcomes("c1")


async def test_more_than_a_page_of_items_is_counted_and_forgotten(cycles: CycleStore) -> None:
    await cycles.add_items("c1", items(range(1, 2_051)))
    assert await cycles.open_items("c1", 1, 2_050, 2_049) == 2_049
    assert await cycles.open_items("c1", 1, 2_050, 9_999) == 2_050
    await cycles.forget_items("c1")
    assert await cycles.open_items("c1", 1, 2_050, 9_999) == 0


async def test_items_may_be_large_and_many_at_once(cycles: CycleStore) -> None:
    sent = [CycleItem(number=n, event=event(n, custom={"text": f'å{SCRIPT_Z}"\n' * 8_000})) for n in range(1, 31)]
    await cycles.add_items("c1", sent)
    assert [await cycles.item("c1", n) for n in (1, 30)] == [sent[0], sent[-1]]
    assert await cycles.open_items("c1", 1, 30, 99) == 30
