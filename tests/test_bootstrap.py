"""Building the app from its environment, without any call to the outside."""

import pytest

from provisioning.bootstrap import App
from provisioning.ports import Misconfigured, OwnFault, RequestRejected
from provisioning.storage.queue import StorageEventQueue
from tests.builders import NOON

IDENTITY = {
    "AzureWebJobsStorage__queueServiceUri": "https://example.queue.core.windows.net",
    "AzureWebJobsStorage__tableServiceUri": "https://example.table.core.windows.net",
    "AzureWebJobsStorage__clientId": "11111111-1111-1111-1111-111111111111",
}
CREDENTIALS = {
    "BOB_SERVICE_USER_ID": "a",
    "BOB_SERVICE_USER_TOKEN": "b",
    "PERSONIO_CLIENT_ID": "a",
    "PERSONIO_CLIENT_SECRET": "b",
    "BAMBOOHR_API_BASE_URL": "https://contoso.bamboohr.com/api/v1",
    "BAMBOOHR_API_KEY": "a",
}


async def test_on_azure_storage_is_reached_with_the_identity_and_without_a_key() -> None:
    app = App(IDENTITY)
    queue, tables = app.queue, app.employees
    assert isinstance(queue, StorageEventQueue)
    await queue.close()
    await tables._tables.close()
    await app._identity.close()


@pytest.mark.parametrize("part", ["queue", "employees", "settings", "log"])
def test_without_storage_the_missing_setting_is_named(part: str) -> None:
    with pytest.raises(Misconfigured, match="AzureWebJobsStorage"):
        getattr(App({}), part)


_BAD_ADDRESSES = [
    "http://example.com/v1",
    "ftp://127.0.0.1/v1",
    "example.com",
    "file:///etc/passwd",
    "https://169.254.169.254/metadata",
    "https://10.0.0.4/v1",
    "https://user:word@example.com/v1",
]


@pytest.mark.parametrize("address", _BAD_ADDRESSES)
def test_no_token_for_graph_goes_to_an_address_that_is_not_https(address: str) -> None:
    with pytest.raises(Misconfigured, match="GRAPH_BASE_URL: the address must"):
        _ = App({"GRAPH_BASE_URL": address}).directory


@pytest.mark.parametrize(
    ("source", "setting"),
    [
        ("bob", "BOB_API_BASE_URL"),
        ("personio", "PERSONIO_API_BASE_URL"),
        ("bamboohr", "BAMBOOHR_API_BASE_URL"),
    ],
)
@pytest.mark.parametrize("address", _BAD_ADDRESSES)
async def test_no_credential_of_an_hr_system_goes_to_an_address_that_is_not_https_and_the_others_are_connected(
    source: str, setting: str, address: str
) -> None:
    hr = App(CREDENTIALS | {setting: address}).hr
    assert set(hr.listers) == {"bob", "personio", "bamboohr"} - {source}
    with pytest.raises(OwnFault, match=f"{setting}: the address must"):
        await hr.readers[source].fetch("1")
    (sentence,) = hr.wrong
    assert sentence.startswith(f"{setting}: the address must")


@pytest.mark.parametrize(
    ("source", "setting"),
    [
        ("bob", "BOB_WEBHOOK_SECRET"),
        ("personio", "PERSONIO_WEBHOOK_TOKEN"),
        ("bamboohr", "BAMBOOHR_WEBHOOK_KEY"),
    ],
)
async def test_without_its_secret_no_webhook_is_taken_in(source: str, setting: str) -> None:
    found = await App({setting: ""}).sources.find(source)
    assert found
    with pytest.raises(RequestRejected, match=setting) as rejected:
        found.receive(b"{}", {"content-type": "application/json"}, NOON)
    assert rejected.value.status == 503


@pytest.mark.parametrize(
    ("source", "setting"),
    [("bob", "BOB_SERVICE_USER_ID"), ("personio", "PERSONIO_CLIENT_ID"), ("bamboohr", "BAMBOOHR_API_KEY")],
)
async def test_people_of_a_system_without_credentials_cannot_be_read_and_the_settings_are_named(
    source: str, setting: str
) -> None:
    connections = App({}).hr
    assert not connections.listers
    with pytest.raises(OwnFault, match=setting):
        await connections.readers[source].fetch("1")


async def test_systems_with_credentials_can_be_listed() -> None:
    connections = App(CREDENTIALS).hr
    assert set(connections.listers) == {"bob", "personio", "bamboohr"}


@pytest.mark.parametrize("version", ["v1", "v2"])
@pytest.mark.parametrize("webhook", ["", "11"], ids=["without the webhook's history", "with the webhook's history"])
async def test_personio_is_read_by_either_version(version: str, webhook: str) -> None:
    chosen = {"PERSONIO_API_VERSION": version, "PERSONIO_WEBHOOK_ID": webhook}
    assert "personio" in App(CREDENTIALS | chosen).hr.listers


async def test_a_version_of_personios_api_that_does_not_exist_is_refused() -> None:
    hr = App(CREDENTIALS | {"PERSONIO_API_VERSION": "v3"}).hr
    assert set(hr.listers) == {"bob", "bamboohr"}
    with pytest.raises(OwnFault, match="PERSONIO_API_VERSION must be one of v1, v2"):
        await hr.readers["personio"].fetch("1")


def test_that_an_hr_system_is_not_connected_is_not_wrong() -> None:
    assert list(App({}).wrong_settings()) == []


def test_the_engine_is_built_once() -> None:
    storage = "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=YQ==;EndpointSuffix=core.windows.net"
    app = App({"AzureWebJobsStorage": storage, "GRAPH_BASE_URL": "http://127.0.0.1:1/v1.0"})
    assert app.engine is app.engine
    assert app.due_reviews.queue is app.engine.queue
    assert app.worker.engine is app.engine


ALL = {"bob", "personio", "bamboohr", "generic", "scim-bulk"}


@pytest.mark.parametrize(("chosen", "open_to"), [("", ALL), ("bob", {"bob"}), ("generic , bob", {"bob", "generic"})])
async def test_only_the_sources_that_are_named_may_send_events(chosen: str, open_to: set[str]) -> None:
    storage = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;TableEndpoint=http://127.0.0.1:1/a"
    sources = App({"HR_SOURCES": chosen, "AzureWebJobsStorage": storage}).sources
    assert {name for name in open_to if await sources.find(name)} == open_to


def test_a_source_that_does_not_exist_is_named() -> None:
    with pytest.raises(Misconfigured, match="HR_SOURCES names 'workday'; known are bob, personio, bamboohr, generic"):
        _ = App({"HR_SOURCES": "bob,workday"}).sources
