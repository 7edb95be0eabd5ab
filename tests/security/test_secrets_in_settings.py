"""Secrets stand in app settings alone: the settings document takes their names, never what they are."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import JsonValue

from provisioning.setting_groups.hr_systems import HR_SECRET_PREFIX
from provisioning.setting_groups.login import SECRET_PREFIX
from provisioning.setting_groups.safety import WEBHOOK_PREFIX
from provisioning.settings import Settings, SettingsRefused, parse_settings

SUSPICIOUS = ("secret", "password", "token", "credential", "webhook", "apikey")
PLANTED = "Hunter2-is-no-secret!"
KNOWN = {
    "password": "how passwords are made: an object, whose parts are looked at by themselves",
    "password.secret": "names an app setting",
    "hrSystems.verification.secret": "names an app setting",
    "hrSystems.verification.secretBefore": "names an app setting",
    "notifications.webhook": "names an app setting, as the address is a secret",
    "monitoring.secretExpiry": "says when secrets expire, by a name for each",
}
"""Every setting whose name sounds like a secret, and what it holds instead."""


def names(schema: dict[str, Any], definitions: dict[str, Any], path: str = "") -> Iterator[str]:
    """Yield the path of every field in a schema, whatever it is wrapped in."""
    if "$ref" in schema:
        yield from names(definitions[schema["$ref"].rpartition("/")[2]], definitions, path)
    for name, inner in schema.get("properties", {}).items():
        here = f"{path}.{name}" if path else name
        yield here
        yield from names(inner, definitions, here)
    for within in ("items", "additionalProperties"):
        if isinstance(schema.get(within), dict):
            yield from names(schema[within], definitions, path)
    for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from names(choice, definitions, path)


def test_every_setting_that_sounds_like_a_secret_is_known_to_hold_none() -> None:
    schema = Settings.model_json_schema(by_alias=True)
    every = {*names(schema, schema.get("$defs", {}))}
    assert len(every) > 50
    assert {name for name in every if any(word in name.rpartition(".")[2].lower() for word in SUSPICIOUS)} == set(KNOWN)


@pytest.mark.parametrize(
    "document",
    [
        {"password": {"mode": "default", "secret": PLANTED}},
        {"hrSystems": {"acme": {"verification": {"type": "bearer", "secret": PLANTED}, "fields": {"id": "id"}}}},
        {
            "hrSystems": {
                "acme": {
                    "verification": {"type": "bearer", "secret": "HR_SECRET_ACME", "secretBefore": PLANTED},
                    "fields": {"id": "id"},
                }
            }
        },
        {"notifications": {"webhook": f"https://hooks.example.com/{PLANTED}"}},
        {"monitoring": {"secretExpiry": {"BOB": PLANTED}}},
        {"password": {"mode": "default", "secret": "BOB_WEBHOOK_SECRET"}},
        {"notifications": {"webhook": "BOB_WEBHOOK_SECRET"}},
    ],
    ids=[
        "a password",
        "an HR system's secret",
        "the one before it",
        "a webhook's address",
        "in place of a date",
        "another app setting in place of a password",
        "another app setting in place of a webhook",
    ],
)
def test_what_is_itself_a_secret_is_refused_and_not_repeated(document: dict[str, JsonValue]) -> None:
    with pytest.raises(SettingsRefused) as refused:
        parse_settings(document)
    assert PLANTED not in str(refused.value)


def test_an_app_setting_can_be_one_kind_of_secret_only() -> None:
    prefixes = (SECRET_PREFIX, HR_SECRET_PREFIX, WEBHOOK_PREFIX)
    assert [(one, other) for one in prefixes for other in prefixes if one != other and one.startswith(other)] == []
