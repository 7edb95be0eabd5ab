"""Deleting many rows, a hundred a transaction."""

import asyncio
from collections.abc import Sequence
from itertools import batched
from typing import Final

from azure.data.tables.aio import TableClient

from provisioning.ports import ConcurrentChange
from provisioning.storage.failures import storage_failures
from provisioning.storage.tables import LARGEST_TRANSACTION, rows_between, submit

_AT_ONCE: Final = 4
"""Transactions under way for one call; more make a table answer later, not sooner."""


async def delete_between(table: TableClient, partition: str, first: str, end: str, at_most: int) -> int:
    """Delete rows of a partition from key `first` up to, not including, `end`, and return how many there were.

    Up to a thousand are one query and ten transactions. Whoever deletes the same at the same time does no harm.

    Raises:
        TemporaryFailure: The tables did not answer; some rows may be deleted.
    """
    span = rows_between(table, partition, first, end, select=["RowKey"], at_most=at_most)
    keys = [str(row["RowKey"]) async for row in span]
    await delete_rows(table, partition, keys)
    return len(keys)


async def delete_rows(table: TableClient, partition: str, keys: Sequence[str]) -> None:
    """Delete the rows of a partition with these keys; no error about those that are not there.

    Raises:
        TemporaryFailure: The tables did not answer; some rows may be deleted.
    """
    groups = batched(keys, LARGEST_TRANSACTION, strict=False)
    for some in batched(groups, _AT_ONCE, strict=False):
        await asyncio.gather(*(_delete_group(table, partition, group) for group in some))


async def _delete_group(table: TableClient, partition: str, keys: Sequence[str]) -> None:
    """One row that is gone fails a whole transaction, and then each is deleted by itself."""
    try:
        await submit(table, [("delete", {"PartitionKey": partition, "RowKey": key}) for key in keys])
    except ConcurrentChange:
        with storage_failures():
            for key in keys:
                await table.delete_entity(partition, key)
