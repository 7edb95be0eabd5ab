"""App settings that hold a reference to Key Vault which could not be resolved: told as such, never used as a secret."""

import pytest

from provisioning.app_settings import AppSettings, Unresolved
from provisioning.bootstrap import App
from provisioning.ports import Misconfigured, OwnFault, RequestRejected
from tests.builders import NOON
from tests.test_bootstrap import CREDENTIALS

REFERENCE = "@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/bob)"
SENTENCE = "the app setting {} is a reference to Key Vault that App Service could not resolve"


@pytest.mark.parametrize("value", [REFERENCE, REFERENCE.lower(), f" {REFERENCE}"], ids=["as is", "small", "indented"])
def test_a_reference_is_never_a_value(value: str) -> None:
    settings = AppSettings({"KEY": value, "OTHER": "value"})
    with pytest.raises(Unresolved, match=SENTENCE.format("KEY")):
        settings.get("KEY")
    with pytest.raises(Unresolved):
        settings["KEY"]
    assert (settings["OTHER"], settings.get("NONE"), len(settings), [*settings]) == ("value", None, 2, ["KEY", "OTHER"])


@pytest.mark.parametrize("value", ["", "a@Microsoft.KeyVault(b)", "@Microsoft.Key"])
def test_a_secret_that_is_none_is_left_as_it_is(value: str) -> None:
    assert AppSettings({"KEY": value})["KEY"] == value


@pytest.mark.parametrize("value", ["s3cret\n", "s3cret\r\n"])
def test_the_end_of_a_line_behind_a_value_is_none_of_it(value: str) -> None:
    assert AppSettings({"KEY": value})["KEY"] == "s3cret"


@pytest.mark.parametrize(
    ("source", "setting"),
    [
        ("bob", "BOB_WEBHOOK_SECRET"),
        ("bob", "BOB_WEBHOOK_SECRET_PREVIOUS"),
        ("personio", "PERSONIO_WEBHOOK_TOKEN"),
        ("bamboohr", "BAMBOOHR_WEBHOOK_KEY"),
    ],
)
async def test_a_source_whose_secret_is_unresolved_asks_its_sender_to_call_again_and_others_go_on(
    source: str, setting: str
) -> None:
    sources = App({setting: REFERENCE}).sources
    found, generic = await sources.find(source), await sources.find("generic")
    assert found
    assert generic
    with pytest.raises(RequestRejected, match=SENTENCE.format(setting)) as rejected:
        found.receive(b"{}", {"content-type": "application/json"}, NOON)
    assert rejected.value.status == 503
    event = (
        b'{"events": [{"id": "1", "type": "employee.deleted", "occurredAt": "2026-01-01", "employee": {"id": "1"}}]}'
    )
    assert generic.receive(event, {"content-type": "application/json"}, NOON).events


@pytest.mark.parametrize(
    ("source", "setting"),
    [
        ("bob", "BOB_SERVICE_USER_TOKEN"),
        ("personio", "PERSONIO_CLIENT_SECRET"),
        ("bamboohr", "BAMBOOHR_API_KEY"),
    ],
)
async def test_an_api_whose_credential_is_unresolved_is_not_connected_and_says_why(source: str, setting: str) -> None:
    connections = App(CREDENTIALS | {setting: REFERENCE}).hr
    assert set(connections.listers) == {"bob", "personio", "bamboohr"} - {source}
    with pytest.raises(OwnFault, match=SENTENCE.format(setting)):
        await connections.readers[source].fetch("1")


@pytest.mark.parametrize(
    ("setting", "part"), [("AzureWebJobsStorage", "queue"), ("GRAPH_BASE_URL", "directory"), ("HR_SOURCES", "sources")]
)
def test_what_everything_needs_is_told_by_its_name(setting: str, part: str) -> None:
    with pytest.raises(Misconfigured, match=SENTENCE.format(setting)):
        getattr(App({setting: REFERENCE}), part)
