"""`$select` and `$expand`: which properties of a user an answer shows."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from local.emulator.json_values import JsonObject
from local.graph.directory import Directory
from local.graph.errors import bad_request
from local.graph.properties import DEFAULT_PROPERTIES, find_property
from local.graph.stored_user import StoredUser

_EXPANDED_MANAGER = re.compile(r"manager(?:\(\$select=(?P<names>[^()]+)\))?")
_USER_TYPE = "#microsoft.graph.user"
_NEVER_SHOWN = "passwordProfile"


@dataclass(frozen=True, slots=True)
class Selection:
    """The properties to show, and those of the manager when it is expanded."""

    names: tuple[str, ...] = DEFAULT_PROPERTIES
    manager_names: tuple[str, ...] | None = None


def check_options(query: Mapping[str, str], supported: Collection[str]) -> None:
    """Refuse query options that the operation would otherwise ignore.

    Raises:
        GraphError: 400 naming the option.
    """
    for option in query:
        if option not in supported:
            raise bad_request(f"The query option '{option}' is not supported.")


def parse_selection(query: Mapping[str, str]) -> Selection:
    """Read `$select` and `$expand`.

    Raises:
        GraphError: 400 for a property that users do not have, or an expansion other than the manager's.
    """
    names = _parse_names(query["$select"]) if "$select" in query else DEFAULT_PROPERTIES
    if "$expand" not in query:
        return Selection(names)
    expanded = _EXPANDED_MANAGER.fullmatch(query["$expand"])
    if expanded is None:
        raise bad_request(f"Parsing OData Select and Expand failed: '{query['$expand']}' is not supported.")
    inner = expanded["names"]
    return Selection(names, DEFAULT_PROPERTIES if inner is None else _parse_names(inner))


def show_user(user: StoredUser, names: Iterable[str]) -> JsonObject:
    """Return the named properties of a user; the password is always null."""
    return {name: None if name == _NEVER_SHOWN else user.shown(name) for name in names}


def show_typed(user: StoredUser, names: Iterable[str]) -> JsonObject:
    """Return a user as a directory object of any type, which Graph marks with its type."""
    return {"@odata.type": _USER_TYPE, **show_user(user, names)}


def show_selected(user: StoredUser, selection: Selection, directory: Directory) -> JsonObject:
    """Return a user with the manager, if that is asked for and there is one."""
    shown = show_user(user, selection.names)
    manager = directory.users.get(user.manager_id) if user.manager_id else None
    if selection.manager_names is not None and manager is not None:
        shown["manager"] = show_typed(manager, selection.manager_names)
    return shown


def _parse_names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    for name in names:
        if find_property(name) is None:
            raise bad_request(
                "Parsing OData Select and Expand failed: "
                f"Could not find a property named '{name}' on type 'microsoft.graph.user'."
            )
    return names
