"""The requests of docs/deploy.md, as they stand there, on an app that was never used."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from local.stack import Stack
from local.stack.client import StackClient
from tests.app.people import bob_person
from tests.app.test_stories_over_http import account_of
from tests.infra.deploy_page import Asked, requests

pytestmark = pytest.mark.xdist_group("app")

ANA = bob_person(0) | {"id": "3332883854254932743", "email": "ana.ruiz@contoso.com"}
SOMEBODY_ELSE = bob_person(1)


@pytest.fixture
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StackClient]:
    """Give a client of a stack of its own, in whose HR system are two people."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RECONCILE_SCHEDULE", "0 0 0 1 1 *")
        with Stack.start(data_dir=tmp_path_factory.mktemp("new")) as stack, StackClient(stack) as connected:
            connected.put_person_into_bob(ANA)
            connected.put_person_into_bob(SOMEBODY_ELSE)
            yield connected


def ask(client: StackClient, asked: Asked) -> httpx.Response:
    """Make a request of the page, with the master key."""
    address = client.functions(asked.path.removeprefix("/api/"))
    return client.http.request(asked.method, address, json=asked.body, headers=client.master_key).raise_for_status()


def test_the_steps_of_the_page_make_one_account_and_no_second_one(client: StackClient) -> None:
    off, trial, on, provision, hold = requests()[:5]
    assert ask(client, off).json()["enabled"] is False

    preview = ask(client, trial).json()
    assert [operation["type"] for operation in preview["operations"]] == ["createAccount"]
    assert client.accounts() == []

    before = datetime.now(UTC)
    assert datetime.fromisoformat(ask(client, on).json()["activatedAt"]) >= before
    entry = ask(client, provision).json()
    assert (entry["status"], account_of(client, "ana.ruiz@contoso.com") is not None) == ("success", True)
    assert ask(client, hold).json()["unmatchedExisting"] == "hold"

    client.wait_for_cycle(client.start_cycle("bob", "initial")["id"])
    assert [account["userPrincipalName"] for account in client.accounts()] == ["ana.ruiz@contoso.com"]
    (other,) = client.log(employeeId=SOMEBODY_ELSE["id"])
    assert other["reason"].startswith("out of scope")

    client.change_settings({"assignment": {"mode": "all"}}).raise_for_status()
    client.wait_for_cycle(client.start_cycle("bob", "full")["id"])
    assert len(client.accounts()) == 1
    assert client.log(employeeId=SOMEBODY_ELSE["id"])[0]["reason"].startswith("held: was in the HR system before")
