"""A user's manager, direct reports and sign-in sessions."""

from urllib.parse import unquote, urlsplit

from local.emulator.exchange import Answer, Call
from local.emulator.routing import Route
from local.graph.errors import bad_request, not_found
from local.graph.selection import check_options, show_typed
from local.graph.stored_user import StoredUser
from local.graph.tenant import Tenant, json_body
from local.graph.users import list_answer

_REFERENCE = "@odata.id"
_REFERABLE = frozenset({"users", "directoryObjects"})


class RelationEndpoints:
    """The operations below `/users/{id}`."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._directory = tenant.directory

    def routes(self) -> list[Route]:
        """Return the operations with their costs."""
        reference = "/users/{id}/manager/$ref"
        return [
            Route("GET", "/users/{id}/manager", self.manager),
            Route("GET", reference, self.manager_reference),
            Route("PUT", reference, self.set_manager, writes=True),
            Route("DELETE", reference, self.remove_manager, writes=True),
            Route("GET", "/users/{id}/directReports", self.direct_reports),
            Route("POST", "/users/{id}/revokeSignInSessions", self.revoke_sessions, writes=True),
        ]

    def manager(self, call: Call) -> Answer:
        """Return the manager.

        Raises:
            GraphError: 404 for an unknown user or one without a manager.
        """
        check_options(call.query, {"$select"})
        selection = self._tenant.selection(call)
        context = f"{call.base_url}/$metadata#directoryObjects/$entity"
        return Answer(200, {"@odata.context": context, **show_typed(self._manager_of(call), selection.names)})

    def manager_reference(self, call: Call) -> Answer:
        """Return the manager's address.

        Raises:
            GraphError: 404 as for `manager`.
        """
        return Answer(200, {_REFERENCE: f"{call.base_url}/directoryObjects/{self._manager_of(call).id}/user"})

    def set_manager(self, call: Call) -> Answer:
        """Make the user that the body's `@odata.id` leads to the manager; 204.

        Raises:
            GraphError: 404 for an unknown user on either side, 400 for a body without such an address.
        """
        user = self._tenant.user(call.params["id"])
        reference = json_body(call).get(_REFERENCE)
        if not isinstance(reference, str):
            raise bad_request(f"A value is required for property '{_REFERENCE}'.")
        user.manager_id = self._tenant.user(_referred_key(reference)).id
        return Answer(204)

    def remove_manager(self, call: Call) -> Answer:
        """Leave the user without a manager; 204.

        Raises:
            GraphError: 404 for an unknown user or one without a manager.
        """
        self._manager_of(call)
        self._tenant.user(call.params["id"]).manager_id = None
        return Answer(204)

    def direct_reports(self, call: Call) -> Answer:
        """Return the users whose manager this user is.

        Raises:
            GraphError: 404 for an unknown user, 400 for a bad query.
        """
        check_options(call.query, {"$select", "$top", "$skiptoken"})
        selection = self._tenant.selection(call)
        manager = self._tenant.user(call.params["id"])
        visible = self._directory.visible(None, self._tenant.clock.monotonic())
        return list_answer(call, self._tenant, (user for user in visible if user.manager_id == manager.id), selection)

    def revoke_sessions(self, call: Call) -> Answer:
        """Make all refresh tokens issued so far invalid.

        Raises:
            GraphError: 404 for an unknown user.
        """
        user = self._tenant.user(call.params["id"])
        self._directory.change(user, {"signInSessionsValidFromDateTime": self._tenant.timestamp()})
        return Answer(200, {"@odata.context": f"{call.base_url}/$metadata#Edm.Boolean", "value": True})

    def _manager_of(self, call: Call) -> StoredUser:
        user = self._tenant.user(call.params["id"])
        manager = self._directory.users.get(user.manager_id or "")
        if manager is None:
            raise not_found("manager")
        return manager


def _referred_key(reference: str) -> str:
    """Return the key at the end of `https://…/users/{key}`; the host does not matter, as Graph has several."""
    segments = urlsplit(reference).path.split("/")
    if len(segments) < 2 or segments[-2] not in _REFERABLE:  # noqa: PLR2004 — a collection and a key
        raise bad_request(f"The reference '{reference}' does not lead to a user.")
    return unquote(segments[-1])
