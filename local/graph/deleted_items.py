"""The recycle bin: deleted users, bringing them back, and removing them for good."""

from local.emulator.exchange import Answer, Call
from local.emulator.json_values import JsonObject
from local.emulator.routing import Route
from local.graph.errors import bad_request, conflict, forbidden, invalid_property, invalid_type
from local.graph.properties import DEFAULT_PROPERTIES
from local.graph.selection import check_options, show_typed
from local.graph.stored_user import StoredUser
from local.graph.tenant import Tenant, optional_json_body
from local.graph.user_filter import meets
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
        condition = self._tenant.condition(call)
        in_order = sorted(self._directory.deleted.values(), key=lambda user: user.ordinal)
        found = (user for user in in_order if meets(user, condition))
        return list_answer(call, self._tenant, found, self._tenant.selection(call))

    def get(self, call: Call) -> Answer:
        """Return one deleted user.

        Raises:
            GraphError: 404.
        """
        check_options(call.query, {"$select"})
        selection = self._tenant.selection(call)
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

        Addresses that an active user has taken meanwhile stand in the way, unless `autoReconcileProxyConflict` is
        true: then the restored user goes without them.

        Raises:
            GraphError: 404; 403 for an administrator; 400 when a name or an address is taken (ObjectConflict) or the
                name is invalid.
        """
        user = self._deleted(call)
        body = optional_json_body(call)
        name = self._new_name(body) or user.original_name or user.login_name
        if user.is_administrator:
            raise forbidden()
        self._directory.check_unique({"userPrincipalName": name})
        self._settle_addresses(user, drop=self._reconciles(body))
        self._directory.restore(user, name)
        return Answer(200, _shown(call, user, DEFAULT_PROPERTIES))

    def _settle_addresses(self, user: StoredUser, *, drop: bool) -> None:
        mail, addresses = user.text("mail"), user.texts("proxyAddresses")
        free = [address for address in addresses if not self._directory.conflicting(address)]
        mail_is_taken = mail is not None and self._directory.conflicting(f"SMTP:{mail}")
        if (mail_is_taken or free != addresses) and not drop:
            raise conflict("proxyAddresses")
        user.values |= {"mail": None if mail_is_taken else mail, "proxyAddresses": [*free]}

    def _deleted(self, call: Call) -> StoredUser:
        self._directory.purge_expired(self._tenant.clock.utc_now())
        return self._directory.require_deleted(call.params["id"])

    def _reconciles(self, body: JsonObject) -> bool:
        wanted = body.get("autoReconcileProxyConflict", False)
        if not isinstance(wanted, bool):
            raise invalid_type("autoReconcileProxyConflict")
        return wanted

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
