"""Answers in JSON, failures as a sentence."""

import json
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps

from azure.functions import HttpRequest, HttpResponse

from provisioning.ports import HrSources, Misconfigured, Refused, RequestRejected, TemporaryFailure

type Endpoint = Callable[[HttpRequest], Awaitable[HttpResponse]]


def answer(document: object, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Return a JSON response; the document is made of what JSON knows."""
    body = json.dumps(document, ensure_ascii=False)
    return HttpResponse(body, status_code=status, mimetype="application/json", headers=dict(headers or {}))


def failure(status: int, sentence: str, **more: object) -> HttpResponse:
    """Return a failure: `{"error": sentence}` and what else helps."""
    return answer({"error": sentence, **more}, status)


async def check_source(name: str, sources: HrSources) -> None:
    """Refuse a source that is not among those that are known.

    Raises:
        RequestRejected: 404, naming those that are.
        TemporaryFailure: The settings, which may describe it, could not be read.
    """
    if await sources.find(name) is None and name not in await sources.names():
        raise await unknown_source(name, sources)


async def unknown_source(name: str, sources: HrSources) -> RequestRejected:
    """Return the 404 for a source from which no events are taken; it names those that are known."""
    known = sorted(await sources.names())
    if name in known:
        return RequestRejected(404, f"{name} is a source that sends no events")
    return RequestRejected(404, f"there is no HR source {name[:100]!r}; known are {', '.join(known)}")


def answering(endpoint: Endpoint) -> Endpoint:
    """Return the endpoint with its failures answered: what the caller did wrong by 4xx, what we cannot do by 503."""

    @wraps(endpoint)
    async def answered(req: HttpRequest) -> HttpResponse:  # the worker passes it by this name
        try:
            return await endpoint(req)
        except RequestRejected as rejected:
            return failure(rejected.status, str(rejected))
        except (TemporaryFailure, Refused, Misconfigured) as unable:
            return failure(503, f"{unable}; try again later")

    return answered


def headers_of(request: HttpRequest) -> dict[str, str]:
    """Return a request's headers with names in lower case."""
    return {name.lower(): value for name, value in request.headers.items()}
