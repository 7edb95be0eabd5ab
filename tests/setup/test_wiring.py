"""The setup check as the app builds it, where app settings are wrong or missing: every check still tells something."""

import re
from pathlib import Path

import pytest

from provisioning.bootstrap import App
from provisioning.settings import Settings
from provisioning.setup.findings import Finding

PAGE = Path(__file__).resolve().parents[2] / "docs" / "setup-check.md"
REFERENCE = "@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/x)"
NOWHERE = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;QueueEndpoint={0};TableEndpoint={0}"
USUAL = {
    "AzureWebJobsStorage": NOWHERE.format("http://127.0.0.1:1/a"),
    "GRAPH_BASE_URL": "http://127.0.0.1:1/v1.0",
    "REVIEW_DUE_SCHEDULE": "0 * * * * *",
    "RECONCILE_SCHEDULE": "0 */30 * * * *",
}


async def failures(**environment: str) -> dict[str, Finding]:
    """Return what is found wrong with an app of these app settings, by what it is about."""
    app = App({name: value for name, value in {**USUAL, **environment}.items() if value})
    try:
        report = await app.setup_check.run(Settings())
    finally:
        if "settings" in vars(app):
            await app.settings._tables.close()
    return {f"{each.check}/{each.subject}": each for each in report.findings if each.status.value == "failed"}


@pytest.mark.parametrize(
    ("setting", "value", "subjects"),
    [
        ("GRAPH_BASE_URL", "http://example.com/v1.0", {"identity/Microsoft Graph", "domains/tenant"}),
        ("HR_SOURCES", "workday", {"settings/app settings"}),
        ("AZURE_CLIENT_ID", REFERENCE, {"settings/AZURE_CLIENT_ID", "identity/Microsoft Graph"}),
        ("BOB_WEBHOOK_SECRET", REFERENCE, {"settings/BOB_WEBHOOK_SECRET"}),
        ("REVIEW_DUE_SCHEDULE", "", {"settings/REVIEW_DUE_SCHEDULE"}),
        ("AzureWebJobsStorage", "", {"storage/queues and tables"}),
    ],
)
async def test_a_wrong_app_setting_is_named_and_no_check_falls_silent(
    setting: str, value: str, subjects: set[str]
) -> None:
    found = await failures(**{setting: value})
    assert subjects <= set(found)
    for subject in subjects:
        assert setting in f"{found[subject].sentence} {found[subject].remedy}"


async def test_storage_that_is_not_there_is_told_of_its_queues_and_tables() -> None:
    assert {"storage/queues", "storage/tables"} <= set(await failures())


def test_the_page_has_a_section_for_each_check() -> None:
    app = App(USUAL)
    checks = {each.name for each in app._setup_checks}
    assert set(re.findall(r"^### `(\w+)`$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)) == checks
