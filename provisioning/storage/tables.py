"""What every table here shares: opening it, keys, and JSON documents larger than one property."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from hashlib import sha256
from string import ascii_letters, digits
from typing import Any, Final

from azure.core import MatchConditions
from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.data.tables import TableEntity, TableTransactionError, UpdateMode
from azure.data.tables.aio import TableClient, TableServiceClient

from provisioning.ports import ConcurrentChange
from provisioning.storage.failures import storage_failures

LARGEST_PROPERTY: Final = 15_000
"""Characters. Table Storage holds 32 Ki UTF-16 units a text property, and a character can be two."""
LARGEST_TRANSACTION: Final = 100
"""Rows. More is refused; see "Performing entity group transactions" in the documentation of Table Storage."""
_LARGEST_PAGE: Final = 1_000
_PROPERTY: Final = "json"
_SAFE: Final = frozenset(ascii_letters + digits + "-_.@")
_LONGEST_SAFE_KEY: Final = 128
_CONFLICTS: Final = frozenset({404, 409, 412})

type Write = tuple[str, dict[str, str]] | tuple[str, dict[str, str], dict[str, Any]]
"""What to do with a row: create, update, upsert or delete it; the row; and under which condition."""


class Tables:
    """Opens tables by name, creating each once in a process if it is not there."""

    def __init__(self, service: TableServiceClient) -> None:
        self._service = service
        self._open: dict[str, TableClient] = {}
        self._opening = asyncio.Lock()

    async def table(self, name: str) -> TableClient:
        """Return the client of a table that exists."""
        if name not in self._open:
            async with self._opening:
                with storage_failures():
                    self._open[name] = self._open.get(name) or await self._service.create_table_if_not_exists(name)
        return self._open[name]

    async def row(self, name: str, partition: str, key: str) -> TableEntity | None:
        """Return one row of a table, or None if there is none with these keys.

        Raises:
            TemporaryFailure: The tables did not answer.
        """
        table = await self.table(name)
        with storage_failures():
            try:
                return await table.get_entity(partition, key)
            except ResourceNotFoundError:
                return None

    async def close(self) -> None:
        """Close the connections."""
        await self._service.close()


async def insert_if_absent(table: TableClient, entity: Mapping[str, str]) -> bool:
    """Insert an entity; return False when one with its keys is there already."""
    try:
        await table.create_entity(entity)
    except ResourceExistsError:
        return False
    return True


async def submit(table: TableClient, writes: Sequence[Write]) -> str:
    """Make writes in one transaction, and return the new ETag of the first row; empty if that was deleted.

    Raises:
        ConcurrentChange: A row is not there any more, is there already, or was changed since it was read.
        TemporaryFailure: The tables did not answer.
    """
    with storage_failures():
        try:
            answers = await table.submit_transaction(writes)
        except TableTransactionError as error:
            if error.status_code in _CONFLICTS:
                raise ConcurrentChange from error
            raise
    return str(answers[0].get("etag", ""))


def if_unchanged(row: dict[str, str], etag: str | None) -> Write:
    """Return the write of a whole row that nobody changed since it was read; without ETag it was not there."""
    if etag is None:
        return "create", row
    return "update", row, {"mode": UpdateMode.REPLACE, "etag": etag, "match_condition": MatchConditions.IfNotModified}


def whatever_was(row: dict[str, str]) -> Write:
    """Return the write of a whole row, whether or not there is another one in its place."""
    return "upsert", row, {"mode": UpdateMode.REPLACE}


async def rows_between(
    table: TableClient,
    partition: str,
    first: str,
    end: str,
    *,
    select: list[str] | None = None,
    at_most: int | None = None,
) -> AsyncIterator[Mapping[str, Any]]:
    """Yield the rows of a partition from key `first` up to, not including, `end`, in the order of their keys.

    Args:
        table: Where.
        partition: Its key.
        first: The smallest row key.
        end: What all row keys are smaller than.
        select: The properties to read; None for all.
        at_most: How many rows are enough; up to a thousand cost one transaction.

    Raises:
        TemporaryFailure: The tables did not answer.
    """
    query = "PartitionKey eq @partition and RowKey ge @first and RowKey lt @end"
    span = {"partition": partition, "first": first, "end": end}
    page = min(at_most, _LARGEST_PAGE) if at_most is not None else None
    left = at_most
    with storage_failures():
        async for row in table.query_entities(query, parameters=span, select=select, results_per_page=page):
            yield row
            if left is not None:
                left -= 1
                if left == 0:
                    return


async def partitions_between(table: TableClient, after: str, end: str) -> AsyncIterator[str]:
    """Yield the partitions with keys above `after` and below `end`, by one transaction each.

    Raises:
        TemporaryFailure: The tables did not answer.
    """
    query = "PartitionKey gt @after and PartitionKey lt @end"
    select = ["PartitionKey", "RowKey"]
    found: str | None = after
    while found is not None:
        span = {"after": found, "end": end}
        found = None
        with storage_failures():
            async for row in table.query_entities(query, parameters=span, select=select, results_per_page=1):
                found = str(row["PartitionKey"])
                break
        if found is not None:
            yield found


def key_part(text: str) -> str:
    """Return a text as part of a key: as it is where the table's keys allow it, else its digest.

    Keys may not hold slashes, `#`, `?` and control characters; `|` is left for us to join parts with.
    """
    if len(text) <= _LONGEST_SAFE_KEY and _SAFE.issuperset(text):
        return text
    return "~" + sha256(text.encode()).hexdigest()


def pack(document: str) -> dict[str, str]:
    """Spread a JSON text over as many properties as it needs."""
    starts = range(0, len(document), LARGEST_PROPERTY)
    return {f"{_PROPERTY}{n}": document[start : start + LARGEST_PROPERTY] for n, start in enumerate(starts)}


def unpack(entity: Mapping[str, object]) -> str:
    """Put a JSON text together again."""
    parts = (name for name in entity if name.startswith(_PROPERTY) and name.removeprefix(_PROPERTY).isdigit())
    in_order = sorted(parts, key=lambda name: int(name.removeprefix(_PROPERTY)))
    return "".join(str(entity[name]) for name in in_order)
