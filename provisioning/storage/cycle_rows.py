"""How cycles lie in their table, "cycles": which rows there are, and what is in them.

One partition for the cycles of all sources, so that a cycle starts or ends in one transaction with what its source
keeps of it:

- `s|<source>`: what earlier cycles left for the next one, and which cycle is under way.
- `i|<cycle>`: the cycle; its etag is what those race for who would change it.
- `t|<countdown>|<cycle>`, `u|<source>|<countdown>|<cycle>`: copies for the lists of all and of one source's, the latest
  first, so that a page is one query.

A partition of its own for the people of each cycle, by their numbers:

- `w|<number>`: the event of who is still to be worked off; counting these reads nobody who is done.
- `r|<number>`: how it ended with who is done.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from provisioning.model import Cycle, CycleItem, HrEvent, SourceState, Status
from provisioning.storage.countdowns import row_key
from provisioning.storage.tables import (
    LARGEST_TRANSACTION,
    Write,
    if_unchanged,
    key_part,
    pack,
    unpack,
    whatever_was,
)

CYCLES: Final = "cycles"
ITEMS: Final = "c|"
AFTER_ITEMS: Final = "c}"
OPEN: Final = "w|"
DONE: Final = "r|"
AFTER_OPEN: Final = "w}"
AFTER_DONE: Final = "r}"
ALL_CYCLES: Final = "t|"
_LARGEST_BODY: Final = 1_000_000
"""Bytes of one transaction. Table Storage takes 4 MiB, but while more than one is sent the event loop stands still."""
_AROUND_A_ROW: Final = 1_000
"""Bytes of headers that a row has in a transaction."""


def state_key(source: str) -> str:
    """Return the row key of what earlier cycles of a source left."""
    return f"s|{key_part(source)}"


def cycle_key(cycle_id: str) -> str:
    """Return the row key of a cycle."""
    return f"i|{key_part(cycle_id)}"


def cycles_of(source: str | None) -> str:
    """Return what the row keys of a list begin with: of one source's cycles, or of all."""
    return f"u|{key_part(source)}|" if source else ALL_CYCLES


def state_write(state: SourceState, etag: str | None) -> Write:
    """Return the write of a state that nobody changed since it was read."""
    return if_unchanged(_cycles_row(state_key(state.source), state.model_dump_json(by_alias=True)), etag)


def cycle_writes(cycle: Cycle, etag: str | None) -> list[Write]:
    """Return the writes of a cycle that nobody changed since it was read, and of its places in the lists behind it."""
    document = cycle.model_dump_json(by_alias=True)
    itself, *lists = cycle_keys(cycle)
    return [
        if_unchanged(_cycles_row(itself, document), etag),
        *(whatever_was(_cycles_row(key, document)) for key in lists),
    ]


def cycle_keys(cycle: Cycle) -> list[str]:
    """Return the row keys of a cycle and of its places in the lists."""
    place = row_key(cycle.started_at, key_part(cycle.id))
    return [cycle_key(cycle.id), f"{cycles_of(None)}{place}", f"{cycles_of(cycle.source)}{place}"]


def cycle_in(row: Mapping[str, Any]) -> Cycle:
    """Return the cycle in a row."""
    return Cycle.model_validate_json(unpack(row))


def state_in(row: Mapping[str, Any]) -> SourceState:
    """Return the state in a row."""
    return SourceState.model_validate_json(unpack(row))


def items_of(cycle_id: str) -> str:
    """Return the key of the partition that holds the people of a cycle."""
    return f"{ITEMS}{key_part(cycle_id)}"


def open_key(number: int) -> str:
    """Return the row key of somebody who is still to be worked off."""
    return f"{OPEN}{number:08}"


def number_of(row: Mapping[str, Any]) -> int:
    """Return the number of the item in a row, by its key."""
    return int(str(row["RowKey"]).removeprefix(OPEN))


def item_in(row: Mapping[str, Any], number: int) -> CycleItem:
    """Return the item in a row."""
    return CycleItem(number=number, event=HrEvent.model_validate_json(unpack(row)))


def done_writes(cycle_id: str, number: int, status: Status) -> list[Write]:
    """Return the writes that make somebody who is still to be worked off one who is done."""
    partition = {"PartitionKey": items_of(cycle_id)}
    done = partition | {"RowKey": f"{DONE}{number:08}", "status": status.value}
    return [("delete", partition | {"RowKey": open_key(number)}), whatever_was(done)]


def transactions_of(cycle_id: str, items: Iterable[CycleItem]) -> Iterator[list[Write]]:
    """Yield the writes of items, as many at a time as fit into one transaction."""
    writes: list[Write] = []
    size = 0
    for item in items:
        document = json.dumps(item.event.to_json(), ensure_ascii=False)
        row = {"PartitionKey": items_of(cycle_id), "RowKey": open_key(item.number), **pack(document)}
        of_row = len(json.dumps(row)) + _AROUND_A_ROW
        if writes and (len(writes) == LARGEST_TRANSACTION or size + of_row > _LARGEST_BODY):
            yield writes
            writes, size = [], 0
        writes.append(whatever_was(row))
        size += of_row
    if writes:
        yield writes


def _cycles_row(key: str, document: str) -> dict[str, str]:
    return {"PartitionKey": CYCLES, "RowKey": key, **pack(document)}
