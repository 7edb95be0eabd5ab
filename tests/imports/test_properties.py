"""What holds for any file: it is read as it was written, or refused, and it takes little memory."""

import csv
import tracemalloc
from collections.abc import Sequence
from io import StringIO
from itertools import islice
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from provisioning.imports.files import PeopleFile
from provisioning.imports.questions import Unclear
from provisioning.model import Employee
from provisioning.ports import RequestRejected
from tests.builders import NOON
from tests.imports.reading import options

COLUMNS = {"Nr": "id", "First": "firstName", "Mail": "workEmail", "Start": "startDate", "Cost": "custom.cost"}
PATTERNS = {"YYYY-MM-DD": "%Y-%m-%d", "DD.MM.YYYY": "%d.%m.%Y", "MM/DD/YYYY": "%m/%d/%Y"}

thorough: Final = settings(max_examples=200, deadline=None)
texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40).map(str.strip).filter(bool)
ids = texts.filter(lambda text: "\ufeff" not in text)
employees = st.builds(
    lambda fields, cost: Employee.model_validate(fields | ({"custom": {"cost": cost}} if cost else {})),
    st.fixed_dictionaries(
        {"id": ids},
        optional={"firstName": texts, "startDate": st.dates(min_value=NOON.date().replace(year=1900, month=1, day=1))},
    ),
    st.none() | texts,
)


def written(people: Sequence[Employee], delimiter: str, line_end: str, dates: str) -> str:
    """Return people as a CSV file, as Python's writer writes it."""
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator=line_end)
    writer.writerow(COLUMNS)
    for person in people:
        start = f"{person.start_date:{PATTERNS[dates]}}" if person.start_date else ""
        writer.writerow([person.id, person.first_name, None, start, person.custom.get("cost")])
    return file.getvalue()


@given(
    st.lists(employees, max_size=10, unique_by=lambda person: person.id.casefold()),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([*PATTERNS]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@thorough
def test_people_who_are_written_to_a_file_are_read_as_they_were(
    people: list[Employee], delimiter: str, line_end: str, dates: str, encoding: str
) -> None:
    content = written(people, delimiter, line_end, dates).encode(encoding)
    said = options(COLUMNS, delimiter=delimiter, dates=dates, encoding=encoding.removesuffix("-sig"))
    file = PeopleFile.opened(content, said, NOON)
    assert file.report().refused == []
    assert [event.employee for event in file.events()] == people


@given(
    st.binary(max_size=300) | st.text(st.sampled_from('Nr,;"\n\r\t 7\x00\ufeffsep=')).map(str.encode),
    st.sampled_from([None, ",", ";"]),
    st.sampled_from(["utf-8", "utf-16", "utf-16-be", "windows-1252", "macintosh"]),
    st.booleans(),
)
@thorough
def test_any_bytes_are_read_refused_or_asked_about(
    content: bytes,
    delimiter: str | None,
    encoding: str,
    headed: bool,  # noqa: FBT001 - drawn, never called
) -> None:
    content = "Nr,Start\n".encode(encoding) + content if headed else content
    said = options({"Nr": "id", "Start": "startDate"}, delimiter=delimiter, encoding=encoding)
    try:
        file = PeopleFile.opened(content, said, NOON)
    except (RequestRejected, Unclear):
        return
    report = file.report()
    assert report.rows == report.ready + report.refused_in_all
    assert len(list(file.events())) == report.ready


def test_a_hundred_thousand_rows_take_little_memory() -> None:
    rows = 100_000
    line = "{0},Ana{0},ana{0}@contoso.com,03.04.2026,4711\r\n"
    content = ("Nr,First,Mail,Start,Cost\r\n" + "".join(map(line.format, range(rows)))).encode()
    said = options(COLUMNS, dates="DD.MM.YYYY")
    tracemalloc.start()
    try:
        file = PeopleFile.opened(content, said, NOON)
        events = sum(1 for _ in islice(file.events(), rows // 10))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert events == rows // 10
    assert most < 60_000_000  # the keys of each row, and no row
