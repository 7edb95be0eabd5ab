"""Bob's list of everybody, as the bytes on the wire: what is asked for, what is no list, and how often it is asked."""

import asyncio
import json
import selectors
from collections.abc import Callable
from typing import Any, override

import httpx
import pytest
from pydantic import JsonValue

from provisioning.ports import TemporaryFailure
from provisioning.sources.bob_people import BobPeople
from tests.sources.payloads import payload

MAJA = "3401988230175546891"
TOMAS = "3401557720934411208"

type Answering = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> Callable[..., BobPeople]:
    """Give a maker of readers that are connected to a function instead of Bob."""

    def make(answer: Answering, custom_fields: tuple[str, ...] = ()) -> BobPeople:
        client = httpx.AsyncClient

        def connect(**options: Any) -> httpx.AsyncClient:  # noqa: ANN401 - httpx's options
            return client(transport=httpx.MockTransport(answer), **options)

        monkeypatch.setattr(httpx, "AsyncClient", connect)
        return BobPeople("https://bob.example/v1/", "service-user", "token", custom_fields)

    return make


def answering(body: JsonValue) -> Answering:
    return lambda _: httpx.Response(200, json=body)


async def test_one_search_asks_for_everybody_in_both_forms(connected: Callable[..., BobPeople]) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=payload("bob/search.json"))

    people = [each async for each in connected(answer, ("custom.field_1719238",)).everybody()]

    [request] = asked
    wanted = json.loads(request.content)
    assert (request.method, str(request.url)) == ("POST", "https://bob.example/v1/people/search")
    assert (wanted["showInactive"], wanted["humanReadable"]) == (True, "APPEND")
    assert {"root.id", "work.reportsTo", "internal.lifecycleStatus", "custom.field_1719238"} <= {*wanted["fields"]}
    assert "filters" not in wanted
    assert [each.employee_id for each in people] == [MAJA, TOMAS]


async def test_the_sample_list_is_understood(connected: Callable[..., BobPeople]) -> None:
    custom = ("custom.field_1719238", "custom.field_1719240")
    bob = connected(lambda _: httpx.Response(200, content=payload("bob/search.json")), custom)
    maja, tomas = [each.shown.employee.attributes() async for each in bob.everybody() if each.shown]
    assert (maja["department"], maja["jobTitle"], maja["managerId"]) == ("Grid Services", "Field Engineer", TOMAS)
    assert (maja["custom.field_1719238"], maja["custom.field_1719240"]) == ("North", "2026-09-30")
    assert (tomas["status"], tomas["terminationDate"], tomas["managerId"]) == ("terminated", "2026-03-31", None)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        pytest.param([], "not a JSON object", id="a list at the top"),
        pytest.param({}, "without the list", id="no employees"),
        pytest.param({"employees": None}, "without the list", id="employees are null"),
        pytest.param({"employees": {"1": {"id": "1"}}}, "without the list", id="employees are no list"),
        pytest.param({"employees": [{"id": "1"}, {}]}, "without an id", id="somebody without an id"),
        pytest.param({"employees": [{"id": "1"}, None]}, "without an id", id="nobody in the list"),
        pytest.param({"employees": [{"id": "1"}, {"id": 1}]}, "somebody twice", id="somebody twice"),
    ],
)
async def test_what_is_no_complete_list_lists_nobody(
    connected: Callable[..., BobPeople], body: JsonValue, sentence: str
) -> None:
    seen = []
    with pytest.raises(TemporaryFailure, match=sentence):  # noqa: PT012 - what came before the failure matters
        async for listed in connected(answering(body)).everybody():
            seen.append(listed)  # noqa: PERF401 - as above
    assert seen == []


async def test_a_page_that_is_no_json_is_a_failure(connected: Callable[..., BobPeople]) -> None:
    bob = connected(lambda _: httpx.Response(200, text="<html>Sign in</html>"))
    with pytest.raises(TemporaryFailure, match="not a JSON object"):
        _ = [each async for each in bob.everybody()]


class _HurryingSelector(selectors.DefaultSelector):
    """Instead of waiting for a timer, tells of the time that it would have waited."""

    ahead = 0.0

    @override
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        events = super().select(0)
        self.ahead += 0 if events or timeout is None else max(timeout, 0)
        return events


class _HurryingLoop(asyncio.SelectorEventLoop):
    """A loop whose clock jumps to the next timer as soon as there is nothing else to do."""

    def __init__(self) -> None:
        self._hurrying = _HurryingSelector()
        super().__init__(self._hurrying)

    @override
    def time(self) -> float:
        return super().time() + self._hurrying.ahead


def test_no_minute_sees_more_than_fifty_searches(connected: Callable[..., BobPeople]) -> None:
    times: list[float] = []

    def answer(_: httpx.Request) -> httpx.Response:
        times.append(asyncio.get_running_loop().time())
        return httpx.Response(200, json={"employees": []})

    async def list_often() -> None:
        bob = connected(answer)
        for _ in range(130):
            assert [each async for each in bob.everybody()] == []

    with asyncio.Runner(loop_factory=_HurryingLoop) as runner:
        runner.run(list_often())
    fullest = max(sum(start <= time < start + 60 for time in times) for start in times)
    assert len(times) == 130
    assert 40 <= fullest <= 50
