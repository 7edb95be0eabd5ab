"""Bob's people API, as the HR stand-in plays it."""

import pytest
from aiohttp import encode_basic_auth

from local.emulator.control import STATE
from local.emulator.json_values import Json, JsonObject
from local.hr.app import hr_app
from tests.local.standin_client import Reply, StandIn
from tests.local.turnable_clock import TurnableClock

_ANA: JsonObject = {
    "firstName": "Ana",
    "surname": "Ruiz",
    "displayName": "Ana Ruiz",
    "email": "ana@contoso.com",
    "companyId": 636192,
    "work": {
        "title": "Pilot",
        "startDate": "2026-05-01",
        "department": "261454635",
        "reportsToIdInCompany": 4,
        "workPhone": None,
        "reportsTo": {"id": "9", "displayName": "Bo Berg"},
    },
    "home": {"privateEmail": "ana@home.example"},
    "internal": {"status": "Active", "lifecycleStatus": "Employed"},
}


async def _put(bob: StandIn, person_id: str = "3332883854254932743", **changes: Json) -> Reply:
    return await bob.control("PUT", f"bob/people/{person_id}", _ANA | changes)


async def _search(bob: StandIn, *fields: str, **options: Json) -> Reply:
    return await bob.send("POST", "/people/search", {"fields": list(fields), **options})


async def _found(bob: StandIn, **options: Json) -> list[Json]:
    return [person["id"] for person in (await _search(bob, "root.id", **options)).objects("employees")]


async def test_only_the_requested_fields_come_back_nested(bob: StandIn) -> None:
    await _put(bob)

    reply = await _search(bob, "root.id", "root.firstName", "work.title", "work.workPhone", "work.nothing", "payroll.x")

    assert reply.objects("employees") == [
        {"id": "3332883854254932743", "firstName": "Ana", "work": {"title": "Pilot", "workPhone": None}}
    ]


async def test_dotted_and_nested_names_put_the_same_person(bob: StandIn) -> None:
    dotted: JsonObject = {"root.firstName": "Ana", "work.title": "Pilot", "work": {"site": "Graz"}, "root": {"a": 1}}

    reply = await bob.control("PUT", "bob/people/7", dotted)

    assert reply.body == {"id": "7", "firstName": "Ana", "work": {"title": "Pilot", "site": "Graz"}, "a": 1}


async def test_a_put_replaces_the_person(bob: StandIn) -> None:
    await _put(bob, "7")
    await bob.control("PUT", "bob/people/7", {"root.firstName": "Anna"})

    assert (await _search(bob, "root.firstName", "work.title")).objects("employees") == [{"firstName": "Anna"}]


@pytest.mark.parametrize(
    "body",
    [{"id": "8"}, {"work": "x", "work.title": "Pilot"}, []],
    ids=["another-id", "name-through-a-text", "no-object"],
)
async def test_a_bad_person_is_a_400_with_a_sentence(bob: StandIn, body: Json) -> None:
    reply = await bob.control("PUT", "bob/people/7", body)

    assert reply.status == 400
    assert reply.text("error").endswith(".")


async def test_a_deleted_person_is_gone(bob: StandIn) -> None:
    await _put(bob, "7")

    assert (await bob.control("DELETE", "bob/people/7")).status == 200
    assert (await bob.control("DELETE", "bob/people/7")).status == 404
    assert (await bob.send("POST", "/people/7", {})).status == 404


async def test_inactive_people_are_missing_unless_asked_for(bob: StandIn) -> None:
    await _put(bob, "1")
    await _put(bob, "2", internal={"status": "Inactive"})

    assert await _found(bob) == ["1"]
    assert await _found(bob, showInactive=True) == ["1", "2"]


@pytest.mark.parametrize(
    ("path", "values", "found"),
    [
        pytest.param("root.id", ["1"], ["1"], id="id"),
        pytest.param("root.id", ["1", "2"], ["1", "2"], id="two-ids"),
        pytest.param("root.email", ["BO@contoso.com"], ["2"], id="email-in-any-case"),
        pytest.param("root.email", ["nobody@contoso.com"], [], id="nobody"),
    ],
)
async def test_a_filter_finds_people_by_id_or_email(
    bob: StandIn, path: str, values: list[Json], found: list[Json]
) -> None:
    await _put(bob, "1")
    await _put(bob, "2", email="bo@contoso.com")

    assert await _found(bob, filters=[{"fieldPath": path, "operator": "equals", "values": values}]) == found


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"filters": [{"fieldPath": "root.id", "operator": "equals", "values": []}]}, id="no-values"),
        pytest.param({"filters": [{"fieldPath": "work.title", "operator": "equals", "values": ["x"]}]}, id="field"),
        pytest.param({"filters": [{"fieldPath": "root.id", "operator": "contains", "values": ["x"]}]}, id="operator"),
        pytest.param(
            {"filters": [{"fieldPath": "root.id", "operator": "equals", "values": ["1"]}] * 2}, id="two-filters"
        ),
        pytest.param({"humanReadable": "YES"}, id="unknown-human-readable"),
        pytest.param({"showInactive": "true"}, id="show-inactive-as-text"),
        pytest.param({"fields": "root.id"}, id="fields-as-text"),
        pytest.param({"fields": [7]}, id="field-as-number"),
    ],
)
async def test_a_malformed_search_is_a_400(bob: StandIn, options: dict[str, Json]) -> None:
    assert (await bob.send("POST", "/people/search", options)).status == 400


async def test_append_adds_human_values_beside_the_machine_values(bob: StandIn) -> None:
    await _put(bob, "7", humanReadable={"work": {"department": "Flight"}})

    person = (await _search(bob, "root.id", "work.department", "work.reportsTo", humanReadable="APPEND")).objects(
        "employees"
    )[0]

    assert person == {
        "id": "7",
        "work": {"department": "261454635", "reportsTo": {"id": "9", "displayName": "Bo Berg"}},
        "humanReadable": {"id": "7", "work": {"department": "Flight", "reportsTo": "Bo Berg"}},
    }


async def test_replace_gives_human_values_instead(bob: StandIn) -> None:
    await _put(bob, "7")

    reply = await _search(bob, "work.reportsTo", "work.reportsToIdInCompany", humanReadable="REPLACE")

    assert reply.objects("employees") == [{"work": {"reportsTo": "Bo Berg", "reportsToIdInCompany": "4"}}]


@pytest.mark.parametrize("key", ["7", "ANA@contoso.com"], ids=["id", "email"])
async def test_one_person_is_read_by_id_or_email_even_if_inactive(bob: StandIn, key: str) -> None:
    await _put(bob, "7", internal={"status": "Inactive"})

    reply = await bob.send("POST", f"/people/{key}", {"fields": ["root.id", "internal.status"]})

    assert (reply.status, reply.body) == (200, {"id": "7", "internal": {"status": "Inactive"}})


async def test_hidden_fields_are_left_out_without_a_word(bob: StandIn) -> None:
    await _put(bob, "7")
    await bob.faults(bobHiddenFields=["home", "work.title"])

    reply = await _search(bob, "root.id", "home.privateEmail", "work.title", "work.startDate")

    assert (reply.status, reply.objects("employees")) == (200, [{"id": "7", "work": {"startDate": "2026-05-01"}}])


async def test_a_hidden_field_is_missing_from_its_section_too(bob: StandIn) -> None:
    await _put(bob, "7")
    await bob.faults(bobHiddenFields=["home.privateEmail"])

    assert (await _search(bob, "home")).objects("employees") == [{"home": {}}]


async def test_a_changed_person_reads_as_before_for_a_while(bob: StandIn, time: TurnableClock) -> None:
    await _put(bob, "7")
    await bob.faults(staleReadMs=20_000)
    await _put(bob, "7", firstName="Anna")
    await _put(bob, "8")

    early = await _search(bob, "root.firstName")
    new_person = await bob.send("POST", "/people/8", {"fields": ["root.id"]})
    time.turn(seconds=20)
    late = await _search(bob, "root.firstName")

    assert early.objects("employees") == [{"firstName": "Ana"}]
    assert new_person.status == 404
    assert late.objects("employees") == [{"firstName": "Anna"}, {"firstName": "Ana"}]


async def test_the_lifecycle_follows_from_the_dates(bob: StandIn) -> None:
    await _put(bob, "7", internal={"terminationDate": "2026-08-31"})

    entries = (await bob.send("GET", "/people/7/lifecycle")).objects("values")

    assert [(entry["effectiveDate"], entry["status"]) for entry in entries] == [
        ("2026-05-01", "Employed"),
        ("2026-08-31", "Terminated"),
    ]


async def test_a_lifecycle_that_was_put_is_returned_as_it_is(bob: StandIn) -> None:
    entry: JsonObject = {"id": 5, "effectiveDate": "2026-07-01", "status": "Garden Leave"}
    await _put(bob, "7", lifecycle=[entry])

    assert (await bob.send("GET", "/people/7/lifecycle")).objects("values") == [entry]
    assert (await bob.send("GET", "/people/8/lifecycle")).status == 404


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer x", "Basic nonsense", encode_basic_auth("user", ""), encode_basic_auth("", "token")],
    ids=["none", "another-scheme", "no-base64", "no-token", "no-user"],
)
async def test_a_call_without_basic_authentication_is_a_401(bob: StandIn, authorization: str) -> None:
    reply = await bob.send("POST", "/people/search", {}, headers={"Authorization": authorization})

    assert reply.status == 401


async def test_searches_are_limited_by_the_minute(bob: StandIn, time: TurnableClock) -> None:
    await bob.faults(bobSearchesPerMinute=2)

    replies = [await _search(bob) for _ in range(3)]

    assert [reply.status for reply in replies] == [200, 200, 429]
    assert [reply.headers["X-RateLimit-Remaining"] for reply in replies] == ["1", "0", "0"]
    assert replies[2].headers["X-RateLimit-Limit"] == "2"
    assert replies[2].headers["X-RateLimit-Reset"] == "1772366460"  # 2026-03-01T12:01:00Z
    assert (await bob.send("POST", "/people/7", {})).status == 404
    time.turn(seconds=60)
    assert (await _search(bob)).status == 200


async def test_an_unknown_path_is_a_404(bob: StandIn) -> None:
    assert (await bob.send("GET", "/people")).status == 404


async def test_a_reset_forgets_everybody(bob: StandIn) -> None:
    await _put(bob, "7")

    await bob.control("POST", "reset")

    assert await _found(bob) == []


async def test_saved_people_are_there_after_a_restart() -> None:
    app = hr_app()
    app[STATE].load({"bob": {"7": {"id": "7", "firstName": "Ana"}}})

    assert app[STATE].dump()["bob"] == {"7": {"id": "7", "firstName": "Ana"}}


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        pytest.param({"shortReadBy": 1}, ["1", "2"], id="the-end-is-missing"),
        pytest.param({"listHides": ["2"]}, ["1", "3"], id="somebody-is-missing"),
        pytest.param({"listHides": [2]}, ["1", "3"], id="somebody-named-by-a-number-is-missing"),
    ],
)
async def test_a_search_for_everybody_can_be_made_incomplete(
    bob: StandIn, fault: JsonObject, found: list[Json]
) -> None:
    for person_id in ("1", "2", "3"):
        await _put(bob, person_id)
    await bob.faults(**fault)

    assert await _found(bob) == found
    assert await _found(bob, filters=[{"fieldPath": "root.id", "operator": "equals", "values": ["2"]}]) == ["2"]
