"""Sending a test message, and what is looked at when the settings for notifications are saved."""

from typing import Any, Final

import pytest
from pydantic import JsonValue

from provisioning.app_secrets import AppSecrets
from provisioning.auditing import Auditor
from provisioning.ports import Channel, Refused, RequestRejected
from provisioning.settings import Settings
from provisioning.watching.channels import EmailChannel, WebhookChannel
from provisioning.web.changing import checked_with
from provisioning.web.notifications import NotificationsApi
from tests.engine.world import World
from tests.fakes.notices import ChannelInMemory
from tests.watching.sending import MailerInMemory, PosterInMemory
from tests.web.requests import document, request

EMAIL: Final[dict[str, JsonValue]] = {"sender": "robot@contoso.com", "to": ["it@contoso.com"]}
HOOK: Final = "NOTIFICATION_WEBHOOK_TEAMS"
ADDRESS: Final = "https://prod-1.westeurope.logic.azure.com/workflows/1/triggers/manual/paths/invoke?sig=secret"


async def test_a_test_message_goes_to_each_channel_and_what_became_of_it_is_told() -> None:
    world, email, webhook = World(), ChannelInMemory("email"), ChannelInMemory("webhook")
    webhook.fault = Refused("the webhook answered 404; look whether its address is still valid")
    await world.settings.put({"notifications": {"email": EMAIL, "webhook": HOOK}})
    api = NotificationsApi([email, webhook], world.settings, Auditor(world.audit, world.clock))
    headers = {"x-ms-client-principal-name": "Ana Ruiz"}
    assert document(await api.test(request({}, headers=headers)))["channels"] == [
        {"channel": "email", "sent": True, "sentence": "sent; look whether it arrived"},
        {
            "channel": "webhook",
            "sent": False,
            "sentence": "not sent: the webhook answered 404; look whether its address is still valid",
        },
    ]
    assert email.sent[0].subject == "HR provisioning: test"
    (entry,) = world.audit.entries
    assert (entry.by, entry.action, entry.sentence) == (
        "Ana Ruiz",
        "notifications.tested",
        "sent a test message by email, webhook",
    )


async def test_without_a_channel_there_is_nothing_to_test() -> None:
    world = World()
    api = NotificationsApi([ChannelInMemory("email")], world.settings, Auditor(world.audit, world.clock))
    with pytest.raises(RequestRejected, match=r"set notifications\.email or notifications\.webhook") as rejected:
        await api.test(request({}))
    assert rejected.value.status == 400
    assert world.audit.entries == []


@pytest.mark.parametrize(
    ("notifications", "app_settings", "problems"),
    [
        pytest.param({}, {}, [], id="nobody is told"),
        pytest.param({"email": EMAIL}, {}, [], id="a sender and somebody to write to"),
        pytest.param({"email": {"to": ["it@contoso.com"]}}, {}, ["notifications.email.sender"], id="no sender"),
        pytest.param({"email": {"sender": "a@contoso.com"}}, {}, ["notifications.email.to"], id="nobody to write to"),
        pytest.param({"webhook": HOOK}, {HOOK: ADDRESS}, [], id="an address that is set"),
        pytest.param({"webhook": HOOK}, {}, ["notifications.webhook"], id="an address that is not set"),
        pytest.param(
            {"webhook": HOOK},
            {HOOK: "@Microsoft.KeyVault(SecretUri=https://vault/1)"},
            ["notifications.webhook"],
            id="a reference that cannot be read",
        ),
        pytest.param({"webhook": HOOK}, {HOOK: "http://example.com/?sig=secret"}, ["notifications.webhook"], id="http"),
        pytest.param(
            {"webhook": HOOK},
            {HOOK: "https://169.254.169.254/?sig=secret"},
            ["notifications.webhook"],
            id="the metadata service",
        ),
    ],
)
def test_settings_that_could_tell_nobody_are_refused(
    notifications: dict[str, Any], app_settings: dict[str, str], problems: list[str]
) -> None:
    settings = Settings.model_validate({"notifications": notifications})
    found = checked_with(AppSecrets(app_settings), ())(settings)
    assert [field for field, _ in found] == problems
    assert "secret" not in "".join(sentence for _, sentence in found if "Key Vault" not in sentence)


async def test_the_channels_send_what_the_settings_say_to_whom_they_say() -> None:
    mailer, poster = MailerInMemory(), PosterInMemory()
    settings = Settings.model_validate({"notifications": {"email": EMAIL, "webhook": HOOK}})
    world = World()
    await world.settings.put({"notifications": {"email": EMAIL, "webhook": HOOK}})
    channels: list[Channel] = [EmailChannel(mailer), WebhookChannel(AppSecrets({HOOK: ADDRESS}), poster)]
    assert [channel.is_set(settings) for channel in channels] == [True, True]
    assert [channel.is_set(Settings()) for channel in channels] == [False, False]
    api = NotificationsApi(channels, world.settings, Auditor(world.audit, world.clock))
    await api.test(request({}))
    assert mailer.sent == [("robot@contoso.com", ("it@contoso.com",), "HR provisioning: test")]
    assert poster.posted == [ADDRESS]


async def test_an_address_that_went_missing_is_named_and_not_shown() -> None:
    world = World()
    await world.settings.put({"notifications": {"webhook": HOOK}})
    api = NotificationsApi(
        [WebhookChannel(AppSecrets({}), PosterInMemory())], world.settings, Auditor(world.audit, world.clock)
    )
    (told,) = document(await api.test(request({})))["channels"]
    assert told["sentence"].startswith(f"not sent: the app setting {HOOK} is not set")
