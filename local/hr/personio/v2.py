"""Personio's v2 API below `/personio/v2`, behind the gate: a token, persons, employments, units, webhook events.

Operations: https://developer.personio.de/reference/get_v2-persons, …/get_v2-persons-person-id-employments,
…/getorgunit-1, …/get_v2-webhooks-id-events. Personio documents no limit of calls for them; of legal entities and
workplaces only id and name are played, and the shape of the list of events is that of the other lists.
"""

from local.emulator.clock import Clock
from local.emulator.exchange import TOO_MANY_REQUESTS, Answer, Call
from local.emulator.faults import FaultPlan
from local.emulator.json_values import JsonObject, NotAJsonObjectError
from local.emulator.routing import Route, RouteTable
from local.emulator.windows import RollingWindow
from local.hr.cursors import cut
from local.hr.listing import listing
from local.hr.personio.people import PersonioPeople, attributes_of
from local.hr.personio.persons import PersonShown
from local.hr.personio.tokens import TokenBook, are_complete, credentials_of
from local.hr.personio.units import show_unit, units
from local.hr.personio.v2_answers import page_answer, problem, token_problem
from local.hr.personio.v2_queries import begin, read_limit, told_since, wanted

_CALLS_PER_MINUTE = 2000
_PERSONS_LIMITS, _EVENTS_LIMITS = (10, 50), (100, 200)
_TOKEN_PATH = "/auth/token"  # noqa: S105 - a path, no token
_ORG_UNITS = frozenset({"department", "team"})


class PersonioV2Api:
    """Answers calls to auth/token, persons, employments, org-units, legal-entities, workplaces and webhook events."""

    prefix = "/personio/v2"

    def __init__(self, employees: PersonioPeople, clock: Clock, faults: FaultPlan) -> None:
        self._people = employees.people
        self._events = employees.events
        self._clock = clock
        self._faults = faults
        self._tokens = TokenBook("papi-", clock, faults)
        self._calls = RollingWindow(60, clock.monotonic)
        self._routes = RouteTable(
            [
                Route("POST", _TOKEN_PATH, self.authenticate),
                Route("GET", "/persons", self.persons),
                Route("GET", "/persons/{id}", self.person),
                Route("GET", "/persons/{id}/employments", self.employments),
                Route("GET", "/org-units/{id}", self.org_unit),
                Route("GET", "/legal-entities/{id}", self.legal_entity),
                Route("GET", "/workplaces", self.workplaces),
                Route("GET", "/webhooks/{id}/events", self.events),
            ]
        )

    def template(self, call: Call) -> str:
        """Return the call's path without ids."""
        return self._routes.template(call)

    async def perform(self, call: Call) -> Answer:
        """Answer a call: 401 without a good token, 404 for an unknown path, 429 beyond the limit, 400 for bad options.

        A 429 comes without a Retry-After header: Personio documents none.
        """
        is_for_token = call.path == _TOKEN_PATH
        if not is_for_token and not self._tokens.admits(call):
            return self.fault(call, 401)
        found = self._routes.find(call)
        if found is None:
            return self.fault(call, 404)
        if not is_for_token and not self._has_room():
            return self.fault(call, TOO_MANY_REQUESTS)
        route, routed_call = found
        try:
            return route.endpoint(routed_call)
        except (NotAJsonObjectError, ValueError) as error:
            return problem(400, str(error), self._clock.utc_now())

    def fault(self, _: Call, status: int) -> Answer:
        """Answer an error as a problem document."""
        return problem(status, f"The call failed with status {status}.", self._clock.utc_now())

    def authenticate(self, call: Call) -> Answer:
        """Give out a token for any client id with any secret; 400 when one or the grant type is missing.

        Raises:
            NotAJsonObjectError: the body says that it is JSON, and is not.
        """
        credentials = credentials_of(call)
        if credentials.get("grant_type") != "client_credentials" or not are_complete(credentials):
            return token_problem(self._clock.utc_now())
        token, life = self._tokens.issue(), self._tokens.life_seconds
        scope = "personio:persons:read personio:webhooks:read"
        return Answer(200, {"access_token": token, "token_type": "Bearer", "expires_in": life, "scope": scope})

    def persons(self, call: Call) -> Answer:
        """Return a page of the persons whom the filters leave: id, email, status, updated_at, .gt and .lt.

        Raises:
            ValueError: a limit, cursor or time is none; times with a zone are refused.
        """
        cursor, query = begin(call)
        limit, settings = read_limit(query, _PERSONS_LIMITS), self._faults.settings
        page = cut(
            listing(wanted(self._people.all(), query), settings).people, cursor, limit, empty_first=settings.empty_pages
        )
        return page_answer(call, [self._shown(call, kept.person).person() for kept in page.items], page.following)

    def person(self, call: Call) -> Answer:
        """Return one person; 404 for an unknown one."""
        person = self._people.find(call.params["id"])
        return self.fault(call, 404) if person is None else Answer(200, self._shown(call, person).person())

    def employments(self, call: Call) -> Answer:
        """Return a person's only employment, as a list; 404 for an unknown person."""
        person = self._people.find(call.params["id"])
        if person is None:
            return self.fault(call, 404)
        return page_answer(call, [self._shown(call, person).employment()], None)

    def org_unit(self, call: Call) -> Answer:
        """Return a department or team, as the option `type` says; 404 for an unknown one.

        Raises:
            ValueError: the type is neither.
        """
        kind = call.query.get("type", "")
        if kind not in _ORG_UNITS:
            raise ValueError("type must be department or team.")
        part = units(self._people, kind).get(call.params["id"])
        return self.fault(call, 404) if part is None else Answer(200, {"type": kind, **show_unit(part)})

    def legal_entity(self, call: Call) -> Answer:
        """Return a subcompany; 404 for an unknown one."""
        part = units(self._people, "subcompany").get(call.params["id"])
        return self.fault(call, 404) if part is None else Answer(200, show_unit(part))

    def workplaces(self, call: Call) -> Answer:
        """Return all offices on one page."""
        return page_answer(call, [show_unit(part) for part in units(self._people, "office").values()], None)

    def events(self, call: Call) -> Answer:
        """Return a page of the events of the last 30 days, the oldest first; every webhook id has the same ones.

        Raises:
            ValueError: a limit, cursor or time is none.
        """
        cursor, query = begin(call)
        found, limit = told_since(self._events.recent(), query), read_limit(query, _EVENTS_LIMITS)
        page = cut(found, cursor, limit, empty_first=self._faults.settings.empty_pages)
        return page_answer(call, [told.envelope for told in page.items], page.following)

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

    def _shown(self, call: Call, person: JsonObject) -> PersonShown:
        hidden = self._faults.settings.personio_hidden_attributes
        return PersonShown(attributes_of(person), hidden, call.base_url)
