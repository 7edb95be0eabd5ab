"""The contract of SettingsStore."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from pydantic import JsonValue

from provisioning.ports import BadCursor, ConcurrentChange, SettingsStore
from provisioning.settings import Settings, SettingsRefused, parse_settings

type Document = dict[str, JsonValue]

NOON: Final = datetime(2026, 6, 1, 12, tzinfo=UTC)


def nothing_wrong(_: Settings) -> Sequence[tuple[str, str]]:
    return ()


async def change(
    settings: SettingsStore,
    partial: Mapping[str, JsonValue],
    if_match: str | None = None,
    *,
    minute: int = 0,
    first_time: bool = True,
) -> tuple[Settings, str]:
    """Change settings so many minutes after noon; unless it is said, nobody was provisioned until then."""
    at = NOON + timedelta(minutes=minute)
    return await settings.change(
        partial, by="Ana Ruiz", at=at, check=nothing_wrong, if_match=if_match, first_time=first_time
    )


async def test_what_nobody_changed_is_the_default(settings: SettingsStore) -> None:
    assert (await settings.read())[0] == Settings()


async def test_the_etag_stays_while_nothing_changes(settings: SettingsStore) -> None:
    assert await settings.read() == await settings.read()
    await change(settings, {"enabled": False})
    assert await settings.read() == await settings.read()


async def test_a_change_is_in_force_at_once_and_returned_with_its_etag(settings: SettingsStore) -> None:
    _, before = await settings.read()
    changed = await change(settings, {"enabled": False})
    assert changed[0] == Settings(enabled=False)
    assert changed[1] != before
    assert await settings.read() == changed


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ({"enabled": False}, {"timeZone": "Europe/Oslo"}, {"enabled": False, "timeZone": "Europe/Oslo"}),
        ({"timeZone": "Europe/Oslo"}, {"timeZone": "Asia/Tokyo"}, {"timeZone": "Asia/Tokyo"}),
        (
            {"timeZoneBySite": {"Oslo": "Europe/Oslo"}},
            {"timeZoneBySite": {"Kyoto": "Asia/Tokyo"}},
            {"timeZoneBySite": {"Oslo": "Europe/Oslo", "Kyoto": "Asia/Tokyo"}},
        ),
        (
            {},
            {"statusPolicy": {"sabbatical": "disable"}},
            {"statusPolicy": {"leave": "keep", "sabbatical": "disable"}},
        ),
        ({"password": {"mustChange": False}}, {"password": {"mode": "random"}}, {"password": {"mustChange": False}}),
        ({"matching": ["mail", "employeeId"]}, {"matching": ["employeeId"]}, {"matching": ["employeeId"]}),
        ({"matching": ["mail"]}, {"matching": []}, {"matching": []}),
        ({"protectedAccounts": ["a"]}, {}, {"protectedAccounts": ["a"]}),
    ],
    ids=[
        "settings beside each other",
        "a text replaces a text",
        "a table gets another entry",
        "a table gets an entry beside the default one",
        "a group keeps what is not named",
        "a list replaces a list",
        "an empty list replaces a list",
        "nothing",
    ],
)
async def test_objects_merge_and_everything_else_replaces(
    settings: SettingsStore, first: Document, second: Document, outcome: Document
) -> None:
    await change(settings, first)
    assert (await change(settings, second))[0] == parse_settings(outcome)


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ({"timeZone": "Europe/Berlin"}, {"timeZone": None}, {}),
        ({"password": {"mustChange": False}}, {"password": None}, {}),
        ({"password": None}, {"password": {"mustChange": False}}, {"password": {"mustChange": False}}),
        ({"emailDomains": ["contoso.com"]}, {"emailDomains": None}, {}),
        ({}, {"loginName": {"end": None}}, {"loginName": {"end": None}}),
        ({}, {"loginName": {"separator": None}}, {"loginName": {"separator": None}}),
        (
            {"loginName": {"end": None}},
            {"loginName": {"end": {"attribute": "department"}}},
            {"loginName": {"end": {"attribute": "department"}}},
        ),
        ({"loginName": {"domain": "contoso.com"}}, {"loginName": {"domain": None}}, {}),
        ({"activatedAt": "2026-01-01T00:00:00Z"}, {"activatedAt": None}, {}),
        (
            {"timeZoneBySite": {"Cork": "Europe/Dublin", "Graz": "UTC"}},
            {"timeZoneBySite": {"Cork": None}},
            {"timeZoneBySite": {"Graz": "UTC"}},
        ),
        ({"timeZoneBySite": {"Cork": "Europe/Dublin"}}, {"timeZoneBySite": None}, {}),
        ({}, {"statusPolicy": {"leave": None}}, {"statusPolicy": {}}),
        ({}, {"statusPolicy": {"On Leave": None}}, {"statusPolicy": {}}),
    ],
    ids=[
        "a text goes back to its default",
        "a group goes back to its defaults",
        "a group that went back is set again",
        "a list goes back to its default",
        "the login name has no end",
        "the login name has no separator",
        "an end that was taken away is set again",
        "a domain whose default is null",
        "nobody counts as existing again",
        "an entry of a table is taken out",
        "a table goes back to its default",
        "a default entry of a table is taken out",
        "a status is taken out by another of its names",
    ],
)
async def test_null_is_the_default_unless_it_is_a_value_of_its_own(
    settings: SettingsStore, first: Document, second: Document, outcome: Document
) -> None:
    await change(settings, first)
    changed = await change(settings, second)
    assert changed[0] == parse_settings(outcome)
    assert await settings.read() == changed


@pytest.mark.parametrize(
    ("documents", "shown"),
    [
        ([{"Leave": "disable"}], {"Leave": "disable"}),
        ([{"On Leave": "disable"}], {"On Leave": "disable"}),
        ([{"On Leave": "disable"}, {"leave_of_absence": "keep"}], {"leave_of_absence": "keep"}),
        ([{"On Leave": "disable"}, {"leave": "keep"}], {"leave": "keep"}),
        ([{"leave": None}, {"Leave": "disable"}], {"Leave": "disable"}),
        ([{"Leave": "disable"}, {"sabbatical": "disable"}], {"Leave": "disable", "sabbatical": "disable"}),
        ([{"Sabbatical": "disable"}, {"SABBATICAL": None}], {"leave": "keep"}),
    ],
    ids=[
        "the default in capitals",
        "the default by another name",
        "the last of two names",
        "back to the default's own name",
        "one that was taken out",
        "another status beside it",
        "taken out in capitals",
    ],
)
async def test_a_status_stands_once_however_it_is_spelt_and_the_last_one_wins(
    settings: SettingsStore, documents: Sequence[Document], shown: Document
) -> None:
    for document in documents:
        await change(settings, {"statusPolicy": document})
    assert (await settings.read())[0].to_json()["statusPolicy"] == shown


@pytest.mark.parametrize(
    ("partial", "field"),
    [
        ({"enabled": "perhaps"}, "enabled"),
        ({"timeZone": "Mars/Olympus"}, "timeZone"),
        ({"unheardOf": 1}, "unheardOf"),
        ({"password": {"mode": "default"}}, "password"),
        ({"enabled": False, "timeZoneBySite": {"Oslo": 1}}, "timeZoneBySite.Oslo"),
    ],
)
async def test_a_refused_document_names_the_field_and_leaves_the_last_good_one(
    settings: SettingsStore, partial: Document, field: str
) -> None:
    good = await change(settings, {"timeZone": "Europe/Oslo"})
    with pytest.raises(SettingsRefused) as refused:
        await change(settings, partial)
    assert [name for name, _ in refused.value.problems] == [field]
    assert await settings.read() == good
    assert len((await settings.history()).changes) == 1


def no_mars(settings: Settings) -> Sequence[tuple[str, str]]:
    """Find fault with one site, wherever it comes from."""
    return [("timeZoneBySite.Mars", "is too far")] if "Mars" in settings.time_zone_by_site else []


async def test_a_deeper_check_sees_what_would_be_in_force_and_can_refuse_it(settings: SettingsStore) -> None:
    good = await change(settings, {"timeZoneBySite": {"Oslo": "Europe/Oslo"}})
    with pytest.raises(SettingsRefused) as refused:
        await settings.change({"timeZoneBySite": {"Mars": "UTC"}}, by="Ana Ruiz", at=NOON, check=no_mars)
    assert refused.value.problems == (("timeZoneBySite.Mars", "is too far"),)
    assert await settings.read() == good
    assert len((await settings.history()).changes) == 1


async def test_what_went_wrong_since_never_keeps_provisioning_from_being_switched_off(settings: SettingsStore) -> None:
    await change(settings, {"timeZoneBySite": {"Mars": "UTC"}})
    changed, _ = await settings.change({"enabled": False}, by="Ana Ruiz", at=NOON, check=no_mars)
    assert changed.enabled is False


async def test_a_change_meant_for_another_state_is_refused(settings: SettingsStore) -> None:
    _, unchanged = await settings.read()
    _, first = await change(settings, {"enabled": False}, unchanged)
    for outdated in (unchanged, '"nonsense"', ""):
        with pytest.raises(ConcurrentChange):
            await change(settings, {"enabled": True}, outdated)
    assert (await settings.read())[0].enabled is False
    second, _ = await change(settings, {"enabled": True}, first)
    assert second.enabled


async def test_any_state_will_do_for_a_star(settings: SettingsStore) -> None:
    await change(settings, {"enabled": False}, "*")
    assert (await change(settings, {"timeZone": "Asia/Tokyo"}, "*"))[0].enabled is False


async def test_changes_at_the_same_time_do_not_lose_each_other(settings: SettingsStore) -> None:
    await asyncio.gather(
        change(settings, {"enabled": False}),
        change(settings, {"timeZone": "Asia/Tokyo"}),
    )
    assert (await settings.read())[0] == Settings(enabled=False, time_zone="Asia/Tokyo")
    assert len((await settings.history()).changes) == 2


async def test_a_document_may_be_much_larger_than_one_property_of_a_table(settings: SettingsStore) -> None:
    zones: Document = {f"Site number {n}": "Europe/Stockholm" for n in range(3_000)}
    changed = await change(settings, {"timeZoneBySite": zones})
    assert len(changed[0].time_zone_by_site) == 3_000
    assert await settings.read() == changed
    cleared, _ = await change(settings, {"timeZoneBySite": None}, minute=1)
    assert cleared == Settings()
    newest, oldest = (await settings.history()).changes
    assert newest.before == oldest.after == {"timeZoneBySite": zones}


@pytest.mark.parametrize(
    ("documents", "activated_minute"),
    [
        ([{"enabled": True}], None),
        ([{"enabled": False}], None),
        ([{"enabled": False}, {"enabled": True}], 1),
        ([{"enabled": False}, {"enabled": True, "activatedAt": None}], 1),
        ([{"enabled": False}, {"timeZone": "Asia/Tokyo"}, {"enabled": None}], 2),
        ([{"enabled": False}, {"enabled": True}, {"enabled": False}, {"enabled": True}], 1),
        ([{"enabled": False}, {"enabled": True}, {"activatedAt": None}], None),
    ],
    ids=[
        "it was on from the beginning",
        "it was switched off",
        "it is switched on for the first time",
        "a whole document that was read before comes back with it switched on",
        "null switches it on, as that is the default",
        "it is switched on again",
        "an administrator takes the time back",
    ],
)
async def test_the_first_switching_on_is_remembered(
    settings: SettingsStore, documents: Sequence[Document], activated_minute: int | None
) -> None:
    for minute, document in enumerate(documents):
        await change(settings, document, minute=minute)
    expected = None if activated_minute is None else NOON + timedelta(minutes=activated_minute)
    assert (await settings.read())[0].activated_at == expected


async def test_a_switching_on_after_somebody_was_provisioned_makes_nobody_existing(settings: SettingsStore) -> None:
    await change(settings, {"enabled": False})
    changed, _ = await change(settings, {"enabled": True}, minute=1, first_time=False)
    assert (changed.enabled, changed.activated_at) == (True, None)
    assert (await settings.history()).changes[0].after == {"enabled": True}


@pytest.mark.parametrize("first_time", [True, False], ids=["the first time", "again"])
async def test_the_time_of_activation_that_an_administrator_gives_is_kept(
    settings: SettingsStore,
    first_time: bool,  # noqa: FBT001 - a case of the table
) -> None:
    await change(settings, {"enabled": False})
    given: Document = {"enabled": True, "activatedAt": "2026-01-01T00:00:00Z"}
    changed, _ = await change(settings, given, minute=1, first_time=first_time)
    assert changed.activated_at == datetime(2026, 1, 1, tzinfo=UTC)


async def test_nobody_changed_anything_so_there_is_no_history(settings: SettingsStore) -> None:
    history = await settings.history()
    assert (list(history.changes), history.cursor) == ([], None)


async def test_a_change_is_noted_with_who_and_when_and_what_was_before(settings: SettingsStore) -> None:
    await change(settings, {"enabled": False})
    await settings.change(
        {"leadDays": 3, "loginName": {"separator": "-"}},
        by="Åsa Öberg",
        at=NOON + timedelta(seconds=1, microseconds=5),
        check=nothing_wrong,
    )
    newest, oldest = (await settings.history()).changes
    assert (newest.by, newest.at) == ("Åsa Öberg", NOON + timedelta(seconds=1, microseconds=5))
    default = Settings().to_json()["loginName"]
    assert isinstance(default, dict)
    assert newest.before == {"leadDays": 0, "loginName": default}
    assert newest.after == {"leadDays": 3, "loginName": default | {"separator": "-"}}
    assert (oldest.by, oldest.at) == ("Ana Ruiz", NOON)
    assert (oldest.before, oldest.after) == ({"enabled": True}, {"enabled": False})


async def test_the_time_of_activation_is_part_of_the_change_that_switched_provisioning_on(
    settings: SettingsStore,
) -> None:
    await change(settings, {"enabled": False})
    await change(settings, {"enabled": True}, minute=1)
    newest = (await settings.history()).changes[0]
    assert newest.before == {"enabled": False, "activatedAt": None}
    assert newest.after == {"enabled": True, "activatedAt": "2026-06-01T12:01:00Z"}


@pytest.mark.parametrize(
    "partial",
    [{}, {"timeZone": "Europe/Oslo"}, {"loginName": {}}],
    ids=["nothing", "the same value", "nothing of a group"],
)
async def test_what_changes_nothing_leaves_the_etag_and_is_not_noted(
    settings: SettingsStore, partial: Document
) -> None:
    good = await change(settings, {"timeZone": "Europe/Oslo", "loginName": {"separator": "-"}})
    assert await change(settings, partial, minute=1) == good
    assert await settings.read() == good
    assert len((await settings.history()).changes) == 1


@pytest.mark.parametrize(
    "partial",
    [{"enabled": True}, {"timeZoneBySite": {"Cork": None}}, {"password": None}],
    ids=["a default", "an entry that is not there", "the defaults of a group"],
)
async def test_a_default_that_is_written_down_is_stored_but_changes_nothing_to_be_noted(
    settings: SettingsStore, partial: Document
) -> None:
    good, before = await change(settings, {"timeZone": "Europe/Oslo"})
    again, etag = await change(settings, partial, before, minute=1)
    assert (again, etag == before) == (good, False)
    assert len((await settings.history()).changes) == 1
    with pytest.raises(ConcurrentChange):
        await change(settings, {"leadDays": 1}, before)


async def test_history_comes_in_pages_the_newest_first(settings: SettingsStore) -> None:
    for minute in range(7):
        await change(settings, {"leadDays": minute + 1}, minute=minute)
    cursor, pages = None, []
    for _ in range(3):
        page = await settings.history(cursor, limit=3)
        pages.append([each.after["leadDays"] for each in page.changes])
        cursor = page.cursor
    assert pages == [[7, 6, 5], [4, 3, 2], [1]]
    assert cursor is None


async def test_a_page_that_holds_everything_has_no_next_one(settings: SettingsStore) -> None:
    for minute in range(3):
        await change(settings, {"leadDays": minute + 1}, minute=minute)
    assert (await settings.history(limit=3)).cursor is None


@pytest.mark.parametrize("cursor", ["nonsense", "é", "YWJj", "MTIz"])
async def test_a_cursor_that_nobody_gave_is_refused(settings: SettingsStore, cursor: str) -> None:
    with pytest.raises(BadCursor):
        await settings.history(cursor)
