"""BambooHR's API below `/bamboohr/api/v1`, behind the gate: one employee, the list, and who was changed.

Operations: https://github.com/BambooHR/bhr-api-python (docs/EmployeesApi.md, docs/LastChangeInformationApi.md).
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from yarl import URL

from local.emulator.clock import Clock
from local.emulator.exchange import TOO_MANY_REQUESTS, Answer, Call
from local.emulator.faults import FaultPlan
from local.emulator.json_values import JsonObject
from local.emulator.routing import Route, RouteTable
from local.emulator.windows import RollingWindow
from local.hr.bamboohr.fields import Showing
from local.hr.bamboohr.people import DELETED, INSERTED, UPDATED, BambooPeople
from local.hr.basic import basic_credentials
from local.hr.cursors import Cursor, cut, read_cursor
from local.hr.listing import listing
from local.hr.people import Kept

_MOST_FIELDS = 400
_DEFAULT_LIMIT, _LARGEST_LIMIT = 250, 2500
_AFTER, _LIMIT = "page[after]", "page[limit]"
_FILTERS = frozenset({"filter[status]", "filter[ids]"})
_ACTIONS = {name.lower(): name for name in (INSERTED, UPDATED, DELETED)}


class BambooRequestError(ValueError):
    """Options that BambooHR answers with 400; the text says why."""


class BambooApi:
    """Answers calls to employees, employees/{id} and employees/changed."""

    prefix = "/bamboohr/api/v1"

    def __init__(self, people: BambooPeople, clock: Clock, faults: FaultPlan) -> None:
        self._people = people
        self._clock = clock
        self._faults = faults
        self._calls = RollingWindow(60, clock.monotonic)
        self._routes = RouteTable(
            [
                Route("GET", "/employees", self.employees),
                Route("GET", "/employees/changed", self.changed),
                Route("GET", "/employees/{id}", self.read),
            ]
        )

    def template(self, call: Call) -> str:
        """Return the call's path without ids."""
        return self._routes.template(call)

    async def perform(self, call: Call) -> Answer:
        """Answer a call: 401 without a key, 429 beyond the limit, 404 for an unknown path, 400 for bad options."""
        if not basic_credentials(call)[0]:
            return self.fault(call, 401)
        found = self._routes.find(call)
        if found is None:
            return self.fault(call, 404)
        wait = self._calls.seconds_until_free(1, self._faults.settings.bamboo_calls_per_minute)
        if wait:
            return Answer(TOO_MANY_REQUESTS, None, {**_message("Limit exceeded"), "Retry-After": str(wait)})
        self._calls.spend(1)
        route, routed_call = found
        try:
            return route.endpoint(routed_call)
        except ValueError as error:
            return Answer(400, None, _message(str(error)))

    def fault(self, _: Call, status: int) -> Answer:
        """Answer an error: an empty body, and the reason in a header."""
        return Answer(status, None, _message(f"The call failed with status {status}."))

    def read(self, call: Call) -> Answer:
        """Return one employee with the fields that are asked for; 404 for an unknown one.

        Raises:
            BambooRequestError: there are more than 400 fields.
        """
        fields = [name for name in call.query.get("fields", "").split(",") if name]
        if len(fields) > _MOST_FIELDS:
            raise BambooRequestError(f"At most {_MOST_FIELDS} fields.")
        employee = self._people.find(call.params["id"])
        if employee is None:
            return self.fault(call, 404)
        only_current = call.query.get("onlyCurrent", "true").lower() not in {"false", "0"}
        return Answer(200, self._showing().alone(employee, fields, only_current=only_current))

    def employees(self, call: Call) -> Answer:
        """Return a page of all employees, whatever their status, and how many there are.

        Raises:
            ValueError: a limit, cursor or filter is none.
        """
        limit = int(call.query.get(_LIMIT, _DEFAULT_LIMIT))
        if not 1 <= limit <= _LARGEST_LIMIT:
            raise BambooRequestError(f"{_LIMIT} must be from 1 to {_LARGEST_LIMIT}.")
        cursor = read_cursor(call.query[_AFTER]) if _AFTER in call.query else Cursor()
        settings = self._faults.settings
        listed = listing(self._filtered(call), settings)
        page = cut(listed.people, cursor, limit, empty_first=settings.empty_pages)
        following = None if page.following is None else page.following.text()
        showing, fields = self._showing(), _listed_fields(call)
        return Answer(
            200,
            {
                "data": [showing.listed(kept.person, fields) for kept in page.items],
                "meta": {
                    "total": listed.total,
                    "page": {"limit": limit, "nextCursor": following, "prevCursor": None},
                },
                "_links": _links(call, following),
            },
        )

    def changed(self, call: Call) -> Answer:
        """Return who was added, changed or deleted since a time, by id, with the latest of these times.

        Raises:
            BambooRequestError: the time is missing or has no zone, or the type is unknown.
            ValueError: the time is none.
        """
        since = datetime.fromisoformat(call.query.get("since", ""))
        if since.tzinfo is None:
            raise BambooRequestError("since must be a time with a zone.")
        wanted = call.query.get("type")
        if wanted is not None and wanted.lower() not in {"all", *_ACTIONS}:
            raise BambooRequestError("type must be inserted, updated or deleted.")
        action = _ACTIONS.get((wanted or "").lower())
        found = self._people.changed_since(since)
        changes: JsonObject = {key: change for key, change in found.items() if action in {None, change["action"]}}
        latest = max((str(found[key]["lastChanged"]) for key in changes), default=since.isoformat(timespec="seconds"))
        return Answer(200, {"latest": latest, "employees": changes})

    def reset(self) -> None:
        """Forget the calls of the last minute."""
        self._calls.clear()

    def _showing(self) -> Showing:
        today = self._clock.utc_now().astimezone(UTC).date()
        return Showing(self._people.find, self._people.is_filled_in, today, self._faults.settings.bamboo_hidden_fields)

    def _filtered(self, call: Call) -> list[Kept]:
        others = {name for name in call.query if name.startswith("filter[")} - _FILTERS
        if others:
            raise BambooRequestError(f"This stand-in cannot filter by {', '.join(sorted(others))}.")
        status, ids = call.query.get("filter[status]"), call.query.get("filter[ids]")
        wanted = None if ids is None else set(ids.split(","))
        showing = self._showing()
        return [
            kept
            for kept in self._people.all()
            if (wanted is None or kept.person_id in wanted) and status in {None, showing.status(kept.person)}
        ]


def _listed_fields(call: Call) -> list[str]:
    """Read `fields=a,b`, or `fields[]=a&fields[]=b`."""
    return [name for name in call.query.get("fields", "").split(",") if name] or [*call.repeated.get("fields[]", ())]


def _links(call: Call, following: str | None) -> JsonObject:
    here = URL(call.base_url + call.path)
    links: JsonObject = {"self": {"href": str(here.with_query({**call.query}))}}
    if following is not None:
        links["next"] = {"href": str(here.with_query({**call.query, _AFTER: following}))}
    return links


def _message(text: str) -> Mapping[str, str]:
    return {"X-BambooHR-Error-Message": text}
