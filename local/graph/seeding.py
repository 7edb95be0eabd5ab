"""`POST /emulator/seed`: puts users, groups and domains into the tenant without Graph's rules for apps."""

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

_HIDDEN_FIELDS = frozenset({"id", "isAdministrator", "managerId", "passwordProfile"})


def seed(directory: Directory, body: JsonObject, created_at: str) -> JsonObject:
    """Put objects into the tenant and return how many of each kind; a user with a known id replaces that one.

    Users may carry any property of a Graph user, read-only ones too, besides `id`, `isAdministrator` and `managerId`;
    only `userPrincipalName` is needed. They are found at once, whatever the replication lag.

    Args:
        directory: the tenant.
        body: `{"users": [...], "groups": [...], "domains": [...]}`, each optional.
        created_at: for users without `createdDateTime`.

    Raises:
        ControlError: the body is malformed, a property is unknown or of the wrong type, a name is taken, or a manager
            does not exist. Users before the one at fault have been taken in by then.
    """
    for kind in body:
        if kind not in {"users", "groups", "domains"}:
            raise ControlError(f"'{kind}' cannot be seeded: only users, groups and domains can.")
    users, groups, domains = _items(body, "users"), _items(body, "groups"), _items(body, "domains")
    for domain in domains:
        name, verified = _read_domain(domain)
        directory.domains[name] = verified
    for group in groups:
        read = _object(group, "group")
        group_id = str(read.get("id") or uuid4())
        directory.groups[group_id] = {**read, "id": group_id}
    _seed_users(directory, [_object(user, "user") for user in users], created_at)
    return {"users": len(users), "groups": len(groups), "domains": len(domains)}


def _seed_users(directory: Directory, users: list[JsonObject], created_at: str) -> None:
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
        is_administrator=properties.get("isAdministrator") is True,
        password_was_set="passwordProfile" in properties,
    )


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


def _read_domain(domain: Json) -> tuple[str, bool]:
    match domain:
        case str(name):
            return name.lower(), True
        case {"id": str(name), **rest}:
            return name.lower(), rest.get("isVerified", True) is True
        case _:
            raise ControlError('A domain is a name, or {"id": name, "isVerified": true or false}.')


def _items(body: JsonObject, kind: str) -> list[Json]:
    items = body.get(kind, [])
    if not isinstance(items, list):
        raise ControlError(f"'{kind}' must be a list.")
    return items


def _object(item: Json, kind: str) -> JsonObject:
    if not isinstance(item, dict):
        raise ControlError(f"A {kind} must be a JSON object.")
    return item
