"""What a row says of a person, or why it is refused. What it holds is never repeated in a reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from pydantic import JsonValue, TypeAdapter, ValidationError

from provisioning.fields import Text
from provisioning.imports.options import ID, ImportOptions
from provisioning.imports.sharing import Keys, is_living
from provisioning.imports.tables import Record, Table
from provisioning.model import CUSTOM_PREFIX, Employee
from provisioning.problems import problems_of

_DATES: Final = ("startDate", "terminationDate", "lastDayOfWork")
_LAST_DAYS: Final = ("terminationDate", "lastDayOfWork")
_CUSTOM_VALUE: Final[TypeAdapter[str | None]] = TypeAdapter(Text)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row is not imported.

    Attributes:
        line: The physical line on which the row begins, from 1.
        field: Our field; None if it is about the row.
        reason: A sentence without what the cell holds.
    """

    line: int
    field: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads the rows of a table as the options say."""

    table: Table
    options: ImportOptions

    def misfit(self, record: Record) -> str | None:
        """Return why a row does not fit under the headers; None if it does. Empty cells at the end are no columns."""
        widest, narrowest, count = len(self.table.headers), self.table.narrowest, len(record.cells)
        if narrowest <= count and not any(map(str.strip, record.cells[widest:])):
            return None
        return f"has {count} columns, the headers have {widest}; look for a missing or an extra delimiter in the row"

    def cell(self, record: Record, field: str) -> str | None:
        """Return what a row that fits holds for a field, without blanks around; None for nothing."""
        place = self.table.places.get(field)
        return (record.cells[place].strip() or None) if place is not None else None

    def dates(self, record: Record) -> Iterator[tuple[str, str]]:
        """Yield what a row that fits holds in the columns for dates, with their headers."""
        for name in _DATES:
            if text := self.cell(record, name):
                yield self.table.headers[self.table.places[name]], text

    def keys(self, record: Record, today: date) -> Keys | None:
        """Return what tells the person from others; None without an id. Wrong values elsewhere do not count."""
        employee_id = self.cell(record, ID)
        if employee_id is None:
            return None
        last_days = tuple(self.options.dates.read(self.cell(record, name) or "") for name in _LAST_DAYS)
        if not is_living(self.cell(record, "status"), last_days, today):
            return Keys(employee_id)
        return Keys(employee_id, self.cell(record, "employeeNumber") or employee_id, self.cell(record, "workEmail"))

    def employee(self, record: Record) -> Employee | list[Refusal]:
        """Return the person of a row that fits, or all that is wrong with it."""
        plain: dict[str, JsonValue] = {}
        custom: dict[str, JsonValue] = {}
        refusals: list[Refusal] = []
        for field, value in self._said(record):
            if field in _DATES and value is not None and not (value := self._iso(value)):
                reason = f"is not a date written as {self.options.dates}"
                refusals.append(Refusal(record.line, field, reason))
            elif field.startswith(CUSTOM_PREFIX):
                custom[field.removeprefix(CUSTOM_PREFIX)] = value
                refusals += _refusals_of_custom(record.line, field, value)
            else:
                plain[field] = value
        try:
            employee = Employee.model_validate(plain | ({"custom": custom} if custom else {}), by_alias=True)
        except ValidationError as error:
            refusals += [Refusal(record.line, field, reason) for field, reason in problems_of(error)]
            return refusals
        return refusals or employee

    def _said(self, record: Record) -> Iterator[tuple[str, str | None]]:
        """Yield the fields that a row says something of."""
        for field in self.table.places:
            value = self.cell(record, field)
            if value is not None or (self.options.empty_means == "null" and field != ID):
                yield field, value

    def _iso(self, text: str) -> str | None:
        day = self.options.dates.read(text)
        return day.isoformat() if day else None


def _refusals_of_custom(line: int, field: str, value: str | None) -> Iterator[Refusal]:
    try:
        _CUSTOM_VALUE.validate_python(value)
    except ValidationError as error:
        for _, reason in problems_of(error):
            yield Refusal(line, field, reason)
