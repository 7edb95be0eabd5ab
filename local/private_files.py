"""Files with secrets of the local stack: made once, readable by their owner only."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any


def load_or_create(path: Path, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Return the texts kept in a JSON file; when there is none yet, `make` says what to keep.

    The file appears whole or not at all, with mode 600, so that an interrupted first start leaves nothing broken.
    """
    if not path.exists():
        write(path, make())
    document: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return document


def write(path: Path, document: dict[str, Any]) -> None:
    """Write a JSON document that only the owner can read, replacing the file in one step."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=2)
    partial.replace(path)
