"""The employee store in Table Storage.

One table, and in it one partition a source, so that a record, its place in the due index and its place among those who
wait for a manager change in one transaction:

- `e|<employee>`: the record. `reviewAt` stands beside the JSON, so that the timer can clear it alone.
- `d|<review time>|<employee>`: the due index, sorted by time; reading what is due reads nothing else.
- `o|<time>|<employee>`: whose account is to be blocked since then and is not, sorted by time.
- `w|<manager>|<employee>`: who waits for which manager.

A partition of its own ties each account to one person across all sources.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

from azure.core import MatchConditions
from azure.core.exceptions import ResourceModifiedError
from azure.data.tables import UpdateMode

from provisioning.model import EmployeeRecord
from provisioning.ports import ConcurrentChange, DueReview, OverdueDisable, StoredRecord
from provisioning.storage.failures import storage_failures
from provisioning.storage.tables import (
    Tables,
    Write,
    if_unchanged,
    insert_if_absent,
    key_part,
    pack,
    partitions_between,
    rows_between,
    submit,
    unpack,
)

TABLE: Final = "employees"
_ACCOUNTS: Final = "|accounts"
_AFTER_BAR: Final = "}"  # the character behind |, to end a range of keys that begin with x|
_BEHIND_ALL_IDS: Final = "~"  # object ids are letters, digits and hyphens
_NO_REVIEW: Final = ""


class TableEmployeeStore:
    """EmployeeStore on Table Storage: a read is one transaction, a save is one."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def read(self, source: str, employee_id: str) -> StoredRecord:
        """See ports.EmployeeStore."""
        entity = await self._tables.row(TABLE, source, _record_key(employee_id))
        if entity is None:
            return StoredRecord(EmployeeRecord(source=source, employee_id=employee_id))
        return StoredRecord(_record(entity), entity.metadata["etag"])

    async def save(self, before: StoredRecord, after: EmployeeRecord) -> StoredRecord:
        """See ports.EmployeeStore."""
        table = await self._tables.table(TABLE)
        writes = [_record_write(before, after), *_index_writes(before.record, after)]
        return StoredRecord(after, await submit(table, writes))

    async def everybody(self, source: str) -> AsyncIterator[EmployeeRecord]:
        """See ports.EmployeeStore. A thousand records are one transaction."""
        table = await self._tables.table(TABLE)
        async for entity in rows_between(table, source, "e|", f"e{_AFTER_BAR}"):
            yield _record(entity)

    async def claim(self, account_id: str, source: str, employee_id: str) -> tuple[str, str]:
        """See ports.EmployeeStore."""
        table = await self._tables.table(TABLE)
        entity = {"PartitionKey": _ACCOUNTS, "RowKey": account_id, "source": source, "employeeId": employee_id}
        with storage_failures():
            if await insert_if_absent(table, entity):
                return source, employee_id
        return await self.owner(account_id) or (source, employee_id)

    async def owner(self, account_id: str) -> tuple[str, str] | None:
        """See ports.EmployeeStore."""
        entity = await self._tables.row(TABLE, _ACCOUNTS, account_id)
        return _person(entity) if entity else None

    async def count_owned(self) -> int:
        """See ports.EmployeeStore."""
        table = await self._tables.table(TABLE)
        keys = rows_between(table, _ACCOUNTS, "", _BEHIND_ALL_IDS, select=["RowKey"])
        return len([row["RowKey"] async for row in keys])

    async def pass_on(self, account_id: str, source: str, before: str, after: str) -> tuple[str, str]:
        """See ports.EmployeeStore. The row is replaced only if nobody replaced it since it was read."""
        table = await self._tables.table(TABLE)
        entity = {"PartitionKey": _ACCOUNTS, "RowKey": account_id, "source": source, "employeeId": after}
        held = await self._tables.row(TABLE, _ACCOUNTS, account_id)
        if held is None:
            return await self.claim(account_id, source, after)
        if _person(held) != (source, before):
            return _person(held)
        etag, unchanged = held.metadata["etag"], MatchConditions.IfNotModified
        with storage_failures():
            try:
                await table.update_entity(entity, UpdateMode.REPLACE, etag=etag, match_condition=unchanged)
            except ResourceModifiedError:
                return await self.owner(account_id) or (source, after)
        return source, after

    async def due(self, source: str, until: datetime) -> AsyncIterator[DueReview]:
        """See ports.EmployeeStore."""
        table = await self._tables.table(TABLE)
        async for entity in rows_between(table, source, "d|", f"d|{_sortable(until)}{_AFTER_BAR}"):
            review_at = datetime.fromisoformat(str(entity["RowKey"]).split("|")[1])
            yield DueReview(source, str(entity["employeeId"]), review_at)

    async def done(self, review: DueReview) -> None:
        """See ports.EmployeeStore."""
        table = await self._tables.table(TABLE)
        record = {"PartitionKey": review.source, "RowKey": _record_key(review.employee_id), "reviewAt": _NO_REVIEW}
        writes: list[Write] = [
            ("delete", _due_row(review.source, review.employee_id, review.review_at)),
            ("update", record, {"mode": UpdateMode.MERGE}),
        ]
        with suppress(ConcurrentChange):
            await submit(table, writes)

    async def overdue(self, source: str) -> AsyncIterator[OverdueDisable]:
        """See ports.EmployeeStore."""
        table = await self._tables.table(TABLE)
        async for entity in rows_between(table, source, "o|", f"o{_AFTER_BAR}"):
            since = datetime.fromisoformat(str(entity["RowKey"]).split("|")[1])
            yield OverdueDisable(source, str(entity["employeeId"]), since)

    async def waiting_for(self, source: str, manager_id: str) -> Sequence[str]:
        """See ports.EmployeeStore."""
        table = await self._tables.table(TABLE)
        prefix = f"w|{key_part(manager_id)}"
        waiting = rows_between(table, source, f"{prefix}|", f"{prefix}{_AFTER_BAR}")
        return [str(entity["employeeId"]) async for entity in waiting]

    async def release(self, source: str, employee_id: str) -> int:
        """See ports.EmployeeStore. A thousand accounts of whomever are one transaction; a few a year ask for it."""
        table = await self._tables.table(TABLE)
        query = "PartitionKey eq @partition and source eq @source and employeeId eq @person"
        of_person = {"partition": _ACCOUNTS, "source": source, "person": employee_id}
        unchanged, released = MatchConditions.IfNotModified, 0
        with storage_failures():
            async for row in table.query_entities(query, parameters=of_person):
                with suppress(ResourceModifiedError):  # it passed on to somebody else in this moment
                    etag = row.metadata["etag"]
                    await table.delete_entity(_ACCOUNTS, row["RowKey"], etag=etag, match_condition=unchanged)
                    released += 1
        return released

    async def remove(self, stored: StoredRecord) -> None:
        """See ports.EmployeeStore."""
        if stored.etag is None:
            return
        record = {"PartitionKey": stored.record.source, "RowKey": _record_key(stored.record.employee_id)}
        unchanged = {"etag": stored.etag, "match_condition": MatchConditions.IfNotModified}
        indexes: list[Write] = [("delete", row) for row in _index_rows(stored.record).values()]
        await submit(await self._tables.table(TABLE), [("delete", record, unchanged), *indexes])

    async def sources(self) -> AsyncIterator[str]:
        """See ports.EmployeeStore. Each is one transaction."""
        async for partition in partitions_between(await self._tables.table(TABLE), "", _ACCOUNTS):
            yield partition


def _record_key(employee_id: str) -> str:
    return f"e|{key_part(employee_id)}"


def _person(entity: Mapping[str, Any]) -> tuple[str, str]:
    return str(entity["source"]), str(entity["employeeId"])


def _record(entity: Mapping[str, Any]) -> EmployeeRecord:
    record = EmployeeRecord.model_validate_json(unpack(entity))
    review_at = entity["reviewAt"]
    return record.model_copy(update={"review_at": datetime.fromisoformat(review_at) if review_at else None})


def _record_write(before: StoredRecord, after: EmployeeRecord) -> Write:
    entity = {
        "PartitionKey": after.source,
        "RowKey": _record_key(after.employee_id),
        "reviewAt": _sortable(after.review_at) if after.review_at else _NO_REVIEW,
        **pack(after.model_dump_json(by_alias=True, exclude={"review_at"})),
    }
    return if_unchanged(entity, before.etag)


def _index_writes(before: EmployeeRecord, after: EmployeeRecord) -> list[Write]:
    old, new = _index_rows(before), _index_rows(after)
    gone = [("delete", row) for key, row in old.items() if key not in new]
    added = [("upsert", row) for key, row in new.items() if key not in old]
    return [*gone, *added]


def _index_rows(record: EmployeeRecord) -> dict[str, dict[str, str]]:
    rows = []
    if record.review_at:
        rows.append(_due_row(record.source, record.employee_id, record.review_at))
    if record.overdue_since:
        rows.append(_timed_row("o", record.source, record.employee_id, record.overdue_since))
    if record.waiting_for_manager:
        row_key = f"w|{key_part(record.waiting_for_manager)}|{key_part(record.employee_id)}"
        rows.append({"PartitionKey": record.source, "RowKey": row_key, "employeeId": record.employee_id})
    return {row["RowKey"]: row for row in rows}


def _due_row(source: str, employee_id: str, review_at: datetime) -> dict[str, str]:
    return _timed_row("d", source, employee_id, review_at)


def _timed_row(index: str, source: str, employee_id: str, moment: datetime) -> dict[str, str]:
    row_key = f"{index}|{_sortable(moment)}|{key_part(employee_id)}"
    return {"PartitionKey": source, "RowKey": row_key, "employeeId": employee_id}


def _sortable(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f+00:00}"
