"""A person who left is shown and erased over HTTP, by an administrator and by nobody else."""

from datetime import timedelta
from typing import Any

import pytest

from local.stack import Stack
from local.stack.client import StackClient
from tests.app.people import TODAY, generic_event

pytestmark = pytest.mark.xdist_group("app")

LAST_DAY = (TODAY - timedelta(days=3)).isoformat()


@pytest.fixture
def left(client: StackClient, number: int) -> str:
    """Return the id of somebody who was hired, and left three days ago."""
    hired, gone = generic_event(number), generic_event(number, "employee.updated", lastDayOfWork=LAST_DAY)
    for event in (hired, gone):
        client.send_events([event])
        client.wait_for_log([event["id"]])
    return f"G{number}"


def audit_of(client: StackClient, employee_id: str) -> list[str]:
    answer = client.http.get(client.functions("audit-log"), headers=client.function_key).raise_for_status()
    entries: list[dict[str, Any]] = answer.json()["entries"]
    return [entry["action"] for entry in entries if entry["details"].get("employeeId") == employee_id]


def test_who_left_is_exported_and_erased_and_the_audit_trail_says_so(client: StackClient, left: str) -> None:
    address = client.functions(f"employees/generic/{left}")
    exported = client.http.get(f"{address}/export", headers=client.master_key).raise_for_status().json()
    assert exported["record"]["fields"]["firstName"]["value"] == "Pia"
    assert len(exported["logEntries"]) == 2
    accounts = client.accounts()

    demand = {"reason": "asked for it", "confirm": left}
    erased = client.http.post(f"{address}/erase", json=demand, headers=client.master_key).raise_for_status().json()
    assert (erased["erased"]["records"], erased["erased"]["logEntries"], erased["erased"]["accountTies"]) == (1, 2, 1)
    assert client.http.get(address, headers=client.function_key).status_code == 404
    assert client.http.get(f"{address}/export", headers=client.master_key).status_code == 404
    assert client.http.post(f"{address}/erase", json=demand, headers=client.master_key).status_code == 404
    assert client.log(employeeId=left) == []
    assert audit_of(client, left) == ["person.erased", "person.exported"]
    assert client.accounts() == accounts


@pytest.mark.parametrize("key", ["no key", "function key"])
def test_nobody_but_an_administrator_shows_or_erases_people(client: StackClient, left: str, key: str) -> None:
    headers = client.function_key if key == "function key" else {}
    address = client.functions(f"employees/generic/{left}")
    demand = {"reason": "asked for it", "confirm": left}
    assert client.http.get(f"{address}/export", headers=headers).status_code == 401
    assert client.http.post(f"{address}/erase", json=demand, headers=headers).status_code == 401
    assert client.http.get(address, headers=client.function_key).is_success


def test_the_house_is_kept_on_demand(client: StackClient, stack: Stack) -> None:
    address = f"{stack.functions_url}/admin/functions/keep_house"
    assert client.http.post(address, json={"input": ""}, headers=client.master_key).status_code == 202
