"""What v2's answers look like: pages that link to the next one, and errors as problem documents."""

import json
from collections.abc import Sequence
from datetime import datetime

from yarl import URL

from local.emulator.exchange import Answer, Call
from local.emulator.json_values import Json, JsonObject
from local.hr.cursors import Cursor

_PROBLEM_HEADERS = {"Content-Type": "application/problem+json"}


def page_answer(call: Call, items: Sequence[JsonObject], following: Cursor | None) -> Answer:
    """Return a list; the next page's address holds the cursor and nothing else."""
    here = URL(call.base_url + call.path)
    links: JsonObject = {"self": {"href": str(here.with_query(dict(call.query)))}}
    if following is not None:
        links["next"] = {"href": str(here.with_query({"cursor": following.text()}))}
    data: list[Json] = [*items]
    return Answer(200, {"_data": data, "_meta": {"links": links}})


def problem(status: int, detail: str, now: datetime) -> Answer:
    """Return an error."""
    errors: list[Json] = [{"title": f"Status {status}", "detail": detail, "type": "about:blank"}]
    return _problem(status, {"personio_trace_id": "trace", "timestamp": now.isoformat(), "errors": errors})


def token_problem(now: datetime) -> Answer:
    """Return the refusal of a token: 400 with OAuth's own words."""
    described = "The client id or the client secret is missing."
    body: JsonObject = {"error": "invalid_client", "error_description": described, "timestamp": now.isoformat()}
    return _problem(400, body)


def _problem(status: int, body: JsonObject) -> Answer:
    return Answer(status, json.dumps(body), _PROBLEM_HEADERS)
