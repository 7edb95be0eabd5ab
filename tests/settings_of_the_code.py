"""The names of the app settings that the code reads, found in the code."""

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
OF_THE_PLATFORM: Final = frozenset({"FUNCTIONS_WORKER_RUNTIME"})
ON_AZURE_ONLY: Final = frozenset(
    f"AzureWebJobsStorage__{name}"
    for name in ("blobServiceUri", "queueServiceUri", "tableServiceUri", "credential", "clientId")
)


def read_by_the_code() -> set[str]:
    """Return the names in upper case that the code mentions which reads the environment, and the storage connection."""
    bootstrap = sorted((ROOT / "provisioning" / "bootstrap").glob("*.py"))
    files = [*bootstrap, ROOT / "provisioning" / "hr_connections.py", ROOT / "function_app.py"]
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    names = set(re.findall(r'"%?([A-Z]+(?:_[A-Z]+)+)%?"', text)) - {"_PREVIOUS"}
    in_pairs = {f"{name}_PREVIOUS" for name in re.findall(r'_signed\("([A-Z_]+)"', text)}
    return names | in_pairs | {"AzureWebJobsStorage"}
