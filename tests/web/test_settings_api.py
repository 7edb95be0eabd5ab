"""Settings over HTTP: what is checked before they are saved, who changed them, and what they were."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from pydantic import JsonValue

from provisioning.ports import RequestRejected
from tests.engine.people import anna, mona, updated
from tests.engine.world import World
from tests.fakes.interposed import Calls, interposed
from tests.web.requests import document, request
from tests.web.serving import api_of

WITH_DEFAULT_PASSWORD: JsonValue = {"password": {"mode": "default", "secret": "DEFAULT_PASSWORD"}}
EXPRESSION: dict[str, JsonValue] = {"type": "expression", "target": "jobTitle", "expression": "ToUper([jobTitle])"}


async def test_settings_that_cannot_be_taken_name_the_field_and_stay_out() -> None:
    api = api_of(World())
    answer = await api.change_settings(request({"timeZone": "Mars/Olympus"}))
    told = document(answer)
    assert answer.status_code == 400
    assert [problem["field"] for problem in told["fields"]] == ["timeZone"]
    assert told["error"].endswith("the settings stay as they were")
    assert document(await api.read_settings(request()))["timeZone"] == "UTC"


async def test_what_only_a_closer_look_finds_is_refused_with_its_field_and_column() -> None:
    api = api_of(World())
    answer = await api.change_settings(request({"attributeMappings": [EXPRESSION], "leadDays": 3}))
    [problem] = document(answer)["fields"]
    assert answer.status_code == 400
    assert problem["field"] == "attributeMappings[0].expression"
    assert problem["message"].startswith("column 1: ")
    assert document(await api.read_settings(request()))["leadDays"] == 0


@pytest.mark.parametrize("body", [[], "enabled", None, 1], ids=["a list", "a text", "null", "a number"])
async def test_settings_must_be_an_object(body: JsonValue) -> None:
    with pytest.raises(RequestRejected, match="must be an object"):
        await api_of(World()).change_settings(request(body))


async def test_settings_that_somebody_changed_meanwhile_are_not_overwritten() -> None:
    api = api_of(World())
    first = (await api.read_settings(request())).headers["ETag"]
    await api.change_settings(request({"enabled": False}, headers={"If-Match": first}))
    with pytest.raises(RequestRejected, match="read them again") as rejected:
        await api.change_settings(request({"enabled": True}, headers={"If-Match": first}))
    assert rejected.value.status == 412


async def test_the_audit_trail_says_that_settings_were_changed_and_by_whom_and_not_what_they_are() -> None:
    world = World()
    signed_in = {"X-MS-CLIENT-PRINCIPAL-NAME": "it.lead@contoso.com"}
    for partial in ({"leadDays": 3, "timeZone": "Europe/Rome"}, {"leadDays": 3}, {"timeZone": "Mars/Olympus"}):
        world.clock.turn(minutes=1)
        await api_of(world).change_settings(request(partial, headers=signed_in))
    [entry] = world.audit.entries
    assert (entry.by, entry.action) == ("it.lead@contoso.com", "settings.changed")
    assert entry.details == {"settings": ["leadDays", "timeZone"]}
    assert "Rome" not in entry.model_dump_json()


async def provisioned() -> World:
    """Return a world in which somebody was provisioned and everything was stopped since."""
    world = World()
    await world.happen(updated(anna()))
    await api_of(world).change_settings(request({"enabled": False}))
    return world


@pytest.mark.parametrize("on", [True, None], ids=["true", "null, which is the default"])
async def test_who_was_there_before_the_first_switching_on_counts_as_existing(on: JsonValue) -> None:
    api = api_of(World())
    await api.change_settings(request({"enabled": False}))
    answer = await api.change_settings(request({"enabled": on}))
    assert document(answer)["activatedAt"] == "2026-03-02T12:00:00Z"


@pytest.mark.parametrize("more", [{}, {"activatedAt": None}], ids=["alone", "with the null that was read"])
async def test_after_an_emergency_stop_nobody_becomes_existing(more: dict[str, JsonValue]) -> None:
    world = await provisioned()
    answer = await api_of(world).change_settings(request({"enabled": True, **more}))
    assert document(answer)["activatedAt"] is None
    await world.happen(updated(mona()))
    assert set(world.accounts()) == {"anna.ek@contoso.com", "mona.alm@contoso.com"}


async def test_a_time_of_activation_that_is_sent_counts_even_after_an_emergency_stop() -> None:
    sent = {"enabled": True, "activatedAt": "2026-01-01T00:00:00Z"}
    answer = await api_of(await provisioned()).change_settings(request(sent))
    assert document(answer)["activatedAt"] == "2026-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("body", "reads"),
    [({"enabled": True}, ["LogInMemory.read"]), ({"enabled": False}, []), ({"leadDays": 3}, [])],
    ids=["to switch on", "to switch off", "to set something else"],
)
async def test_the_log_is_asked_only_to_switch_on(body: JsonValue, reads: list[str]) -> None:
    world, calls = World(), Calls()
    asked = replace(api_of(world), log=interposed(world.log, calls))
    await asked.change_settings(request(body))
    assert calls.names == reads


@pytest.mark.parametrize("enabled", ["true", [], {}, 1], ids=["a text", "a list", "an object", "a number"])
async def test_what_is_neither_on_nor_off_is_refused_by_its_field(enabled: JsonValue) -> None:
    answer = await api_of(World()).change_settings(request({"enabled": enabled}))
    assert answer.status_code == 400
    assert [problem["field"] for problem in document(answer)["fields"]] == ["enabled"]


async def test_a_constant_that_entra_would_never_take_is_refused_by_its_place() -> None:
    germany: JsonValue = {"type": "constant", "target": "usageLocation", "value": "Germany"}
    answer = await api_of(World()).change_settings(request({"attributeMappings": [germany]}))
    [problem] = document(answer)["fields"]
    assert answer.status_code == 400
    assert problem["field"] == "attributeMappings[0].value"
    assert "a country's two letters" in problem["message"]


async def test_a_default_password_that_entra_would_take_can_be_named() -> None:
    api = api_of(World(), {"DEFAULT_PASSWORD": "Welcome-1"})
    answer = await api.change_settings(request(WITH_DEFAULT_PASSWORD))
    assert answer.status_code == 200
    assert document(answer)["password"]["secret"] == "DEFAULT_PASSWORD"
    assert b"Welcome-1" not in answer.get_body()


@pytest.mark.parametrize(
    ("app_settings", "words"),
    [
        ({}, "the app setting DEFAULT_PASSWORD is not set"),
        ({"DEFAULT_PASSWORD": ""}, "the app setting DEFAULT_PASSWORD is not set"),
        (
            {"DEFAULT_PASSWORD": "qwertyqwerty"},
            "the app setting DEFAULT_PASSWORD holds a password that Entra would refuse: it needs three of these four",
        ),
        (
            {"DEFAULT_PASSWORD": "Qwe-1"},
            "the app setting DEFAULT_PASSWORD holds a password that Entra would refuse: it has 5 characters",
        ),
    ],
    ids=["not set", "empty", "too plain", "too short"],
)
async def test_a_default_password_that_cannot_be_used_is_refused_and_never_repeated(
    app_settings: Mapping[str, str], words: str
) -> None:
    answer = await api_of(World(), app_settings).change_settings(request(WITH_DEFAULT_PASSWORD))
    [problem] = document(answer)["fields"]
    assert problem["field"] == "password.secret"
    assert problem["message"].startswith(words)
    assert b"qwe" not in answer.get_body().lower()


async def test_a_default_password_that_went_missing_never_keeps_provisioning_from_being_switched_off() -> None:
    world = World()
    await api_of(world, {"DEFAULT_PASSWORD": "Welcome-1"}).change_settings(request(WITH_DEFAULT_PASSWORD))
    answer = await api_of(world).change_settings(request({"enabled": False}))
    assert document(answer)["enabled"] is False


async def test_a_change_is_told_with_who_and_when_and_what_was_before() -> None:
    world = World()
    api = api_of(world)
    name = {"X-MS-CLIENT-PRINCIPAL-NAME": "it.lead@contoso.com"}
    await api.change_settings(request({"enabled": False, "leadDays": 0}, headers=name))
    world.clock.turn(minutes=1)
    await api.change_settings(request({"leadDays": 3}))
    assert document(await api.settings_history(request())) == {
        "changes": [
            {
                "at": "2026-03-02T12:01:00Z",
                "by": "an administrator with a key",
                "before": {"leadDays": 0},
                "after": {"leadDays": 3},
            },
            {
                "at": "2026-03-02T12:00:00Z",
                "by": "it.lead@contoso.com",
                "before": {"enabled": True},
                "after": {"enabled": False},
            },
        ],
        "cursor": None,
    }


@pytest.mark.parametrize(
    ("sent", "noted"),
    [
        ("Åsa Öberg", "Åsa Öberg"),
        ("  it.lead@contoso.com ", "it.lead@contoso.com"),
        ("a\r\nb\x00c", "abc"),
        ("x" * 300, "x" * 256),
        ("", "an administrator with a key"),
        (" \t ", "an administrator with a key"),
    ],
    ids=["a name", "blanks around", "control characters", "endless", "nothing", "blanks"],
)
async def test_the_name_of_who_is_signed_in_is_noted_in_printable_letters(sent: str, noted: str) -> None:
    api = api_of(World())
    await api.change_settings(request({"leadDays": 3}, headers={"X-MS-CLIENT-PRINCIPAL-NAME": sent}))
    assert document(await api.settings_history(request()))["changes"][0]["by"] == noted


async def test_history_comes_in_pages() -> None:
    world = World()
    api = api_of(world)
    for days in (1, 2, 3):
        await api.change_settings(request({"leadDays": days}))
        world.clock.turn(minutes=1)
    first = document(await api.settings_history(request(params={"limit": "2"})))
    assert [change["after"]["leadDays"] for change in first["changes"]] == [3, 2]
    rest = document(await api.settings_history(request(params={"limit": "2", "cursor": first["cursor"]})))
    assert [change["after"]["leadDays"] for change in rest["changes"]] == [1]
    assert rest["cursor"] is None


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"limit": "0"}, "limit must be a number from 1 to 200"),
        ({"cursor": "nonsense"}, "cursor is not one that an earlier answer gave"),
        ({"by": "ana"}, "by is not known here; the history takes cursor and limit"),
    ],
    ids=["no entries", "a cursor that nobody gave", "a filter"],
)
async def test_a_page_that_makes_no_sense_is_refused(params: dict[str, str], words: str) -> None:
    with pytest.raises(RequestRejected, match=words) as rejected:
        await api_of(World()).settings_history(request(params=params))
    assert rejected.value.status == 400
