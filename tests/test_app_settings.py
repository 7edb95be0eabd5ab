"""local.settings.example.json and the README name the app settings that the code reads: all, and no others."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OF_THE_PLATFORM = {"FUNCTIONS_WORKER_RUNTIME"}
ON_AZURE_ONLY = {
    f"AzureWebJobsStorage__{name}"
    for name in ("blobServiceUri", "queueServiceUri", "tableServiceUri", "credential", "clientId")
}


def example() -> dict[str, str]:
    """Return the example's settings."""
    document = json.loads((ROOT / "local.settings.example.json").read_text(encoding="utf-8"))
    values: dict[str, str] = document["Values"]
    return values


def read_by_the_code() -> set[str]:
    """Return the names in upper case that the code mentions which reads the environment, and the storage connection."""
    bootstrap = sorted((ROOT / "provisioning" / "bootstrap").glob("*.py"))
    files = [*bootstrap, ROOT / "provisioning" / "hr_connections.py", ROOT / "function_app.py"]
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    names = set(re.findall(r'"%?([A-Z]+(?:_[A-Z]+)+)%?"', text)) - {"_PREVIOUS"}
    in_pairs = {f"{name}_PREVIOUS" for name in re.findall(r'_signed\("([A-Z_]+)"', text)}
    return names | in_pairs | {"AzureWebJobsStorage"}


def test_the_example_holds_every_setting_that_the_code_reads_and_no_other() -> None:
    assert set(example()) == read_by_the_code() | OF_THE_PLATFORM


def test_the_readme_explains_every_setting() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in sorted({*example(), *ON_AZURE_ONLY}) if f"`{name}`" not in readme] == []


def test_the_example_points_to_the_local_stack_only() -> None:
    addresses = [value for name, value in example().items() if name.endswith("_URL")]
    assert all(address.startswith("http://127.0.0.1:") for address in addresses)
