"""Files of invented people, read as an administrator would have them read."""

from collections.abc import Mapping
from typing import Final

from pydantic import JsonValue

from provisioning.imports.files import PeopleFile
from provisioning.imports.options import ImportOptions
from provisioning.imports.questions import Question, Unclear
from provisioning.model import Employee
from tests.builders import NOON

COLUMNS: Final[Mapping[str, JsonValue]] = {"Number": "id", "First": "firstName", "Mail": "workEmail"}


def options(columns: Mapping[str, JsonValue] = COLUMNS, /, **said: JsonValue) -> ImportOptions:
    """Return options as a request has them."""
    return ImportOptions.model_validate({"columns": columns, **said}, by_alias=True, by_name=False)


def opened(content: bytes | str, columns: Mapping[str, JsonValue] = COLUMNS, /, **said: JsonValue) -> PeopleFile:
    """Return a file, drawn at noon unless told otherwise."""
    return PeopleFile.opened(content.encode() if isinstance(content, str) else content, options(columns, **said), NOON)


def people(content: bytes | str, columns: Mapping[str, JsonValue] = COLUMNS, /, **said: JsonValue) -> list[Employee]:
    """Return the people in a file of which no row is refused."""
    file = opened(content, columns, **said)
    assert file.report().refused == []
    return [event.employee for event in file.events() if event.employee]


def refusals(
    content: bytes | str, columns: Mapping[str, JsonValue] = COLUMNS, /, **said: JsonValue
) -> list[tuple[int, str | None, str]]:
    """Return line, field and reason of what is refused in a file."""
    refused = opened(content, columns, **said).report().refused
    return [(refusal.line, refusal.field, refusal.reason) for refusal in refused]


def questions(content: bytes | str, columns: Mapping[str, JsonValue] = COLUMNS, /, **said: JsonValue) -> list[Question]:
    """Return what is asked about a file; nothing if it can be read."""
    try:
        opened(content, columns, **said)
    except Unclear as unclear:
        return list(unclear.questions)
    return []
