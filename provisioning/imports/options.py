"""What an administrator says about a file."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from provisioning.fields import Frozen, Instant
from provisioning.imports.dates import ISO, DatePattern, pattern_of
from provisioning.imports.decoding import Encoding
from provisioning.model import CUSTOM_PREFIX, EMPLOYEE_ATTRIBUTES

type Delimiter = Literal[",", ";", "\t", "|"]

_Header = Annotated[str, Field(max_length=1_000)]
_FieldName = Annotated[str, Field(max_length=200)]
_Switch = Annotated[bool, Field(strict=True)]
ID: Final = "id"
_FIELDS: Final = EMPLOYEE_ATTRIBUTES | {ID}
_MOST_COLUMNS: Final = 1_000


def plain_header(text: str) -> str:
    """Return a header without a byte order mark, quotes and blanks around it; line breaks and blanks in it are one."""
    return " ".join(text.lstrip("\ufeff").strip().strip('"').split())


def _columns(columns: Mapping[str, str]) -> Mapping[str, str]:
    plain = {plain_header(header): field for header, field in columns.items()}
    if len(plain) < len(columns):
        raise ValueError("names a header twice")
    if "" in plain:
        raise ValueError("names a column without a header; give it one in the file")
    for field in plain.values():
        if field not in _FIELDS and not (field.startswith(CUSTOM_PREFIX) and field != CUSTOM_PREFIX):
            raise ValueError(f"{field!r} is not a field of an employee; {_advice(field)}")
    twice = next((field for field in plain.values() if list(plain.values()).count(field) > 1), None)
    if twice:
        raise ValueError(f"takes {twice} from two columns; take it from one")
    if ID not in plain.values():
        raise ValueError('must name the column with the person\'s id, like {"Personnel number": "id"}')
    return plain


def _advice(field: str) -> str:
    near = get_close_matches(field.casefold(), [name.casefold() for name in _FIELDS], n=1)
    meant = [name for name in _FIELDS if name.casefold() in near]
    return f"{meant[0]!r} may be meant" if meant else f"other fields are named {CUSTOM_PREFIX}<name>"


def _pattern(text: object) -> object:
    if isinstance(text, str):
        return pattern_of(text)
    raise ValueError("must be text")


class ImportOptions(Frozen):
    """How to read a file, and what to do with it.

    Attributes:
        source: The name that the people get as their HR system.
        columns: Header in the file → our field, or custom.<name>; other columns are not read.
        delimiter: What stands between the columns; None: a comma, or what the file's own line `sep=` says.
        encoding: In which encoding the file was saved.
        dates: How dates are written.
        empty_means: What an empty cell says: nothing, or that there is no value, which clears the attribute in Entra.
        as_of: When the file was drawn from the HR system (UTC); None: now. Newer statements about people stay.
        dry_run: Only tell what would be done.
        despite_refused: Import the other rows if some are refused.
    """

    source: str = "csv"
    columns: Annotated[Mapping[_Header, _FieldName], Field(max_length=_MOST_COLUMNS), AfterValidator(_columns)]
    delimiter: Delimiter | None = None
    encoding: Encoding = "utf-8"
    dates: Annotated[DatePattern, BeforeValidator(_pattern)] = ISO
    empty_means: Literal["absent", "null"] = "absent"
    as_of: Instant | None = None
    dry_run: _Switch = True
    despite_refused: _Switch = False
