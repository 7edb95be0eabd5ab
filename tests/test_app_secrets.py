"""Which app settings can be read as the secrets that the settings name."""

import pytest

from provisioning.app_secrets import AppSecrets

REFERENCE = "@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/first-password)"


@pytest.mark.parametrize(
    ("name", "value", "given"),
    [
        ("DEFAULT_PASSWORD", "Welcome-1", "Welcome-1"),
        ("DEFAULT_PASSWORD_SWEDEN", "Welcome-1", "Welcome-1"),
        ("DEFAULT_PASSWORD", " blanks count ", " blanks count "),
        ("DEFAULT_PASSWORD", "", None),
        ("DEFAULT_PASSWORD", REFERENCE, None),
        ("HR_SECRET_ACME", "acme-knows", "acme-knows"),
        ("HR_SECRET_ACME", REFERENCE, None),
        ("BOB_WEBHOOK_SECRET", "bob-knows", None),
        ("AzureWebJobsStorage", "AccountKey=abc", None),
        ("default_password", "Welcome-1", None),
    ],
    ids=[
        "the default password",
        "another one",
        "a password with blanks around it",
        "an empty app setting",
        "a reference to Key Vault that could not be resolved",
        "the secret of an HR system of the settings",
        "one whose reference to Key Vault could not be resolved",
        "another secret of the app",
        "the key of the storage account",
        "a name in another case",
    ],
)
def test_only_default_passwords_and_secrets_of_hr_systems_can_be_read(name: str, value: str, given: str | None) -> None:
    assert AppSecrets({name: value}).secret(name) == given


def test_an_app_setting_that_is_not_there_gives_nothing() -> None:
    assert AppSecrets({}).secret("DEFAULT_PASSWORD") is None
