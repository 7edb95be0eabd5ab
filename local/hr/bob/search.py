"""The body of Bob's people calls, checked."""

from dataclasses import dataclass

from local.emulator.json_values import Json, JsonObject
from local.hr.bob.fields import APPEND, DEFAULT_FIELDS, REPLACE

_FILTER_FIELDS = {"root.id": "id", "root.email": "email"}
_INACTIVE = "inactive"


class BobRequestError(ValueError):
    """A body that Bob answers with 400; the text says why."""


@dataclass(frozen=True, slots=True)
class PeopleQuery:
    """What a people call asks for.

    Attributes:
        fields: paths to return.
        human: None, APPEND or REPLACE.
        show_inactive: whether people whose `internal.status` is Inactive are found.
        filter_field: the root field to filter by, None for everybody.
        filter_values: in lower case; a person with one of them is found.
    """

    fields: tuple[str, ...]
    human: str | None = None
    show_inactive: bool = False
    filter_field: str | None = None
    filter_values: frozenset[str] = frozenset()

    def finds(self, person: JsonObject) -> bool:
        """Tell whether a search returns this person."""
        if not self.show_inactive and is_inactive(person):
            return False
        return self.filter_field is None or str(person.get(self.filter_field, "")).lower() in self.filter_values


def is_inactive(person: JsonObject) -> bool:
    """Tell whether a person's `internal.status` is Inactive."""
    internal = person.get("internal")
    return isinstance(internal, dict) and str(internal.get("status", "")).lower() == _INACTIVE


def parse_search(body: JsonObject) -> PeopleQuery:
    """Read the body of people/search: at most one filter, by root.id or root.email, with at least one value.

    Raises:
        BobRequestError: anything else.
    """
    filter_field, filter_values = _filter(body.get("filters"))
    show_inactive = body.get("showInactive", False)
    if not isinstance(show_inactive, bool):
        raise BobRequestError("showInactive must be true or false.")
    return PeopleQuery(_fields(body), _human(body), show_inactive, filter_field, filter_values)


def parse_read(body: JsonObject) -> PeopleQuery:
    """Read the body of a call for one person, who is found whether active or not.

    Raises:
        BobRequestError: fields or humanReadable are malformed.
    """
    return PeopleQuery(_fields(body), _human(body), show_inactive=True)


def _fields(body: JsonObject) -> tuple[str, ...]:
    fields = body.get("fields")
    return DEFAULT_FIELDS if fields is None else _texts(fields, "fields")


def _human(body: JsonObject) -> str | None:
    human = body.get("humanReadable")
    if human in {None, APPEND, REPLACE}:
        return human if isinstance(human, str) else None
    raise BobRequestError("humanReadable must be APPEND or REPLACE.")


def _filter(filters: Json) -> tuple[str | None, frozenset[str]]:
    match filters:
        case None | []:
            return None, frozenset()
        case [{"fieldPath": str(path), "operator": "equals", "values": values}] if path in _FILTER_FIELDS:
            wanted = _texts(values, "values")
            if not wanted:
                raise BobRequestError("A filter needs at least one value.")
            return _FILTER_FIELDS[path], frozenset(value.lower() for value in wanted)
        case _:
            raise BobRequestError("At most one filter is supported: root.id or root.email, operator equals.")


def _texts(values: Json, name: str) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise BobRequestError(f"{name} must be a list of texts.")
    texts = tuple(value for value in values if isinstance(value, str))
    if len(texts) < len(values):
        raise BobRequestError(f"{name} must be a list of texts.")
    return texts
