"""Answers of HR systems' APIs."""

from typing import Any

import httpx

from provisioning.ports import TemporaryFailure


def object_in(answer: httpx.Response, system: str) -> dict[str, Any]:
    """Return the JSON object in an answer; `system` is the HR system's name.

    Raises:
        TemporaryFailure: It holds something else.
    """
    try:
        document: object = answer.json()
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise TemporaryFailure(f"{system} answered with something that is not a JSON object")
    return document
