"""Personio's v1 API below `/personio/v1`, behind the gate: a token, the list of employees, one employee.

Paging: https://developer.personio.de/docs/pagination-adoption-guide-for-v1-get-employees-endpoint.
Rate: https://developer.personio.de/changelog/rate-limits-on-get-employees-endpoint-may-6-2024.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from local.emulator.clock import Clock
from local.emulator.exchange import TOO_MANY_REQUESTS, Answer, Call
from local.emulator.faults import FaultPlan
from local.emulator.json_values import NotAJsonObjectError
from local.emulator.routing import Route, RouteTable
from local.emulator.windows import RollingWindow
from local.hr.listing import listing
from local.hr.people import Kept
from local.hr.personio.attributes import plain
from local.hr.personio.labelled import show_employee
from local.hr.personio.people import PersonioPeople, attributes_of, changed_of, modified_at
from local.hr.personio.tokens import TokenBook, are_complete, credentials_of

_CALLS_PER_MINUTE = 300
_DEFAULT_LIMIT, _LARGEST_LIMIT = 50, 100
_AUTH = "/auth"


class PersonioV1Api:
    """Answers calls to auth, company/employees and company/employees/{id}."""

    prefix = "/personio/v1"

    def __init__(self, employees: PersonioPeople, clock: Clock, faults: FaultPlan) -> None:
        self._people = employees.people
        self._faults = faults
        self._tokens = TokenBook("v1-", clock, faults)
        self._calls = RollingWindow(60, clock.monotonic)
        self._routes = RouteTable(
            [
                Route("POST", _AUTH, self.authenticate),
                Route("GET", "/company/employees", self.employees),
                Route("GET", "/company/employees/{id}", self.read),
            ]
        )

    def template(self, call: Call) -> str:
        """Return the call's path without ids."""
        return self._routes.template(call)

    async def perform(self, call: Call) -> Answer:
        """Answer a call: 401 without a good token, 429 beyond the limit, 404 for an unknown path, 400 for bad options.

        A 429 comes without a Retry-After header: Personio documents none.
        """
        if call.path != _AUTH and not self._tokens.admits(call):
            return self.fault(call, 401)
        found = self._routes.find(call)
        if found is None:
            return self.fault(call, 404)
        if call.path != _AUTH and not self._has_room():
            return self.fault(call, TOO_MANY_REQUESTS)
        route, routed_call = found
        try:
            return route.endpoint(routed_call)
        except (NotAJsonObjectError, ValueError):
            return self.fault(call, 400)

    def fault(self, _: Call, status: int) -> Answer:
        """Answer an error in v1's form."""
        message = f"The call failed with status {status}."
        return Answer(status, {"success": False, "error": {"code": status, "message": message}})

    def authenticate(self, call: Call) -> Answer:
        """Give out a token for any client id with any secret; 403 when one is missing.

        Raises:
            NotAJsonObjectError: the body says that it is JSON, and is not.
        """
        if not are_complete(credentials_of(call)):
            return self.fault(call, 403)
        token, life = self._tokens.issue(), self._tokens.life_seconds
        return Answer(200, {"success": True, "data": {"token": token, "expires_in": life, "scope": "employees:read"}})

    def employees(self, call: Call) -> Answer:
        """Return a page of employees, or all that were changed since a time; the latter knows no pages.

        A limit above 100 counts as 100. A time without a zone is read as UTC; Personio does not say which it means.

        Raises:
            ValueError: a limit, offset or time is none.
        """
        names = call.repeated.get("attributes[]")
        if "updated_since" in call.query:
            since = _moment(call.query["updated_since"])
            found = [kept for kept in self._people.all() if _was_changed(kept, since, names)]
            return self._page(found, 0, max(len(found), 1), names)
        limit = min(int(call.query.get("limit", _DEFAULT_LIMIT)), _LARGEST_LIMIT)
        offset = int(call.query.get("offset", 0))
        if limit < 1 or offset < 0:
            raise ValueError("limit and offset must not be negative")
        email = call.query.get("email")
        found = [kept for kept in self._people.all() if email is None or _has_email(kept, email)]
        return self._page(found, offset, limit, names)

    def read(self, call: Call) -> Answer:
        """Return one employee; 404 for an unknown one."""
        employee = self._people.find(call.params["id"])
        if employee is None:
            return self.fault(call, 404)
        hidden = self._faults.settings.personio_hidden_attributes
        return Answer(200, {"success": True, "data": show_employee(attributes_of(employee), None, hidden)})

    def reset(self) -> None:
        """Forget all tokens and the calls of the last minute."""
        self._tokens.reset()
        self._calls.clear()

    def _has_room(self) -> bool:
        limit = self._faults.settings.personio_calls_per_minute
        if self._calls.seconds_until_free(1, _CALLS_PER_MINUTE if limit is None else limit):
            return False
        self._calls.spend(1)
        return True

    def _page(self, found: Sequence[Kept], offset: int, limit: int, names: Collection[str] | None) -> Answer:
        settings = self._faults.settings
        listed = listing(found, settings)
        shown = [
            show_employee(attributes_of(kept.person), names, settings.personio_hidden_attributes)
            for kept in listed.people[offset : offset + limit]
        ]
        pages = {
            "total_elements": listed.total,
            "current_page": offset // limit,
            "total_pages": -(-listed.total // limit),
        }
        return Answer(200, {"success": True, "metadata": {**pages}, "offset": offset, "limit": limit, "data": [*shown]})


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _was_changed(kept: Kept, since: datetime, names: Collection[str] | None) -> bool:
    """With names, only a change of one of these attributes counts. Times are compared by whole seconds."""
    if names is None:
        return modified_at(kept).replace(microsecond=0) >= since.replace(microsecond=0)
    changed = changed_of(kept.person)
    return any(
        name in changed and datetime.fromisoformat(changed[name]) >= since.replace(microsecond=0) for name in names
    )


def _has_email(kept: Kept, email: str) -> bool:
    return str(plain(attributes_of(kept.person).get("email"))).lower() == email.lower()
