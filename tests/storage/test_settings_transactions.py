"""How many transactions the settings cost, and what is too large for them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from azure.data.tables.aio import TableServiceClient
from pydantic import JsonValue

from provisioning.settings import SettingsRefused
from provisioning.storage.settings import LARGEST, TableSettingsStore
from tests.storage.counting import CountingTransport
from tests.storage.own import OwnTables

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@dataclass(slots=True)
class Counted:
    """A settings store on a table of its own, which exists already."""

    transport: CountingTransport
    store: TableSettingsStore

    def used(self) -> tuple[int, int]:
        """Return the number of transactions and of rows read since the last call."""
        counts = self.transport.since_last_look()
        return counts.transactions, counts.rows

    async def change(self, minute: int = 0, **partial: JsonValue) -> None:
        """Change settings so many minutes after noon."""
        at = NOON + timedelta(minutes=minute)
        await self.store.change(partial, by="Ana Ruiz", at=at, check=lambda _: ())


@pytest.fixture
async def settings(azurite: str) -> AsyncIterator[Counted]:
    transport = CountingTransport()
    tables = OwnTables(TableServiceClient.from_connection_string(azurite, transport=transport))
    await tables.table("settings")
    made = Counted(transport, TableSettingsStore(tables))
    made.used()
    yield made
    await tables.close()


async def test_to_read_the_settings_is_one_transaction(settings: Counted) -> None:
    await settings.store.read()
    assert settings.used() == (1, 0)
    await settings.change(leadDays=1)
    settings.used()
    await settings.store.read()
    assert settings.used() == (1, 1)


async def test_a_change_and_its_note_in_the_history_are_one_transaction_behind_the_read(settings: Counted) -> None:
    await settings.change(leadDays=1)
    assert settings.used() == (2, 0)
    await settings.change(leadDays=2)
    assert settings.used() == (2, 1)


async def test_a_change_that_changes_nothing_is_the_read_alone(settings: Counted) -> None:
    await settings.change(leadDays=1)
    settings.used()
    await settings.change(leadDays=1)
    assert settings.used() == (1, 1)


async def test_a_page_of_the_history_is_one_transaction_that_reads_one_row_beyond_it(settings: Counted) -> None:
    for minute in range(12):
        await settings.change(minute, leadDays=minute + 1)
    settings.used()
    page = await settings.store.history(limit=5)
    assert len(page.changes) == 5
    assert settings.used() == (1, 6)
    await settings.store.history(page.cursor, limit=5)
    assert settings.used() == (1, 6)


async def test_settings_that_fit_no_row_are_refused_by_the_name_of_the_largest(settings: Counted) -> None:
    sites: dict[str, JsonValue] = {f"Site number {n}": "Europe/Stockholm" for n in range(LARGEST // 30)}
    with pytest.raises(SettingsRefused, match="make it shorter") as refused:
        await settings.change(timeZoneBySite=sites, leadDays=2)
    assert [field for field, _ in refused.value.problems] == ["timeZoneBySite"]
    assert (await settings.store.history()).changes == []


async def test_settings_that_just_fit_are_stored_with_their_history(settings: Counted) -> None:
    for minute, zone in enumerate(("Europe/Stockholm", "Europe/Helsinki")):
        sites: dict[str, JsonValue] = {f"Site number {n:05}": zone for n in range(LARGEST // 45)}
        await settings.change(minute, timeZoneBySite=sites)
    newest = (await settings.store.history()).changes[0]
    assert len(str(newest.before)) + len(str(newest.after)) > 300_000
