"""A disable that comes late, and what administrators are told, in the whole app."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from local.stack.client import StackClient
from tests.app.people import TODAY, generic_event
from tests.app.test_stories_over_http import account_of, deliver
from tests.waiting import wait_until

pytestmark = pytest.mark.xdist_group("app")

YESTERDAY = (TODAY - timedelta(days=1)).isoformat()
MAILBOX = "alerts.robot@contoso.com"


@pytest.fixture
def admin(client: StackClient) -> Iterator[StackClient]:
    """Give a client of a stack that sends e-mail."""
    client.seed_graph(users=[{"id": "alerts-robot", "userPrincipalName": MAILBOX}])
    email = {"sender": MAILBOX, "to": ["it@contoso.com"]}
    client.change_settings({"notifications": {"email": email}}).raise_for_status()
    yield client
    client.change_settings({"notifications": None}).raise_for_status()


def health(client: StackClient) -> dict[str, Any]:
    told = client.http.get(client.functions("health"), headers=client.function_key).raise_for_status().json()
    assert told["status"] == "ok"
    return dict(told)


def mail_about(client: StackClient, words: str) -> dict[str, Any]:
    """Return a mail that holds these words, or an empty one."""
    return next((mail for mail in client.mails() if words in mail["body"]["content"]), {})


def test_a_disable_that_is_late_is_told_by_the_log_by_health_and_by_mail(admin: StackClient, number: int) -> None:
    person = {"id": f"L{number}", "workEmail": f"lia.late{number}@contoso.com"}
    deliver(admin, generic_event(number, **person) | {"occurredAt": f"{YESTERDAY}T05:00:00Z"})
    deletion = generic_event(number, "employee.deleted", **person) | {"occurredAt": f"{YESTERDAY}T06:00:00Z"}
    entry = deliver(admin, deletion)
    account = account_of(admin, person["workEmail"])
    assert account is not None
    assert account["accountEnabled"] is False
    assert entry["disable"]["dueAt"].startswith(f"{YESTERDAY}T06:00:00")
    assert entry["disable"]["lateSeconds"] > 6 * 3600

    told = health(admin)
    (alert,) = [each for each in told["details"] if each["key"] == "disables/late"]
    assert person["id"] in alert["sentence"]
    assert told["figures"]["disables"]["last24Hours"]["late"] >= 1

    admin.run("watch")
    mail = wait_until(lambda: mail_about(admin, person["id"]), what="a mail")
    assert (mail["from"], mail["to"]) == (MAILBOX, ["it@contoso.com"])
    assert "lia.late" not in mail["body"]["content"]


def test_a_test_message_arrives(admin: StackClient) -> None:
    before = len(admin.mails())
    path = admin.functions("notifications/test")
    assert admin.http.post(path, json={}, headers=admin.function_key).status_code == 401
    answer = admin.http.post(path, json={}, headers=admin.master_key).raise_for_status().json()
    assert answer == {"channels": [{"channel": "email", "sent": True, "sentence": "sent; look whether it arrived"}]}
    assert admin.mails()[before]["subject"] == "HR provisioning: test"
