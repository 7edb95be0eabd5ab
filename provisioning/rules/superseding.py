"""Whether another attempt has done all that a message still asks for, so that it needs no attempt of its own.

After an outage every message about a person comes back; the first one makes the account right, by the newest state that
is known, and the others have nothing to add. That takes two proofs: the record holds all that the event says, and an
attempt that began after the event's own last failure came to a good end.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Final

from provisioning.model import EmployeeRecord, EventType, HrEvent, LogEntry, Retry, Status, StepName
from provisioning.rules.merging import merge

READ_FROM_HR: Final = "read the person from the HR system"
"""The sentence of the import step of an attempt that asked the HR system for the person, and got everything."""
UNKNOWN_TO_HR: Final = "the HR system does not know the person"
"""The sentence of the import step of an attempt that asked the HR system for the person, and there is nobody."""
CLOCKS_DIFFER_BY: Final = timedelta(seconds=2)


def is_thin_event(event: HrEvent, thin: Collection[str]) -> bool:
    """Whether an event stands for what the HR system shows of the person; `thin` names the sources of such events.

    A deletion does not: it says all there is to say, and nobody is asked for.
    """
    return event.source in thin and event.employee is None and event.type is not EventType.DELETED


def may_be_superseded(event: HrEvent, record: EmployeeRecord, *, is_thin: bool) -> bool:
    """Whether another attempt may have done what an event asks for, by what is known of the person.

    A person's turn in a cycle is never passed over: it brings along what a whole list tells, of which the record keeps
    only a part. See holds_all.
    """
    return event.type is not EventType.LISTED and holds_all(record, event, is_thin=is_thin)


def holds_all(record: EmployeeRecord, event: HrEvent, *, is_thin: bool) -> bool:
    """Whether the record holds all that an event says, or something newer.

    A thin event stands for what the HR system shows of the person, and says nothing itself; about somebody whose file
    was deleted it may mean that the file is there again, which only its own time can tell.
    """
    return merge(record, event) is record and not (is_thin and record.deleted)


def superseding(entries: Iterable[LogEntry], retry: Retry, *, is_thin: bool) -> LogEntry | None:
    """Return the attempt among a person's log entries that did what a message asks for since it failed, or None."""
    later = (entry for entry in entries if entry.at >= retry.failed_at + CLOCKS_DIFFER_BY)
    return next((entry for entry in later if saw_everything(entry, is_thin=is_thin)), None)


def saw_everything(entry: LogEntry, *, is_thin: bool) -> bool:
    """Whether an attempt came to a good end and, for a thin event, asked the HR system as that event would.

    What went on with what is known, as the HR system did not answer, saw too little; so did what was passed over. That
    there is nobody of this id is an answer, but not the one that a thin event waits for.
    """
    imported = next((step for step in entry.steps if step.name is StepName.IMPORT), None)
    if entry.status is Status.FAILURE or imported is None:
        return False
    if imported.status is not Status.SUCCESS and imported.description != UNKNOWN_TO_HR:
        return False
    return not is_thin or imported.description == READ_FROM_HR
