"""Building the app from its environment, without any call to the outside."""

import pytest

from provisioning.bootstrap import App
from provisioning.ports import Misconfigured, RequestRejected
from provisioning.storage.queue import StorageEventQueue

IDENTITY = {
    "AzureWebJobsStorage__queueServiceUri": "https://example.queue.core.windows.net",
    "AzureWebJobsStorage__tableServiceUri": "https://example.table.core.windows.net",
    "AzureWebJobsStorage__clientId": "11111111-1111-1111-1111-111111111111",
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


@pytest.mark.parametrize(
    ("setting", "part"), [("GRAPH_BASE_URL", "directory"), ("BOB_API_BASE_URL", "people")], ids=["Graph", "Bob"]
)
@pytest.mark.parametrize(
    "address", ["http://example.com/v1", "ftp://127.0.0.1/v1", "example.com", "file:///etc/passwd"]
)
def test_no_credential_goes_to_an_address_that_is_not_https(setting: str, part: str, address: str) -> None:
    with pytest.raises(Misconfigured, match=f"{setting} must be an https address"):
        getattr(App({setting: address}), part)


def test_without_a_secret_no_webhook_of_bobs_is_taken_in() -> None:
    with pytest.raises(RequestRejected, match="BOB_WEBHOOK_SECRET") as rejected:
        App({"BOB_WEBHOOK_SECRET": ""}).sources["bob"].receive(b"{}", {})
    assert rejected.value.status == 503


def test_the_engine_is_built_once() -> None:
    storage = "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=YQ==;EndpointSuffix=core.windows.net"
    app = App({"AzureWebJobsStorage": storage, "GRAPH_BASE_URL": "http://127.0.0.1:1/v1.0"})
    assert app.engine is app.engine
    assert app.cycle.queue is app.engine.queue


@pytest.mark.parametrize(
    ("chosen", "open_to"), [("", {"bob", "generic"}), ("bob", {"bob"}), ("generic , bob", {"bob", "generic"})]
)
def test_only_the_sources_that_are_named_may_send_events(chosen: str, open_to: set[str]) -> None:
    assert set(App({"HR_SOURCES": chosen}).sources) == open_to


def test_a_source_that_does_not_exist_is_named() -> None:
    with pytest.raises(Misconfigured, match="HR_SOURCES names 'workday'; known are bob, generic"):
        _ = App({"HR_SOURCES": "bob,workday"}).sources
