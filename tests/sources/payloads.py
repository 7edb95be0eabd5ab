"""The sample payloads: the shapes that HR systems document, with invented people."""

import json
from pathlib import Path
from typing import Any, Final

from pydantic import JsonValue

JSON: Final = {"content-type": "application/json"}
_FOLDER: Final = Path(__file__).parents[1] / "payloads"


def payload(name: str) -> bytes:
    """Return a sample as its bytes, such as bob/v2-left.json."""
    return (_FOLDER / name).read_bytes()


def document(name: str) -> dict[str, Any]:
    """Return a sample as the JSON object that it is."""
    parsed: dict[str, Any] = json.loads(payload(name))
    return parsed


def as_body(value: JsonValue) -> bytes:
    """Return a request body that holds this value."""
    return json.dumps(value).encode()
