"""Personio as the app settings connect it."""

import pytest

from provisioning.hr_connections import connect
from provisioning.sources.personio.v1 import PersonioV1
from provisioning.sources.personio.v2 import PersonioV2
from tests.sources.personio.connected import connected


@pytest.mark.parametrize("version", ["v1", "v2"])
@pytest.mark.parametrize(
    ("setting", "kept"),
    [
        pytest.param("", {}, id="none"),
        pytest.param("dynamic_24407", {"dynamic_24407": "K-5521"}, id="one"),
        pytest.param(" dynamic_24407 ,, team,", {"dynamic_24407": "K-5521", "team": "Metall"}, id="two, and blanks"),
    ],
)
async def test_the_app_setting_names_the_custom_attributes_that_are_kept(
    version: str, setting: str, kept: dict[str, str]
) -> None:
    async with connected() as personio:
        await personio.has(8112, first_name="Ilse", team="Metall", dynamic_24407="K-5521", dynamic_24411="DE98 8989")
        environment = {
            "PERSONIO_API_VERSION": version,
            "PERSONIO_CLIENT_ID": "client",
            "PERSONIO_CLIENT_SECRET": "secret",
            "PERSONIO_CUSTOM_ATTRIBUTES": setting,
        }
        people = connect(environment, lambda _, __: personio.base_url).readers["personio"]
        assert isinstance(people, PersonioV1 | PersonioV2)
        assert dict((await people.fetch("8112")).employee.custom) == kept
        await people.close()
