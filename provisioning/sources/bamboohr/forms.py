"""BambooHR's webhooks that come as a form post, turned into the shape that they have in JSON.

Source: documentation.bamboohr.com, event-based webhooks and field-based webhooks, "Form Post Format". A form of the
first kind has `type` and `data[employeeId]`; one of the second kind has `employees[<id>][<field>]` for each field.
"""

import re
from typing import Final
from urllib.parse import parse_qsl

from pydantic import JsonValue

from provisioning.ports import RequestRejected

CONTENT_TYPE: Final = "application/x-www-form-urlencoded"
_MOST_FIELDS: Final = 100_000
_DATA: Final = re.compile(r"data\[(companyId|employeeId)\]")
_PERSON: Final = re.compile(r"employees\[([^\[\]]+)\]\[")
_OF_THE_EVENT: Final = ("action", "timestamp")


def read_form(body: bytes) -> dict[str, JsonValue]:
    """Return what a form says about events: type, timestamp and data, or employees by id. Other fields are left out.

    Raises:
        RequestRejected: 400 for what is no form of UTF-8 text, or names one of these twice.
    """
    top: dict[str, str] = {}
    data: dict[str, str] = {}
    people: dict[str, dict[str, str]] = {}
    for name, value in _pairs(body):
        if name in {"type", "timestamp"}:
            _put(top, name, value, name)
        elif about := _DATA.fullmatch(name):
            _put(data, about[1], value, name)
        elif whose := _PERSON.match(name):
            person = people.setdefault(whose[1], {"id": whose[1]})
            field = name[whose.end() : -1]
            if field in _OF_THE_EVENT:
                _put(person, field, value, name)
    employees: dict[str, JsonValue] = {"employees": [{**person} for person in people.values()]} if people else {}
    return {**top, **employees} if people else {**top, "data": {**data}}


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError:
        raise RequestRejected(400, "the form is not UTF-8") from None
    except ValueError:
        raise RequestRejected(400, f"the form has more than {_MOST_FIELDS} fields; post fewer of them") from None


def _put(fields: dict[str, str], key: str, value: str, name: str) -> None:
    if key in fields:
        raise RequestRejected(400, f"the form names {name[:50]!r} twice; send it once")
    fields[key] = value
