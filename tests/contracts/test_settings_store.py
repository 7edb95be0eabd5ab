"""The contract of SettingsStore."""

import asyncio

import pytest
from pydantic import JsonValue

from provisioning.ports import ConcurrentChange, SettingsStore
from provisioning.settings import Settings, SettingsRefused, parse_settings


async def test_what_nobody_changed_is_the_default(settings: SettingsStore) -> None:
    assert (await settings.read())[0] == Settings()


async def test_the_etag_stays_while_nothing_changes(settings: SettingsStore) -> None:
    assert await settings.read() == await settings.read()
    await settings.change({"enabled": False}, None)
    assert await settings.read() == await settings.read()


async def test_a_change_is_in_force_at_once_and_returned_with_its_etag(settings: SettingsStore) -> None:
    _, before = await settings.read()
    changed = await settings.change({"enabled": False}, None)
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
        ({"password": {"mustChange": False}}, {"password": {"mode": "random"}}, {"password": {"mustChange": False}}),
        ({"matching": ["mail", "employeeId"]}, {"matching": ["employeeId"]}, {"matching": ["employeeId"]}),
        ({"matching": ["mail"]}, {"matching": []}, {"matching": []}),
        ({"protectedAccounts": ["a"]}, {}, {"protectedAccounts": ["a"]}),
    ],
)
async def test_objects_merge_and_everything_else_replaces(
    settings: SettingsStore, first: dict[str, JsonValue], second: dict[str, JsonValue], outcome: dict[str, JsonValue]
) -> None:
    await settings.change(first, None)
    assert (await settings.change(second, None))[0] == parse_settings(outcome)


@pytest.mark.parametrize(
    ("partial", "field"),
    [
        ({"enabled": "perhaps"}, "enabled"),
        ({"timeZone": "Mars/Olympus"}, "timeZone"),
        ({"unheardOf": 1}, "unheardOf"),
        ({"password": {"mode": "default"}}, "password.mode"),
        ({"enabled": False, "timeZoneBySite": {"Oslo": 1}}, "timeZoneBySite.Oslo"),
    ],
)
async def test_a_refused_document_names_the_field_and_leaves_the_last_good_one(
    settings: SettingsStore, partial: dict[str, JsonValue], field: str
) -> None:
    good = await settings.change({"timeZone": "Europe/Oslo"}, None)
    with pytest.raises(SettingsRefused) as refused:
        await settings.change(partial, None)
    assert [name for name, _ in refused.value.problems] == [field]
    assert await settings.read() == good


async def test_a_change_meant_for_another_state_is_refused(settings: SettingsStore) -> None:
    _, unchanged = await settings.read()
    _, first = await settings.change({"enabled": False}, unchanged)
    for outdated in (unchanged, '"nonsense"', ""):
        with pytest.raises(ConcurrentChange):
            await settings.change({"enabled": True}, outdated)
    assert (await settings.read())[0].enabled is False
    second, _ = await settings.change({"enabled": True}, first)
    assert second.enabled


async def test_any_state_will_do_for_a_star(settings: SettingsStore) -> None:
    await settings.change({"enabled": False}, "*")
    assert (await settings.change({"timeZone": "Asia/Tokyo"}, "*"))[0].enabled is False


async def test_changes_at_the_same_time_do_not_lose_each_other(settings: SettingsStore) -> None:
    await asyncio.gather(
        settings.change({"enabled": False}, None),
        settings.change({"timeZone": "Asia/Tokyo"}, None),
    )
    assert (await settings.read())[0] == Settings(enabled=False, time_zone="Asia/Tokyo")


async def test_a_document_may_be_much_larger_than_one_property_of_a_table(settings: SettingsStore) -> None:
    zones: dict[str, JsonValue] = {f"Site number {n}": "Europe/Stockholm" for n in range(3_000)}
    changed = await settings.change({"timeZoneBySite": zones}, None)
    assert len(changed[0].time_zone_by_site) == 3_000
    assert await settings.read() == changed


async def test_null_sets_a_setting_back_to_its_default(settings: SettingsStore) -> None:
    await settings.change(
        {"timeZone": "Europe/Berlin", "timeZoneBySite": {"Cork": "Europe/Dublin", "Graz": "UTC"}}, None
    )
    changed, _ = await settings.change({"timeZone": None, "timeZoneBySite": {"Cork": None}}, None)
    assert (changed.time_zone, dict(changed.time_zone_by_site)) == ("UTC", {"Graz": "UTC"})
