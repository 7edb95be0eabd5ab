"""`POST /emulator/seed`: puts users, groups and domains into the tenant without Graph's rules for apps."""

from uuid import uuid4

from local.emulator.control import ControlError
from local.emulator.json_values import Json, JsonObject
from local.graph.directory import Directory
from local.graph.properties import is_directory_extension
from local.graph.seeding_users import seed_users

_KINDS = ("users", "groups", "domains")
_EXTENSIONS = "extensionProperties"


def seed(directory: Directory, body: JsonObject, created_at: str) -> JsonObject:
    """Put objects into the tenant and return how many of each kind; one with a known id replaces that one.

    Users may carry any property of a Graph user, read-only ones too, besides `id`, `isAdministrator`, `directoryRoles`
    (names of roles, which make the user an administrator) and `managerId`; only `userPrincipalName` is needed. They
    are found at once, whatever the replication lag. Groups have an `id`, a `displayName` and whatever else is shown of
    a group; their `members` are the ids of users and groups. `extensionProperties` are the names of the directory
    extensions that are registered, without which Graph knows none.

    Args:
        directory: the tenant.
        body: `{"users": [...], "groups": [...], "domains": [...], "extensionProperties": [...]}`, each optional.
        created_at: for users without `createdDateTime`.

    Raises:
        ControlError: the body is malformed, a property is unknown or of the wrong type, a name is taken, or a manager
            or member does not exist. What stands before the one at fault has been taken in by then.
    """
    for kind in body:
        if kind not in {*_KINDS, _EXTENSIONS}:
            raise ControlError(f"'{kind}' cannot be seeded: only users, groups, domains and extensionProperties can.")
    items = {kind: _items(body, kind) for kind in _KINDS}
    for domain in items["domains"]:
        name, verified = _read_domain(domain)
        directory.domains[name] = verified
    directory.extension_properties |= {_read_extension(name) for name in _items(body, _EXTENSIONS)}
    seed_users(directory, [_object(user, "user") for user in items["users"]], created_at)
    _seed_groups(directory, [_object(group, "group") for group in items["groups"]])
    return {kind: len(seeded) for kind, seeded in items.items()}


def _seed_groups(directory: Directory, groups: list[JsonObject]) -> None:
    seeded = {str(group.get("id") or uuid4()): group for group in groups}
    for group_id, group in seeded.items():
        directory.groups[group_id] = {**group, "id": group_id}
    for group_id, group in seeded.items():
        for member in _items(group, "members"):
            if member not in directory.users and member not in directory.groups:
                raise ControlError(f"The member '{member}' of group '{group_id}' does not exist.")


def _read_domain(domain: Json) -> tuple[str, bool]:
    match domain:
        case str(name):
            return name.lower(), True
        case {"id": str(name), **rest}:
            return name.lower(), rest.get("isVerified", True) is True
        case _:
            raise ControlError('A domain is a name, or {"id": name, "isVerified": true or false}.')


def _read_extension(name: Json) -> str:
    if not isinstance(name, str) or not is_directory_extension(name):
        raise ControlError(f"'{name}' is not the name of a directory extension: extension_{{32 digits}}_{{name}}.")
    return name


def _items(body: JsonObject, kind: str) -> list[Json]:
    items = body.get(kind, [])
    if not isinstance(items, list):
        raise ControlError(f"'{kind}' must be a list.")
    return items


def _object(item: Json, kind: str) -> JsonObject:
    if not isinstance(item, dict):
        raise ControlError(f"A {kind} must be a JSON object.")
    return item
