"""The events of an import."""

from datetime import timedelta

import pytest
from pydantic import JsonValue

from provisioning.imports.files import MOST_ROWS
from provisioning.model import EventType
from provisioning.ports import RequestRejected
from tests.builders import NOON
from tests.imports.reading import opened

CONTENT = "Number,First,Mail\n7,Ana,ana@contoso.com\n8,,bo@contoso.com\n"


def ids(content: str = CONTENT, **said: JsonValue) -> list[str]:
    """Return the ids of a file's events."""
    return [event.id for event in opened(content, **said).events()]


def test_each_row_is_a_full_statement_as_of_the_time_of_the_file() -> None:
    ana, bo = opened(CONTENT, asOf="2026-05-31T22:00:00+02:00", source="payroll").events()
    assert (ana.source, ana.type, ana.employee_id, ana.numbered_by_id) == ("payroll", EventType.UPDATED, "7", True)
    assert ana.occurred_at.isoformat() == "2026-05-31T20:00:00.000001+00:00"
    assert bo.occurred_at - ana.occurred_at == timedelta(microseconds=1)
    assert bo.employee is not None
    assert bo.employee.attributes() == {"workEmail": "bo@contoso.com"}


def test_without_another_time_the_file_is_as_of_now() -> None:
    assert next(opened(CONTENT).events()).occurred_at == NOON + timedelta(microseconds=1)


def test_the_same_file_sent_twice_repeats_its_events() -> None:
    assert ids() == ids()
    assert len(set(ids())) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (CONTENT.replace("Ana", "Anna"), {}),
        (CONTENT, {"source": "payroll"}),
        (CONTENT, {"asOf": "2026-05-31"}),
    ],
    ids=["another content", "another source", "another time"],
)
def test_whatever_is_said_otherwise_is_another_event(content: str, said: dict[str, JsonValue]) -> None:
    assert ids(content, **said)[0] not in ids()


def test_refused_rows_are_no_events() -> None:
    assert len(ids(CONTENT + ",Cy,cy@contoso.com\n")) == 2


def test_a_time_of_the_file_far_ahead_is_refused() -> None:
    with pytest.raises(RequestRejected, match="asOf lies more than a day ahead"):
        opened(CONTENT, asOf="2026-06-03")


def test_the_first_three_people_are_shown() -> None:
    rows = "".join(f"{number},Ana,a{number}@contoso.com\n" for number in range(5))
    assert [person.id for person in opened("Number,First,Mail\n" + rows).report().preview] == ["0", "1", "2"]


def test_a_file_with_more_rows_than_are_allowed_is_rejected() -> None:
    with pytest.raises(RequestRejected, match="more than 200,000 rows") as rejected:
        opened("Number,First,Mail\n" + "7,,\n" * (MOST_ROWS + 1))
    assert rejected.value.status == 413
