"""Whole stories: a webhook goes in, and the account in the directory is as it should be."""

from datetime import timedelta
from typing import Any

import pytest

from local.stack import Stack
from local.stack.client import StackClient
from tests.app.people import TODAY, bob_person, generic_event
from tests.waiting import wait_until

pytestmark = pytest.mark.xdist_group("app")


def account_of(client: StackClient, login_name: str) -> dict[str, Any] | None:
    """Return an account by its login name, or None."""
    return next((user for user in client.accounts() if user["userPrincipalName"] == login_name), None)


def deliver(client: StackClient, event: dict[str, Any]) -> dict[str, Any]:
    """Send an event, wait until it is worked on, and return its newest log entry."""
    client.send_events([event]).raise_for_status()
    return client.wait_for_log([event["id"]])[0]


def test_a_signed_webhook_becomes_an_account_and_repeating_it_writes_nothing(client: StackClient, number: int) -> None:
    person = bob_person(number)
    client.put_person_into_bob(person)
    created = client.send_bob_webhook("employee.created", person["id"])
    assert created.status_code == 202
    entry = client.wait_for_log(created.json()["eventIds"])[0]
    assert [operation["type"] for operation in entry["operations"]] == ["createAccount"]
    account = account_of(client, person["email"])
    assert account is not None
    assert (account["jobTitle"], account["employeeId"]) == ("Engineer", f"B{number}")

    writes = client.graph_stats()["writes"]
    repeated = [client.send_bob_webhook("employee.updated", person["id"]) for _ in range(10)]
    client.wait_for_log([event_id for answer in repeated for event_id in answer.json()["eventIds"]])
    assert client.graph_stats()["writes"] == writes


def test_a_changed_title_is_one_patch_of_that_attribute(client: StackClient, number: int) -> None:
    person = bob_person(number)
    client.put_person_into_bob(person)
    client.wait_for_log(client.send_bob_webhook("employee.created", person["id"]).json()["eventIds"])
    client.put_person_into_bob(bob_person(number, title="Lead"))
    entry = client.wait_for_log(client.send_bob_webhook("employee.updated", person["id"]).json()["eventIds"])[0]
    (operation,) = entry["operations"]
    assert operation["changes"] == [{"attribute": "jobTitle", "old": "Engineer", "new": "Lead"}]
    assert operation["requestIds"][0]


def test_after_the_last_day_sign_in_is_blocked_and_sessions_are_revoked(client: StackClient, number: int) -> None:
    person = bob_person(number)
    client.put_person_into_bob(person)
    client.wait_for_log(client.send_bob_webhook("employee.created", person["id"]).json()["eventIds"])
    client.put_person_into_bob(bob_person(number, last_day=TODAY - timedelta(days=1)))
    entry = client.wait_for_log(client.send_bob_webhook("employee.left", person["id"]).json()["eventIds"])[0]
    assert [operation["type"] for operation in entry["operations"]] == ["disableAccount", "revokeSessions"]
    account = account_of(client, person["email"])
    assert account is not None
    assert account["accountEnabled"] is False


def test_nobody_is_created_before_the_start_date_and_the_log_says_when(client: StackClient, number: int) -> None:
    start = TODAY + timedelta(days=30)
    entry = deliver(client, generic_event(number, startDate=start.isoformat(), timeZone="Pacific/Kiritimati"))
    assert entry["status"] == "skipped"
    assert str(start) in entry["reason"]
    # 14 hours ahead of UTC: the day begins there at 10:00 UTC of the day before.
    assert entry["reviewAt"] == f"{start - timedelta(days=1)}T10:00:00Z"
    assert account_of(client, f"pia.berg{number}@contoso.com") is None


def test_the_timer_looks_again_at_whoever_is_due(client: StackClient, number: int) -> None:
    person = bob_person(number)
    first = client.send_bob_webhook("employee.created", person["id"])
    assert client.wait_for_log(first.json()["eventIds"])[0]["status"] != "failure"
    client.put_person_into_bob(person)
    # Bob did not show the person yet; the second look, by the timer, finds them.
    wait_until(lambda: account_of(client, person["email"]), seconds=60, what="the second look")


def test_a_manager_who_comes_later_is_set_as_soon_as_there_is_an_account(client: StackClient, number: int) -> None:
    boss = f"boss{number}"
    entry = deliver(client, generic_event(number, managerId=boss))
    assert entry["status"] == "warning"
    deliver(client, generic_event(number, id=boss, workEmail=f"{boss}@contoso.com"))

    def manager() -> str | None:
        account = account_of(client, f"pia.berg{number}@contoso.com") or {}
        return (account.get("manager") or {}).get("id")

    manager_account = account_of(client, f"{boss}@contoso.com")
    assert manager_account is not None
    assert wait_until(manager, what="the manager") == manager_account["id"]


def test_what_would_be_done_can_be_previewed_without_a_write(client: StackClient, number: int) -> None:
    before = client.graph_stats()["writes"]
    body = {"source": "generic", "employee": generic_event(number)["employee"]}
    preview = client.http.post(client.functions("preview"), json=body, headers=client.function_key).json()
    assert [operation["type"] for operation in preview["operations"]] == ["createAccount"]
    steps = [step["name"] for step in preview["steps"]]
    assert steps == ["import", "scoping", "matching", "processing", "export"]
    assert client.graph_stats()["writes"] == before
    known = client.http.get(client.functions(f"employees/generic/G{number}"), headers=client.function_key)
    assert known.status_code == 404


def test_provision_on_demand_answers_with_the_log_entry(client: StackClient, number: int) -> None:
    body = {"source": "generic", "employee": generic_event(number)["employee"]}
    refused = client.http.post(client.functions("provision"), json=body, headers=client.function_key)
    assert refused.status_code == 401
    entry = client.http.post(client.functions("provision"), json=body, headers=client.master_key).json()
    assert entry["status"] == "success"
    assert entry["userPrincipalName"] == f"pia.berg{number}@contoso.com"
    assert client.log(employeeId=f"G{number}")[0]["id"] == entry["id"]


def test_no_password_and_no_secret_is_in_the_log(client: StackClient, number: int) -> None:
    deliver(client, generic_event(number))
    assert "password" not in str(client.log(employeeId=f"G{number}")).lower()


def test_the_hosts_log_names_nobody_and_holds_no_secret(client: StackClient, stack: Stack, number: int) -> None:
    person = bob_person(number)
    client.put_person_into_bob(person)
    client.wait_for_log(client.send_bob_webhook("employee.created", person["id"]).json()["eventIds"])
    deliver(client, generic_event(number))
    log = (stack.data_folder / "host.log").read_text(encoding="utf-8")
    assert "provision_event succeeded" in log
    secrets = (stack.bob_secret, stack.function_key, stack.master_key)
    people = ("contoso.com", "Ruiz", "Berg", person["id"])
    assert [told for told in (*secrets, *people) if told in log] == []


def test_settings_are_changed_with_an_etag_and_a_wrong_one_stays_out(client: StackClient) -> None:
    address, key = client.functions("settings"), client.master_key
    first = client.http.get(address, headers=key)
    assert client.http.get(address, headers=client.function_key).status_code == 401
    wrong = client.http.put(address, json={"timeZone": "Mars/Olympus"}, headers=key)
    assert (wrong.status_code, wrong.json()["fields"][0]["field"]) == (400, "timeZone")
    right = client.http.put(address, json={"timeZone": "UTC"}, headers={**key, "If-Match": first.headers["etag"]})
    assert right.status_code == 200
    late = client.http.put(address, json={"timeZone": "UTC"}, headers={**key, "If-Match": first.headers["etag"]})
    assert late.status_code == 412


def test_the_log_is_read_by_employee_status_and_time(client: StackClient, number: int) -> None:
    entry = deliver(client, generic_event(number, startDate="2999-01-01"))
    employee = f"G{number}"
    assert [found["id"] for found in client.log(employeeId=employee)] == [entry["id"]]
    assert client.log(employeeId=employee, status="success") == []
    assert client.log(employeeId=employee, until=entry["at"]) == []
    assert entry["id"] in [found["id"] for found in client.log(since=entry["at"], status="skipped")]
