"""When a message that failed has nothing left to do, as another attempt did all that it says."""

from datetime import datetime, timedelta

import pytest

from provisioning.model import EmployeeRecord, EventType, HrEvent, LogEntry, Retry, Status, Step, StepName
from provisioning.rules.merging import merge
from provisioning.rules.superseding import (
    CLOCKS_DIFFER_BY,
    READ_FROM_HR,
    UNKNOWN_TO_HR,
    holds_all,
    is_thin_event,
    may_be_superseded,
    saw_everything,
    superseding,
)
from tests.builders import NOON, ana, employee, event, record

MINUTE = timedelta(minutes=1)
FAILED = Retry(attempts=1, since=NOON - 5 * MINUTE, failed_at=NOON)
SAID = event(ana(jobTitle="Boss"))
THIN = event()


def entry(
    at: datetime = NOON + MINUTE,
    status: Status = Status.SUCCESS,
    imported: str | None = "the HR system changed the person",
    imported_status: Status = Status.SUCCESS,
) -> LogEntry:
    step = Step(name=StepName.IMPORT, status=imported_status, description=imported or "")
    return LogEntry(
        id="entry-1",
        at=at,
        duration_ms=1,
        source="generic",
        employee_id="7",
        event_id="event-9",
        event_type=EventType.UPDATED,
        status=status,
        reason="done",
        steps=(step,) if imported else (),
    )


@pytest.mark.parametrize(
    ("known", "holds"),
    [
        pytest.param(record(ana()), False, id="the record knows an older value"),
        pytest.param(merge(record(ana()), SAID), True, id="the event was merged"),
        pytest.param(
            merge(record(ana()), event(ana(jobTitle="Chief"), id="event-2", occurred_at=NOON + MINUTE)),
            True,
            id="something newer was said of everything",
        ),
        pytest.param(
            merge(record(ana()), event(employee(jobTitle="Chief"), id="event-2", occurred_at=NOON + MINUTE)),
            False,
            id="something newer was said of a part",
        ),
        pytest.param(EmployeeRecord(source="generic", employee_id="7"), False, id="nothing is known"),
    ],
)
def test_the_record_holds_all_or_not(known: EmployeeRecord, *, holds: bool) -> None:
    assert holds_all(known, SAID, is_thin=False) is holds


def test_a_thin_event_says_nothing_unless_the_file_was_deleted() -> None:
    assert holds_all(record(ana()), THIN, is_thin=True)
    deleted = merge(record(ana()), event(type=EventType.DELETED))
    assert not holds_all(deleted, THIN, is_thin=True)


@pytest.mark.parametrize(
    ("said", "thin"),
    [
        pytest.param(THIN, True, id="an update without its fields"),
        pytest.param(event(type=EventType.ACCESS_REVOKED), True, id="a revocation"),
        pytest.param(event(type=EventType.DELETED), False, id="a deletion, which says all there is to say"),
        pytest.param(SAID, False, id="an update with its fields"),
    ],
)
def test_an_event_is_thin_or_not(said: HrEvent, *, thin: bool) -> None:
    assert is_thin_event(said, {"generic"}) is thin
    assert not is_thin_event(said, {"bob"})


def test_a_deletion_is_held_by_the_record_of_whom_it_deleted() -> None:
    gone = event(type=EventType.DELETED)
    assert holds_all(merge(record(ana()), gone), gone, is_thin=is_thin_event(gone, {"generic"}))
    assert not holds_all(record(ana()), gone, is_thin=is_thin_event(gone, {"generic"}))


def test_a_turn_in_a_cycle_is_never_passed_over() -> None:
    listed = event(ana(jobTitle="Boss"), type=EventType.LISTED)
    known = merge(record(ana()), listed)
    assert holds_all(known, listed, is_thin=False)
    assert not may_be_superseded(listed, known, is_thin=False)


@pytest.mark.parametrize(
    ("done", "full", "thin"),
    [
        pytest.param(entry(), True, False, id="an attempt with what an event said"),
        pytest.param(entry(imported=READ_FROM_HR), True, True, id="an attempt that asked the HR system"),
        pytest.param(entry(status=Status.WARNING), True, False, id="one that ended with a warning"),
        pytest.param(entry(status=Status.SKIPPED), True, False, id="one that found nothing to do"),
        pytest.param(entry(status=Status.FAILURE, imported=READ_FROM_HR), False, False, id="one that failed"),
        pytest.param(
            entry(imported=UNKNOWN_TO_HR, imported_status=Status.WARNING, status=Status.WARNING),
            True,
            False,
            id="one that the HR system answered that there is nobody",
        ),
        pytest.param(
            entry(imported="went on with what is known", imported_status=Status.WARNING),
            False,
            False,
            id="one that the HR system did not answer",
        ),
        pytest.param(entry(status=Status.SKIPPED, imported=None), False, False, id="a message that was passed over"),
    ],
)
def test_an_attempt_saw_everything_or_not(done: LogEntry, *, full: bool, thin: bool) -> None:
    assert saw_everything(done, is_thin=False) is full
    assert saw_everything(done, is_thin=True) is thin


@pytest.mark.parametrize(
    ("began", "supersedes"),
    [
        pytest.param(NOON - MINUTE, False, id="before the failure"),
        pytest.param(NOON, False, id="at the moment of the failure"),
        pytest.param(NOON + CLOCKS_DIFFER_BY / 2, False, id="so soon after that clocks may differ"),
        pytest.param(NOON + CLOCKS_DIFFER_BY, True, id="after the failure"),
    ],
)
def test_only_an_attempt_that_began_after_the_last_failure_counts(began: datetime, *, supersedes: bool) -> None:
    found = superseding([entry(began)], FAILED, is_thin=False)
    assert (found is not None) is supersedes


def test_among_several_attempts_one_that_did_it_is_enough() -> None:
    entries = [entry(status=Status.FAILURE), entry(NOON + 2 * MINUTE), entry(NOON - MINUTE)]
    assert superseding(entries, FAILED, is_thin=False) == entries[1]
