"""What events say of a person, merged: field by field the newest wins, in whatever order they come."""

from datetime import datetime
from itertools import permutations

import pytest
from pydantic import JsonValue

from provisioning.model import EmployeeRecord, EventType, HrEvent
from provisioning.rules.merging import merge
from tests.builders import SOURCE, at, employee, event

EARLY, LATE, LATEST = at("2026-06-01T08:00Z"), at("2026-06-01T09:00Z"), at("2026-06-01T10:00Z")
UNKNOWN = EmployeeRecord(source=SOURCE, employee_id="7")


def said(moment: datetime, type_: EventType = EventType.UPDATED, /, **fields: JsonValue) -> HrEvent:
    return event(employee(**fields), id=f"at-{moment:%H}", type=type_, occurred_at=moment)


def restoration(at: datetime) -> HrEvent:
    return event(id=f"restored {at}", type=EventType.ACCESS_RESTORED, occurred_at=at)


def deletion(moment: datetime) -> HrEvent:
    return event(id=f"at-{moment:%H}", type=EventType.DELETED, occurred_at=moment)


def revocation(moment: datetime, /, **fields: JsonValue) -> HrEvent:
    return event(
        employee(**fields) if fields else None,
        id=f"at-{moment:%H}",
        type=EventType.ACCESS_REVOKED,
        occurred_at=moment,
    )


def merged(*events: HrEvent) -> EmployeeRecord:
    record = UNKNOWN
    for each in events:
        record = merge(record, each)
    return record


@pytest.mark.parametrize(
    ("events", "known"),
    [
        pytest.param(
            [said(EARLY, jobTitle="Cook"), said(LATE, jobTitle="Chef")], {"jobTitle": "Chef"}, id="the newest wins"
        ),
        pytest.param(
            [said(EARLY, jobTitle="Cook", site="Madrid"), said(LATE, jobTitle="Chef")],
            {"jobTitle": "Chef", "site": "Madrid"},
            id="field by field",
        ),
        pytest.param(
            [said(EARLY, jobTitle="Cook"), said(LATE, site="Madrid")],
            {"jobTitle": "Cook", "site": "Madrid"},
            id="what an event leaves out stays",
        ),
        pytest.param(
            [said(EARLY, jobTitle="Cook"), said(LATE, jobTitle=None)], {"jobTitle": None}, id="null is said, and clears"
        ),
        pytest.param(
            [said(EARLY, jobTitle=None), said(LATE, jobTitle="Cook")], {"jobTitle": "Cook"}, id="null, then a value"
        ),
        pytest.param(
            [said(EARLY, custom={"desk": 1, "floor": 2}), said(LATE, custom={"desk": 3})],
            {"custom.desk": 3, "custom.floor": 2},
            id="custom fields one by one",
        ),
        pytest.param(
            [said(EARLY, jobTitle="Cook"), said(LATE, jobTitle="Chef"), said(LATEST, jobTitle="Cook")],
            {"jobTitle": "Cook"},
            id="a value that returns",
        ),
    ],
)
def test_what_is_known_does_not_depend_on_the_order_of_events(
    events: list[HrEvent], known: dict[str, JsonValue]
) -> None:
    for order in permutations(events):
        assert merged(*order).employee.attributes() == known
        assert merged(*order, *order).employee.attributes() == known


def test_a_late_event_adds_the_fields_that_no_newer_one_spoke_of() -> None:
    record = merged(said(LATE, jobTitle="Chef"), said(EARLY, jobTitle="Cook", site="Madrid"))
    assert record.employee == employee(jobTitle="Chef", site="Madrid")


def test_an_event_that_says_nothing_new_returns_the_same_record() -> None:
    record = merged(said(EARLY, jobTitle="Cook"))
    assert merge(record, said(EARLY, jobTitle="Cook")) is record


@pytest.mark.parametrize(
    ("events", "deleted"),
    [
        pytest.param([], False, id="nothing said"),
        pytest.param([deletion(EARLY)], True, id="deleted, and never seen before"),
        pytest.param([said(EARLY, jobTitle="Cook"), deletion(LATE)], True, id="deleted"),
        pytest.param([deletion(EARLY), said(LATE, startDate="2026-06-01")], False, id="there again, with a start date"),
        pytest.param([deletion(EARLY), said(LATE, startDate=None, status=None)], True, id="nothing is said by null"),
        pytest.param([deletion(EARLY), said(LATE, status="active")], False, id="there again, with a status"),
        pytest.param(
            [deletion(EARLY), said(LATE, jobTitle="Cook")], True, id="something else said of a file that is gone"
        ),
        pytest.param([deletion(LATE), said(LATE, startDate="2026-06-01")], True, id="at one moment, gone counts"),
        pytest.param([deletion(EARLY), said(LATE, EventType.CREATED)], False, id="created again"),
        pytest.param([deletion(EARLY), said(LATE), deletion(LATEST)], True, id="deleted again"),
        pytest.param(
            [deletion(EARLY), event(type=EventType.REVIEW, occurred_at=LATE)], True, id="a look of our own says nothing"
        ),
    ],
)
def test_a_person_is_deleted_when_that_is_the_newest_statement(events: list[HrEvent], deleted: bool) -> None:  # noqa: FBT001
    for order in permutations(events):
        assert merged(*order).deleted is deleted


@pytest.mark.parametrize(
    ("events", "revoked_at"),
    [
        pytest.param([], None, id="nothing said"),
        pytest.param([revocation(EARLY)], EARLY, id="revoked, and never seen before"),
        pytest.param([said(EARLY, jobTitle="Cook"), revocation(LATE)], LATE, id="revoked"),
        pytest.param([revocation(EARLY), revocation(LATE)], LATE, id="revoked twice: the later time counts"),
        pytest.param([revocation(EARLY), said(LATE, jobTitle="Chef")], EARLY, id="a later change leaves it"),
        pytest.param([revocation(EARLY), said(LATE, EventType.CREATED)], EARLY, id="so does being created again"),
        pytest.param([revocation(EARLY), deletion(LATE)], EARLY, id="and a deletion"),
        pytest.param(
            [said(EARLY, terminationDate="2026-06-30"), revocation(LATE), said(LATEST, terminationDate=None)],
            LATE,
            id="a leave date that is empty later does not take it back",
        ),
        pytest.param([revocation(EARLY), restoration(LATE)], None, id="only the event that says so does"),
        pytest.param([restoration(EARLY), revocation(LATE)], LATE, id="not one of before"),
        pytest.param([restoration(LATE), revocation(LATE)], LATE, id="nor one of the same moment"),
    ],
)
def test_access_is_revoked_as_of_the_newest_event_that_says_so(
    events: list[HrEvent], revoked_at: datetime | None
) -> None:
    for order in permutations(events):
        assert merged(*order).access_revoked_at == revoked_at
        assert merged(*order, *order).access_revoked_at == revoked_at


@pytest.mark.parametrize(
    ("events", "deleted"),
    [
        pytest.param([deletion(EARLY), revocation(LATE, jobTitle="Cook")], True, id="deleted before"),
        pytest.param([revocation(EARLY, jobTitle="Cook"), deletion(LATE)], True, id="deleted after"),
        pytest.param([said(EARLY), revocation(LATE, jobTitle="Cook")], False, id="never deleted"),
    ],
)
def test_revoked_access_says_nothing_about_the_file_but_its_fields_count(
    events: list[HrEvent],
    deleted: bool,  # noqa: FBT001 - a case of the table
) -> None:
    for order in permutations(events):
        record = merged(*order)
        assert (record.deleted, record.employee.job_title) == (deleted, "Cook")


def test_revoked_access_alone_makes_nobody_known() -> None:
    assert not merged(revocation(EARLY)).known
    assert "deleted" not in merged(revocation(EARLY, jobTitle="Cook")).fields


def test_deletion_keeps_what_was_known() -> None:
    assert merged(said(EARLY, jobTitle="Cook"), deletion(LATE)).employee == employee(jobTitle="Cook")


def test_a_person_of_whom_only_the_deletion_is_known_is_not_known() -> None:
    assert not merged(deletion(EARLY)).known
    assert not merged(event()).known
    assert merged(said(EARLY, jobTitle=None)).known


def test_events_of_one_moment_are_ordered_by_their_ids() -> None:
    first = event(employee(jobTitle="Cook"), id="a")
    second = event(employee(jobTitle="Chef"), id="b")
    assert merged(first, second).employee == merged(second, first).employee == employee(jobTitle="Chef")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Cook", "Chef", id="texts"),
        pytest.param(None, "Cook", id="null and text"),
        pytest.param(1, True, id="values that Python holds equal"),
        pytest.param(1, 1.0, id="numbers that Python holds equal"),
    ],
)
def test_an_event_id_used_twice_for_one_moment_has_one_outcome_too(one: JsonValue, other: JsonValue) -> None:
    first, second = event(employee(custom={"desk": one})), event(employee(custom={"desk": other}))
    forth, back = merged(first, second).fields, merged(second, first).fields
    assert repr(forth) == repr(back)


def test_a_snapshot_that_repeats_what_is_known_changes_nothing() -> None:
    record = merged(said(EARLY, jobTitle="Cook"))
    assert merge(record, said(LATE, jobTitle="Cook"), snapshot=True) is record


def test_a_snapshot_with_news_stamps_only_the_news() -> None:
    record = merged(said(EARLY, jobTitle="Cook", site="Madrid"))
    news = said(LATE, jobTitle="Chef", site="Madrid")
    found = merge(record, news, snapshot=True)
    assert found.employee == news.employee
    assert found.fields["site"] == record.fields["site"]
    assert found.fields["jobTitle"].version == news.version


def test_an_event_that_can_come_late_counts_even_where_it_repeats_what_is_known() -> None:
    confirmed = said(LATE, jobTitle="Cook")
    stale = event(employee(jobTitle="Chef"), occurred_at=at("2026-06-01T08:30Z"))
    assert merged(said(EARLY, jobTitle="Cook"), confirmed, stale).employee == employee(jobTitle="Cook")
