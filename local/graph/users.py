"""Creating, reading, changing and deleting users."""

from collections.abc import Iterator
from uuid import uuid4

from local.emulator.exchange import Answer, Call
from local.emulator.json_values import JsonObject
from local.emulator.routing import Route
from local.graph.errors import bad_request, forbidden, synced_object
from local.graph.paging import cut, next_link, page_size, read_cursor
from local.graph.properties import ADMINISTRATOR_PROPERTIES, DEFAULT_PROPERTIES
from local.graph.selection import Selection, check_options, show_selected, show_user
from local.graph.stored_user import StoredUser
from local.graph.tenant import Tenant, json_body
from local.graph.user_filter import is_eventual, meets
from local.graph.user_rules import check_required, check_values, complete_objects
from local.graph.values import normalise_written

_LIST_OPTIONS = frozenset({"$select", "$expand", "$filter", "$top", "$skiptoken", "$count"})
_SINGLE_OPTIONS = frozenset({"$select", "$expand"})
_PASSWORD = "passwordProfile"  # noqa: S105 — the name of a property, not a password


class UserEndpoints:
    """The operations on `/users` and `/users/{id}`, where id is an object id or a user principal name."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._directory = tenant.directory

    def routes(self) -> list[Route]:
        """Return the operations with their costs; a GET of users costs two resource units."""
        return [
            Route("POST", "/users", self.create, writes=True),
            Route("GET", "/users", self.list, units=2),
            Route("GET", "/users/$count", self.count, units=2),
            Route("GET", "/users/{id}", self.get, units=2),
            Route("PATCH", "/users/{id}", self.update, writes=True),
            Route("DELETE", "/users/{id}", self.delete, writes=True),
        ]

    def create(self, call: Call) -> Answer:
        """Create a user; 201 with the default properties.

        Raises:
            GraphError: 400 with Graph's message for what is missing, invalid or taken.
        """
        values = self._checked(call)
        check_required(values)
        self._directory.check_unique(values)
        user = StoredUser(
            id=str(uuid4()),
            values={**new_user_values(self._tenant.timestamp()), **self._without_password(values)},
            password_was_set=True,
            visible_at=self._tenant.visible_from(),
        )
        self._directory.add(user)
        context = f"{call.base_url}/$metadata#users/$entity"
        return Answer(201, {"@odata.context": context, **show_user(user, DEFAULT_PROPERTIES)})

    def get(self, call: Call) -> Answer:
        """Return one user.

        Raises:
            GraphError: 404 for an unknown or not yet replicated one, 400 for a bad query.
        """
        check_options(call.query, _SINGLE_OPTIONS)
        selection = self._tenant.selection(call)
        user = self._tenant.user(call.params["id"])
        context = f"{call.base_url}/$metadata#users/$entity"
        return Answer(200, {"@odata.context": context, **show_selected(user, selection, self._directory)})

    def list(self, call: Call) -> Answer:
        """Return a page of the users that `$filter` asks for.

        Raises:
            GraphError: 400 for a bad query.
        """
        check_options(call.query, _LIST_OPTIONS)
        return list_answer(call, self._tenant, self._matching(call), self._tenant.selection(call))

    def count(self, call: Call) -> Answer:
        """Return the number of users as plain text.

        Raises:
            GraphError: 400 for a bad query, or without `ConsistencyLevel: eventual`.
        """
        check_options(call.query, {"$filter"})
        if not is_eventual(call):
            raise bad_request("$count is not currently supported.")
        return Answer(200, sum(1 for _ in self._matching(call)), {"Content-Type": "text/plain"})

    def update(self, call: Call) -> Answer:
        """Set the properties in the body; 204. One refused property loses the others, as in Graph.

        Raises:
            GraphError: 404; 403 for a sensitive property of an administrator; 400 for a synced user or a bad value.
        """
        user = self._tenant.user(call.params["id"])
        values = self._checked(call)
        if user.is_synced:
            raise synced_object()
        if user.is_administrator and ADMINISTRATOR_PROPERTIES.intersection(values):
            raise forbidden()
        self._directory.check_unique(values, own_id=user.id)
        user.password_was_set |= _PASSWORD in values
        self._directory.change(user, complete_objects(self._without_password(values), user.values))
        return Answer(204)

    def delete(self, call: Call) -> Answer:
        """Move the user to the recycle bin; 204.

        Raises:
            GraphError: 404.
        """
        self._directory.delete(self._tenant.user(call.params["id"]), self._tenant.timestamp())
        return Answer(204)

    def _checked(self, call: Call) -> JsonObject:
        values = normalise_written(json_body(call))
        self._directory.check_extensions(values)
        check_values(values, self._directory.verified_domains())
        return values

    def _without_password(self, values: JsonObject) -> JsonObject:
        kept = {name: value for name, value in values.items() if name != _PASSWORD}
        if _PASSWORD in values:
            kept["lastPasswordChangeDateTime"] = self._tenant.timestamp()
        return kept

    def _matching(self, call: Call) -> Iterator[StoredUser]:
        condition = self._tenant.condition(call)
        candidates = None if condition is None else self._directory.index.candidates(condition)
        visible = self._directory.visible(candidates, self._tenant.clock.monotonic())
        return (user for user in visible if meets(user, condition))


def new_user_values(created_at: str) -> JsonObject:
    """Return what Graph itself sets on a new user."""
    return {"createdDateTime": created_at, "userType": "Member", "proxyAddresses": []}


def list_answer(call: Call, tenant: Tenant, users: Iterator[StoredUser], selection: Selection) -> Answer:
    """Return the page of these users that the call asks for, with nextLink and, if asked for, the count of all.

    Raises:
        GraphError: 400 for a bad `$top` or `$skiptoken`.
    """
    found = list(users) if is_eventual(call) and call.query.get("$count") == "true" else None
    entries = ((user.ordinal, user) for user in (users if found is None else found))
    page, following = cut(entries, read_cursor(call.query), page_size(call.query), tenant.empty_page_every)
    body: JsonObject = {"@odata.context": f"{call.base_url}/$metadata#users"}
    if found is not None:
        body["@odata.count"] = len(found)
    if following is not None:
        body["@odata.nextLink"] = next_link(call, following)
    body["value"] = [show_selected(user, selection, tenant.directory) for user in page]
    return Answer(200, body)
