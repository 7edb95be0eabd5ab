"""Personio's v2 API, as the HR stand-in plays it."""

import pytest

from local.emulator.json_values import Json, JsonObject
from tests.local.standin_client import Reply, StandIn
from tests.local.turnable_clock import TurnableClock

_ANA: JsonObject = {
    "first_name": "Ana",
    "last_name": "Ruiz",
    "preferred_name": "Anita",
    "email": "ana@contoso.com",
    "gender": "female",
    "hire_date": "2026-01-12",
    "position": "Pilot",
    "department": {"id": 5, "name": "Flight"},
    "team": {"id": 6, "name": "Blue"},
    "office": {"id": 131014, "name": "Munich"},
    "subcompany": {"id": 7033, "name": "Contoso GmbH"},
    "supervisor": 2,
    "status": "active",
    "dynamic_24407": "Dr",
}
_EVENTS = "/webhooks/533e7206/events"


async def _put(personio: StandIn, employee_id: int, **changes: Json) -> Reply:
    return await personio.control("PUT", f"personio/employees/{employee_id}", _ANA | changes)


async def _ids(personio: StandIn, query: str = "limit=50") -> list[Json]:
    return [person["id"] for person in (await personio.send("GET", f"/persons?{query}")).objects("_data")]


async def _person(personio: StandIn) -> JsonObject:
    body = (await personio.send("GET", "/persons/1")).body
    assert isinstance(body, dict)
    return body


async def _employment(personio: StandIn) -> JsonObject:
    return (await personio.send("GET", "/persons/1/employments")).objects("_data")[0]


async def _all_pages(personio: StandIn, path: str, name: str) -> list[list[Json]]:
    reply = await personio.send("GET", path)
    pages = [[item[name] for item in reply.objects("_data")]]
    while "next" in _links(reply):
        reply = await personio.send("GET", reply.text("_meta", "links", "next", "href"))
        pages.append([item[name] for item in reply.objects("_data")])
    return pages


def _links(reply: Reply) -> JsonObject:
    links = reply.at("_meta", "links")
    assert isinstance(links, dict)
    return links


async def _events(personio: StandIn, query: str = "") -> list[tuple[Json, Json]]:
    reply = await personio.send("GET", f"{_EVENTS}?{query}")
    return [(event["event_name"], event["payload"]) for event in reply.objects("_data")]


async def test_a_client_gets_a_token_by_its_credentials(personio_v2: StandIn, time: TurnableClock) -> None:
    asked = {"grant_type": "client_credentials", "client_id": "client", "client_secret": "secret"}
    granted = await personio_v2.form("/auth/token", **asked)
    caller = personio_v2.bearing(granted.text("access_token"))

    assert (granted.at("token_type"), granted.at("expires_in")) == ("Bearer", 86_400)
    assert granted.text("access_token").startswith("papi-")
    assert (await caller.send("GET", "/persons")).status == 200
    time.turn(seconds=86_400)
    assert (await caller.send("GET", "/persons")).status == 401


@pytest.mark.parametrize(
    "asked",
    [{}, {"client_id": "a", "client_secret": "b"}, {"grant_type": "client_credentials", "client_id": "a"}],
    ids=["nothing", "no-grant-type", "no-secret"],
)
async def test_a_refused_token_is_a_400_in_the_words_of_oauth(personio_v2: StandIn, asked: dict[str, str]) -> None:
    reply = await personio_v2.form("/auth/token", **asked)

    assert (reply.status, reply.at("error")) == (400, "invalid_client")


async def test_a_person_has_names_and_ids(personio_v2: StandIn) -> None:
    await _put(personio_v2, 1)

    person = await _person(personio_v2)
    employments, links = person.pop("employments"), person.pop("_meta")

    assert person == {
        "id": "1",
        "email": "ana@contoso.com",
        "first_name": "Ana",
        "last_name": "Ruiz",
        "preferred_name": "Anita",
        "gender": "FEMALE",
        "created_at": "2026-03-01T12:00:00",
        "updated_at": "2026-03-01T12:00:00",
        "status": "ACTIVE",
        "custom_attributes": [
            {"id": "dynamic_24407", "type": "string", "global_id": "", "label": "dynamic_24407", "value": "Dr"}
        ],
    }
    assert employments == [{"id": (await _employment(personio_v2))["id"]}]
    assert "/personio/v2/persons/1/employments" in str(links)


async def test_an_employment_refers_to_others_by_id(personio_v2: StandIn) -> None:
    await _put(
        personio_v2, 1, termination_date="2026-08-31", last_working_day="2026-08-14", termination_type="employee"
    )

    employment = await _employment(personio_v2)
    for name in ("id", "_meta", "created_at", "updated_at"):
        employment.pop(name)

    assert employment == {
        "person": {"id": "1"},
        "status": "ACTIVE",
        "employment_start_date": "2026-01-12",
        "contract_end_date": None,
        "probation_end_date": None,
        "weekly_working_hours": 40.0,
        "type": "INTERNAL",
        "position": {"title": "Pilot"},
        "supervisor": {"id": "2"},
        "office": {"id": "131014"},
        "legal_entity": {"id": "7033"},
        "org_units": [{"type": "department", "id": "5"}, {"type": "team", "id": "6"}],
        "termination": {
            "termination_date": "2026-08-31",
            "last_working_date": "2026-08-14",
            "terminated_at": None,
            "type": "EMPLOYEE",
            "reason": None,
        },
    }


@pytest.mark.parametrize(
    ("status", "person", "employment"),
    [
        ("active", "ACTIVE", "ACTIVE"),
        ("onboarding", "ACTIVE", "ONBOARDING"),
        ("leave", "ACTIVE", "LEAVE"),
        ("inactive", "INACTIVE", "INACTIVE"),
    ],
    ids=["active", "onboarding", "leave", "inactive"],
)
async def test_only_the_employment_tells_kinds_of_activity_apart(
    personio_v2: StandIn, status: str, person: str, employment: str
) -> None:
    await _put(personio_v2, 1, status=status)

    assert ((await _person(personio_v2))["status"], (await _employment(personio_v2))["status"]) == (person, employment)


async def test_without_rights_little_is_left(personio_v2: StandIn) -> None:
    await _put(personio_v2, 1)
    names = ["first_name", "last_name", "preferred_name", "email", "gender", "status", "created_at", "last_modified_at"]
    job = [
        "hire_date",
        "contract_end_date",
        "probation_period_end",
        "weekly_working_hours",
        "employment_type",
        "position",
    ]
    others = ["supervisor", "office", "subcompany", "department", "team", "termination_date", "dynamic_24407"]
    await personio_v2.faults(personioHiddenAttributes=[*names, *job, *others])

    assert (await _person(personio_v2)).keys() == {"id", "employments", "_meta"}
    assert (await _employment(personio_v2)).keys() == {"id", "person", "status", "_meta"}


async def test_units_are_looked_up_by_id(personio_v2: StandIn) -> None:
    await _put(personio_v2, 1)

    assert (await personio_v2.send("GET", "/org-units/5?type=department")).body == {
        "type": "department",
        "id": "5",
        "name": "Flight",
    }
    assert (await personio_v2.send("GET", "/org-units/5?type=team")).status == 404
    assert (await personio_v2.send("GET", "/org-units/5")).status == 400
    assert (await personio_v2.send("GET", "/legal-entities/7033")).body == {"id": "7033", "name": "Contoso GmbH"}
    assert (await personio_v2.send("GET", "/workplaces")).objects("_data") == [{"id": "131014", "name": "Munich"}]


async def test_persons_come_in_pages_whose_next_address_holds_a_cursor_alone(personio_v2: StandIn) -> None:
    for number in range(1, 6):
        await _put(personio_v2, number)

    first = await personio_v2.send("GET", "/persons?limit=2&email=ana@contoso.com")
    address = first.text("_meta", "links", "next", "href")

    assert address.partition("?")[2].startswith("cursor=")
    assert "&" not in address
    assert await _all_pages(personio_v2, "/persons?limit=2", "id") == [["1", "2"], ["3", "4"], ["5"]]


@pytest.mark.parametrize(("query", "number"), [("", 10), ("limit=50", 50)], ids=["ten-unless-told", "fifty-at-most"])
async def test_a_page_holds(personio_v2: StandIn, query: str, number: int) -> None:
    for employee_id in range(1, 53):
        await _put(personio_v2, employee_id)

    assert len(await _ids(personio_v2, query)) == number


@pytest.mark.parametrize(
    "query",
    ["limit=51", "limit=0", "limit=x", "cursor=invented", "updated_at.gt=2026-03-01T12:00:00Z", "updated_at.gt=soon"],
    ids=["too-many", "zero", "text", "invented-cursor", "time-with-a-zone", "no-time"],
)
async def test_bad_options_are_a_400_with_a_problem_document(personio_v2: StandIn, query: str) -> None:
    await _put(personio_v2, 1)

    reply = await personio_v2.send("GET", f"/persons?{query}")

    assert (reply.status, reply.headers["Content-Type"]) == (400, "application/problem+json")
    assert reply.at("errors", 0, "detail")


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        pytest.param("id=1,9", ["1"], id="ids"),
        pytest.param("email=bo@contoso.com", ["2"], id="email"),
        pytest.param("status=INACTIVE", ["2"], id="inactive"),
        pytest.param("status=ACTIVE", ["1"], id="active"),
        pytest.param("updated_at.gt=2026-03-01T12:00:30", ["2"], id="changed-after-a-time"),
        pytest.param("updated_at.gt=2026-03-01", ["1", "2"], id="changed-after-a-day-began"),
        pytest.param("updated_at.lt=2026-03-01T12:00:30", ["1"], id="changed-before"),
    ],
)
async def test_persons_can_be_filtered(personio_v2: StandIn, time: TurnableClock, query: str, ids: list[Json]) -> None:
    await _put(personio_v2, 1)
    time.turn(seconds=60)
    await _put(personio_v2, 2, email="bo@contoso.com", status="inactive")

    assert await _ids(personio_v2, query) == ids


@pytest.mark.parametrize("path", ["/persons/9", "/persons/9/employments", "/nowhere"])
async def test_what_is_not_there_is_a_404(personio_v2: StandIn, path: str) -> None:
    reply = await personio_v2.send("GET", path)

    assert (reply.status, reply.headers["Content-Type"]) == (404, "application/problem+json")


async def test_an_invented_token_is_a_401(personio_v2: StandIn) -> None:
    reply = await personio_v2.bearing("papi-invented").send("GET", "/persons")

    assert (reply.status, reply.headers["Content-Type"]) == (401, "application/problem+json")


async def test_empty_pages_come_before_each_page(personio_v2: StandIn) -> None:
    for number in (1, 2, 3):
        await _put(personio_v2, number)
    await personio_v2.faults(emptyPages=True)

    assert await _all_pages(personio_v2, "/persons?limit=2", "id") == [[], ["1", "2"], [], ["3"]]


@pytest.mark.parametrize(
    ("fault", "ids"),
    [({"shortReadBy": 2}, ["1"]), ({"listHides": ["2"]}, ["1", "3"])],
    ids=["the-end-is-missing", "somebody-is-missing"],
)
async def test_a_list_can_be_made_incomplete(personio_v2: StandIn, fault: JsonObject, ids: list[Json]) -> None:
    for number in (1, 2, 3):
        await _put(personio_v2, number)
    await personio_v2.faults(**fault)

    assert await _ids(personio_v2) == ids


async def test_calls_are_limited_by_the_minute(personio_v2: StandIn, time: TurnableClock) -> None:
    await personio_v2.faults(personioCallsPerMinute=1)

    replies = [await personio_v2.send("GET", "/persons") for _ in range(2)]

    assert [reply.status for reply in replies] == [200, 429]
    time.turn(seconds=60)
    assert (await personio_v2.send("GET", "/persons")).status == 200


async def test_the_history_tells_of_people_who_come_change_and_go(personio_v2: StandIn) -> None:
    await _put(personio_v2, 1)
    await _put(personio_v2, 1, first_name="Anna")
    await _put(personio_v2, 1, first_name="Anna")
    await _put(personio_v2, 1, first_name="Anna", position="Lead")
    await _put(personio_v2, 1, first_name="Anna", position="Lead", dynamic_24407="Prof")
    await personio_v2.control("DELETE", "personio/employees/1")

    events = await _events(personio_v2)

    assert [name for name, _ in events] == [
        "person.created",
        "employment.created",
        "person.updated",
        "employment.updated",
        "person.updated",
        "employment.deleted",
        "person.deleted",
    ]
    assert events[0][1] == {"person": {"id": "1"}}
    assert isinstance(events[1][1], dict)
    assert events[1][1].keys() == {"id", "person"}


async def test_an_event_is_what_the_webhook_would_have_sent(personio_v2: StandIn) -> None:
    await _put(personio_v2, 1)

    assert (await personio_v2.send("GET", _EVENTS)).objects("_data")[0] == {
        "company_id": "4242",
        "event_name": "person.created",
        "occurred_at": "2026-03-01T12:00:00.000Z",
        "payload": {"person": {"id": "1"}},
        "meta": {},
    }


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        pytest.param("occurred_at.gte=2026-03-01T12:01:00.000Z", ["2", "3"], id="from-a-time-on"),
        pytest.param("occurred_at.gte=2026-03-01T12:01:00", ["2", "3"], id="from-a-time-without-a-zone-on"),
        pytest.param("occurred_at.lte=2026-03-01T12:01:00Z", ["1", "2"], id="until-a-time"),
        pytest.param("event_name=person.deleted", [], id="of-another-name"),
    ],
)
async def test_the_history_can_be_filtered(
    personio_v2: StandIn, time: TurnableClock, query: str, ids: list[str]
) -> None:
    for number in (1, 2, 3):
        await _put(personio_v2, number)
        time.turn(seconds=60)

    events = await _events(personio_v2, query)

    assert [payload for name, payload in events if name == "person.created"] == [{"person": {"id": at}} for at in ids]


async def test_the_history_ends_thirty_days_back(personio_v2: StandIn, time: TurnableClock) -> None:
    await _put(personio_v2, 1)
    time.turn(days=30)
    granted = await personio_v2.form("/auth/token", grant_type="client_credentials", client_id="a", client_secret="b")
    caller = personio_v2.bearing(granted.text("access_token"))
    last = len(await _events(caller))
    time.turn(seconds=1)

    assert (last, await _events(caller)) == (2, [])


async def test_the_history_comes_in_pages_that_keep_the_filters(personio_v2: StandIn) -> None:
    for number in range(1, 4):
        await _put(personio_v2, number)

    pages = await _all_pages(personio_v2, f"{_EVENTS}?limit=2&event_name=person.created", "event_name")

    assert pages == [["person.created", "person.created"], ["person.created"]]


async def test_the_history_has_no_part_in_the_faults_of_lists_of_people(personio_v2: StandIn) -> None:
    await _put(personio_v2, 1)
    await personio_v2.faults(shortReadBy=1, listHides=["1"])

    assert len(await _events(personio_v2)) == 2
