"""`$batch`: up to 20 calls in one request, each with an answer of its own."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from json import dumps

from multidict import CIMultiDict
from yarl import URL

from local.emulator.exchange import Answer, Call
from local.emulator.json_values import Json, JsonObject
from local.graph.errors import bad_request
from local.graph.tenant import json_body

BATCH_PATH = "/$batch"
_LARGEST_BATCH = 20
_LOWEST_FAILURE = 400
_FAILED_DEPENDENCY = Answer(
    424, {"error": {"code": "FailedDependency", "message": "A request that this one depends on failed."}}
)


@dataclass(frozen=True, slots=True)
class Item:
    """One call of a batch and the ids of those that must succeed before it."""

    id: str
    call: Call
    depends_on: tuple[str, ...]


async def answer_batch(call: Call, perform: Callable[[Call], Awaitable[Answer]]) -> Answer:
    """Perform a batch and return all answers, last one first: Graph promises no order.

    Args:
        call: the batch request.
        perform: answers one item, which counts as a request of its own.

    Raises:
        GraphError: 400 for a malformed batch, before any item is performed.
    """
    answers: dict[str, Answer] = {}
    for item in _in_order(_read_items(call)):
        failed = any(answers[needed].status >= _LOWEST_FAILURE for needed in item.depends_on)
        answers[item.id] = _FAILED_DEPENDENCY if failed else await perform(item.call)
    return Answer(200, {"responses": [_response(item_id, answers[item_id]) for item_id in reversed(answers)]})


def _read_items(call: Call) -> list[Item]:
    requests = json_body(call).get("requests")
    if not isinstance(requests, list) or not requests:
        raise bad_request("Invalid batch payload format: 'requests' must be a list with at least one request.")
    if len(requests) > _LARGEST_BATCH:
        raise bad_request(f"Number of batch request steps exceeds the maximum value of {_LARGEST_BATCH}.")
    items = [_read_item(call, request) for request in requests]
    if len({item.id for item in items}) < len(items):
        raise bad_request("Invalid batch payload format: each request needs an id of its own.")
    return items


def _read_item(batch: Call, request: Json) -> Item:
    fields = request if isinstance(request, dict) else {}
    match fields:
        case {"id": str(item_id), "method": str(method), "url": str(url)} if url.startswith("/") and url != BATCH_PATH:
            return Item(item_id, _item_call(batch, fields, method.upper(), URL(url)), _depends_on(fields))
        case _:
            raise bad_request("Invalid batch payload format: each request needs an id, a method and a relative url.")


def _item_call(batch: Call, request: JsonObject, method: str, address: URL) -> Call:
    headers = _headers(batch, request)
    query = {name: address.query.getone(name) for name in address.query}
    return Call(method, address.path, batch.base_url, query, headers, _body(request, headers))


def _headers(batch: Call, request: Mapping[str, Json]) -> CIMultiDict[str]:
    """Return the item's headers; the batch's own token holds unless the item carries another."""
    headers = CIMultiDict({"Authorization": batch.headers.get("Authorization", "")})
    own = request.get("headers")
    if isinstance(own, dict):
        headers.update({name: str(value) for name, value in own.items()})
    return headers


def _body(request: Mapping[str, Json], headers: Mapping[str, str]) -> bytes:
    if "body" not in request:
        return b""
    if "Content-Type" not in headers:
        raise bad_request(f"Write request id : {request['id']} does not contain Content-Type header or body.")
    return dumps(request["body"]).encode()


def _depends_on(request: Mapping[str, Json]) -> tuple[str, ...]:
    needed = request.get("dependsOn")
    return tuple(str(item_id) for item_id in needed) if isinstance(needed, list) else ()


def _in_order(items: list[Item]) -> list[Item]:
    """Return the items so that each stands behind what it depends on."""
    ordered: dict[str, Item] = {}
    while len(ordered) < len(items):
        ready = [item for item in items if item.id not in ordered and set(item.depends_on) <= ordered.keys()]
        if not ready:
            raise bad_request("Invalid batch payload format: dependsOn names an unknown request or goes in a circle.")
        ordered |= {item.id: item for item in ready}
    return list(ordered.values())


def _response(item_id: str, answer: Answer) -> JsonObject:
    response: JsonObject = {"id": item_id, "status": answer.status, "headers": dict(answer.headers)}
    if answer.body is not None:
        response["headers"] = {"Content-Type": "application/json", **answer.headers}
        response["body"] = answer.body
    return response
