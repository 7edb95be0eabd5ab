"""The groups and directory roles that a user belongs to, directly or through other groups."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import NAMESPACE_URL, uuid5

from local.emulator.exchange import Answer, Call
from local.emulator.json_values import Json, JsonObject
from local.emulator.routing import Route
from local.graph.directory import Directory
from local.graph.errors import bad_request
from local.graph.paging import cut, next_link, page_size, read_cursor
from local.graph.selection import check_options
from local.graph.stored_user import StoredUser
from local.graph.tenant import Tenant

_GROUP, _ROLE = "microsoft.graph.group", "microsoft.graph.directoryRole"
_CASTS: Mapping[str, str | None] = {
    "": None,
    f"/{_GROUP}": _GROUP,
    "/graph.group": _GROUP,
    f"/{_ROLE}": _ROLE,
    "/graph.directoryRole": _ROLE,
}
_PROPERTIES: Mapping[str, tuple[str, ...]] = {
    _GROUP: (
        "id",
        "displayName",
        "description",
        "createdDateTime",
        "deletedDateTime",
        "groupTypes",
        "isAssignableToRole",
        "mail",
        "mailEnabled",
        "mailNickname",
        "securityEnabled",
        "visibility",
    ),
    _ROLE: ("id", "displayName", "description", "deletedDateTime", "roleTemplateId"),
}
# The same in every tenant, as Microsoft's list of built-in roles says; a role's own id differs between tenants.
_TEMPLATES = {
    "Directory Readers": "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
    "Exchange Administrator": "29232cdf-9323-42fd-ade2-1d097af3e4de",
    "Global Administrator": "62e90394-69f5-4237-9190-012177145e10",
    "Helpdesk Administrator": "729827e3-9c14-49f7-bb1b-9608f156bbb8",
    "Privileged Role Administrator": "e8611ab8-c189-46e8-94e1-60213ab1f814",
    "User Administrator": "fe930be7-5e62-47db-91af-98c3a49a38b1",
}


class MembershipEndpoints:
    """The operations `/users/{id}/memberOf` and `/users/{id}/transitiveMemberOf`, for one type of object or for all."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._directory = tenant.directory

    def routes(self) -> list[Route]:
        """Return the operations; the SDK writes the types without `microsoft.`."""
        lists = {"/users/{id}/memberOf": self.direct, "/users/{id}/transitiveMemberOf": self.transitive}
        return [Route("GET", f"{path}{cast}", endpoint) for path, endpoint in lists.items() for cast in _CASTS]

    def direct(self, call: Call) -> Answer:
        """Return a page of what the user itself was put into.

        Raises:
            GraphError: 404 for an unknown user, 400 for a bad query.
        """
        user = self._tenant.user(call.params["id"])
        return self._answer(call, user, _groups_with(self._directory, {user.id}))

    def transitive(self, call: Call) -> Answer:
        """Return a page of that and of the groups that these groups are in.

        Raises:
            GraphError: 404 for an unknown user, 400 for a bad query.
        """
        user = self._tenant.user(call.params["id"])
        return self._answer(call, user, _all_groups_of(self._directory, user.id))

    def _answer(self, call: Call, user: StoredUser, groups: set[str]) -> Answer:
        check_options(call.query, {"$select", "$top", "$skiptoken", "$count"})
        wanted = _CASTS[call.path.partition("emberOf")[2]]
        objects = (_shown(kind, values, call) for kind, values in self._objects(user, groups) if wanted in {None, kind})
        page, following = cut(
            enumerate(objects, 1), read_cursor(call.query), page_size(call.query), self._tenant.empty_page_every
        )
        body: JsonObject = {"@odata.context": f"{call.base_url}/$metadata#directoryObjects", "value": [*page]}
        if following is not None:
            body["@odata.nextLink"] = next_link(call, following)
        return Answer(200, body)

    def _objects(self, user: StoredUser, groups: set[str]) -> Iterator[tuple[str, Mapping[str, Json]]]:
        yield from ((_GROUP, group) for group_id, group in self._directory.groups.items() if group_id in groups)
        yield from ((_ROLE, _role(name)) for name in user.directory_roles)


def _groups_with(directory: Directory, member_ids: Iterable[str]) -> set[str]:
    """Return the ids of the groups that one of these users and groups was put into."""
    wanted = set(member_ids)
    return {group_id for group_id, group in directory.groups.items() if wanted.intersection(_members(group))}


def _all_groups_of(directory: Directory, user_id: str) -> set[str]:
    found: set[str] = set()
    latest = _groups_with(directory, {user_id})
    while latest:
        found |= latest
        latest = _groups_with(directory, latest) - found
    return found


def _members(group: Mapping[str, Json]) -> list[str]:
    members = group.get("members")
    return [str(member) for member in members] if isinstance(members, list) else []


def _role(name: str) -> JsonObject:
    role_id = str(uuid5(NAMESPACE_URL, f"contoso.com/directoryRoles/{name}"))
    template_id = _TEMPLATES.get(name) or str(uuid5(NAMESPACE_URL, f"roleTemplates/{name}"))
    return {"id": role_id, "displayName": name, "roleTemplateId": template_id}


def _shown(kind: str, values: Mapping[str, Json], call: Call) -> Json:
    """Return an object with its type; what is selected and belongs to another type alone is left out."""
    names = [name.strip() for name in call.query["$select"].split(",")] if "$select" in call.query else None
    for name in names or ():
        if not any(name in known for known in _PROPERTIES.values()):
            raise bad_request(
                "Parsing OData Select and Expand failed: "
                f"Could not find a property named '{name}' on type 'microsoft.graph.directoryObject'."
            )
    shown = [name for name in _PROPERTIES[kind] if names is None or name in names]
    return {"@odata.type": f"#{kind}", **{name: values.get(name) for name in shown}}
