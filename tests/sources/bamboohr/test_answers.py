"""BambooHR's lists, as the bytes on the wire: what is asked for, and what is no complete list."""

from collections.abc import Callable, Sequence
from typing import Any

import httpx
import pytest
from pydantic import JsonValue

from provisioning.ports import Listed, TemporaryFailure
from provisioning.sources.bamboohr.people import BambooPeople
from tests.builders import NOON, at
from tests.sources.payloads import payload

type Connected = Callable[[Sequence[httpx.Response]], tuple[BambooPeople, list[httpx.Request]]]


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> Connected:
    """Give a maker of readers that get these answers, one after the other, and of the list of what they ask."""

    def make(answers: Sequence[httpx.Response]) -> tuple[BambooPeople, list[httpx.Request]]:
        client, left, asked = httpx.AsyncClient, [*answers], []

        def answer(request: httpx.Request) -> httpx.Response:
            asked.append(request)
            return left.pop(0)

        def connect(**options: Any) -> httpx.AsyncClient:  # noqa: ANN401 - httpx's options
            return client(transport=httpx.MockTransport(answer), **options)

        monkeypatch.setattr(httpx, "AsyncClient", connect)
        return BambooPeople("https://contoso.bamboohr.example/api/v1/", "k3y"), asked

    return make


def page(*ids: str, total: JsonValue, cursor: JsonValue = None) -> httpx.Response:
    data = [{"employeeId": each} for each in ids]
    links = {"next": {"href": "https://elsewhere.example/?page[after]=stolen"}}
    return httpx.Response(
        200, json={"data": data, "meta": {"total": total, "page": {"nextCursor": cursor}}, "_links": links}
    )


async def test_the_cursor_is_sent_to_bamboohr_whatever_host_the_ready_made_link_names(connected: Connected) -> None:
    people, asked = connected([page("1", total=2, cursor="c=1&x"), page("2", total=2)])
    assert [each async for each in people.everybody()] == [Listed("1"), Listed("2")]
    assert [request.url.params.get("page[after]") for request in asked] == [None, "c=1&x"]
    assert {(request.url.host, request.url.path) for request in asked} == {
        ("contoso.bamboohr.example", "/api/v1/employees")
    }
    assert {request.url.params["page[limit]"] for request in asked} == {"2500"}
    assert {request.headers["Authorization"] for request in asked} == {"Basic azN5Ong="}  # k3y:x


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        pytest.param([page("1", total=3)], "listed 1 people and says that there are 3", id="short"),
        pytest.param([page("1", total=None)], "does not say how many people", id="without a number"),
        pytest.param([page("1", "1", total=2)], "names somebody twice", id="somebody twice on a page"),
        pytest.param(
            [page("1", total=2, cursor="c"), page("1", total=2)], "names somebody twice", id="somebody on two pages"
        ),
        pytest.param(
            [page("1", total=9, cursor="c"), page(total=9, cursor="c")], "comes back to a page", id="pages in a circle"
        ),
        pytest.param([page("1", "", total=2)], "without an id", id="somebody without an id"),
        pytest.param([httpx.Response(200, json={"data": ["1"]})], "not a person", id="a text for a person"),
        pytest.param([httpx.Response(200, json={"data": {}})], 'without the list "data"', id="no list"),
        pytest.param([httpx.Response(200, json=[])], "not a JSON object", id="a list at the top"),
        pytest.param([httpx.Response(200, text="<html>Sign in</html>")], "not a JSON object", id="a web page"),
    ],
)
async def test_what_is_no_complete_list_is_a_failure(
    connected: Connected, answers: Sequence[httpx.Response], sentence: str
) -> None:
    people, _ = connected(answers)
    with pytest.raises(TemporaryFailure, match=sentence):
        _ = [each async for each in people.everybody()]


async def test_who_was_added_while_the_list_was_read_makes_it_no_shorter(connected: Connected) -> None:
    people, _ = connected([page("1", total=1, cursor="c"), page("2", "3", total=2)])
    assert len([each async for each in people.everybody()]) == 3


async def test_who_was_changed_is_asked_for_by_a_time_in_utc(connected: Connected) -> None:
    people, asked = connected([httpx.Response(200, content=payload("bamboohr/changed.json"))])
    changed = [each async for each in people.changed(NOON)]
    assert changed == [Listed("218"), Listed("219"), Listed("14", deleted_at=at("2026-06-02T07:46:30Z"))]
    assert [(request.url.path, request.url.params["since"]) for request in asked] == [
        ("/api/v1/employees/changed", "2026-06-01T12:00:00Z")
    ]


@pytest.mark.parametrize(
    ("employees", "listed"),
    [
        pytest.param({}, [], id="nobody"),
        pytest.param([], [], id="nobody, as an empty list"),
        pytest.param({"7": {"action": "Deleted"}}, [Listed("7")], id="deleted, without a time: the person is read"),
        pytest.param({"7": {"action": "Deleted", "lastChanged": "?"}}, [Listed("7")], id="deleted at no time"),
        pytest.param({"7": None}, [Listed("7")], id="no more than the id"),
        pytest.param(
            {"7": {"action": "deleted", "lastChanged": "2026-06-01T12:00:00+0000"}},
            [Listed("7", deleted_at=NOON)],
            id="deleted, written small",
        ),
    ],
)
async def test_a_change_is_read_by_its_id(connected: Connected, employees: JsonValue, listed: list[Listed]) -> None:
    people, _ = connected([httpx.Response(200, json={"latest": "", "employees": employees})])
    assert [each async for each in people.changed(NOON)] == listed


@pytest.mark.parametrize("employees", [None, "7", ["7"]], ids=str)
async def test_what_is_no_list_of_changes_is_a_failure(connected: Connected, employees: JsonValue) -> None:
    people, _ = connected([httpx.Response(200, json={"employees": employees})])
    with pytest.raises(TemporaryFailure, match='without the object "employees"'):
        _ = [each async for each in people.changed(NOON)]


async def test_what_bamboohr_says_of_an_error_is_repeated_only_if_it_can_be_read(connected: Connected) -> None:
    said = {"X-BambooHR-Error-Message": "x" * 300}
    people, _ = connected([httpx.Response(503, headers={**said, "Retry-After": "60"})])
    with pytest.raises(TemporaryFailure, match=r"^BambooHR answered 503 \(x{200}\)$"):
        await people.fetch("7")
