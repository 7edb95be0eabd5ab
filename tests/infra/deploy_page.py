"""docs/deploy.md as its tests read it: blocks of commands, and the requests in them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import JsonValue

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
_BLOCK: Final = re.compile(r"^( *)```(\w+)\n(.*?)\n\1```$", re.DOTALL | re.MULTILINE)
_REQUEST: Final = re.compile(
    r"""curl -X (\w+) "\$F(/api/[\w/-]+)"[^\n]*(?:\\\n)? *-d '(.*?)'$""", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that the page makes of the app."""

    method: str
    path: str
    body: JsonValue


def blocks(language: str) -> Iterator[str]:
    """Yield the text of each block in a language."""
    return (text for _, of, text in _BLOCK.findall(PAGE) if of == language)


def requests() -> list[Asked]:
    """Return the requests with a body, in the order of the page."""
    found = (each for block in blocks("sh") for each in _REQUEST.findall(block))
    return [Asked(method, path, json.loads(body)) for method, path, body in found]
