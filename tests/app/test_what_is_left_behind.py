"""After the other stories of the stack: no secret stands in a log, a table or a queue, and nobody in the host's log."""

from collections.abc import Iterator

import pytest
from azure.data.tables import TableServiceClient
from azure.storage.queue import QueueServiceClient

from local.stack import Stack
from local.stack.client import StackClient
from tests.app.conftest import DEFAULT_PASSWORD
from tests.app.people import bob_person, generic_event
from tests.waiting import wait_until

pytestmark = pytest.mark.xdist_group("app")

FORGED = "x\r\n2026-01-01T00:00:00Z INFO forged by a caller"
PEOPLE = ("ana ruiz", "ana.ruiz", "pia berg", "pia.berg", "@contoso.com")


def secrets_of(stack: Stack) -> dict[str, str]:
    """Return everything that only the app and its callers know."""
    return {
        "a function key": stack.function_key,
        "the master key": stack.master_key,
        "Bob's secret": stack.bob_secret,
        "Personio's token": stack.personio_token,
        "BambooHR's key": stack.bamboohr_key,
        "the default password": DEFAULT_PASSWORD,
        "an address of a caller": "forged by a caller",
    }


def stored(stack: Stack) -> Iterator[tuple[str, str]]:
    """Yield each row of each table and each message of each queue, with where it stands."""
    with TableServiceClient.from_connection_string(stack.connection_string) as tables:
        for table in tables.list_tables():
            for row in tables.get_table_client(table.name).list_entities():
                yield table.name, str(dict(row))
    with QueueServiceClient.from_connection_string(stack.connection_string) as queues:
        for queue in queues.list_queues():
            for message in queues.get_queue_client(str(queue.name)).peek_messages(max_messages=32):
                yield str(queue.name), str(message.content)


def play(client: StackClient, number: int) -> None:
    """Have people hired, calls refused, and a caller try to forge a line of the log."""
    person = bob_person(number)
    client.put_person_into_bob(person)
    queued = client.send_bob_webhook("employee.created", person["id"]).json()["eventIds"]
    event = generic_event(number)
    client.send_events([event]).raise_for_status()
    client.wait_for_log([*queued, event["id"]])
    bad = {"Bob-Signature": FORGED.replace("\r\n", " "), "Content-Type": "application/json", **client.function_key}
    for source, body in (("bob", b"{}"), ("generic", FORGED.encode()), ("x%0d%0aforged%20by%20a%20caller", b"{}")):
        assert client.http.post(client.functions(f"hr-events/{source}"), content=body, headers=bad).is_client_error


def test_no_secret_and_in_the_hosts_log_nobody_is_left_behind(stack: Stack, client: StackClient, number: int) -> None:
    play(client, number)
    log = stack.data_folder / "host.log"
    wait_until(log.exists)
    told = log.read_text(encoding="utf-8", errors="replace")
    places = [("the host's log", told), *stored(stack)]
    assert len({place for place, _ in places}) > 4, "tables and queues were looked at"
    found = [(what, place) for what, secret in secrets_of(stack).items() for place, text in places if secret in text]
    assert found == []
    assert [line for line in told.splitlines() if any(word in line.lower() for word in PEOPLE)] == []
