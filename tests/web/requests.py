"""Requests as the worker hands them over, and answers as the tests read them."""

import json
from collections.abc import Mapping
from typing import Any

import azure.functions as func

JSON = {"Content-Type": "application/json"}


def request(
    body: object = None,
    *,
    params: Mapping[str, str] | None = None,
    route: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> func.HttpRequest:
    """Return a request; a body that is not bytes is sent as JSON."""
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return func.HttpRequest(
        method="POST",
        url="http://localhost/api",
        headers={**JSON, **(headers or {})},
        params=dict(params or {}),
        route_params=dict(route or {}),
        body=sent,
    )


def document(answer: func.HttpResponse) -> Any:  # noqa: ANN401 - JSON
    """Return the JSON of an answer."""
    assert answer.mimetype == "application/json"
    return json.loads(answer.get_body())
