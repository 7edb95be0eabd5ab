"""Bob's people API below `/bob/v1`, behind the gate."""

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta

from local.emulator.clock import Clock
from local.emulator.exchange import JSON_MEDIA_TYPE, TOO_MANY_REQUESTS, Answer, Call
from local.emulator.faults import FaultPlan
from local.emulator.json_values import Json, JsonObject, NotAJsonObjectError, parse_object
from local.emulator.routing import Route, RouteTable
from local.emulator.windows import RollingWindow
from local.hr.basic import basic_credentials
from local.hr.bob.fields import show_person
from local.hr.bob.people import BobPeople
from local.hr.bob.search import BobRequestError, PeopleQuery, parse_read, parse_search
from local.hr.listing import listing
from local.hr.people import Kept

_SEARCH_WINDOW_SECONDS = 60


class BobApi:
    """Answers calls to people/search, people/{id} and people/{id}/lifecycle."""

    prefix = "/bob/v1"

    def __init__(self, people: BobPeople, clock: Clock, faults: FaultPlan) -> None:
        self._people = people
        self._clock = clock
        self._faults = faults
        self._searches = RollingWindow(_SEARCH_WINDOW_SECONDS, clock.monotonic)
        self._routes = RouteTable(
            [
                Route("POST", "/people/search", self.search),
                Route("POST", "/people/{id}", self.read),
                Route("GET", "/people/{id}/lifecycle", self.lifecycle),
            ]
        )

    def template(self, call: Call) -> str:
        """Return the call's path without ids."""
        return self._routes.template(call)

    async def perform(self, call: Call) -> Answer:
        """Answer a call: 401 without Basic authentication, 404 for an unknown path, 400 for a malformed body."""
        if not _is_authenticated(call):
            return self.fault(call, 401)
        found = self._routes.find(call)
        if found is None:
            return self.fault(call, 404)
        route, routed_call = found
        try:
            return route.endpoint(routed_call)
        except (BobRequestError, NotAJsonObjectError) as error:
            return Answer(400, {"error": str(error)})

    def fault(self, _: Call, status: int) -> Answer:
        """Answer an error; Bob documents no body for these, so a plain sentence it is."""
        return Answer(status, {"error": f"The call failed with status {status}."})

    def search(self, call: Call) -> Answer:
        """Return all people that are found, in one answer: Bob has no pages here.

        Beyond the limit of calls a minute the answer is a 429; every answer says what is left.

        Raises:
            BobRequestError: the body is malformed.
            NotAJsonObjectError: it is no JSON object.
        """
        limit = self._faults.settings.bob_searches_per_minute
        wait = self._searches.seconds_until_free(1, limit)
        if wait:
            return Answer(TOO_MANY_REQUESTS, {"error": "Too many requests."}, self._limit_headers(limit, wait))
        self._searches.spend(1)
        query = parse_search(_body(call))
        shown = [self._show(kept.person, query) for kept in self._found(query)]
        return Answer(200, {"employees": [*shown]}, self._limit_headers(limit, _SEARCH_WINDOW_SECONDS))

    def read(self, call: Call) -> Answer:
        """Return one person by id or e-mail address, active or not; 404 for an unknown one.

        Raises:
            BobRequestError: the body is malformed.
            NotAJsonObjectError: it is no JSON object.
        """
        query = parse_read(_body(call))
        person = self._people.find_by_any(call.params["id"])
        return self.fault(call, 404) if person is None else Answer(200, self._show(person, query))

    def lifecycle(self, call: Call) -> Answer:
        """Return the entries of a person's lifecycle table; 404 for an unknown person."""
        person = self._people.find_by_any(call.params["id"])
        return self.fault(call, 404) if person is None else Answer(200, {"values": [*_lifecycle_entries(person)]})

    def reset(self) -> None:
        """Forget the searches of the last minute."""
        self._searches.clear()

    def _found(self, query: PeopleQuery) -> Sequence[Kept]:
        found = [kept for kept in self._people.all() if query.finds(kept.person)]
        return found if query.filter_field else listing(found, self._faults.settings).people

    def _show(self, person: JsonObject, query: PeopleQuery) -> JsonObject:
        return show_person(person, query.fields, self._faults.settings.bob_hidden_fields, query.human)

    def _limit_headers(self, limit: int, wait_seconds: int) -> Mapping[str, str]:
        reset_at = self._clock.utc_now() + timedelta(seconds=wait_seconds)
        return {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(max(limit - self._searches.used(), 0)),
            "X-RateLimit-Reset": str(math.ceil(reset_at.timestamp())),
        }


def _is_authenticated(call: Call) -> bool:
    """Accept any service user with any token, as long as neither is empty."""
    return all(basic_credentials(call))


def _body(call: Call) -> JsonObject:
    media_type = call.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type != JSON_MEDIA_TYPE:
        raise BobRequestError("The body must be application/json.")
    return parse_object(call.body)


def _lifecycle_entries(person: JsonObject) -> list[Json]:
    """Return the person's own `lifecycle` list, or the entries that start and termination dates imply."""
    given = person.get("lifecycle")
    if isinstance(given, list):
        return given
    dates = (
        ("Employed", _inner(person, "work", "startDate")),
        ("Terminated", _inner(person, "internal", "terminationDate")),
    )
    return [
        {"id": number, "effectiveDate": date, "status": status, "reason": None, "reasonType": None}
        for number, (status, date) in enumerate(dates, start=1)
        if date is not None
    ]


def _inner(person: JsonObject, section: str, field: str) -> Json:
    fields = person.get(section)
    return fields.get(field) if isinstance(fields, dict) else None
