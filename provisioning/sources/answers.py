"""Answers of HR systems' APIs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from provisioning.ports import AccessDenied, OwnFault, TemporaryFailure


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


@contextmanager
def denied_to_us(source: str) -> Iterator[None]:
    """Turn a denial into a fault of our own side: whoever may not read one person may, as a rule, read nobody.

    Lists are another matter, as they need permissions of their own: a list that is denied fails its cycle and says so,
    while events go on.
    """
    try:
        yield
    except AccessDenied as denied:
        raise OwnFault(source, str(denied)) from None
