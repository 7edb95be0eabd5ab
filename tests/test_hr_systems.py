"""The setting hrSystems: what describes an HR system, and what is refused with the place and the reason."""

from typing import Final

import pytest
from pydantic import JsonValue

from provisioning.setting_changes import changed
from provisioning.setting_groups.hr_systems import HrSystem
from provisioning.settings import SettingsRefused, parse_settings
from tests.builders import NOON
from tests.sources.payloads import document

KEY: Final[JsonValue] = {"type": "key"}
FIELDS: Final[JsonValue] = {"id": "person.number"}


def described(**changes: JsonValue) -> dict[str, JsonValue]:
    usual: dict[str, JsonValue] = {"verification": KEY, "fields": FIELDS}
    return usual | changes


def verified(**how: JsonValue) -> dict[str, JsonValue]:
    return described(verification=how)


def system(description: JsonValue) -> HrSystem:
    return parse_settings({"hrSystems": {"acme": description}}).hr_systems["acme"]


def test_an_hr_system_needs_no_more_than_its_verification_and_the_id() -> None:
    assert system(described()).to_json() == {
        "verification": {
            "type": "key",
            "algorithm": "sha256",
            "encoding": "hex",
            "header": None,
            "prefix": "",
            "secret": None,
            "secretBefore": None,
        },
        "events": "@",
        "eventId": None,
        "type": None,
        "types": {},
        "otherTypes": "ignore",
        "occurredAt": None,
        "fields": FIELDS,
    }


def test_a_whole_description_is_kept_as_it_is_written() -> None:
    written = document("configured/acme.json")
    kept = system(written).to_json()
    assert {name: kept[name] for name in written} == written
    assert system(kept).to_json() == kept


SECRET_NAME: Final = (
    "is not taken: it must be the name of an app setting that starts with HR_SECRET_, never a secret itself"
)
BAD_NAME: Final = "must have 2 to 31 small letters, digits and hyphens, a letter first"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Acme", f"'Acme' {BAD_NAME}"),
        ("a", f"'a' {BAD_NAME}"),
        ("9acme", f"'9acme' {BAD_NAME}"),
        ("acme/x", f"'acme/x' {BAD_NAME}"),
        ("acme|x", f"'acme|x' {BAD_NAME}"),
        ("a" * 32, f"'{'a' * 32}' {BAD_NAME}"),
    ],
)
def test_a_name_is_refused_that_no_address_can_hold(name: str, sentence: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        parse_settings({"hrSystems": {name: described()}})
    assert refused.value.problems == (("hrSystems", sentence),)


@pytest.mark.parametrize(
    ("description", "field", "sentence"),
    [
        pytest.param({"fields": FIELDS}, "verification", "is missing", id="no verification"),
        pytest.param({"verification": KEY}, "fields", "is missing", id="no fields"),
        pytest.param(verified(), "verification.type", "is missing", id="no type of verification"),
        pytest.param(
            verified(type="none"), "verification.type", "must be one of 'hmac', 'bearer' or 'key'", id="no verification"
        ),
        pytest.param(
            verified(type="hmac", header="X-Acme"),
            "verification",
            "has type 'hmac' but no secret; name the app setting that holds it",
            id="a signature without a secret",
        ),
        pytest.param(
            verified(type="bearer"),
            "verification",
            "has type 'bearer' but no secret; name the app setting that holds it",
            id="a token without a secret",
        ),
        pytest.param(
            verified(type="hmac", secret="HR_SECRET_ACME"),
            "verification",
            "has type 'hmac' but no header; name the one that holds the signature",
            id="a signature without a header",
        ),
        pytest.param(
            verified(type="bearer", secret="s3cret"), "verification.secret", SECRET_NAME, id="a secret itself"
        ),
        pytest.param(
            verified(type="bearer", secret="DEFAULT_PASSWORD"),
            "verification.secret",
            SECRET_NAME,
            id="a password's name",
        ),
        pytest.param(
            verified(type="bearer", secret="HR_SECRET_"), "verification.secret", SECRET_NAME, id="the beginning alone"
        ),
        pytest.param(
            verified(type="bearer", secret="HR_SECRET_A", secretBefore="BOB_WEBHOOK_SECRET"),
            "verification.secretBefore",
            SECRET_NAME,
            id="another app setting before",
        ),
        pytest.param(
            verified(type="hmac", algorithm="md5"),
            "verification.algorithm",
            "must be one of 'sha256', 'sha384' or 'sha512'",
            id="a weak hash",
        ),
        pytest.param(
            verified(type="hmac", secret="HR_SECRET_A", header="X Acme"),
            "verification.header",
            "is not written as it must be",
            id="a header with a blank",
        ),
        pytest.param(
            described(events="data["), "events", "is no JMESPath expression: it ends too early", id="half an expression"
        ),
        pytest.param(
            described(fields={"id": "id", "firstName": "name..first"}),
            "fields.firstName",
            "is no JMESPath expression: '.' is not expected there, at character 6",
            id="a wrong expression",
        ),
        pytest.param(described(fields={"id": ""}), "fields.id", "must not be empty", id="an empty expression"),
        pytest.param(described(fields={"id": ["id"]}), "fields.id", "must be text", id="an expression that is a list"),
        pytest.param(
            described(fields={"firstName": "name"}),
            "fields",
            "says nothing of 'id', by which a person is known; name the HR system's own id",
            id="no id",
        ),
        pytest.param(
            described(fields={"id": "id", "first_name": "name"}),
            "fields",
            "'first_name' is not a field of an employee; other fields are named custom.<name>",
            id="an unknown field",
        ),
        pytest.param(
            described(type="kind", types={"hired": "hired"}),
            "types.hired",
            "must be one of 'employee.created', 'employee.updated', 'employee.deleted', 'employee.accessRevoked' or "
            "'employee.accessRestored'",
            id="an unknown type",
        ),
        pytest.param(
            described(path="x"), "path", "is not a field that is known here; check its spelling", id="unknown"
        ),
    ],
)
def test_what_is_wrong_with_a_description_is_named_with_its_place(
    description: JsonValue, field: str, sentence: str
) -> None:
    with pytest.raises(SettingsRefused) as refused:
        system(description)
    assert refused.value.problems == ((f"hrSystems.acme.{field}", sentence),)


def test_a_secret_that_was_taken_for_its_name_is_not_repeated() -> None:
    with pytest.raises(SettingsRefused) as refused:
        system(verified(type="bearer", secret="s3cret-of-acme"))
    assert "s3cret" not in str(refused.value)


def test_a_default_password_cannot_be_the_secret_of_an_hr_system() -> None:
    with pytest.raises(SettingsRefused, match="starts with DEFAULT_PASSWORD"):
        parse_settings({"password": {"mode": "default", "secret": "HR_SECRET_ACME"}})


@pytest.mark.parametrize(
    ("partial", "left"),
    [
        pytest.param({"acme": {"fields": {"site": "place"}}}, {"id": "person.number", "site": "place"}, id="is added"),
        pytest.param({"acme": {"fields": {"id": "number"}}}, {"id": "number"}, id="is replaced"),
        pytest.param({"acme": None}, None, id="is taken out with all others, by null"),
    ],
)
def test_a_field_of_a_description(partial: JsonValue, left: JsonValue) -> None:
    stored: dict[str, JsonValue] = {"hrSystems": {"acme": described()}}
    settings = changed(stored, {"hrSystems": partial}, NOON, lambda _: ()).settings
    acme = settings.hr_systems.get("acme")
    assert (acme.fields if acme else None) == left
