"""The contract of DisableLedger."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from provisioning.ports import DisableLedger
from provisioning.storage.ledger import TableDisableLedger
from provisioning.storage.tables import Tables
from tests.fakes.staging import LedgerInMemory

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY: Final = timedelta(hours=24)
ANA, BEA, CAJ, NOBODY = ("hr", "ana"), ("hr", "bea"), ("hr", "Caj/#?'~"), ("", "")


@pytest.fixture
def ledger(tables: Tables | None) -> DisableLedger:
    """Give a ledger in which nobody was disabled yet."""
    return TableDisableLedger(tables) if tables else LedgerInMemory()


def hours(number: float) -> datetime:
    return NOON + timedelta(hours=number)


async def test_at_first_nobody_is_counted(ledger: DisableLedger) -> None:
    assert await ledger.count(ANA, DAY, NOON) == (0, False)


async def test_places_are_taken_until_there_are_none(ledger: DisableLedger) -> None:
    assert [await ledger.take(person, 2, DAY, NOON) for person in (ANA, BEA, CAJ)] == [True, True, False]
    assert await ledger.count(ANA, DAY, NOON) == (2, True)
    assert await ledger.count(CAJ, DAY, NOON) == (2, False)


async def test_with_no_place_nobody_passes(ledger: DisableLedger) -> None:
    assert not await ledger.take(ANA, 0, DAY, NOON)
    assert await ledger.count(NOBODY, DAY, NOON) == (0, False)


async def test_who_is_counted_passes_again_and_is_counted_once(ledger: DisableLedger) -> None:
    assert [await ledger.take(CAJ, 1, DAY, NOON) for _ in range(3)] == [True, True, True]
    assert await ledger.count(CAJ, DAY, NOON) == (1, True)


async def test_a_person_is_known_by_source_and_id_together(ledger: DisableLedger) -> None:
    assert await ledger.take(("a", "b|c"), 1, DAY, NOON)
    assert not await ledger.take(("a|b", "c"), 1, DAY, NOON)


async def test_who_passes_again_counts_from_then_on(ledger: DisableLedger) -> None:
    await ledger.take(ANA, 2, DAY, NOON)
    await ledger.take(BEA, 2, DAY, NOON)
    await ledger.take(ANA, 2, DAY, hours(20))
    assert await ledger.count(ANA, DAY, hours(30)) == (1, True)
    assert await ledger.take(CAJ, 2, DAY, hours(30))


async def test_a_place_is_free_again_when_the_window_is_over(ledger: DisableLedger) -> None:
    await ledger.take(ANA, 1, DAY, NOON)
    assert not await ledger.take(BEA, 1, DAY, hours(23.99))
    assert await ledger.take(BEA, 1, DAY, hours(24.01))


async def test_a_longer_window_remembers_more(ledger: DisableLedger) -> None:
    await ledger.take(ANA, 1, DAY, NOON)
    await ledger.take(BEA, 1, DAY, hours(100))
    assert (await ledger.count(NOBODY, timedelta(hours=168), hours(120)))[0] == 2


async def test_without_a_limit_everybody_passes_and_counts(ledger: DisableLedger) -> None:
    await ledger.take(ANA, 1, DAY, NOON)
    assert await ledger.take(BEA, None, DAY, NOON)
    assert await ledger.count(BEA, DAY, NOON) == (2, True)


async def test_a_clock_that_runs_behind_frees_no_place(ledger: DisableLedger) -> None:
    await ledger.take(ANA, 1, DAY, hours(1))
    assert not await ledger.take(BEA, 1, DAY, NOON)


async def test_of_those_who_come_at_once_no_more_pass_than_allowed(ledger: DisableLedger) -> None:
    taken = await asyncio.gather(*(ledger.take(("hr", str(number)), 7, DAY, NOON) for number in range(30)))
    assert sum(taken) == 7
    assert (await ledger.count(NOBODY, DAY, NOON))[0] == 7
