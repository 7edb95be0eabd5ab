"""Azurite comes from npm at pinned versions, answers where it was told to, and finds rows by our shortcut."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.data.tables import TableClient, TableServiceClient
from azure.storage.queue import QueueServiceClient

_LOCK_FILE = Path(__file__).resolve().parents[2] / "local" / "azurite" / "package-lock.json"


def test_every_package_is_pinned_by_its_content_and_by_no_address() -> None:
    packages = json.loads(_LOCK_FILE.read_text(encoding="utf-8"))["packages"]
    installed = {name: package for name, package in packages.items() if name}
    assert installed["node_modules/azurite"]["version"] == "3.35.0"
    assert all("integrity" in package and "resolved" not in package for package in installed.values())


def test_queues_and_tables_can_be_made_through_the_connection_string(azurite: str) -> None:
    with QueueServiceClient.from_connection_string(azurite) as queues:
        queues.create_queue("made-by-a-test")
        assert "made-by-a-test" in [queue.name for queue in queues.list_queues()]
    with TableServiceClient.from_connection_string(azurite) as tables:
        tables.create_table("MadeByATest")
        assert "MadeByATest" in [table.name for table in tables.list_tables()]


_KEYS = (
    "1",
    "01",
    "1e3",
    "0x1f",
    "12|a",
    "A",
    "Infinity",
    "I|1",
    "e",
    "e|",
    "e|1",
    "e|10",
    "e|1|x",
    "e|~",
    "e~",
    "w|'",
    "z",
)
_BOUNDS = (*_KEYS, "", "0", "e|0", "w|", "w|''", "~")


@pytest.fixture(scope="module")
def rows(azurite: str) -> Iterator[TableClient]:
    """A table in whose two partitions are the same rows."""
    with TableServiceClient.from_connection_string(azurite) as tables:
        table = tables.create_table("RowsInOrder")
        for partition in ("one", "two"):
            for key in _KEYS:
                table.create_entity({"PartitionKey": partition, "RowKey": key, "key": f"{partition} {key}"})
        yield table


@pytest.mark.parametrize("first", _BOUNDS)
def test_a_range_of_rows_is_what_stands_between_two_texts_even_if_they_read_like_numbers(
    rows: TableClient, first: str
) -> None:
    query = "PartitionKey eq @partition and RowKey ge @first and RowKey lt @end"
    for end in _BOUNDS:
        span = {"partition": "two", "first": first, "end": end}
        found = [row["key"] for row in rows.query_entities(query, parameters=span)]
        assert found == [f"two {key}" for key in sorted(_KEYS) if first <= key < end]


@pytest.mark.parametrize("key", _KEYS)
def test_a_row_is_found_by_both_its_keys(rows: TableClient, key: str) -> None:
    assert rows.get_entity("one", key)["key"] == f"one {key}"
    with pytest.raises(ResourceNotFoundError):
        rows.get_entity("three", key)
