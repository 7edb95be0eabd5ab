"""The contracts of QuarantineStore and HeardStore: in memory, and on Azurite."""

import asyncio
from datetime import timedelta

import pytest

from provisioning.model import Quarantine
from provisioning.ports import ConcurrentChange, HeardStore, QuarantineStore
from provisioning.storage.quarantine import TableQuarantineStore
from provisioning.storage.sources import TableHeardStore
from provisioning.storage.tables import Tables
from tests.builders import NOON
from tests.fakes.quarantine import HeardInMemory, QuarantinesInMemory

ENTRA = Quarantine(where="entra", reason="no token; check the identity", since=NOON, next_try_at=NOON)
LATER = ENTRA.model_copy(update={"tries": 3, "next_try_at": NOON + timedelta(microseconds=1)})
ODD_NAMES = ("bob", "scim-bulk", "a/b\\c", "#?%", "Zoë |~", "O'Brien", "x" * 200, "q|", "~")


@pytest.fixture
def store(tables: Tables | None) -> QuarantineStore:
    """A store without any quarantine."""
    return TableQuarantineStore(tables) if tables else QuarantinesInMemory()


@pytest.fixture
def heard(tables: Tables | None) -> HeardStore:
    """A store in which nobody was heard yet."""
    return TableHeardStore(tables) if tables else HeardInMemory()


async def test_at_first_there_is_none(store: QuarantineStore) -> None:
    assert list(await store.all()) == []


async def test_a_quarantine_begins_changes_and_ends(store: QuarantineStore) -> None:
    await store.save(None, ENTRA)
    assert list(await store.all()) == [ENTRA]
    await store.save(ENTRA, LATER)
    assert list(await store.all()) == [LATER]
    await store.save(LATER, None)
    assert list(await store.all()) == []


async def test_after_its_end_it_can_begin_anew(store: QuarantineStore) -> None:
    await store.save(None, ENTRA)
    await store.save(ENTRA, None)
    await store.save(None, LATER)
    assert list(await store.all()) == [LATER]


async def test_places_have_any_names_and_a_quarantine_each(store: QuarantineStore) -> None:
    for where in ODD_NAMES:
        await store.save(None, ENTRA.model_copy(update={"where": where}))
    assert {each.where for each in await store.all()} == set(ODD_NAMES)


@pytest.mark.parametrize(
    ("stored", "before", "after"),
    [
        pytest.param(ENTRA, None, LATER, id="it began already"),
        pytest.param(ENTRA, None, ENTRA, id="the same began already"),
        pytest.param(LATER, ENTRA, LATER, id="it was changed"),
        pytest.param(LATER, ENTRA, None, id="it was changed, and is to end"),
        pytest.param(None, ENTRA, LATER, id="it ended"),
        pytest.param(None, ENTRA, None, id="it ended, and is to end"),
    ],
)
async def test_what_is_stored_stays_if_it_is_not_what_was_read(
    store: QuarantineStore, stored: Quarantine | None, before: Quarantine | None, after: Quarantine | None
) -> None:
    if stored:
        await store.save(None, stored)
    with pytest.raises(ConcurrentChange):
        await store.save(before, after)
    assert list(await store.all()) == ([stored] if stored else [])


@pytest.mark.parametrize("after", [LATER, None], ids=["changes it", "ends it"])
async def test_of_several_at_once_one_changes_it(store: QuarantineStore, after: Quarantine | None) -> None:
    await store.save(None, ENTRA)
    others = [ENTRA.model_copy(update={"tries": tries}) for tries in range(1, 6)]
    outcomes = await asyncio.gather(*(store.save(ENTRA, each) for each in (after, *others)), return_exceptions=True)
    assert [type(each) for each in outcomes if each].count(ConcurrentChange) == len(others)


async def test_a_source_was_heard_when_it_was_noted_last(heard: HeardStore) -> None:
    assert await heard.heard() == {}
    for number, source in enumerate(ODD_NAMES):
        await heard.note(source, NOON)
        await heard.note(source, NOON + timedelta(hours=number))
    expected = {source: NOON + timedelta(hours=number) for number, source in enumerate(ODD_NAMES)}
    assert await heard.heard() == expected
