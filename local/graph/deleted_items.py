"""The recycle bin: deleted users, bringing them back, and removing them for good."""

from local.emulator.exchange import Answer, Call
from local.emulator.json_values import JsonObject
from local.emulator.routing import Route
from local.graph.errors import bad_request, invalid_property, invalid_type
from local.graph.properties import DEFAULT_PROPERTIES
from local.graph.selection import check_options, parse_selection, show_typed
from local.graph.stored_user import StoredUser
from local.graph.tenant import Tenant, optional_json_body
from local.graph.user_filter import meets, parse_user_filter
from local.graph.user_rules import check_values
from local.graph.users import list_answer

_LIST_OPTIONS = frozenset({"$select", "$filter", "$top", "$skiptoken", "$count"})
_RESTORE_FIELDS = frozenset({"newUserPrincipalName", "autoReconcileProxyConflict"})


class DeletedItemEndpoints:
    """The operations below `/directory/deletedItems`; what is there for 30 days is gone."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._directory = tenant.directory

    def routes(self) -> list[Route]:
        """Return the operations with their costs; the SDK writes the type of the list as `graph.user`."""
        bin_path = "/directory/deletedItems"
        return [
            Route("GET", f"{bin_path}/microsoft.graph.user", self.list, units=2),
            Route("GET", f"{bin_path}/graph.user", self.list, units=2),
            Route("GET", f"{bin_path}/{{id}}", self.get),
            Route("DELETE", f"{bin_path}/{{id}}", self.purge, writes=True),
            Route("POST", f"{bin_path}/{{id}}/restore", self.restore, writes=True),
        ]

    def list(self, call: Call) -> Answer:
        """Return a page of the deleted users that `$filter` asks for.

        Raises:
            GraphError: 400 for a bad query.
        """
        check_options(call.query, _LIST_OPTIONS)
        self._directory.purge_expired(self._tenant.clock.utc_now())
        condition = parse_user_filter(call)
        in_order = sorted(self._directory.deleted.values(), key=lambda user: user.ordinal)
        found = (user for user in in_order if meets(user, condition))
        return list_answer(call, self._tenant, found, parse_selection(call.query))

    def get(self, call: Call) -> Answer:
        """Return one deleted user.

        Raises:
            GraphError: 404.
        """
        check_options(call.query, {"$select"})
        selection = parse_selection(call.query)
        return Answer(200, _shown(call, self._deleted(call), selection.names))

    def purge(self, call: Call) -> Answer:
        """Remove a deleted user for good; 204.

        Raises:
            GraphError: 404.
        """
        self._directory.purge(self._deleted(call))
        return Answer(204)

    def restore(self, call: Call) -> Answer:
        """Bring a deleted user back under its former name or `newUserPrincipalName`.

        Raises:
            GraphError: 404; 400 when the name is taken (ObjectConflict) or invalid.
        """
        user = self._deleted(call)
        name = self._new_name(optional_json_body(call)) or user.original_name or user.login_name
        wanted: JsonObject = {"userPrincipalName": name, "mail": user.text("mail")}
        self._directory.check_unique(wanted)
        self._directory.restore(user, name)
        return Answer(200, _shown(call, user, DEFAULT_PROPERTIES))

    def _deleted(self, call: Call) -> StoredUser:
        self._directory.purge_expired(self._tenant.clock.utc_now())
        return self._directory.require_deleted(call.params["id"])

    def _new_name(self, body: JsonObject) -> str | None:
        for field in body:
            if field not in _RESTORE_FIELDS:
                raise invalid_property(field)
        name = body.get("newUserPrincipalName")
        if name is not None and not isinstance(name, str):
            raise invalid_type("newUserPrincipalName")
        if name == "":
            raise bad_request("newUserPrincipalName must not be empty.")
        check_values({"userPrincipalName": name}, self._directory.verified_domains())
        return name


def _shown(call: Call, user: StoredUser, names: tuple[str, ...]) -> JsonObject:
    context = f"{call.base_url}/$metadata#directoryObjects/$entity"
    return {"@odata.context": context, **show_typed(user, names)}
