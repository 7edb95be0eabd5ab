"""A real stack whose Graph takes no token for a while: it stops trying, says so, and goes on when it may again."""

from collections.abc import Iterator
from typing import Any

import pytest

from local.stack import Stack
from local.stack.client import StackClient
from tests.app.people import generic_event
from tests.waiting import wait_until

pytestmark = pytest.mark.xdist_group("app")


@pytest.fixture
def refused(stack: Stack, client: StackClient) -> Iterator[None]:
    """Have Graph answer 401 to everything until the test is over."""
    rules = [{"method": "*", "path": ".", "status": 401, "times": 10_000}]
    _set_faults(stack, client, rules)
    yield
    _set_faults(stack, client, [])
    assert _probe(client) == []


def _set_faults(stack: Stack, client: StackClient, rules: list[dict[str, Any]]) -> None:
    client.http.post(f"{stack.graph_root}/emulator/faults", json={"rules": rules}).raise_for_status()


def _quarantine(client: StackClient) -> list[dict[str, Any]]:
    answer = client.http.get(client.functions("health"), headers=client.function_key).raise_for_status()
    found: list[dict[str, Any]] = answer.json()["quarantine"]
    return found


def _probe(client: StackClient) -> list[dict[str, Any]]:
    answer = client.http.post(client.functions("quarantine/probe"), headers=client.master_key).raise_for_status()
    found: list[dict[str, Any]] = answer.json()["quarantine"]
    return found


@pytest.mark.usefixtures("refused")
def test_a_token_that_is_not_taken_is_told_of_costs_few_calls_and_is_over_when_it_is_taken(
    stack: Stack, client: StackClient, number: int
) -> None:
    first = generic_event(number)
    client.send_events([first]).raise_for_status()
    wait_until(lambda: _quarantine(client) != [], what="the quarantine")
    (told,) = _quarantine(client)
    assert told["where"] == "entra"
    assert "check the app's identity" in told["reason"]

    before = client.graph_stats()["requests"]
    more = [generic_event(10_000 + number * 100 + n) for n in range(50)]
    client.send_events(more).raise_for_status()
    assert [each["where"] for each in _probe(client)] == ["entra"]
    assert client.graph_stats()["requests"] - before < 10

    _set_faults(stack, client, [])
    assert _probe(client) == []
    assert _quarantine(client) == []
    again = generic_event(20_000 + number)
    client.send_events([again]).raise_for_status()
    client.wait_for_log([again["id"]])
