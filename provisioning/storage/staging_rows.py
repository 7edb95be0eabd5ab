"""How the batches of staged disables lie in the table "staging": which rows there are, and what is in them.

All are in one partition, so that a batch changes in one transaction with what goes into it:

- `o`: which batch is open. It goes when that is decided, so that nothing gets into a batch that somebody has approved.
- `b|<batch>`: the batch; its etag is what those race for who would add to it, or decide about it.
- `t|<countdown>|<batch>`: a copy for the list, the latest first.
- `i|<batch>|<source>|<person>`: a disable; its state stands beside the JSON, to be counted.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any, Final

from provisioning.model import Batch, StagedDisable
from provisioning.ports import BadCursor, Person
from provisioning.storage.countdowns import row_key
from provisioning.storage.tables import Write, if_unchanged, key_part, pack, unpack, whatever_was

PARTITION: Final = "batches"
OPEN: Final = "o"
LIST: Final = "t|"
BEHIND: Final = "!"
"""Added to a key, gives one behind it and before all that follow: no key holds a smaller letter."""
AFTER_ALL: Final = "~~"
"""Sorts behind whatever follows the batch in the key of a disable; digests begin with one ~."""


def batch_key(batch_id: str) -> str:
    """Return the row key of a batch."""
    return f"b|{key_part(batch_id)}"


def disables_of(batch_id: str) -> str:
    """Return what the row keys of the disables of a batch begin with."""
    return f"i|{key_part(batch_id)}|"


def disable_key(batch_id: str, person: Person) -> str:
    """Return the row key of a person's disable in a batch."""
    return disables_of(batch_id) + "|".join(map(key_part, person))


def batch_writes(batch: Batch, etag: str | None) -> list[Write]:
    """Return the writes of a batch that nobody changed since it was read, and of its copy in the list."""
    document = batch.model_dump_json(by_alias=True)
    place = f"{LIST}{row_key(batch.opened_at, key_part(batch.id))}"
    return [if_unchanged(_row(batch_key(batch.id), document), etag), whatever_was(_row(place, document))]


def pointer_row(batch_id: str) -> dict[str, str]:
    """Return the row that says which batch is open."""
    return {"PartitionKey": PARTITION, "RowKey": OPEN, "batch": batch_id}


def disable_row(disable: StagedDisable) -> dict[str, str]:
    """Return the row of a disable."""
    key = disable_key(disable.batch, (disable.source, disable.employee_id))
    return _row(key, disable.model_dump_json(by_alias=True)) | {"state": disable.state.value}


def batch_in(row: Mapping[str, Any]) -> Batch:
    """Return the batch in a row."""
    return Batch.model_validate_json(unpack(row))


def disable_in(row: Mapping[str, Any]) -> StagedDisable:
    """Return the disable in a row."""
    return StagedDisable.model_validate_json(unpack(row))


def to_place(key: str) -> str:
    """Return the cursor that a caller hands back to go on behind this disable; `key` is what follows the batch."""
    return urlsafe_b64encode(key.encode()).decode()


def from_place(cursor: str) -> str:
    """Return the key that a cursor stands for.

    Raises:
        BadCursor: No page ever gave this cursor.
    """
    try:
        key = urlsafe_b64decode(cursor.encode()).decode()
    except ValueError:
        raise BadCursor(cursor) from None
    if key.count("|") != 1 or not key.isprintable():
        raise BadCursor(cursor)
    return key


def _row(key: str, document: str) -> dict[str, str]:
    return {"PartitionKey": PARTITION, "RowKey": key, **pack(document)}
