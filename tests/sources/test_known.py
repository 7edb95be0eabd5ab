"""Which HR systems are known, and what it takes to find one."""

from typing import Final

import pytest
from pydantic import JsonValue

from provisioning.app_secrets import AppSecrets
from provisioning.bootstrap import App
from provisioning.ports import TemporaryFailure
from provisioning.settings import Settings
from provisioning.sources import bob, generic
from provisioning.sources.bamboohr import webhooks as bamboohr
from provisioning.sources.configured import ConfiguredSource
from provisioning.sources.generic import GenericSource
from provisioning.sources.known import CSV, KnownSources
from provisioning.sources.personio import webhooks as personio
from provisioning.sources.scim_bulk import source as scim_bulk
from tests.fakes.settings import SettingsInMemory

GENERIC: Final = GenericSource()
ACME: Final[JsonValue] = {"verification": {"type": "key"}, "fields": {"id": "id"}}


class NoSettings:
    """SettingsReader whose storage is out."""

    async def read(self) -> tuple[Settings, str]:
        raise TemporaryFailure("the storage account did not do its part")


async def with_acme(name: str = "acme") -> KnownSources:
    """Return the generic source, and acme of the settings under this name."""
    settings = SettingsInMemory()
    await settings.put({"hrSystems": {name: ACME}})
    return KnownSources({"generic": GENERIC}, settings, AppSecrets({}))


async def test_a_built_in_source_is_found_without_a_look_at_the_settings() -> None:
    assert await KnownSources({"generic": GENERIC}, NoSettings(), AppSecrets({})).find("generic") is GENERIC


async def test_a_source_of_the_settings_is_found() -> None:
    found = await (await with_acme()).find("acme")
    assert isinstance(found, ConfiguredSource)
    assert (found.name, found.system.fields) == ("acme", {"id": "id"})


@pytest.mark.parametrize("name", ["workday", "", "csv", "ACME"])
async def test_nothing_is_found_by_another_name(name: str) -> None:
    assert await (await with_acme()).find(name) is None


async def test_all_names_are_told() -> None:
    assert set(await (await with_acme()).names()) == {"generic", "csv", "acme"}


async def test_without_the_settings_nobody_is_called_unknown() -> None:
    sources = KnownSources({"generic": GENERIC}, NoSettings(), AppSecrets({}))
    with pytest.raises(TemporaryFailure):
        await sources.find("acme")
    with pytest.raises(TemporaryFailure):
        await sources.names()


def test_the_names_of_built_in_sources_and_of_files_are_told_without_a_look_at_the_settings() -> None:
    assert set(KnownSources({"generic": GENERIC}, NoSettings(), AppSecrets({})).built_in()) == {"generic", "csv"}


def test_the_sources_of_the_app_are_built_in_under_the_names_that_their_events_have() -> None:
    names = {bob.NAME, personio.NAME, bamboohr.NAME, generic.NAME, scim_bulk.NAME, CSV}
    assert set(App({}).sources.built_in()) == names


async def test_the_name_of_a_system_of_the_settings_is_not_a_built_in_one() -> None:
    assert "acme" not in (await with_acme()).built_in()


@pytest.mark.parametrize(("name", "found"), [("generic", GENERIC), ("csv", None)])
async def test_a_built_in_source_goes_before_one_of_the_settings_with_its_name(
    name: str, found: GenericSource | None
) -> None:
    assert await (await with_acme(name)).find(name) is found


async def test_a_source_that_is_closed_here_is_unknown_and_its_name_stays_taken() -> None:
    sources = KnownSources({"generic": GENERIC}, SettingsInMemory(), AppSecrets({}), closed={"bob"})
    assert await sources.find("bob") is None
    assert "bob" in sources.built_in()
    assert set(await sources.names()) == {"generic", "csv"}
