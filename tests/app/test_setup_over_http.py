"""The setup check of a real stack: all in order, and with something wrong outside.

What was found is kept for half a minute; each story starts the host again instead of waiting for that.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.stack import Stack
from local.stack.client import StackClient

pytestmark = pytest.mark.xdist_group("setup")

ROOT = Path(__file__).resolve().parents[2]
CHECKS = {"storage", "identity", "permissions", "domains", "hrSystems", "settings", "notifications"}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Give a stack of these stories' own, as they break it."""
    with Stack.start(data_dir=tmp_path_factory.mktemp("stack")) as running:
        yield running


@pytest.fixture
def client(stack: Stack) -> Iterator[StackClient]:
    """Give a client of a host that has looked at nothing yet."""
    stack.kill_host()
    stack.start_host()
    with StackClient(stack) as connected:
        yield connected
        for root in (stack.graph_root, stack.hr_url):
            connected.http.post(f"{root}/emulator/faults", json={}).raise_for_status()


def fail(client: StackClient, root: str, status: int, path: str) -> None:
    rules = [{"method": "*", "path": path, "status": status, "times": 1000}]
    client.http.post(f"{root}/emulator/faults", json={"rules": rules}).raise_for_status()


def deep(client: StackClient, deep: str = "1") -> httpx.Response:
    return client.http.get(client.functions("health"), params={"deep": deep}, headers=client.function_key)


def found(client: StackClient) -> dict[str, Any]:
    answer = deep(client)
    assert answer.status_code == 200
    setup: dict[str, Any] = answer.json()["setup"]
    return setup


def those(setup: dict[str, Any], status: str) -> set[tuple[str, str]]:
    return {(each["check"], each["subject"]) for each in setup["checks"] if each["status"] == status}


def sentence_about(setup: dict[str, Any], status: str) -> str:
    """Return what is told of the one thing of this status, with the remedy."""
    (told,) = [f"{each['sentence']} / {each['remedy']}" for each in setup["checks"] if each["status"] == status]
    return told


def test_a_stack_in_order_is_ready_and_says_that_its_graph_is_a_stand_in(client: StackClient) -> None:
    setup = found(client)
    assert {each["check"] for each in setup["checks"]} == CHECKS
    assert those(setup, "failed") == set()
    assert those(setup, "unknown") == set()
    assert those(setup, "warning") == {
        ("identity", "Microsoft Graph"),
        ("permissions", "Microsoft Graph"),
        ("notifications", "channels"),
    }
    assert setup["ready"] is True


def test_who_asks_again_gets_the_last_result_and_costs_nobody_a_call(client: StackClient) -> None:
    first = found(client)
    before = client.graph_stats()["requests"]
    assert found(client) == first
    assert client.graph_stats()["requests"] == before


def test_without_deep_nothing_is_checked(client: StackClient) -> None:
    before = client.graph_stats()["requests"]
    for plain in ("", "0", "false"):
        assert "setup" not in deep(client, plain).raise_for_status().json()
    assert client.graph_stats()["requests"] == before
    assert deep(client, "please").status_code == 400


def test_a_credential_that_an_hr_system_does_not_take_is_named_and_nobody_is_read(
    stack: Stack, client: StackClient
) -> None:
    fail(client, stack.hr_url, 401, "^/people")
    setup = found(client)
    assert those(setup, "failed") == {("hrSystems", "bob")}
    assert "renew BOB_SERVICE_USER_ID and BOB_SERVICE_USER_TOKEN" in sentence_about(setup, "failed")


def test_domains_that_may_not_be_read_are_told_with_the_permission(stack: Stack, client: StackClient) -> None:
    fail(client, stack.graph_root, 403, "/domains")
    setup = found(client)
    assert those(setup, "failed") == {("domains", "tenant")}
    assert "grant Domain.Read.All" in sentence_about(setup, "failed")


def test_an_hr_system_that_is_slow_is_unknown_and_all_else_is_told(stack: Stack, client: StackClient) -> None:
    client.http.post(f"{stack.hr_url}/emulator/faults", json={"latencyMs": 60_000}).raise_for_status()
    setup = found(client)
    assert those(setup, "failed") == set()
    assert {("hrSystems", name) for name in ("bob", "personio", "bamboohr")} <= those(setup, "unknown")
    assert ("domains", "tenant") in those(setup, "ok")


def test_the_settings_that_are_stored_are_those_that_are_checked(client: StackClient) -> None:
    client.change_settings({"enabled": False, "emailDomains": ["fabrikam.com"]}).raise_for_status()
    setup = found(client)
    client.change_settings({"enabled": None, "emailDomains": None}).raise_for_status()
    assert those(setup, "failed") == {("domains", "emailDomains")}
    assert ("settings", "enabled") in those(setup, "warning")


def test_the_command_shows_it_as_a_table_and_tells_by_its_exit_code(stack: Stack, client: StackClient) -> None:
    right = run_command("--data", str(stack.data_folder))
    assert (right.returncode, right.stderr) == (0, "")
    assert "contoso.onmicrosoft.com" in right.stdout
    wrong_key = run_command("--url", stack.functions_url, FUNCTIONS_KEY="none")
    assert wrong_key.returncode == 2
    assert "does not take the key" in wrong_key.stderr
    fail(client, stack.hr_url, 401, ".")
    stack.kill_host()
    stack.start_host()
    broken = run_command("--url", stack.functions_url, FUNCTIONS_KEY=stack.function_key)
    assert broken.returncode == 1
    assert "BAMBOOHR_API_BASE_URL" in broken.stdout
    assert stack.function_key not in broken.stdout


def run_command(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "local.setup_check", *arguments],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "300", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_storage_the_answer_is_503_and_tells_in_words_what_is_wrong(stack: Stack, client: StackClient) -> None:
    """It is the last one: nothing works afterwards."""
    next(child for child in stack.others if child.name == "Azurite").stop()
    answer = deep(client)
    assert answer.status_code == 503
    setup = answer.json()["setup"]
    assert {("storage", "queues"), ("storage", "tables")} <= those(setup, "failed")
    assert ("domains", "tenant") in those(setup, "ok") | those(setup, "unknown")
