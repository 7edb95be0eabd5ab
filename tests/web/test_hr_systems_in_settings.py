"""HR systems in the settings: what is looked at when they are saved or tried, beyond the form of the document."""

from collections.abc import Mapping

import pytest
from pydantic import JsonValue

from tests.engine.world import World
from tests.web.requests import document, request
from tests.web.serving import api_of

ACME: dict[str, JsonValue] = {
    "verification": {
        "type": "hmac",
        "header": "X-Acme-Signature",
        "secret": "HR_SECRET_ACME",
        "secretBefore": "HR_SECRET_ACME_BEFORE",
    },
    "fields": {"id": "number"},
}
BY_KEY: dict[str, JsonValue] = {"verification": {"type": "key"}, "fields": {"id": "number"}}
BOTH_SECRETS = {"HR_SECRET_ACME": "new-one", "HR_SECRET_ACME_BEFORE": "old-one"}
VERIFICATION = "hrSystems.acme.verification"


def not_set(name: str) -> str:
    return f"the app setting {name} is not set, or refers to a secret in Key Vault that cannot be read"


async def test_an_hr_system_whose_secrets_are_there_can_be_described() -> None:
    answer = await api_of(World(), BOTH_SECRETS).change_settings(request({"hrSystems": {"acme": ACME}}))
    assert answer.status_code == 200
    assert b"-one" not in answer.get_body()


@pytest.mark.parametrize(
    ("app_settings", "fields"),
    [
        ({}, {f"{VERIFICATION}.secret": "HR_SECRET_ACME", f"{VERIFICATION}.secretBefore": "HR_SECRET_ACME_BEFORE"}),
        ({"HR_SECRET_ACME": "x"}, {f"{VERIFICATION}.secretBefore": "HR_SECRET_ACME_BEFORE"}),
        ({**BOTH_SECRETS, "HR_SECRET_ACME": ""}, {f"{VERIFICATION}.secret": "HR_SECRET_ACME"}),
        (
            {**BOTH_SECRETS, "HR_SECRET_ACME": "@Microsoft.KeyVault(VaultName=hr;SecretName=acme)"},
            {f"{VERIFICATION}.secret": "HR_SECRET_ACME"},
        ),
    ],
    ids=["neither is set", "the one before is not set", "empty", "a reference that is not resolved"],
)
async def test_an_hr_system_whose_secret_is_not_there_is_refused_with_the_app_settings_name(
    app_settings: Mapping[str, str], fields: Mapping[str, str]
) -> None:
    answer = await api_of(World(), app_settings).change_settings(request({"hrSystems": {"acme": ACME}}))
    assert answer.status_code == 400
    assert document(answer)["fields"] == [{"field": field, "message": not_set(name)} for field, name in fields.items()]


async def test_a_secret_that_is_not_looked_at_need_not_be_there() -> None:
    by_key = {**BY_KEY, "verification": {"type": "key", "secret": "HR_SECRET_ACME"}}
    answer = await api_of(World()).change_settings(request({"hrSystems": {"acme": by_key}}))
    assert answer.status_code == 200


async def test_a_secret_that_went_missing_keeps_nothing_else_from_being_changed() -> None:
    world = World()
    await api_of(world, BOTH_SECRETS).change_settings(request({"hrSystems": {"acme": ACME}}))
    api = api_of(world)
    assert document(await api.change_settings(request({"enabled": False})))["enabled"] is False
    assert document(await api.change_settings(request({"hrSystems": {"acme": None}})))["hrSystems"] == {}


@pytest.mark.parametrize("name", ["bob", "generic", "csv"])
async def test_an_hr_system_of_the_settings_cannot_take_the_name_of_a_built_in_one(name: str) -> None:
    api = api_of(World())
    answer = await api.change_settings(request({"hrSystems": {"acme": BY_KEY, name: BY_KEY}}))
    assert answer.status_code == 400
    assert document(answer)["fields"] == [
        {"field": f"hrSystems.{name}", "message": "is the name of a built-in system; choose another"}
    ]
    assert document(await api.read_settings(request()))["hrSystems"] == {}


async def test_a_change_of_an_hr_system_can_be_saved_under_its_own_name() -> None:
    api = api_of(World())
    await api.change_settings(request({"hrSystems": {"acme": BY_KEY}}))
    answer = await api.change_settings(request({"hrSystems": {"acme": {"otherTypes": "updated"}}}))
    assert document(answer)["hrSystems"]["acme"]["otherTypes"] == "updated"


async def test_settings_that_are_only_tried_are_looked_at_in_the_same_way() -> None:
    world = World()
    demand = {"source": "generic", "employeeId": "e1", "settings": {"hrSystems": {"acme": ACME, "bob": BY_KEY}}}
    answer = await api_of(world, {"HR_SECRET_ACME": "x"}).try_settings(request(demand), world.worker().gatherer)
    assert answer.status_code == 400
    assert [problem["field"] for problem in document(answer)["fields"]] == [
        "hrSystems.bob",
        f"{VERIFICATION}.secretBefore",
    ]
