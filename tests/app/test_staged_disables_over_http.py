"""The threshold in the whole app: disables are staged, and an administrator approves or rejects them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from local.stack.client import StackClient
from tests.app.conftest import MANY
from tests.app.people import TODAY, generic_event
from tests.app.test_stories_over_http import account_of, deliver
from tests.waiting import wait_until

pytestmark = pytest.mark.xdist_group("app")

YESTERDAY = (TODAY - timedelta(days=1)).isoformat()


@pytest.fixture
def admin(client: StackClient) -> Iterator[StackClient]:
    """Give a client of a stack in which every disable is staged."""
    client.change_settings({"disableThreshold": {"count": 0}}).raise_for_status()
    yield client
    client.change_settings({"disableThreshold": MANY}).raise_for_status()


def leave(client: StackClient, number: int, suffix: str) -> str:
    """Hire somebody, let them leave, and return their login name."""
    name = f"pia.{suffix}{number}@contoso.com"
    person = {"id": f"S{number}{suffix}", "workEmail": name}
    deliver(client, generic_event(number, **person))
    entry = deliver(client, generic_event(number, "employee.updated", **person, terminationDate=YESTERDAY))
    assert entry["status"] == "warning"
    assert entry["reason"].startswith("sign-in is not blocked yet")
    return name


def open_batch(client: StackClient) -> dict[str, Any]:
    """Return the batch that waits for a decision, with its people."""
    listed = client.http.get(client.functions("staged-disables"), headers=client.function_key).raise_for_status().json()
    (batch,) = [batch for batch in listed["batches"] if batch["status"] == "open"]
    path = client.functions(f"staged-disables/{batch['id']}")
    shown: dict[str, Any] = client.http.get(path, headers=client.function_key).raise_for_status().json()
    return shown


def decide(client: StackClient, batch: dict[str, Any], decision: str, expected: int) -> int:
    """Approve or reject a batch, and return the status of the answer."""
    path = client.functions(f"staged-disables/{batch['id']}/{decision}")
    return client.http.post(path, json={"expected": expected}, headers=client.master_key).status_code


def enabled(client: StackClient, name: str) -> bool:
    account = account_of(client, name)
    assert account is not None
    return bool(account["accountEnabled"])


def test_what_is_approved_is_done_and_what_is_rejected_is_kept(admin: StackClient, number: int) -> None:
    names = [leave(admin, number, "one"), leave(admin, number, "two")]
    batch = open_batch(admin)
    assert [person["userPrincipalName"] for person in batch["people"]] == names
    assert (batch["count"], batch["waiting"], batch["allowed"]) == (2, 2, 0)
    assert all(enabled(admin, name) for name in names)
    preview = admin.preview({"source": "generic", "employeeId": f"S{number}one"}).json()
    assert preview["operations"] == []
    assert decide(admin, batch, "approve", expected=1) == 409
    assert decide(admin, batch, "approve", expected=2) == 202
    wait_until(lambda: not any(enabled(admin, name) for name in names), what="the approved disables")
    assert decide(admin, batch, "reject", expected=2) == 409

    kept = leave(admin, number, "three")
    another = open_batch(admin)
    assert another["id"] != batch["id"]
    assert decide(admin, another, "reject", expected=1) == 202
    path = admin.functions(f"staged-disables/{another['id']}")
    wait_until(
        lambda: admin.http.get(path, headers=admin.function_key).json()["people"][0]["state"] == "kept",
        what="the rejected disable",
    )
    assert enabled(admin, kept)
    known = admin.http.get(admin.functions(f"employees/generic/S{number}three"), headers=admin.function_key).json()
    assert known["staged"]["batch"] == another["id"]
