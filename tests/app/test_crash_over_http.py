"""A host that is killed in the middle of its work, and started again, loses nobody and doubles nobody."""

from pathlib import Path

import pytest

from local.stack import Stack
from local.stack.client import StackClient
from tests.app.people import generic_event
from tests.waiting import wait_until

PEOPLE = 200


@pytest.mark.xdist_group("crash")
@pytest.mark.timeout(240)
def test_two_hundred_hires_survive_the_killing_of_the_host(tmp_path: Path) -> None:
    with Stack.start(data_dir=tmp_path) as stack, StackClient(stack) as client:
        events = [generic_event(number) for number in range(PEOPLE)]
        assert client.send_events(events).json()["accepted"] == PEOPLE
        wait_until(lambda: len(client.accounts()) > PEOPLE // 10, what="the first accounts")
        stack.kill_host()
        half = len(client.accounts())
        assert half < PEOPLE, "the host was killed too late to prove anything"
        stack.start_host()
        client.wait_for_log([event["id"] for event in events], seconds=120)
        accounts = client.accounts()
        assert sorted(account["employeeId"] for account in accounts) == sorted(f"G{n}" for n in range(PEOPLE))
        assert all(account["accountEnabled"] for account in accounts)
