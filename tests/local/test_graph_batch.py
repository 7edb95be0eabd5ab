"""`$batch` of the Graph stand-in."""

import pytest

from local.emulator.json_values import Json, JsonObject
from tests.local.standin_client import GraphStandIn, Reply, new_user

_JSON: JsonObject = {"Content-Type": "application/json"}


def _create(item_id: str, name: str, *, after: str | None = None) -> JsonObject:
    item: JsonObject = {"id": item_id, "method": "POST", "url": "/users", "body": new_user(name), "headers": _JSON}
    return item if after is None else item | {"dependsOn": [after]}


def _read(item_id: str, url: str = "/users") -> JsonObject:
    return {"id": item_id, "method": "GET", "url": url}


async def _batch(graph: GraphStandIn, *items: Json) -> Reply:
    return await graph.send("POST", "/$batch", {"requests": list(items)})


def _by_id(reply: Reply) -> dict[Json, JsonObject]:
    return {response["id"]: response for response in reply.objects("responses")}


async def test_each_item_is_performed_and_the_answers_come_out_of_order(graph: GraphStandIn) -> None:
    reply = await _batch(graph, _create("1", "ana"), _create("2", "bo"), _read("3", "/users?$select=userPrincipalName"))

    assert reply.status == 200
    assert [response["id"] for response in reply.objects("responses")] == ["3", "2", "1"]
    assert [response["status"] for response in reply.objects("responses")] == [200, 201, 201]
    assert (await graph.get("/users")).column("userPrincipalName") == ["ana@contoso.com", "bo@contoso.com"]


async def test_an_item_waits_for_what_it_depends_on_wherever_that_stands(graph: GraphStandIn) -> None:
    read = _read("1", "/users/ana@contoso.com") | {"dependsOn": ["2"]}

    answers = _by_id(await _batch(graph, read, _create("2", "ana")))

    assert (answers["1"]["status"], answers["2"]["status"]) == (200, 201)


async def test_an_item_whose_dependency_failed_is_not_performed(graph: GraphStandIn) -> None:
    await graph.created_id("ana")

    answers = _by_id(await _batch(graph, _create("1", "ana"), _create("2", "bo", after="1"), _create("3", "cy")))

    assert [answers[item]["status"] for item in ("1", "2", "3")] == [400, 424, 201]
    assert (await graph.get("/users/bo@contoso.com")).status == 404


async def test_a_single_item_is_throttled_by_a_rule_with_its_own_retry_after(graph: GraphStandIn) -> None:
    rule: JsonObject = {"method": "GET", "path": "^/users$", "status": 429, "retryAfter": 7}
    await graph.faults(rules=[rule])

    answers = _by_id(await _batch(graph, _read("1"), _read("2")))

    assert [answers[item]["status"] for item in ("1", "2")] == [429, 200]
    headers = answers["1"]["headers"]
    assert isinstance(headers, dict)
    assert headers["Retry-After"] == "7"


async def test_items_count_one_by_one(graph: GraphStandIn) -> None:
    await graph.faults(writesPer150s=2)

    answers = _by_id(await _batch(graph, *(_create(str(number), f"user{number}") for number in range(3))))

    assert [answers[item]["status"] for item in ("0", "1", "2")] == [201, 201, 429]
    assert await graph.stats() == {
        "requests": 4,
        "writes": 2,
        "throttled": 1,
        "injected": 0,
        "byOperation": {"POST /$batch": 1, "POST /users": 3},
    }


async def test_an_item_without_content_has_no_body(graph: GraphStandIn) -> None:
    ana = await graph.created_id("ana")
    item: JsonObject = {
        "id": "1",
        "method": "PATCH",
        "url": f"/users/{ana}",
        "body": {"city": "Graz"},
        "headers": _JSON,
    }

    response = (await _batch(graph, item)).objects("responses")[0]

    assert response["status"] == 204
    assert "body" not in response


@pytest.mark.parametrize(
    "items",
    [
        pytest.param([], id="no-item"),
        pytest.param([_read(str(number)) for number in range(21)], id="21-items"),
        pytest.param([_read("1"), _read("1")], id="an-id-twice"),
        pytest.param([{"method": "GET", "url": "/users"}], id="no-id"),
        pytest.param([_read("1", "https://graph.microsoft.com/v1.0/users")], id="absolute-url"),
        pytest.param([_read("1", "/$batch")], id="a-batch-in-a-batch"),
        pytest.param([{"id": "1", "method": "POST", "url": "/users", "body": {}}], id="body-without-content-type"),
        pytest.param([_create("1", "ana", after="9")], id="unknown-dependency"),
        pytest.param([_create("1", "ana", after="2"), _create("2", "bo", after="1")], id="circular-dependency"),
        pytest.param(["GET /users"], id="no-object"),
    ],
)
async def test_a_malformed_batch_is_refused_as_a_whole(graph: GraphStandIn, items: list[Json]) -> None:
    reply = await _batch(graph, *items)

    assert (reply.status, reply.at("error", "code")) == (400, "Request_BadRequest")
    assert (await graph.get("/users")).objects("value") == []
