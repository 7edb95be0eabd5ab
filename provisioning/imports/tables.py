"""The lines and records of a CSV file, one at a time (RFC 4180, and what spreadsheets make of it)."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from typing import Final

from provisioning.ports import RequestRejected

LONGEST_LINE: Final = 1_000_000
"""Characters."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record, and the number of the physical line on which it begins, from 1."""

    line: int
    cells: list[str]

    @property
    def is_blank(self) -> bool:
        """Whether it holds nothing at all, as the rows do that spreadsheets leave at the end."""
        return not any(map(str.strip, self.cells))


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file's bytes and their encoding, and how many lines at the beginning are no part of the table."""

    content: bytes
    encoding: str
    skipped: int = 0

    def lines(self) -> Iterator[str]:
        """Yield the physical lines, with their ends as they are.

        Raises:
            RequestRejected: 400: a line is longer than any row.
        """
        codec = "utf-8-sig" if self.encoding == "utf-8" else self.encoding
        with TextIOWrapper(BytesIO(self.content), encoding=codec, newline="") as text:
            number = 0
            while line := text.readline(LONGEST_LINE + 1):
                number += 1
                if len(line) > LONGEST_LINE:
                    raise RequestRejected(
                        400, f"line {number} is longer than {LONGEST_LINE:,} characters; the file is no list of people"
                    )
                yield line

    def records(self, delimiter: str) -> Iterator[Record]:
        """Yield the records between the skipped lines and the end, blank ones as well.

        Raises:
            RequestRejected: 400: quotation marks leave open where a record ends, so nothing behind them can be trusted.
        """
        lines = self.lines()
        for _ in range(self.skipped):
            next(lines)
        reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
        line = self.skipped + 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                raise _broken(line) from None
            yield Record(line, cells)
            line = self.skipped + reader.line_num + 1


@dataclass(frozen=True, slots=True)
class Table:
    """A file of which it is settled how to read it.

    Attributes:
        file: The file.
        delimiter: What stands between its columns.
        header_line: Where the record with the headers begins.
        places: Our field → the place of its column, from 0.
        headers: All headers, by place.
    """

    file: RawFile
    delimiter: str
    header_line: int
    places: Mapping[str, int]
    headers: tuple[str, ...]

    @property
    def narrowest(self) -> int:
        """How many cells a row has at least; the columns without a header at the end may be missing."""
        return max((place + 1 for place, header in enumerate(self.headers) if header), default=0)

    @property
    def unused(self) -> tuple[str, ...]:
        """The headers of columns that are not read."""
        used = set(self.places.values())
        return tuple(header for place, header in enumerate(self.headers) if header and place not in used)

    def rows(self) -> Iterator[Record]:
        """Yield the records below the headers, blank ones as well."""
        return (record for record in self.file.records(self.delimiter) if record.line > self.header_line)


def _broken(line: int) -> RequestRejected:
    return RequestRejected(
        400,
        f"the quotation marks of the row that begins in line {line} do not match; a value with a quotation mark in it "
        'stands in quotation marks, and the one in it is written twice: "Ana ""Nita"" Ruiz"',
    )
