"""local.settings.example.json and the README name the app settings that the code reads: all, and no others."""

import json

from tests.settings_of_the_code import OF_THE_PLATFORM, ON_AZURE_ONLY, ROOT, read_by_the_code


def example() -> dict[str, str]:
    """Return the example's settings."""
    document = json.loads((ROOT / "local.settings.example.json").read_text(encoding="utf-8"))
    values: dict[str, str] = document["Values"]
    return values


def test_the_example_holds_every_setting_that_the_code_reads_and_no_other() -> None:
    assert set(example()) == read_by_the_code() | OF_THE_PLATFORM


def test_the_readme_explains_every_setting() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in sorted({*example(), *ON_AZURE_ONLY}) if f"`{name}`" not in readme] == []


def test_the_example_points_to_the_local_stack_only() -> None:
    addresses = [value for name, value in example().items() if name.endswith("_URL")]
    assert all(address.startswith("http://127.0.0.1:") for address in addresses)
