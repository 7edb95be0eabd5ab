"""The users of `POST /emulator/seed`."""

from collections.abc import Mapping
from uuid import uuid4

from local.emulator.control import ControlError
from local.emulator.json_values import Json, JsonObject
from local.graph.directory import Directory
from local.graph.errors import GraphError
from local.graph.properties import find_property
from local.graph.stored_user import StoredUser
from local.graph.users import new_user_values
from local.graph.values import normalise

_HIDDEN_FIELDS = frozenset({"id", "isAdministrator", "directoryRoles", "managerId", "passwordProfile"})
_USUAL_ROLE = "Global Administrator"


def seed_users(directory: Directory, users: list[JsonObject], created_at: str) -> None:
    """Put users into the tenant; see `seeding.seed`.

    Raises:
        ControlError: a user cannot be taken in, or a manager does not exist.
    """
    manager_ids: list[tuple[StoredUser, Json]] = []
    for properties in users:
        user = _read_user(properties, created_at)
        _place(directory, user)
        manager_ids.append((user, properties.get("managerId")))
    for user, manager_id in manager_ids:
        if manager_id is not None and manager_id not in directory.users:
            raise ControlError(f"The manager '{manager_id}' of user '{user.login_name}' does not exist.")
        user.manager_id = None if manager_id is None else str(manager_id)


def _place(directory: Directory, user: StoredUser) -> None:
    if directory.index.ids("userPrincipalName", user.login_name) - {user.id}:
        raise ControlError(f"Another user is called '{user.login_name}' already.")
    try:
        directory.check_extensions(user.values)
    except GraphError as error:
        raise ControlError(f"{error.message} Seed them as extensionProperties.") from error
    replaced = directory.users.pop(user.id, None)
    if replaced is not None:
        directory.index.remove(replaced)
    directory.add(user)


def _read_user(properties: JsonObject, created_at: str) -> StoredUser:
    login_name = properties.get("userPrincipalName")
    if not isinstance(login_name, str):
        raise ControlError("A seeded user needs a userPrincipalName.")
    local_part = login_name.partition("@")[0]
    assumed: JsonObject = {"accountEnabled": True, "displayName": local_part, "mailNickname": local_part}
    return StoredUser(
        id=str(properties.get("id") or uuid4()),
        values=new_user_values(created_at) | assumed | _read_values(properties),
        directory_roles=_read_roles(properties),
        password_was_set="passwordProfile" in properties,
    )


def _read_roles(properties: Mapping[str, Json]) -> list[str]:
    roles = properties.get("directoryRoles", [])
    if not isinstance(roles, list) or not all(isinstance(role, str) and role for role in roles):
        raise ControlError("directoryRoles must be a list of names.")
    if not roles and properties.get("isAdministrator") is True:
        return [_USUAL_ROLE]
    return [str(role) for role in roles]


def _read_values(properties: Mapping[str, Json]) -> JsonObject:
    values: JsonObject = {}
    for name, value in properties.items():
        known = find_property(name)
        if known is None and name not in _HIDDEN_FIELDS:
            raise ControlError(f"'{name}' is not a property of a Graph user.")
        if known is not None and name not in _HIDDEN_FIELDS:
            values[name] = _read_value(name, value)
    return values


def _read_value(name: str, value: Json) -> Json:
    known = find_property(name)
    if known is None or value is None:
        return None
    try:
        return normalise(name, value, known)
    except GraphError as error:
        raise ControlError(f"{name}: {error.message}") from error
