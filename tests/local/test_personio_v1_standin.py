"""Personio's v1 API, as the HR stand-in plays it."""

import pytest

from local.emulator.control import STATE
from local.emulator.json_values import Json, JsonObject
from local.hr.app import hr_app
from tests.local.standin_client import Reply, StandIn
from tests.local.turnable_clock import TurnableClock

_ANA: JsonObject = {
    "first_name": "Ana",
    "last_name": "Ruiz",
    "email": "ana@contoso.com",
    "hire_date": "2026-01-12",
    "department": "Sales",
    "office": {"id": 131014, "name": "Munich"},
    "supervisor": 2,
    "status": "active",
    "dynamic_24407": "Dr",
}


async def _put(personio: StandIn, employee_id: int, **changes: Json) -> Reply:
    return await personio.control("PUT", f"personio/employees/{employee_id}", _ANA | changes)


async def _list(personio: StandIn, query: str = "") -> Reply:
    return await personio.send("GET", f"/company/employees?{query}")


async def _ids(personio: StandIn, query: str = "") -> list[Json]:
    reply = await _list(personio, query)
    return [reply.at("data", at, "attributes", "id", "value") for at in range(len(reply.objects("data")))]


async def _shown(personio: StandIn, name: str, employee_id: int = 1) -> Json:
    return (await personio.send("GET", f"/company/employees/{employee_id}")).at("data", "attributes", name)


async def _shown_value(personio: StandIn, name: str) -> Json:
    return (await personio.send("GET", "/company/employees/1")).at("data", "attributes", name, "value")


@pytest.mark.parametrize("as_form", [False, True], ids=["json", "form"])
async def test_a_client_gets_a_token_that_lasts_a_day(
    personio_v1: StandIn, time: TurnableClock, *, as_form: bool
) -> None:
    asked = {"client_id": "client", "client_secret": "secret"}
    granted = await (personio_v1.form("/auth", **asked) if as_form else personio_v1.send("POST", "/auth", {**asked}))
    caller = personio_v1.bearing(granted.text("data", "token"))

    assert granted.at("data", "expires_in") == 86_400
    assert (await _list(caller)).status == 200
    time.turn(seconds=86_400)
    assert (await _list(caller)).status == 401


async def test_the_life_of_tokens_can_be_shortened(personio_v1: StandIn, time: TurnableClock) -> None:
    await personio_v1.faults(personioTokenSeconds=60)
    granted = await personio_v1.send("POST", "/auth", {"client_id": "client", "client_secret": "secret"})
    time.turn(seconds=60)

    assert granted.at("data", "expires_in") == 60
    assert (await _list(personio_v1.bearing(granted.text("data", "token")))).status == 401


@pytest.mark.parametrize(
    "credentials", [{}, {"client_id": "a"}, {"client_id": "a", "client_secret": ""}], ids=["none", "half", "empty"]
)
async def test_missing_credentials_are_a_403(personio_v1: StandIn, credentials: JsonObject) -> None:
    reply = await personio_v1.send("POST", "/auth", credentials)

    assert (reply.status, reply.at("success")) == (403, False)


@pytest.mark.parametrize("token", ["", "invented"], ids=["none", "invented"])
async def test_a_call_without_a_token_of_ours_is_a_401(personio_v1: StandIn, token: str) -> None:
    reply = await _list(personio_v1.bearing(token))

    assert (reply.status, reply.at("error", "code")) == (401, 401)


async def test_a_reset_forgets_tokens_and_people(personio_v1: StandIn) -> None:
    await _put(personio_v1, 1)
    await personio_v1.control("POST", "reset")
    granted = await personio_v1.send("POST", "/auth", {"client_id": "client", "client_secret": "secret"})

    assert (await _list(personio_v1)).status == 401
    assert await _ids(personio_v1.bearing(granted.text("data", "token"))) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("id", {"label": "ID", "value": 1, "type": "integer", "universal_id": "id"}, id="an-integer"),
        pytest.param(
            "first_name",
            {"label": "First name", "value": "Ana", "type": "standard", "universal_id": "first_name"},
            id="a-text",
        ),
        pytest.param(
            "hire_date",
            {"label": "Hire date", "value": "2026-01-12T00:00:00+01:00", "type": "date", "universal_id": "hire_date"},
            id="a-day-is-midnight-in-berlin",
        ),
        pytest.param(
            "office",
            {
                "label": "Office",
                "value": {"type": "Office", "attributes": {"id": 131014, "name": "Munich"}},
                "type": "standard",
                "universal_id": "office",
            },
            id="an-office",
        ),
        pytest.param(
            "supervisor",
            {
                "label": "Supervisor",
                "value": {
                    "type": "Employee",
                    "attributes": {"id": {"label": "ID", "value": 2, "type": "integer", "universal_id": "id"}},
                },
                "type": "standard",
                "universal_id": "supervisor",
            },
            id="the-supervisor-by-id",
        ),
        pytest.param(
            "dynamic_24407",
            {"label": "Custom attribute 24407", "value": "Dr", "type": "standard", "universal_id": None},
            id="a-custom-attribute",
        ),
    ],
)
async def test_an_attribute_is_shown_with_its_label(personio_v1: StandIn, name: str, shown: JsonObject) -> None:
    await _put(personio_v1, 1)

    assert await _shown(personio_v1, name) == shown


@pytest.mark.parametrize(
    ("name", "empty"),
    [
        ("position", ""),
        ("termination_type", ""),
        ("termination_date", None),
        ("last_working_day", None),
        ("team", None),
        ("cost_centers", []),
    ],
    ids=["position", "termination-type", "termination-date", "last-working-day", "team", "cost-centers"],
)
async def test_what_nobody_filled_in_is_there_and_empty(personio_v1: StandIn, name: str, empty: Json) -> None:
    await _put(personio_v1, 1)

    assert await _shown_value(personio_v1, name) == empty


@pytest.mark.parametrize(
    ("day", "shown"),
    [("2026-07-01", "2026-07-01T00:00:00+02:00"), ("2026-03-29", "2026-03-29T00:00:00+01:00"), (None, None)],
    ids=["summer", "the-day-the-clocks-change", "none"],
)
async def test_a_day_has_the_offset_of_that_day(personio_v1: StandIn, day: Json, shown: Json) -> None:
    await _put(personio_v1, 1, termination_date=day)

    assert await _shown_value(personio_v1, "termination_date") == shown


async def test_a_department_named_by_its_name_has_one_id_for_everybody(personio_v1: StandIn) -> None:
    await _put(personio_v1, 1)
    await _put(personio_v1, 2)

    first, second = [(await _shown(personio_v1, "department", number)) for number in (1, 2)]

    assert first == second


async def test_labelled_values_are_taken_as_they_are(personio_v1: StandIn) -> None:
    labelled: JsonObject = {"label": "Titel", "value": "Dr", "type": "standard", "universal_id": "title"}
    hired: JsonObject = {"label": "Eintritt", "value": "2026-01-12T00:00:00+01:00"}
    await _put(personio_v1, 1, dynamic_24407=labelled, hire_date=hired)

    assert await _shown(personio_v1, "dynamic_24407") == labelled
    assert await _shown(personio_v1, "hire_date") == {**hired, "type": "date", "universal_id": "hire_date"}


@pytest.mark.parametrize(
    ("hire_date", "status"),
    [("2026-03-01", "active"), ("2026-03-02", "onboarding"), (None, "active")],
    ids=["today", "tomorrow", "no-date"],
)
async def test_a_status_that_was_not_put_follows_from_the_hire_date(
    personio_v1: StandIn, hire_date: Json, status: str
) -> None:
    await personio_v1.control("PUT", "personio/employees/1", {"first_name": "Ana", "hire_date": hire_date})

    assert await _shown_value(personio_v1, "status") == status


async def test_attributes_the_credentials_may_not_read_are_missing(personio_v1: StandIn) -> None:
    await _put(personio_v1, 1)
    await personio_v1.faults(personioHiddenAttributes=["hire_date", "dynamic_24407"])

    reply = await _list(personio_v1)

    attributes = reply.at("data", 0, "attributes")
    assert isinstance(attributes, dict)
    assert {"hire_date", "dynamic_24407"}.isdisjoint(attributes)
    assert "first_name" in attributes


async def test_only_the_attributes_asked_for_come_back(personio_v1: StandIn) -> None:
    await _put(personio_v1, 1)

    reply = await _list(personio_v1, "attributes[]=id&attributes[]=last_name")

    attributes = reply.at("data", 0, "attributes")
    assert isinstance(attributes, dict)
    assert list(attributes) == ["id", "last_name"]


async def test_a_list_comes_in_pages_with_the_number_of_all(personio_v1: StandIn) -> None:
    for number in range(1, 6):
        await _put(personio_v1, number)

    reply = await _list(personio_v1, "limit=2&offset=2")

    assert await _ids(personio_v1, "limit=2&offset=2") == [3, 4]
    assert await _ids(personio_v1, "limit=2&offset=4") == [5]
    assert await _ids(personio_v1, "limit=2&offset=6") == []
    assert reply.at("metadata") == {"total_elements": 5, "current_page": 1, "total_pages": 3}
    assert (reply.at("offset"), reply.at("limit")) == (2, 2)


@pytest.mark.parametrize(
    ("query", "limit"), [("", 50), ("limit=100", 100), ("limit=200", 100)], ids=["default", "largest", "more"]
)
async def test_a_page_holds_fifty_unless_told_and_a_hundred_at_most(
    personio_v1: StandIn, query: str, limit: int
) -> None:
    for number in range(1, 103):
        await _put(personio_v1, number)

    reply = await _list(personio_v1, query)

    assert (len(reply.objects("data")), reply.at("limit")) == (limit, limit)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=x", "offset=-1", "updated_since=soon"], ids=["zero", "text", "negative", "no-time"]
)
async def test_bad_options_are_a_400(personio_v1: StandIn, query: str) -> None:
    assert (await _list(personio_v1, query)).status == 400


async def test_employees_are_found_by_email(personio_v1: StandIn) -> None:
    await _put(personio_v1, 1)
    await _put(personio_v1, 2, email="bo@contoso.com")

    assert await _ids(personio_v1, "email=BO@contoso.com") == [2]


async def test_an_unknown_employee_is_a_404(personio_v1: StandIn) -> None:
    reply = await personio_v1.send("GET", "/company/employees/9")

    assert (reply.status, reply.at("success")) == (404, False)


async def test_the_changed_since_come_on_one_page_whatever_limit_and_offset_say(
    personio_v1: StandIn, time: TurnableClock
) -> None:
    await _put(personio_v1, 1)
    time.turn(seconds=60)
    for number in (2, 3, 4):
        await _put(personio_v1, number)

    query = "updated_since=2026-03-01T12:01:00&limit=1&offset=2&email=nobody@contoso.com"

    assert await _ids(personio_v1, query) == [2, 3, 4]
    assert await _ids(personio_v1, "updated_since=2026-03-01T13:01:00%2B01:00") == [2, 3, 4]
    assert await _ids(personio_v1, "updated_since=2026-03-01T12:01:01") == []


async def test_a_put_of_the_same_is_no_change(personio_v1: StandIn, time: TurnableClock) -> None:
    await _put(personio_v1, 1)
    time.turn(seconds=60)
    await _put(personio_v1, 1)

    assert await _ids(personio_v1, "updated_since=2026-03-01T12:01:00") == []
    assert await _shown_value(personio_v1, "last_modified_at") == "2026-03-01T13:00:00+01:00"


async def test_with_attributes_only_a_change_of_one_of_them_counts(personio_v1: StandIn, time: TurnableClock) -> None:
    await _put(personio_v1, 1)
    time.turn(seconds=60)
    await _put(personio_v1, 1, position="Pilot")
    since = "updated_since=2026-03-01T12:01:00"

    assert await _ids(personio_v1, f"{since}&attributes[]=id&attributes[]=position") == [1]
    assert await _ids(personio_v1, f"{since}&attributes[]=id&attributes[]=email") == []


async def test_times_are_kept_unless_they_are_put(personio_v1: StandIn, time: TurnableClock) -> None:
    await _put(personio_v1, 1)
    time.turn(seconds=60)
    await _put(personio_v1, 1, position="Pilot")
    kept = [await _shown_value(personio_v1, name) for name in ("created_at", "last_modified_at")]
    await _put(personio_v1, 1, created_at="2020-11-18T16:33:55Z")

    assert kept == ["2026-03-01T13:00:00+01:00", "2026-03-01T13:01:00+01:00"]
    assert await _shown_value(personio_v1, "created_at") == "2020-11-18T17:33:55+01:00"


async def test_the_deleted_are_on_no_list(personio_v1: StandIn) -> None:
    await _put(personio_v1, 1)

    assert (await personio_v1.control("DELETE", "personio/employees/1")).status == 200
    assert (await personio_v1.control("DELETE", "personio/employees/1")).status == 404
    assert await _ids(personio_v1, "updated_since=2026-01-01") == []


@pytest.mark.parametrize(
    ("employee_id", "body", "sentence"),
    [
        pytest.param("one", {}, "no number", id="id-is-no-number"),
        pytest.param("1", {"id": 2}, "not the id", id="another-id"),
        pytest.param("1", {"hire_date": "12.01.2026"}, "no date", id="no-date"),
        pytest.param("1", {"created_at": "soon"}, "no date", id="no-time"),
        pytest.param("1", {"firstName": "Ana"}, "no attribute 'firstName'", id="unknown-name"),
    ],
)
async def test_a_bad_employee_is_a_400_with_a_sentence(
    personio_v1: StandIn, employee_id: str, body: JsonObject, sentence: str
) -> None:
    reply = await personio_v1.control("PUT", f"personio/employees/{employee_id}", body)

    assert reply.status == 400
    assert sentence in reply.text("error")


async def test_a_changed_employee_reads_as_before_for_a_while(personio_v1: StandIn, time: TurnableClock) -> None:
    await _put(personio_v1, 1)
    await personio_v1.faults(staleReadMs=20_000)
    await _put(personio_v1, 1, position="Pilot")
    await _put(personio_v1, 2)

    early = await _shown_value(personio_v1, "position"), await _ids(personio_v1)
    time.turn(seconds=20)
    late = await _shown_value(personio_v1, "position"), await _ids(personio_v1)

    assert (early, late) == (("", [1]), ("Pilot", [1, 2]))


@pytest.mark.parametrize(
    ("fault", "ids", "total"),
    [
        pytest.param({"shortReadBy": 2}, [1], 3, id="a-short-read-counts-whom-it-leaves-out"),
        pytest.param({"shortReadBy": 9}, [], 3, id="a-read-can-be-short-by-everybody"),
        pytest.param({"listHides": ["2"]}, [1, 3], 2, id="a-shrunken-list-does-not"),
    ],
)
async def test_a_list_can_be_made_incomplete(
    personio_v1: StandIn, fault: JsonObject, ids: list[Json], total: int
) -> None:
    for number in (1, 2, 3):
        await _put(personio_v1, number)
    await personio_v1.faults(**fault)

    assert await _ids(personio_v1) == ids
    assert (await _list(personio_v1)).at("metadata", "total_elements") == total
    assert (await personio_v1.send("GET", "/company/employees/2")).status == 200


async def test_calls_are_limited_by_the_minute(personio_v1: StandIn, time: TurnableClock) -> None:
    await personio_v1.faults(personioCallsPerMinute=2)

    replies = [await _list(personio_v1) for _ in range(3)]

    assert [reply.status for reply in replies] == [200, 200, 429]
    assert "Retry-After" not in replies[2].headers
    time.turn(seconds=60)
    assert (await _list(personio_v1)).status == 200


async def test_calls_are_counted_without_ids(personio_v1: StandIn) -> None:
    await personio_v1.send("GET", "/company/employees/9")

    assert (await personio_v1.stats())["byOperation"] == {"POST /auth": 1, "GET /company/employees/{id}": 1}


async def test_saved_employees_and_their_changes_are_there_after_a_restart() -> None:
    before, after = hr_app(), hr_app()
    saved: JsonObject = {"employees": {"1": {"attributes": {"id": 1}, "changed": {"id": "2026-03-01"}}}, "events": []}
    before[STATE].load({"personio": saved})

    after[STATE].load(before[STATE].dump())

    assert after[STATE].dump()["personio"] == saved
