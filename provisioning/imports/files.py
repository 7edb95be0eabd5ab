"""A file of people: what would be imported and what not, and the events about those who are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from json import dumps
from typing import Final, Self

from provisioning.imports.dates import DateTally
from provisioning.imports.headers import table_of
from provisioning.imports.options import ImportOptions
from provisioning.imports.questions import Unclear
from provisioning.imports.rows import Refusal, RowReader
from provisioning.imports.sharing import RepeatedKeys
from provisioning.imports.tables import Record
from provisioning.model import Employee, EventType, HrEvent
from provisioning.ports import RequestRejected

MOST_ROWS: Final = 200_000
REFUSALS_TOLD: Final = 1_000
_PREVIEWED: Final = 3
_TICK: Final = timedelta(microseconds=1)
_AHEAD_AT_MOST: Final = timedelta(days=1)
"""More than any time zone that somebody may have taken for UTC."""


@dataclass(slots=True)
class Report:
    """What an import would do.

    Attributes:
        rows: How many rows hold anything.
        blank: How many hold nothing, and are passed over.
        ready: How many can be imported.
        refused: Why others cannot, a row perhaps for several reasons; the first 1,000.
        refused_in_all: How many rows cannot.
        unused: The headers of the columns that nobody asked for.
        preview: The first people that can.
    """

    unused: tuple[str, ...]
    rows: int = 0
    blank: int = 0
    ready: int = 0
    refused: list[Refusal] = field(default_factory=list)
    refused_in_all: int = 0
    preview: list[Employee] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """A file that was read once, so that it is known how to read it.

    Attributes:
        reader: Reads its rows.
        as_of: When it was drawn from the HR system (UTC).
        repeated: Which keys stand in it several times.
        blank: How many rows hold nothing.
    """

    reader: RowReader
    as_of: datetime
    repeated: RepeatedKeys
    blank: int

    @classmethod
    def opened(cls, content: bytes, options: ImportOptions, now: datetime) -> Self:
        """Return the file in these bytes, at `now` (UTC).

        Raises:
            Unclear: It cannot be read without answers.
            RequestRejected: 400 or 413: it is no list of people that can be read.
        """
        as_of = options.as_of or now
        if as_of > now + _AHEAD_AT_MOST:
            raise RequestRejected(400, "asOf lies more than a day ahead, and would outdate all that HR says until then")
        reader = RowReader(table_of(content, options), options)
        repeated = _look_through(reader, as_of.date())
        blank = sum(record.is_blank for record in reader.table.rows())
        return cls(reader, as_of, repeated, blank)

    def report(self) -> Report:
        """Return what an import would do; it does nothing."""
        report = Report(self.reader.table.unused, blank=self.blank)
        for _, found in self._people():
            report.rows += 1
            if isinstance(found, Employee):
                report.ready += 1
                report.preview += [found] if report.ready <= _PREVIEWED else []
            else:
                report.refused_in_all += 1
                report.refused += found[: REFUSALS_TOLD - len(report.refused)]
        return report

    def events(self) -> Iterator[HrEvent]:
        """Yield an event for each row that is not refused; the same file as of the same time gives the same events."""
        for number, found in self._people():
            if isinstance(found, Employee):
                yield self._event(number, found)

    def _people(self) -> Iterator[tuple[int, Employee | list[Refusal]]]:
        return ((number, self._read(record)) for number, record in _numbered(self.reader.table.rows()))

    def _read(self, record: Record) -> Employee | list[Refusal]:
        misfit = self.reader.misfit(record)
        if misfit:
            return [Refusal(record.line, None, misfit)]
        found = self.reader.employee(record)
        refusals = [] if isinstance(found, Employee) else found
        if keys := self.reader.keys(record, self.as_of.date()):
            refusals += [Refusal(record.line, *clash) for clash in self.repeated.clashes(record.line, keys)]
        return refusals or found

    def _event(self, number: int, employee: Employee) -> HrEvent:
        source = self.reader.options.source
        said = employee.model_dump(mode="json", by_alias=True, exclude_unset=True)
        content = dumps([source, self.as_of.isoformat(), said], sort_keys=True)
        return HrEvent(
            id=f"import-{sha256(content.encode()).hexdigest()[:32]}",
            source=source,
            type=EventType.UPDATED,
            occurred_at=self.as_of + number * _TICK,
            employee_id=employee.id,
            employee=employee,
            numbered_by_id=True,
        )


def _look_through(reader: RowReader, today: date) -> RepeatedKeys:
    """Return which keys stand in several rows.

    Raises:
        Unclear: Dates are written in another way.
        RequestRejected: 413: there are too many rows.
    """
    repeated, dates = RepeatedKeys(), DateTally(reader.options.dates)
    for number, record in _numbered(reader.table.rows()):
        if number > MOST_ROWS:
            raise RequestRejected(413, f"the file has more than {MOST_ROWS:,} rows; send it in several parts")
        if reader.misfit(record):
            continue
        for header, text in reader.dates(record):
            dates.add(record.line, header, text)
        if keys := reader.keys(record, today):
            repeated.add(record.line, keys)
    if question := dates.question():
        raise Unclear(question)
    return repeated


def _numbered(records: Iterable[Record]) -> Iterator[tuple[int, Record]]:
    """Yield the records that hold anything, by number from 1."""
    return enumerate((record for record in records if not record.is_blank), 1)
