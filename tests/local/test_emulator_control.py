"""The control routes that all stand-ins have, and the faults that they inject."""

import pytest
from aiohttp import ServerDisconnectedError

from local.emulator.json_values import Json, JsonObject
from tests.local.standin_client import GraphStandIn, Reply, StandIn
from tests.local.turnable_clock import TurnableClock

_SEARCH: JsonObject = {"fields": ["root.id"]}


class AnyStandIn:
    """A stand-in with one read that it knows."""

    def __init__(self, standin: StandIn, operation: str, body: JsonObject | None) -> None:
        self.control = standin.control
        self.faults = standin.faults
        self.stats = standin.stats
        self.operation = operation
        self.method, self.path = operation.split()
        self._standin = standin
        self._body = body

    async def read(self) -> Reply:
        return await self._standin.send(self.method, self.path, self._body)


@pytest.fixture(params=["graph", "bob", "bamboohr"])
def either(request: pytest.FixtureRequest, graph: GraphStandIn, bob: StandIn, bamboo: StandIn) -> AnyStandIn:
    """Each stand-in in turn that answers without asking for a token first."""
    of_systems = {
        "graph": AnyStandIn(graph, "GET /users", None),
        "bob": AnyStandIn(bob, "POST /people/search", _SEARCH),
        "bamboohr": AnyStandIn(bamboo, "GET /employees", None),
    }
    return of_systems[request.param]


async def test_control_calls_are_neither_counted_nor_delayed_nor_failed(
    either: AnyStandIn, time: TurnableClock
) -> None:
    await either.faults(latencyMs=500, rules=[{"method": "*", "path": ".", "status": 500, "times": 100}])

    assert (await either.control("POST", "faults", {})).status == 200
    assert (await either.stats())["requests"] == 0
    assert time.slept == []


async def test_latency_delays_each_call(either: AnyStandIn, time: TurnableClock) -> None:
    await either.faults(latencyMs=250)

    await either.read()
    await either.read()

    assert time.slept == [0.25, 0.25]


async def test_a_rule_fails_as_many_calls_as_it_says(either: AnyStandIn) -> None:
    rule: JsonObject = {"method": either.method, "path": f"^{either.path}$", "status": 503, "times": 2}
    await either.faults(rules=[rule])

    assert [(await either.read()).status for _ in range(3)] == [503, 503, 200]


async def test_a_rule_for_another_method_or_path_fails_nothing(either: AnyStandIn) -> None:
    other_method: JsonObject = {"method": "DELETE", "path": ".", "status": 503}
    other_path: JsonObject = {"method": either.method, "path": "^/elsewhere$", "status": 503}
    await either.faults(rules=[other_method, other_path])

    assert (await either.read()).status == 200


@pytest.mark.parametrize(
    ("retry_after", "header"), [(3, "3"), (1.5, "1.5"), (None, None)], ids=["integer", "fraction", "absent"]
)
async def test_retry_after_is_what_the_rule_says(either: AnyStandIn, retry_after: Json, header: str | None) -> None:
    rule: JsonObject = {"method": either.method, "path": ".", "status": 429, "retryAfter": retry_after}
    await either.faults(rules=[rule])

    reply = await either.read()

    assert (reply.status, reply.headers.get("Retry-After")) == (429, header)
    assert (await either.stats())["throttled"] == 1


async def test_a_rule_with_a_chance_fails_some_calls_and_passes_over_the_others(either: AnyStandIn) -> None:
    rule: JsonObject = {"method": either.method, "path": ".", "status": 503, "times": 1_000, "chance": 0.5}
    await either.faults(rules=[rule])

    statuses = [(await either.read()).status for _ in range(40)]

    assert set(statuses) == {200, 503}, "one in 2 ** 39 runs has all alike"
    assert (await either.stats())["injected"] == statuses.count(503)


async def test_status_0_drops_the_connection(either: AnyStandIn) -> None:
    await either.faults(rules=[{"method": either.method, "path": ".", "status": 0}])

    with pytest.raises(ServerDisconnectedError):
        await either.read()
    assert (await either.read()).status == 200


async def test_new_faults_replace_the_old_ones(either: AnyStandIn) -> None:
    await either.faults(rules=[{"method": "*", "path": ".", "status": 503, "times": 9}])

    await either.faults()

    assert (await either.read()).status == 200


async def test_counters_name_operations_without_ids(either: AnyStandIn) -> None:
    await either.read()
    await either.read()

    assert await either.stats() == {
        "requests": 2,
        "writes": 0,
        "throttled": 0,
        "injected": 0,
        "byOperation": {either.operation: 2},
    }


async def test_a_reset_forgets_faults_and_counters(either: AnyStandIn) -> None:
    await either.faults(rules=[{"method": "*", "path": ".", "status": 503, "times": 9}])
    await either.read()

    await either.control("POST", "reset")

    assert (await either.stats())["requests"] == 0
    assert (await either.read()).status == 200


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        pytest.param([], "body: ", id="no-object"),
        pytest.param({"latency": 5}, "latency: Extra inputs are not permitted", id="unknown-setting"),
        pytest.param({"latencyMs": -1}, "latencyMs: ", id="negative-latency"),
        pytest.param({"latencyMs": "5"}, "latencyMs: ", id="latency-as-text"),
        pytest.param({"rules": [{"path": ".", "status": 200}]}, "rules.0.status: ", id="no-error-status"),
        pytest.param({"rules": [{"path": "(", "status": 503}]}, "not a regular expression", id="bad-regex"),
        pytest.param({"rules": [{"status": 503}]}, "rules.0.path: Field required", id="no-path"),
        pytest.param({"rules": [{"path": ".", "status": 503, "times": 0}]}, "rules.0.times: ", id="zero-times"),
        pytest.param({"rules": [{"path": ".", "status": 503, "chance": 0}]}, "rules.0.chance: ", id="no-chance"),
        pytest.param({"shortReadBy": -1}, "shortReadBy: ", id="negative-short-read"),
        pytest.param({"listHides": "7"}, "listHides: ", id="hidden-people-as-text"),
    ],
)
async def test_bad_faults_are_a_400_with_a_sentence_and_change_nothing(
    either: AnyStandIn, body: Json, sentence: str
) -> None:
    reply = await either.control("POST", "faults", body)

    assert reply.status == 400
    assert sentence in reply.text("error")
    assert (await either.read()).status == 200


@pytest.mark.parametrize("status", [0, 503, 504], ids=["drop", "503", "504"])
async def test_a_fault_after_the_commit_leaves_the_change_done(graph: GraphStandIn, status: int) -> None:
    rule: JsonObject = {"method": "POST", "path": "^/users$", "status": status, "afterCommit": True}
    await graph.faults(rules=[rule])

    if status:
        assert (await graph.create("ana")).status == status
    else:
        with pytest.raises(ServerDisconnectedError):
            await graph.create("ana")
    assert (await graph.get("/users/ana@contoso.com")).status == 200
    assert (await graph.stats())["writes"] == 1


async def test_a_fault_before_the_commit_changes_nothing(graph: GraphStandIn) -> None:
    await graph.faults(rules=[{"method": "POST", "path": "^/users$", "status": 503}])

    refused = await graph.create("ana")

    assert (refused.status, refused.at("error", "code")) == (503, "ServiceUnavailable")
    assert refused.headers["request-id"]
    assert (await graph.get("/users")).objects("value") == []


async def test_counters_tell_operations_of_graph_apart(graph: GraphStandIn) -> None:
    ana, boss = await graph.created_id("ana"), await graph.created_id("boss")
    await graph.set_manager(ana, boss)
    await graph.get(f"/users/{ana}")
    await graph.get("/nowhere")

    assert await graph.stats() == {
        "requests": 5,
        "writes": 3,
        "throttled": 0,
        "injected": 0,
        "byOperation": {
            "POST /users": 2,
            "PUT /users/{id}/manager/$ref": 1,
            "GET /users/{id}": 1,
            "GET (unknown path)": 1,
        },
    }
