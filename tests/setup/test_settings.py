"""What is told of the settings document, of the app settings, and of notifications."""

from collections.abc import Mapping

import pytest
from pydantic import JsonValue

from provisioning.app_secrets import AppSecrets
from provisioning.app_settings import AppSettings
from provisioning.ports import OwnFault, SettingsCheck
from provisioning.settings import Settings, parse_settings
from provisioning.setup.notifications import NotificationsCheck
from provisioning.setup.settings_document import AppSettingsCheck, DocumentCheck
from provisioning.web.changing import checked_with
from tests.setup.looking import found, look

SCHEDULES = {"REVIEW_DUE_SCHEDULE": "0 * * * * *", "RECONCILE_SCHEDULE": "0 */30 * * * *"}
REFERENCE = "@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/x)"
SECRETS = {"NOTIFICATION_WEBHOOK_TEAMS": "https://example.com/hook"}


class Stored:
    """SettingsReader port with these settings, or a fault."""

    def __init__(self, stored: Mapping[str, JsonValue] | OwnFault) -> None:
        self._stored = stored

    async def read(self) -> tuple[Settings, str]:
        """See ports.SettingsReader."""
        if isinstance(self._stored, OwnFault):
            raise self._stored
        return parse_settings(dict(self._stored)), '"1"'


def problems(secrets: Mapping[str, str] = SECRETS) -> SettingsCheck:
    return checked_with(AppSecrets(secrets), ())


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        pytest.param({}, [("document", "ok"), ("enabled", "ok")], id="the defaults are right"),
        pytest.param({"enabled": False}, [("document", "ok"), ("enabled", "warning")], id="provisioning is off"),
        pytest.param(OwnFault("settings", "cannot be read"), [("document", "failed")], id="another version wrote them"),
        pytest.param(
            {"password": {"mode": "default", "secret": "DEFAULT_PASSWORD"}},
            [("password.secret", "failed")],
            id="the default password is not set",
        ),
        pytest.param(
            {"attributeMappings": [{"target": "jobTitle", "type": "expression", "expression": "[nobody]"}]},
            [("attributeMappings[0].expression", "failed")],
            id="an expression asks for an attribute that nobody has",
        ),
        pytest.param(
            {"notifications": {"email": {"to": ["it@contoso.com"]}}},
            [("document", "ok"), ("enabled", "ok")],
            id="what is wrong with notifications is told by their own check",
        ),
    ],
)
async def test_the_stored_settings_are_looked_at_as_if_they_were_saved_now(
    stored: Mapping[str, JsonValue] | OwnFault, expected: list[tuple[str, str]]
) -> None:
    assert await look(DocumentCheck(lambda: Stored(stored), problems)) == expected


@pytest.mark.parametrize(
    ("environment", "wrong", "expected"),
    [
        pytest.param(SCHEDULES, [], [("app settings", "ok")], id="all is right"),
        pytest.param({}, [], [("REVIEW_DUE_SCHEDULE", "failed"), ("RECONCILE_SCHEDULE", "failed")], id="no schedules"),
        pytest.param(
            {**SCHEDULES, "RECONCILE_SCHEDULE": "every hour"}, [], [("RECONCILE_SCHEDULE", "failed")], id="no schedule"
        ),
        pytest.param(
            SCHEDULES, ["HR_SOURCES names 'workday'"], [("app settings", "failed")], id="the app cannot be built"
        ),
        pytest.param(
            {**SCHEDULES, "ZEBRA": REFERENCE, "BOB_WEBHOOK_SECRET": REFERENCE},
            [],
            [("BOB_WEBHOOK_SECRET", "failed"), ("ZEBRA", "failed")],
            id="references that could not be resolved are each told by name",
        ),
        pytest.param(
            {**SCHEDULES, "RECONCILE_SCHEDULE": REFERENCE}, [], [("RECONCILE_SCHEDULE", "failed")], id="told once"
        ),
    ],
)
async def test_app_settings_are_told_by_name(
    environment: Mapping[str, str], wrong: list[str], expected: list[tuple[str, str]]
) -> None:
    assert await look(AppSettingsCheck(AppSettings(environment), lambda: wrong)) == expected


async def test_an_unresolved_reference_is_told_once_and_by_the_name_of_its_secret() -> None:
    environment = AppSettings({**SCHEDULES, "BAMBOOHR_API_KEY": REFERENCE})
    (finding,) = await found(AppSettingsCheck(environment, lambda: [environment.unresolved("BAMBOOHR_API_KEY")]))
    assert "the secret bamboohr-api-key" in str(finding.remedy)
    assert "Key Vault Secrets User" in str(finding.remedy)


async def test_no_secret_is_told() -> None:
    environment = AppSettings({"RECONCILE_SCHEDULE": "hourly", "BOB_WEBHOOK_SECRET": "s3cret"})
    findings = await found(AppSettingsCheck(environment, list))
    assert len(findings) == 2
    assert "s3cret" not in str(findings)


MAIL: Mapping[str, JsonValue] = {"email": {"sender": "robot@contoso.com", "to": ["it@contoso.com"]}}


@pytest.mark.parametrize(
    ("chosen", "secrets", "expected"),
    [
        pytest.param({}, {}, [("channels", "warning")], id="nobody is told"),
        pytest.param(MAIL, {}, [("channels", "ok")], id="by e-mail"),
        pytest.param({"webhook": "NOTIFICATION_WEBHOOK_TEAMS"}, SECRETS, [("channels", "ok")], id="by a webhook"),
        pytest.param(
            {"webhook": "NOTIFICATION_WEBHOOK_TEAMS"}, {}, [("notifications.webhook", "failed")], id="no address"
        ),
        pytest.param(
            {"webhook": "NOTIFICATION_WEBHOOK_TEAMS"},
            {"NOTIFICATION_WEBHOOK_TEAMS": "http://example.com"},
            [("notifications.webhook", "failed")],
            id="an address that must not be called",
        ),
        pytest.param(
            {"email": {"sender": "robot@contoso.com"}}, {}, [("notifications.email.to", "failed")], id="mail to nobody"
        ),
        pytest.param(
            {"email": {"to": ["it@contoso.com"]}}, {}, [("notifications.email.sender", "failed")], id="from nobody"
        ),
    ],
)
async def test_a_channel_that_is_chosen_must_be_complete(
    chosen: dict[str, JsonValue], secrets: Mapping[str, str], expected: list[tuple[str, str]]
) -> None:
    assert (
        await look(NotificationsCheck(lambda: problems(secrets)), parse_settings({"notifications": chosen})) == expected
    )
