"""Where the columns of a file stand: the delimiter and the headers, by what was named and what the file shows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import Final

from provisioning.imports.decoding import check_encoding
from provisioning.imports.options import ImportOptions, plain_header
from provisioning.imports.questions import Question, Unclear
from provisioning.imports.tables import RawFile, Record, Table
from provisioning.ports import RequestRejected

_NAMES: Final[Mapping[str, str]] = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_STATED: Final = re.compile(r'\ufeff?"?sep=(.)"?[,;\t|]*[\r\n]*', re.IGNORECASE)
"""The first line by which Excel is told the delimiter."""
_MOST_COLUMNS: Final = 1_000
_CHOICES_AT_MOST: Final = 50
_QUESTIONS_AT_MOST: Final = 20
_LONGEST_CHOICE: Final = 200
"""Characters; what is longer is no header but the text of a row."""


@dataclass(frozen=True, slots=True)
class _Header:
    """The headers as a delimiter parts them."""

    line: int
    names: tuple[str, ...]

    def holds(self, wanted: Mapping[str, str]) -> int:
        """Return how many of the wanted headers are there."""
        return len(set(wanted) & set(self.names))


def table_of(content: bytes, options: ImportOptions) -> Table:
    """Settle how a file is read.

    Raises:
        Unclear: The file does not look as the options say, with the questions that are to be answered.
        RequestRejected: 400: there is no table in the file.
    """
    if not content.strip():
        raise RequestRejected(400, "the file is empty")
    check_encoding(content, options.encoding)
    file, stated = _without_statement(RawFile(content, options.encoding))
    delimiter = _delimiter(file, options, stated)
    header = _header(file, delimiter)
    questions = [*islice(_questions(header, options.columns), _QUESTIONS_AT_MOST)]
    if questions:
        raise Unclear(*questions)
    places = {field: header.names.index(name) for name, field in options.columns.items()}
    return Table(file, delimiter, header.line, places, header.names)


def _without_statement(file: RawFile) -> tuple[RawFile, str | None]:
    """Return the file without the line `sep=`, and the delimiter that it states."""
    found = _STATED.fullmatch(next(file.lines(), ""))
    return (RawFile(file.content, file.encoding, skipped=1), found[1]) if found else (file, None)


def _header(file: RawFile, delimiter: str) -> _Header:
    first = next((record for record in file.records(delimiter) if not record.is_blank), None)
    if first is None:
        raise RequestRejected(400, "the file is empty")
    if len(first.cells) > _MOST_COLUMNS:
        raise RequestRejected(400, f"the file has more than {_MOST_COLUMNS:,} columns; it is no list of people")
    return _named(first)


def _named(record: Record) -> _Header:
    return _Header(record.line, tuple(map(plain_header, record.cells)))


def _delimiter(file: RawFile, options: ImportOptions, stated: str | None) -> str:
    """Return the delimiter in force: the one in the options, in the file, or a comma.

    Raises:
        Unclear: Another one finds more of the headers, or, if none finds any, parts a line that this one does not.
    """
    in_force = options.delimiter or stated or ","
    if in_force not in _NAMES:
        raise _which(f"the first line names {in_force!r} as the delimiter, which is none", list(_NAMES))
    headers = {delimiter: _tried(file, delimiter) for delimiter in _NAMES}
    held = {delimiter: header.holds(options.columns) if header else 0 for delimiter, header in headers.items()}
    parts = {delimiter: len(header.names) if header else 0 for delimiter, header in headers.items()}
    most = max(held.values())
    better = [delimiter for delimiter in _NAMES if held[delimiter] == most > held[in_force]]
    if most == 0 and parts[in_force] <= 1:
        better = [delimiter for delimiter in _NAMES if parts[delimiter] > 1]
    if better:
        raise _which(f"the headers are not parted by a {_NAMES[in_force]}", better)
    return in_force


def _tried(file: RawFile, delimiter: str) -> _Header | None:
    try:
        return _header(file, delimiter)
    except RequestRejected:
        return None


def _which(finding: str, choices: list[str]) -> Unclear:
    names = " or ".join(_NAMES[choice] for choice in choices)
    return Unclear(Question("delimiter", f"{finding}; what stands between the columns: {names}?", tuple(choices)))


def _questions(header: _Header, wanted: Mapping[str, str]) -> Iterator[Question]:
    for name in wanted:
        count = header.names.count(name)
        if count == 0:
            yield _missing(name, header.names)
        if count > 1:
            question = f"the header {name!r} stands {count} times in the file; give each column a header of its own"
            yield Question("columns", question, ())


def _missing(name: str, headers: Sequence[str]) -> Question:
    there = {header.casefold(): header for header in headers if 0 < len(header) <= _LONGEST_CHOICE}
    near = tuple(there[match] for match in get_close_matches(name.casefold(), there))
    if near:
        meant = " or ".join(map(repr, near))
        return Question("columns", f"the file has no column {name!r}; is {meant} meant?", near)
    choices = tuple(islice(there.values(), _CHOICES_AT_MOST))
    return Question("columns", f"the file has no column {name!r}; which one is it?", choices)
